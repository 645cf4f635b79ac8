"""The ``@dsl.pipeline`` decorator: a function is traced once, into a component that is a graph."""

from collections.abc import Callable
from typing import Any, overload

from penstock.dsl.calls import Component
from penstock.dsl.checked_constants import decorating
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.graph import Graph
from penstock.dsl.pipeline_config import PipelineConfig


class GraphComponent(Component):
    """A pipeline: it can be compiled, run, and used as a component of another pipeline."""

    def __init__(self, definition: ComponentDefinition, pipeline_func: Callable[..., Any]) -> None:
        super().__init__(definition)
        self.pipeline_func = pipeline_func

    @property
    def graph(self) -> Graph:
        """What the function wrote."""
        assert isinstance(self.definition.graph, Graph)
        return self.definition.graph

    def to_svg(self) -> str:
        """Draw the pipeline, as a file of its own."""
        return _drawn(self)

    def _repr_html_(self) -> str:
        """Draw the pipeline for a notebook."""
        return _drawn(self, standalone=False)


def _drawn(pipeline: GraphComponent, *, standalone: bool = True) -> str:
    from penstock.dsl.drawing import draw
    from penstock.dsl.picture import picture_of

    return draw(picture_of(pipeline.graph), pipeline.name, standalone=standalone)


@overload
def pipeline(
    func: None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    pipeline_root: str | None = None,
    display_name: str | None = None,
    pipeline_config: PipelineConfig | None = None,
) -> Callable[[Callable[..., Any]], GraphComponent]: ...


@overload
def pipeline(
    func: Callable[..., Any],
    *,
    name: str | None = None,
    description: str | None = None,
    pipeline_root: str | None = None,
    display_name: str | None = None,
    pipeline_config: PipelineConfig | None = None,
) -> GraphComponent: ...


@decorating
def pipeline(
    func: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    pipeline_root: str | None = None,
    display_name: str | None = None,
    pipeline_config: PipelineConfig | None = None,
) -> Any:
    """Make a pipeline of a function that calls components.

    Example:
        ``@dsl.pipeline(name="train") def train(rows: int = 100): fit(data=load(rows=rows).output)``
    """

    def decorate(function: Callable[..., Any]) -> GraphComponent:
        from penstock.dsl.collecting import attempt
        from penstock.dsl.pipeline_definition import pipeline_definition

        def make() -> GraphComponent:
            definition = pipeline_definition(
                function,
                name=name,
                description=description,
                pipeline_root=pipeline_root,
                display_name=display_name,
                pipeline_config=pipeline_config,
            )
            return GraphComponent(definition, function)

        made: GraphComponent = attempt(function, make)
        return made

    return decorate if func is None else decorate(func)
