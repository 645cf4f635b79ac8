"""Settings that only some platforms understand: of a task, and of the whole pipeline."""

from typing import Any

from penstock.dsl.graph import TaskNode
from penstock.spec.platform import KubernetesWorkspaceConfig, PipelineConfig, WorkspaceConfig


def platforms_of(task: TaskNode) -> dict[str, dict[str, Any]]:
    """Return the settings of a task by platform: its component's, its own, its time-out, the age of its cache."""
    platforms: dict[str, dict[str, Any]] = {name: dict(given) for name, given in task.definition.platform.items()}
    for name, given in task.platform.items():
        platforms[name] = {**platforms.get(name, {}), **given}
    seconds = task.settings.timeout_seconds
    if seconds:
        platforms["penstock"] = {**platforms.get("penstock", {}), "timeoutSeconds": seconds}
        platforms["kubernetes"] = {"activeDeadlineSeconds": str(seconds), **platforms.get("kubernetes", {})}
    if task.settings.cache_seconds:
        platforms["penstock"] = {**platforms.get("penstock", {}), "cacheSeconds": task.settings.cache_seconds}
    return platforms


def pipeline_config(config: Any) -> PipelineConfig | None:
    """Return what a `PipelineConfig` of the DSL says, or None when it says nothing."""
    workspace = config.workspace
    spec = PipelineConfig(
        resource_ttl_on_completion=config.ttl_seconds_after_finished or 0,
        resource_ttl_on_success=config.ttl_seconds_after_success or 0,
        resource_ttl_on_failure=config.ttl_seconds_after_failure or 0,
        active_deadline_seconds=config.active_deadline_seconds or 0,
        workspace=None
        if workspace is None
        else WorkspaceConfig(
            size=workspace.size,
            kubernetes=KubernetesWorkspaceConfig(pvc_spec_patch=dict(workspace.kubernetes.pvcSpecPatch)),
        ),
    )
    return None if spec == PipelineConfig() else spec
