"""Secrets and config maps: as environment variables, or as files."""

from typing import Any

from penstock.dsl.channels import PipelineParameterChannel
from penstock.dsl.checked_constants import checked
from penstock.dsl.task import PipelineTask
from penstock.kubernetes.settings import Value, append, parameter, present, settings_of

Name = str | PipelineParameterChannel


@checked
def use_secret_as_env(
    task: PipelineTask,
    secret_name: Name,
    secret_key_to_env: dict[str, str],
    optional: bool = False,  # noqa: FBT001, FBT002 - KFP's signature
) -> PipelineTask:
    """Put keys of a secret into environment variables: ``{'password': 'PASSWORD'}``."""
    keys = [{"secretKey": key, "envVar": variable} for key, variable in secret_key_to_env.items()]
    named = _named("secretName", secret_name, task, "secret_name")
    return append(task, "secretAsEnv", {**present(keyToEnv=keys), **named, "optional": bool(optional)})


@checked
def use_secret_as_volume(
    task: PipelineTask,
    secret_name: Name,
    mount_path: str,
    optional: bool = False,  # noqa: FBT001, FBT002 - KFP's signature
) -> PipelineTask:
    """Put the keys of a secret into files of a folder."""
    named = _named("secretName", secret_name, task, "secret_name")
    return append(task, "secretAsVolume", {**present(mountPath=mount_path), **named, "optional": bool(optional)})


@checked
def use_config_map_as_env(
    task: PipelineTask,
    config_map_name: Name,
    config_map_key_to_env: dict[str, str],
    optional: bool = False,  # noqa: FBT001, FBT002 - KFP's signature
) -> PipelineTask:
    """Put keys of a config map into environment variables: ``{'level': 'LOG_LEVEL'}``."""
    keys = [{"configMapKey": key, "envVar": variable} for key, variable in config_map_key_to_env.items()]
    named = _named("configMapName", config_map_name, task, "config_map_name")
    return append(task, "configMapAsEnv", {**present(keyToEnv=keys), **named, "optional": bool(optional)})


@checked
def use_config_map_as_volume(
    task: PipelineTask,
    config_map_name: Name,
    mount_path: str,
    optional: bool = False,  # noqa: FBT001, FBT002 - KFP's signature
) -> PipelineTask:
    """Put the keys of a config map into files of a folder."""
    named = _named("configMapName", config_map_name, task, "config_map_name")
    return append(task, "configMapAsVolume", {**present(mountPath=mount_path), **named, "optional": bool(optional)})


@checked
def set_image_pull_secrets(
    task: PipelineTask, secret_names: list[str] | list[PipelineParameterChannel]
) -> PipelineTask:
    """Pull the image with these secrets."""
    if isinstance(secret_names, str):
        raise TypeError(
            f"kubernetes.set_image_pull_secrets(), argument 'secret_names': expects a list, got {secret_names!r}; "
            f"write [{secret_names!r}]"
        )
    entries = [_named("secretName", name, task, "secret_names") for name in secret_names]
    if entries:
        append(task, "imagePullSecret", *entries)
    else:
        settings_of(task)
    return task


def _named(field: str, name: Value, task: PipelineTask, argument: str) -> dict[str, Any]:
    """Name a secret or config map, in the form of today and, for constants, in the one before."""
    older = {field: name} if isinstance(name, str) and name else {}
    return {**older, f"{field}Parameter": parameter(name, task, argument)}
