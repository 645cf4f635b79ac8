"""The graph of a pipeline: its structure, without states."""

from typing import Literal

from penstock.server.schemas.body import Body, Json

NodeKind = Literal["task", "importer", "pipeline", "loop", "condition", "branches", "exit_handler", "exit_task"]


class GraphOutput(Body):
    """An output of a node."""

    name: str
    type: str
    is_artifact: bool


class GraphNode(Body):
    """A task of a pipeline, or a group of tasks."""

    id: str
    """The execution path without the numbers of iterations: ``root/for-loop-1/train``."""
    parent: str | None
    """The group that it lies in; ``null`` at the top."""
    kind: NodeKind
    name: str
    component: str
    condition: str | None
    """The condition under which it runs, as people read it."""
    items: str | None
    """What a loop iterates over, short."""
    parallelism: int | None
    image: str | None
    runs_python: bool
    outputs: list[GraphOutput]
    has_retries: bool


class EdgeItem(Body):
    """One value that travels along an edge."""

    output: str
    input: str
    type: str


class GraphEdge(Body):
    """Why one node comes after another of the same group."""

    source: str
    target: str
    kind: Literal["data", "order", "condition", "exit"]
    items: list[EdgeItem]


class Graph(Body):
    """The structure of a pipeline; as long as the tag is the same, so is the structure."""

    structure_tag: str
    name: str
    nodes: list[GraphNode]
    edges: list[GraphEdge]


class IoSource(Body):
    """Where the value of an input comes from."""

    kind: Literal["constant", "input", "output"]
    value: Json
    """For a constant."""
    node: str | None
    """For an output: the node that gives it."""
    output: str | None
    """The name of the output, or of the input of the group around."""


class IoSpec(Body):
    """An input or an output of a node."""

    name: str
    type: str
    is_artifact: bool
    is_list: bool
    optional: bool
    default: Json
    description: str
    source: IoSource | None


class NodeCaching(Body):
    """Whether a node may be served from cache."""

    enabled: bool
    key: str


class NodeRetry(Body):
    """How often a failed task is tried again, and after which delays."""

    count: int
    delay_seconds: float
    factor: float
    max_delay_seconds: float


class NodeDetail(Body):
    """Everything that a pipeline file says of one node."""

    id: str
    name: str
    component: str
    image: str | None
    command: list[str]
    args: list[str]
    env: dict[str, str]
    source: str | None
    """The Python code of a Python component."""
    packages: list[str]
    resources: dict[str, str]
    caching: NodeCaching
    retry: NodeRetry | None
    timeout_seconds: float | None
    platforms: dict[str, Json]
    inputs: list[IoSpec]
    outputs: list[IoSpec]
    spec_yaml: str
