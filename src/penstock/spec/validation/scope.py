"""What the checks of one graph look at: the component, its tasks, and what the rest of the document says."""

from collections.abc import Mapping

from penstock.spec.component import ComponentInputsSpec, ComponentOutputsSpec, ComponentSpec
from penstock.spec.task import DagSpec, PipelineTaskSpec, TaskInputsSpec
from penstock.spec.types import ParameterType
from penstock.spec.validation.findings import Findings
from penstock.spec.values import field, frozen

CHANNEL = "pipelinechannel--"
"""Starts the names that KFP's compiler gives to what passes the border of a group."""

LOOP_ITEM = "loop-item"
"""In the names that KFP's compiler gives to items, whose types it does not always know (and calls STRING)."""

WORKSPACE = "{{$.workspace_path}}"

NO_INPUTS = ComponentInputsSpec()
NO_OUTPUTS = ComponentOutputsSpec()
NO_TASK_INPUTS = TaskInputsSpec()


@frozen
class Surroundings:
    """What all graphs of a document share."""

    components: Mapping[str, ComponentSpec]
    iterated: frozenset[str]
    """Components that a task runs once per item: outside, their outputs are lists."""
    has_workspace: bool
    findings: Findings
    extra_inputs: dict[str, set[str]] = field(default_factory=dict)
    """Inputs that tasks give beyond the interface of a component, by its name; its executor may read them."""


@frozen
class GraphScope:
    """One graph under inspection."""

    name: str
    """Of the component; empty for the root."""
    path: str
    component: ComponentSpec
    dag: DagSpec
    around: Surroundings

    @property
    def inputs(self) -> ComponentInputsSpec:
        """The inputs of the graph's component."""
        return self.component.input_definitions or NO_INPUTS

    @property
    def outputs(self) -> ComponentOutputsSpec:
        """The outputs of the graph's component."""
        return self.component.output_definitions or NO_OUTPUTS

    def component_of(self, task: PipelineTaskSpec) -> ComponentSpec | None:
        """Return the component that a task uses, if it exists."""
        return self.around.components.get(task.component_ref.name) if task.component_ref else None

    def outputs_of(self, task_name: str) -> ComponentOutputsSpec | None:
        """Return the outputs of a task, if it and its component exist."""
        task = self.dag.tasks.get(task_name)
        component = self.component_of(task) if task else None
        return (component.output_definitions or NO_OUTPUTS) if component else None

    def is_list_of(self, producer: str, expected: ParameterType) -> bool:
        """Tell whether a list is expected of a task that runs once per item.

        It gives one, whatever its component declares: KFP 2.0 wrote the type of one item there.
        """
        task = self.dag.tasks.get(producer)
        iterates = task is not None and bool(task.parameter_iterator or task.artifact_iterator)
        return iterates and expected is ParameterType.LIST


def report_producer(scope: GraphScope, producer: str, path: str) -> None:
    """Report an unknown task; a task whose component is unknown is reported there."""
    if producer not in scope.dag.tasks:
        message = f"there is no task {producer!r} in this graph"
        scope.around.findings.unknown("unknown-task", path, message, name=producer, known=scope.dag.tasks)
