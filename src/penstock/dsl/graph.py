"""The traced graph of a pipeline: what its function wrote, frozen."""

from collections.abc import Iterator, Mapping
from typing import Any

from penstock.dsl.channels import PipelineChannel
from penstock.dsl.conditions import Condition
from penstock.dsl.definition import ComponentDefinition, SourceLocation
from penstock.dsl.settings import TaskSettings
from penstock.dsl.trace import GroupType
from penstock.spec.values import field, frozen


@frozen(eq=False)
class TaskNode:
    """One use of a component."""

    name: str
    definition: ComponentDefinition
    arguments: Mapping[str, Any]
    settings: TaskSettings
    platform: Mapping[str, Any]
    """Settings by platform name; values may be channels."""
    upstream: tuple[str, ...]
    """Names of the tasks and groups that it was put after."""
    channels: tuple[PipelineChannel, ...]
    """Every channel in arguments and settings, each once."""
    unordered: frozenset[str]
    """Patterns of the channels that only size the task: KFP's compiler does not let it wait for those beside it."""
    location: SourceLocation | None


@frozen(eq=False)
class GroupNode:
    """A group of tasks and groups."""

    kind: GroupType
    name: str
    display_name: str
    keyword: str
    """How the author wrote it: ``dsl.If``."""
    groups: tuple["GroupNode", ...]
    tasks: tuple[TaskNode, ...]
    condition: Condition | None = None
    loop_argument: Any = None
    """Of a loop: the `LoopParameterArgument` or `LoopArtifactArgument` that it provides."""
    parallelism: int = 0
    exit_task: TaskNode | None = None
    location: SourceLocation | None = None

    def walk(self) -> Iterator["GroupNode"]:
        """Visit this group and those inside it, parents first, in the order of the text."""
        pending = [self]
        while pending:
            group = pending.pop()
            yield group
            pending.extend(reversed(group.groups))


@frozen(eq=False)
class Graph:
    """A pipeline as it was traced."""

    name: str
    root: GroupNode
    outputs: Mapping[str, PipelineChannel]
    display_name: str = ""
    pipeline_root: str = ""
    config: Any = None
    """The `PipelineConfig` that the decorator was given."""
    text_register: Mapping[str, PipelineChannel] = field(default_factory=dict)
    location: SourceLocation | None = None
