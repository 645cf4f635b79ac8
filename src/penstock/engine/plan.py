"""What a document means to the engine: components, and graphs with resolved references, each worked out once."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from penstock.core.json import JsonObject, JsonValue
from penstock.engine.records import OutputSlot
from penstock.engine.states import ExecutionKind
from penstock.spec.component import InputArtifactSpec, InputParameterSpec
from penstock.spec.conditions import Condition, Selector
from penstock.spec.executor import ExecutorSpec
from penstock.spec.task import DagOutputsSpec
from penstock.spec.types import TaskConfigPassthroughType

ROOT = "root"


class Source(enum.Enum):
    """Where the value of a task's parameter comes from."""

    OUTPUT = "output"
    """An output of another task of the graph."""
    INPUT = "input"
    """An input of the graph."""
    CONSTANT = "constant"
    STATUS = "status"
    """The final status of another task of the graph."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterBinding:
    """One parameter of a task and its source."""

    name: str
    source: Source
    producer: int = -1
    """Index of the producing task, for `OUTPUT` and `STATUS`."""
    key: str = ""
    """Name of the output or of the graph's input."""
    constant: JsonValue = None
    has_placeholders: bool = False
    """Whether the constant is text to be rendered."""
    selector: Selector | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ArtifactBinding:
    """One artifact input of a task and its source: another task's output, or an input of the graph."""

    name: str
    producer: int = -1
    key: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class IteratorPlan:
    """What a task is repeated over."""

    item_input: str
    items_input: str = ""
    """The input that holds the items; empty when they are given."""
    items: tuple[JsonValue, ...] | None = None
    raw: str = ""
    """Items given as text that holds placeholders."""
    over_artifacts: bool = False
    limit: int = 0
    """Iterations open at once; 0 sets no limit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPlan:
    """How often, and after which delays, a failed task is tried again."""

    count: int = 0
    delay: timedelta = timedelta(0)
    factor: float = 2.0
    max_delay: timedelta = timedelta(hours=1)

    def delay_before(self, retry: int) -> timedelta:
        """Return the delay before the given retry, counted from 1."""
        seconds = self.delay.total_seconds()
        if not seconds:
            return timedelta(0)
        limit = self.max_delay.total_seconds()
        # A factor to a high power overflows; the limit is reached long before.
        grown = seconds * self.factor ** min(retry - 1, 64)
        return timedelta(seconds=min(grown, limit))


NO_RETRY = RetryPlan()


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskPlan:
    """One task of a graph, with its references resolved to indices."""

    name: str
    index: int
    display_name: str
    component: str
    upstream: tuple[int, ...] = ()
    consumers: tuple[int, ...] = ()
    parameters: tuple[ParameterBinding, ...] = ()
    artifacts: tuple[ArtifactBinding, ...] = ()
    condition: Condition | None = None
    condition_text: str = ""
    is_tolerant: bool = False
    """Runs once its upstream tasks have ended, however they ended."""
    is_exit: bool = False
    """Is tolerant, follows whole graphs and takes nothing from them but their status: it runs after a cancel, too."""
    iterator: IteratorPlan | None = None
    retry: RetryPlan = NO_RETRY
    is_cached: bool = False
    cache_key: str = ""
    turns_cache_off: bool = False
    """Says that nothing is to be taken from the cache; for a graph, nothing inside it either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DagPlan:
    """A graph of tasks, in the order of the document."""

    tasks: tuple[TaskPlan, ...]
    index: Mapping[str, int]
    outputs: DagOutputsSpec | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentPlan:
    """A component as the engine uses it."""

    name: str
    kind: ExecutionKind
    """`CONTAINER`, `IMPORTER` or `DAG`."""
    parameters: Mapping[str, InputParameterSpec]
    artifacts: Mapping[str, InputArtifactSpec]
    outputs: Mapping[str, OutputSlot]
    executor: ExecutorSpec | None = None
    platform: Mapping[str, JsonObject] = field(default_factory=dict)
    """The executor's settings by platform name."""
    timeout: timedelta | None = None
    passthroughs: Mapping[TaskConfigPassthroughType, bool] = field(default_factory=dict)
    """Settings that are handed into the component, and whether each also holds for the task itself."""
    fingerprint_parts: Mapping[str, str] = field(default_factory=dict)
    """The parts of a fingerprint that are the same for every execution."""
