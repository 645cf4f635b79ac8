"""What every component is, whichever way it was made: its interface and its implementation, in words of the IR."""

from collections.abc import Mapping
from typing import Any

from penstock.spec.component import ComponentSpec
from penstock.spec.executor import ExecutorSpec
from penstock.spec.pipeline import PipelineDocument
from penstock.spec.values import field, frozen


@frozen
class SourceLocation:
    """A place in the user's code, for messages."""

    file: str
    line: int

    def __str__(self) -> str:
        """Render as editors understand it."""
        return f"{self.file}:{self.line}"


@frozen
class ComponentDefinition:
    """A component, ready to be used in any pipeline; exactly one of `executor`, `document` and `graph` is set."""

    name: str
    """As KFP sanitises it: lower case, digits and dashes."""
    description: str = ""
    spec: ComponentSpec
    """Inputs and outputs; its implementation is left open until the component is lowered into a pipeline."""
    input_order: tuple[str, ...] = ()
    """Names of all inputs as the function has them; empty when unknown."""
    input_types: Mapping[str, str] = field(default_factory=dict)
    """Annotations of parameters as text, where it says more than the IR: ``List[str]``, ``typing.Dict[str, int]``.

    A loop over such a channel knows the type of its items. Missing names mean that the IR's type is all there is.
    """
    output_types: Mapping[str, str] = field(default_factory=dict)
    """The same of outputs."""
    executor: ExecutorSpec | None = None
    """Of a Python, container, notebook or importer component."""
    document: PipelineDocument | None = None
    """Of a pipeline that was loaded from a file."""
    graph: Any = None
    """Of a pipeline that was written here: the traced `penstock.dsl.graph.Graph`."""
    platform: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the executor by platform name, for example from ``platforms.penstock``."""
    location: SourceLocation | None = None
