"""What happens to the problems of a pipeline: they are raised, or kept until the whole file has been read."""

from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.graph import Graph
from penstock.dsl.places import caller
from penstock.dsl.receivers import current_receiver
from penstock.dsl.refusals import PipelineError
from penstock.dsl.soundness import soundness_problems
from penstock.dsl.topology import topology_problems


def report(definition: ComponentDefinition, graph: Graph) -> None:
    """Check a graph; raise `PipelineError` with all problems, or hand them to whoever collects them."""
    problems = [*topology_problems(graph), *soundness_problems(definition, graph)]
    if not problems:
        return
    error = PipelineError(problems, source=f"Pipeline {definition.name!r}")
    collector = getattr(current_receiver(), "collector", None)
    if collector is None or not collector.keeps_problems(error, caller()):
        raise error
