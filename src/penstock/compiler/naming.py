"""Names that the compiler makes, equal to those of KFP's."""

from penstock.dsl.names import kubernetes_name

_SURFACED = "pipelinechannel--"


def surfaced(full_name: str) -> str:
    """Name the input or output by which a value crosses the border of a group."""
    return _SURFACED + full_name


def component_name(name: str) -> str:
    """Name the component of a task or group."""
    return f"comp-{kubernetes_name(name)}"


def executor_label(name: str) -> str:
    """Name the executor of a task."""
    return f"exec-{kubernetes_name(name)}"


def input_placeholder(name: str) -> str:
    """Write the place in a text where the value of a parameter will stand."""
    return f"{{{{$.inputs.parameters['{name}']}}}}"
