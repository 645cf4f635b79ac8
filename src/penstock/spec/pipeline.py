"""The whole document: a pipeline with its components and executors."""

from collections.abc import Mapping

from penstock.spec.component import ComponentSpec
from penstock.spec.executor import PipelineDeploymentConfig
from penstock.spec.platform import PlatformSpec
from penstock.spec.types import Json
from penstock.spec.values import field, frozen

SCHEMA_VERSION = "2.1.0"


@frozen
class PipelineInfo:
    """How the pipeline is called."""

    name: str = ""
    display_name: str = ""
    description: str = ""


@frozen
class PipelineSpec:
    """A pipeline; `root` is the component that runs."""

    pipeline_info: PipelineInfo | None = None
    deployment_spec: PipelineDeploymentConfig | None = None
    sdk_version: str = ""
    schema_version: str = ""
    components: Mapping[str, ComponentSpec] = field(default_factory=dict)
    root: ComponentSpec | None = None
    default_pipeline_root: str = ""


@frozen
class RuntimeConfig:
    """``PipelineJob.RuntimeConfig``: the arguments of a run; `parameters` is deprecated."""

    parameters: Mapping[str, Json] = field(default_factory=dict)
    gcs_output_directory: str = ""
    parameter_values: Mapping[str, Json] = field(default_factory=dict)


@frozen
class PipelineDocument:
    """A file: the pipeline, and what only some platforms understand."""

    pipeline: PipelineSpec
    platform: PlatformSpec = field(default_factory=PlatformSpec)
    runtime_config: RuntimeConfig | None = None
    """The arguments that a Vertex AI ``PipelineJob`` file brings along; whoever runs it may override them."""


@frozen
class PipelineJob:
    """A pipeline with the arguments of one run, as Vertex AI's ``PipelineJob`` files hold it."""

    name: str = ""
    display_name: str = ""
    pipeline_spec: Json | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    runtime_config: RuntimeConfig | None = None
