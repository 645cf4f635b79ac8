"""Exceptions under the names that KFP gives them, for what is refused while a pipeline is written."""

from penstock.core.errors import SpecError


class InconsistentTypeException(Exception):  # noqa: N818 - KFP's name
    """An argument, or the output of a pipeline, has another type than the interface says."""


class InvalidControlFlowException(Exception):  # noqa: N818 - KFP's name
    """An `Elif` or `Else` stands where no `If` came before."""


class InvalidTopologyException(Exception):  # noqa: N818 - KFP's name
    """Tasks depend on each other in a way that cannot run."""


class PipelineError(SpecError, InvalidTopologyException, ValueError):
    """A pipeline function has problems; all of them are in `problems`, each with its place in the user's code.

    It is what KFP raises for each of them too, so that code that catches KFP's exceptions catches this.
    """

    code = "invalid-pipeline"
