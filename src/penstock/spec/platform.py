"""What only some platforms understand; the second document of a file."""

from collections.abc import Mapping

from penstock.spec.types import ABSENT, Absent, Json
from penstock.spec.values import field, frozen


@frozen
class PlatformDeploymentConfig:
    """Settings by executor label."""

    executors: Mapping[str, Json] = field(default_factory=dict)


@frozen
class KubernetesWorkspaceConfig:
    """Kubernetes settings of a workspace."""

    pvc_spec_patch: Json | Absent = ABSENT


@frozen
class WorkspaceConfig:
    """A folder that all tasks of a run share; `size` is a Kubernetes quantity."""

    size: str = ""
    kubernetes: KubernetesWorkspaceConfig | None = None


@frozen
class PipelineConfig:
    """Settings of the whole pipeline; times in seconds, 0 sets none."""

    resource_ttl_on_completion: int = 0
    workspace: WorkspaceConfig | None = None
    resource_ttl_on_success: int = 0
    resource_ttl_on_failure: int = 0
    active_deadline_seconds: int = 0


@frozen
class SinglePlatformSpec:
    """What one platform understands."""

    deployment_spec: PlatformDeploymentConfig | None = None
    platform: str = ""
    config: Json | Absent = ABSENT
    pipeline_config: PipelineConfig | None = None


@frozen
class PlatformSpec:
    """Settings by platform name: ``kubernetes``, ``penstock``."""

    platforms: Mapping[str, SinglePlatformSpec] = field(default_factory=dict)
