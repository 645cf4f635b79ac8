"""Settings of the pod: labels, image policy, time-out, environment from fields, security, init containers."""

from collections.abc import Iterator
from typing import Any

from penstock.dsl.checked_constants import checked
from penstock.dsl.task import PipelineTask
from penstock.kubernetes.settings import append, present, settings_of

_PULL_POLICIES = ("Always", "Never", "IfNotPresent")
_RESERVED = "kfp-launcher"


@checked
def add_pod_label(task: PipelineTask, label_key: str, label_value: str) -> PipelineTask:
    """Add a label to the pod."""
    settings_of(task).setdefault("podMetadata", {}).setdefault("labels", {})[label_key] = label_value
    return task


@checked
def add_pod_annotation(task: PipelineTask, annotation_key: str, annotation_value: str) -> PipelineTask:
    """Add an annotation to the pod."""
    metadata = settings_of(task).setdefault("podMetadata", {})
    metadata.setdefault("annotations", {})[annotation_key] = annotation_value
    return task


@checked
def set_image_pull_policy(task: PipelineTask, policy: str) -> PipelineTask:
    """Say when the image is pulled: ``Always``, ``Never`` or ``IfNotPresent``."""
    if policy not in _PULL_POLICIES:
        raise ValueError(f"Invalid imagePullPolicy. Must be one of `Always`, `Never`, `IfNotPresent`. Got: {policy!r}")
    settings_of(task)["imagePullPolicy"] = policy
    return task


def set_timeout(task: PipelineTask, seconds: int) -> PipelineTask:
    """Stop the pod when it runs longer; 0 takes an earlier time-out back."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 0:
        raise ValueError(
            f'Argument for "seconds" must be an integer greater or equals to 0. Got invalid input: {seconds}. '
        )
    settings = settings_of(task)
    settings.pop("activeDeadlineSeconds", None)
    if seconds:
        settings["activeDeadlineSeconds"] = str(seconds)
    return task


@checked
def use_field_path_as_env(task: PipelineTask, env_name: str, field_path: str) -> PipelineTask:
    """Put a field of the pod into an environment variable, for example ``metadata.name``."""
    return append(task, "fieldPathAsEnv", present(name=env_name, fieldPath=field_path))


def set_security_context(
    task: PipelineTask,
    run_as_user: int | None = None,
    run_as_group: int | None = None,
    run_as_non_root: bool | None = None,  # noqa: FBT001 - KFP's signature
) -> PipelineTask:
    """Say as whom the container runs."""
    if run_as_user is None and run_as_group is None and run_as_non_root is None:
        raise ValueError("At least one security context field must be provided.")
    context = settings_of(task).setdefault("securityContext", {})
    for name, key, value in (("run_as_user", "runAsUser", run_as_user), ("run_as_group", "runAsGroup", run_as_group)):
        if value is not None:
            context[key] = _identity(name, value)
    if run_as_non_root is not None:
        if not isinstance(run_as_non_root, bool):
            raise TypeError(f'Argument for "run_as_non_root" must be a bool. Got: {type(run_as_non_root).__name__}.')
        context["runAsNonRoot"] = run_as_non_root
    return task


def _identity(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f'Argument for "{name}" must be an int, not {type(value).__name__}. Got: {value}.')
    if value < 0:
        raise ValueError(f'Argument for "{name}" must be greater than or equal to 0. Got invalid input: {value}.')
    return str(value)


def add_init_container(  # noqa: PLR0913, PLR0917 - KFP's signature
    task: PipelineTask,
    name: str,
    image: str,
    command: list[str] | None = None,
    args: list[str] | None = None,
    env: dict[str, str] | None = None,
    volume_mounts: dict[str, str] | None = None,
    restart_policy: str | None = None,
    resource_requests: dict[str, str] | None = None,
    resource_limits: dict[str, str] | None = None,
) -> PipelineTask:
    """Run a container before the task's own, or beside it with ``restart_policy='Always'``."""
    names = [container.get("name") for container in settings_of(task).get("initContainers", [])]
    for mistake in _mistakes(name, image, names, restart_policy):
        raise ValueError(mistake)
    for mistake in _mistakes_of_maps(env or {}, volume_mounts or {}, resource_requests or {}, resource_limits or {}):
        raise ValueError(mistake)
    container = present(
        name=name,
        image=image,
        command=list(command or []),
        args=list(args or []),
        env=[present(name=key, value=value) for key, value in (env or {}).items()],
        volumeMounts=[present(volumeName=key, mountPath=path) for key, path in (volume_mounts or {}).items()],
        restartPolicy=restart_policy,
        resources=present(requests=dict(resource_requests or {}), limits=dict(resource_limits or {})),
    )
    return append(task, "initContainers", container)


def _mistakes(name: str, image: str, names: list[Any], restart_policy: str | None) -> Iterator[str]:
    if not name:
        yield 'Argument for "name" must be a non-empty string.'
    if name == _RESERVED:
        yield f'Init container name "{_RESERVED}" is reserved by Kubeflow Pipelines.'
    if not image:
        yield 'Argument for "image" must be a non-empty string.'
    if restart_policy not in (None, "Always"):
        yield f'Argument for "restart_policy" must be "Always" if provided. Got: {restart_policy}.'
    if name in names:
        yield f'An init container named "{name}" was already added to this task.'


def _mistakes_of_maps(
    env: dict[str, str], mounts: dict[str, str], requests: dict[str, str], limits: dict[str, str]
) -> Iterator[str]:
    if not all(env):
        yield 'Environment variable names in "env" must be non-empty strings.'
    for volume, path in mounts.items():
        if not volume:
            yield 'Volume names in "volume_mounts" must be non-empty strings.'
        if not path or not path.startswith("/"):
            yield f'Mount path for volume "{volume}" must be an absolute path. Got: {path}.'
    for argument, quantities in (("resource_requests", requests), ("resource_limits", limits)):
        if not all(resource and quantity for resource, quantity in quantities.items()):
            yield f'Resource names and quantities in "{argument}" must be non-empty strings.'
