"""A graph of tasks: each task's component, inputs, order, trigger, iteration, retries and caching."""

from collections.abc import Mapping
from datetime import timedelta

from penstock.spec.types import TriggerStrategy, ValueOrRuntimeParameter
from penstock.spec.values import field, frozen


@frozen
class TaskOutputArtifact:
    """Names an output artifact of another task of the same graph."""

    producer_task: str = ""
    output_artifact_key: str = ""


@frozen
class TaskInputArtifactSpec:
    """Where an input artifact of a task comes from; exactly one is set."""

    task_output_artifact: TaskOutputArtifact | None = None
    component_input_artifact: str = ""


@frozen
class TaskOutputParameter:
    """Names an output parameter of another task of the same graph."""

    producer_task: str = ""
    output_parameter_key: str = ""


@frozen
class TaskFinalStatusOf:
    """``TaskFinalStatus``: the final status of another task of the same graph."""

    producer_task: str = ""


@frozen
class TaskInputParameterSpec:
    """Where an input parameter of a task comes from; exactly one of the first four is set."""

    task_output_parameter: TaskOutputParameter | None = None
    runtime_value: ValueOrRuntimeParameter | None = None
    component_input_parameter: str = ""
    task_final_status: TaskFinalStatusOf | None = None
    parameter_expression_selector: str = ""


@frozen
class TaskInputsSpec:
    """The arguments of a task, by input name."""

    parameters: Mapping[str, TaskInputParameterSpec] = field(default_factory=dict)
    artifacts: Mapping[str, TaskInputArtifactSpec] = field(default_factory=dict)


@frozen
class PipelineTaskInfo:
    """How the task is called."""

    name: str = ""


@frozen
class CachingOptions:
    """Whether an equal execution may be reused."""

    enable_cache: bool = False
    cache_key: str = ""


@frozen
class ComponentRef:
    """Names a component of the document."""

    name: str = ""


@frozen
class TriggerPolicy:
    """When the task runs: a condition over its inputs, and what its upstream tasks must have reached."""

    condition: str = ""
    strategy: TriggerStrategy = TriggerStrategy.UNSPECIFIED


@frozen
class ArtifactIteratorItems:
    """``ArtifactIteratorSpec.ItemsSpec``."""

    input_artifact: str = ""


@frozen
class ArtifactIteratorSpec:
    """Runs the task once per artifact of a list."""

    items: ArtifactIteratorItems | None = None
    item_input: str = ""


@frozen
class ParameterIteratorItems:
    """``ParameterIteratorSpec.ItemsSpec``: JSON text of a list, or the name of an input that holds one."""

    raw: str = ""
    input_parameter: str = ""


@frozen
class ParameterIteratorSpec:
    """Runs the task once per item of a list."""

    items: ParameterIteratorItems | None = None
    item_input: str = ""


@frozen
class RetryPolicy:
    """How often, and after what delay, a failed task is tried again."""

    max_retry_count: int = 0
    backoff_duration: timedelta | None = None
    backoff_factor: float = 0.0
    backoff_max_duration: timedelta | None = None


@frozen
class IteratorPolicy:
    """How many iterations may run at once; 0 sets no limit."""

    parallelism_limit: int = 0


@frozen
class PipelineTaskSpec:
    """One use of a component inside a graph; at most one of the two iterators is set."""

    task_info: PipelineTaskInfo | None = None
    inputs: TaskInputsSpec | None = None
    dependent_tasks: tuple[str, ...] = ()
    caching_options: CachingOptions | None = None
    component_ref: ComponentRef | None = None
    trigger_policy: TriggerPolicy | None = None
    artifact_iterator: ArtifactIteratorSpec | None = None
    parameter_iterator: ParameterIteratorSpec | None = None
    retry_policy: RetryPolicy | None = None
    iterator_policy: IteratorPolicy | None = None


@frozen
class ArtifactSelectorSpec:
    """Names an output artifact of a task of the graph."""

    producer_subtask: str = ""
    output_artifact_key: str = ""


@frozen
class DagOutputArtifactSpec:
    """An output artifact of the graph: the first selector that has a value, or for a list all of them."""

    artifact_selectors: tuple[ArtifactSelectorSpec, ...] = ()


@frozen
class ParameterSelectorSpec:
    """Names an output parameter of a task of the graph."""

    producer_subtask: str = ""
    output_parameter_key: str = ""


@frozen
class ParameterSelectorsSpec:
    """Several candidates; the one that has a value is taken."""

    parameter_selectors: tuple[ParameterSelectorSpec, ...] = ()


@frozen
class DagOutputParameterSpec:
    """An output parameter of the graph; exactly one is set."""

    value_from_parameter: ParameterSelectorSpec | None = None
    value_from_oneof: ParameterSelectorsSpec | None = None


@frozen
class DagOutputsSpec:
    """The outputs of the graph, by name."""

    artifacts: Mapping[str, DagOutputArtifactSpec] = field(default_factory=dict)
    parameters: Mapping[str, DagOutputParameterSpec] = field(default_factory=dict)


@frozen
class DagSpec:
    """A graph: its tasks by name, and what it gives outside."""

    tasks: Mapping[str, PipelineTaskSpec] = field(default_factory=dict)
    outputs: DagOutputsSpec | None = None
