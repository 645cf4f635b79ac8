"""Settings of a whole pipeline: how long its resources are kept, and the folder that its tasks share."""

import re
from typing import Any

_SIZE = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?(?:Ki|Mi|Gi|Ti|Pi|Ei|K|M|G|T|P|E)?")
_LARGEST = 2**31 - 1


class KubernetesWorkspaceConfig:
    """Kubernetes settings of a workspace."""

    def __init__(self, pvcSpecPatch: dict[str, Any] | None = None) -> None:  # noqa: N803 - KFP's name
        self.pvcSpecPatch = pvcSpecPatch or {}

    def set_pvcSpecPatch(self, patch: dict[str, Any]) -> None:  # noqa: N802 - KFP's name
        """Replace the fields that are laid over the claim, such as ``storageClassName``."""
        self.pvcSpecPatch = patch


class WorkspaceConfig:
    """A folder that all tasks of a run share."""

    def __init__(self, size: str, kubernetes: KubernetesWorkspaceConfig | None = None) -> None:
        self.size = _size(size)
        self.kubernetes = kubernetes or KubernetesWorkspaceConfig()

    def get_workspace(self) -> dict[str, Any]:
        """Return the settings as the IR has them."""
        return {"size": self.size, "kubernetes": {"pvcSpecPatch": self.kubernetes.pvcSpecPatch}}

    def set_size(self, size: str) -> None:
        """Set the size, a Kubernetes quantity such as ``'10Gi'``."""
        self.size = _size(size)

    def set_kubernetes_config(self, kubernetes_config: KubernetesWorkspaceConfig) -> None:
        """Set what only Kubernetes knows."""
        self.kubernetes = kubernetes_config


def _size(size: Any) -> str:
    text = str(size or "").strip()
    if not text:
        raise ValueError("Workspace size is required and cannot be empty")
    if _SIZE.fullmatch(text) is None:
        raise ValueError(
            f'Workspace size "{size}" is invalid. Must be a valid Kubernetes resource quantity (e.g., "10Gi", "500Mi", '
            '"1Ti")'
        )
    return text


class PipelineConfig:
    """Settings of a whole pipeline; times in seconds."""

    def __init__(
        self,
        workspace: WorkspaceConfig | None = None,
        ttl_seconds_after_finished: int | None = None,
        ttl_seconds_after_success: int | None = None,
        ttl_seconds_after_failure: int | None = None,
        active_deadline_seconds: int | None = None,
    ) -> None:
        self.workspace = workspace
        self.ttl_seconds_after_finished = _seconds("ttl_seconds_after_finished", ttl_seconds_after_finished)
        self.ttl_seconds_after_success = _seconds("ttl_seconds_after_success", ttl_seconds_after_success)
        self.ttl_seconds_after_failure = _seconds("ttl_seconds_after_failure", ttl_seconds_after_failure)
        self.active_deadline_seconds = _seconds("active_deadline_seconds", active_deadline_seconds)


def _seconds(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an int. Got: {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name} must be a non-negative integer. Got: {value}")
    if value > _LARGEST:
        raise ValueError(f"{name} must not exceed the int32 maximum ({_LARGEST}). Got: {value}")
    return value
