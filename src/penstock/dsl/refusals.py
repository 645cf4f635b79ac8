"""Exceptions under the names that KFP gives them, for what is refused while a pipeline is written."""


class InconsistentTypeException(Exception):  # noqa: N818 - KFP's name
    """An argument, or the output of a pipeline, has another type than the interface says."""


class InvalidControlFlowException(Exception):  # noqa: N818 - KFP's name
    """An `Elif` or `Else` stands where no `If` came before."""


class InvalidTopologyException(Exception):  # noqa: N818 - KFP's name
    """Tasks depend on each other in a way that cannot run."""
