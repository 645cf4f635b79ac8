"""How a component is implemented: a container, an importer, a resolver or a custom job."""

from collections.abc import Mapping

from penstock.spec.types import ABSENT, Absent, ArtifactTypeSchema, Int64, Json, ValueOrRuntimeParameter
from penstock.spec.values import field, frozen

_ZERO = Int64(0)


@frozen
class LifecycleExec:
    """``Lifecycle.Exec``: a command run at a point of the life cycle."""

    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()


@frozen
class Lifecycle:
    """Commands run around the container."""

    pre_cache_check: LifecycleExec | None = None


@frozen
class AcceleratorConfig:
    """An accelerator and how many of it; the first two are deprecated."""

    type: str = ""
    count: Int64 = _ZERO
    resource_type: str = ""
    resource_count: str = ""


@frozen
class ResourceSpec:
    """What the container may use; numbers are deprecated (cores, gigabytes), strings are Kubernetes quantities."""

    cpu_limit: float = 0.0
    memory_limit: float = 0.0
    cpu_request: float = 0.0
    memory_request: float = 0.0
    resource_cpu_limit: str = ""
    resource_memory_limit: str = ""
    resource_cpu_request: str = ""
    resource_memory_request: str = ""
    accelerator: AcceleratorConfig | None = None


@frozen
class EnvVar:
    """An environment variable of the container."""

    name: str = ""
    value: str = ""


@frozen
class PipelineContainerSpec:
    """An image and the command run in it; strings may hold placeholders."""

    image: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    lifecycle: Lifecycle | None = None
    resources: ResourceSpec | None = None
    env: tuple[EnvVar, ...] = ()


@frozen
class ImporterSpec:
    """Brings an artifact that exists already into the run."""

    artifact_uri: ValueOrRuntimeParameter | None = None
    type_schema: ArtifactTypeSchema | None = None
    properties: Mapping[str, ValueOrRuntimeParameter] = field(default_factory=dict)
    custom_properties: Mapping[str, ValueOrRuntimeParameter] = field(default_factory=dict)
    reimport: bool = False
    metadata: Json | Absent = ABSENT
    download_to_workspace: bool = False


@frozen
class ArtifactQuerySpec:
    """``ResolverSpec.ArtifactQuerySpec``: a query for artifacts of earlier runs."""

    filter: str = ""
    limit: int = 0


@frozen
class ResolverSpec:
    """Finds artifacts of earlier runs by query."""

    output_artifact_queries: Mapping[str, ArtifactQuerySpec] = field(default_factory=dict)


@frozen
class AIPlatformCustomJobSpec:
    """A Vertex AI custom job; deprecated."""

    custom_job: Json | Absent = ABSENT


@frozen
class ExecutorSpec:
    """How a component is implemented; exactly one is set."""

    container: PipelineContainerSpec | None = None
    importer: ImporterSpec | None = None
    resolver: ResolverSpec | None = None
    custom_job: AIPlatformCustomJobSpec | None = None


@frozen
class PipelineDeploymentConfig:
    """The executors of a document, by label."""

    executors: Mapping[str, ExecutorSpec] = field(default_factory=dict)
