"""Volumes: claims that are made, mounted and deleted, folders that live as long as the pod, shared memory."""

from typing import Any

from penstock.dsl.channels import MERGED, PipelineParameterChannel
from penstock.dsl.checked_constants import checked
from penstock.dsl.task import PipelineTask
from penstock.kubernetes.settings import append, parameter, present, settings_of


@checked
def mount_pvc(
    task: PipelineTask, pvc_name: str | PipelineParameterChannel, mount_path: str, sub_path: str = ""
) -> PipelineTask:
    """Mount a claim; its name may be an output, such as that of `CreatePVC`."""
    if not isinstance(pvc_name, str | PipelineParameterChannel):
        raise ValueError(  # noqa: TRY004 - KFP's exception type
            "Argument for 'pvc_name' must be an instance of str or PipelineChannel. Got unknown input type: "
            f"{type(pvc_name)!r}. "
        )
    reference = parameter(pvc_name, task, "pvc_name")
    older: dict[str, Any] = {"constant": pvc_name} if isinstance(pvc_name, str) else {MERGED: pvc_name}
    return append(
        task, "pvcMount", {**present(mountPath=mount_path, subPath=sub_path), **older, "pvcNameParameter": reference}
    )


@checked
def add_ephemeral_volume(  # noqa: PLR0913, PLR0917 - KFP's signature
    task: PipelineTask,
    volume_name: str,
    mount_path: str,
    access_modes: list[str],
    size: str,
    storage_class_name: str | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> PipelineTask:
    """Mount a volume that is made for the pod and deleted with it."""
    storage = {"defaultStorageClass": True} if storage_class_name is None else {}
    volume = present(
        volumeName=volume_name,
        mountPath=mount_path,
        accessModes=list(access_modes),
        size=size,
        storageClassName=storage_class_name,
        metadata=present(annotations=dict(annotations or {}), labels=dict(labels or {})),
    )
    return append(task, "genericEphemeralVolume", {**volume, **storage})


@checked
def empty_dir_mount(
    task: PipelineTask, volume_name: str, mount_path: str, medium: str | None = None, size_limit: str | None = None
) -> PipelineTask:
    """Mount an empty folder that lives as long as the pod; ``medium='Memory'`` keeps it in memory."""
    optional = {"medium": medium, "sizeLimit": size_limit}
    given = {name: value for name, value in optional.items() if value is not None}
    return append(task, "emptyDirMounts", {**present(volumeName=volume_name, mountPath=mount_path), **given})


@checked
def enable_shared_memory(task: PipelineTask, size: str = "", volume_name: str = "shm") -> PipelineTask:
    """Give the pod shared memory (``/dev/shm``), which data loaders with several processes need.

    Not part of KFP's package, though its platform understands it. Without a size the node's default applies.
    """
    settings_of(task)["enabledSharedMemory"] = present(volumeName=volume_name, size=size)
    return task
