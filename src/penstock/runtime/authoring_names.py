"""Names of the authoring side, as they behave inside a task: importing them is harmless, using them is not.

A module that ships with a component may define components and pipelines at its top level. In a task a component is the
plain function that it was made from, settings are inert, and whatever would describe a pipeline says that it cannot.
"""

from typing import Any, Callable, Dict, Optional


def component(function: Optional[Callable[..., Any]] = None, **_options: Any) -> Any:
    """Return the function as it is: what ``@dsl.component`` and ``@dsl.pipeline`` do inside a task."""
    if function is not None:
        return function
    return component


class Inert:
    """Settings that mean nothing inside a task; any argument, attribute, operator ``[]`` is accepted."""

    def __init__(self, *_arguments: Any, **_options: Any) -> None:
        """Accept everything."""

    def __call__(self, *_arguments: Any, **_options: Any) -> "Inert":
        """Accept everything."""
        return self

    def __getattr__(self, name: str) -> "Inert":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key: Any) -> "Inert":
        return self

    def __repr__(self) -> str:
        return "<setting without meaning inside a task>"


class Unavailable:
    """A name that describes or starts pipelines; using it inside a task is an error."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *_arguments: Any, **_options: Any) -> Any:
        """Refuse. Raises `RuntimeError`."""
        raise RuntimeError(
            f"{self._name} belongs to the description of a pipeline and cannot be used inside a task; "
            "install the SDK with packages_to_install if the component itself works with pipelines"
        )

    def __getattr__(self, name: str) -> "Unavailable":
        if name.startswith("__"):
            raise AttributeError(name)
        return Unavailable(f"{self._name}.{name}")

    def __repr__(self) -> str:
        return f"<{self._name}, not available inside a task>"


_DECORATORS = ("component", "container_component", "notebook_component", "pipeline")
_SETTINGS = (
    *("PipelineConfig", "WorkspaceConfig", "KubernetesWorkspaceConfig", "TaskConfigField", "TaskConfigPassthrough"),
    *("PipelineTask", "ContainerSpec", "ConcatPlaceholder", "IfPresentPlaceholder"),
)
_CONTROL_FLOW = ("importer", "If", "Elif", "Else", "Condition", "OneOf", "ParallelFor", "Collected", "ExitHandler")


def names(module: str) -> Dict[str, Any]:
    """Return the authoring names of ``kfp.dsl``, or of another module that stands in for it."""
    return {
        **dict.fromkeys(_DECORATORS, component),
        **{name: Inert() for name in _SETTINGS},
        **{name: Unavailable(f"{module}.{name}") for name in _CONTROL_FLOW},
    }
