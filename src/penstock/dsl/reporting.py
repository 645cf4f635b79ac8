"""What happens to the problems of a pipeline: they are raised, or kept until the whole file has been read."""

from collections.abc import Mapping
from typing import Any

from penstock.core.errors import Problem
from penstock.dsl.calls import Component, current_receiver
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.graph import Graph
from penstock.dsl.refusals import PipelineError
from penstock.dsl.soundness import soundness_problems
from penstock.dsl.topology import topology_problems


class ProblemCollector:
    """Receives the problems of all pipelines of a file while it is loaded, so that they are told together."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def receive(self, component: Component, arguments: Mapping[str, Any]) -> Any:
        """Refuse: nothing runs while a file is loaded."""
        raise RuntimeError(
            f"Component {component.name!r} was called outside of a pipeline while its file was loaded; call it in a "
            "function decorated with @dsl.pipeline, or under 'if __name__ == \"__main__\"' after local.init() "
            f"(arguments: {', '.join(arguments) or 'none'})"
        )


def report(definition: ComponentDefinition, graph: Graph) -> None:
    """Check a graph; raise `PipelineError` with all problems, or hand them to whoever collects them."""
    problems = [*topology_problems(graph), *soundness_problems(definition, graph)]
    if not problems:
        return
    receiver = current_receiver()
    if isinstance(receiver, ProblemCollector):
        receiver.problems.extend(problems)
    else:
        raise PipelineError(problems, source=f"Pipeline {definition.name!r}")
