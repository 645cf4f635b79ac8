"""What happens when a component is called: its arguments are checked, and the call goes to whoever receives calls now.

Inside a pipeline function that is the trace of the pipeline; under `penstock.local` it is the local runner.
"""

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from penstock.core.suggest import did_you_mean
from penstock.dsl.definition import ComponentDefinition
from penstock.dsl.receivers import current_receiver
from penstock.dsl.task import PipelineTask
from penstock.spec.types import ParameterType

#: An input of this type is given by the system, never by a caller.
_BY_SYSTEM = ParameterType.TASK_FINAL_STATUS


class _CallSignature:
    """The `inspect.Signature` of a component, made when somebody asks for it; classes keep that of their own."""

    def __get__(self, component: "Component | None", owner: type[Any]) -> Any:
        if component is None:
            raise AttributeError("__signature__")
        return importlib.import_module("penstock.dsl.signatures").signature_of(component.definition)


class Component:
    """A callable that makes tasks; subclasses say how it is implemented."""

    __signature__ = _CallSignature()

    def __init__(self, definition: ComponentDefinition) -> None:
        self.definition = definition
        if definition.description:
            self.__doc__ = definition.description

    @property
    def name(self) -> str:
        """The name of the component."""
        return self.definition.name

    @property
    def description(self) -> str | None:
        """What the component does, if it says so."""
        return self.definition.description or None

    @property
    def required_inputs(self) -> list[str]:
        """The inputs that every call has to give."""
        inputs = self.definition.spec.input_definitions
        if inputs is None:
            return []
        required = [name for name, parameter in inputs.parameters.items() if not parameter.is_optional]
        required += [name for name, artifact in inputs.artifacts.items() if not artifact.is_optional]
        order = {name: index for index, name in enumerate(self.definition.input_order)}
        return sorted(required, key=lambda name: order.get(name, len(order)))

    @property
    def pipeline_spec(self) -> Any:
        """The compiled component, as plain data of the file's first document; KFP gives a protobuf message."""
        return self._compiled()[0]

    @property
    def platform_spec(self) -> Any:
        """What only certain platforms read of it, as plain data of the file's second document."""
        return self._compiled()[1]

    @property
    def component_spec(self) -> Any:
        """The component as KFP describes it: `name`, `inputs`, `outputs`, and its container or graph."""
        structures = importlib.import_module("penstock.dsl.structures")
        graph = None if self.definition.executor is not None else self.pipeline_spec
        return structures.component_spec_of(self.definition, graph)

    if not TYPE_CHECKING:  # type checkers know the attributes, and are not to take every other for one

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_") or not (hasattr(PipelineTask, name) or name == "platform_config"):
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            raise AttributeError(
                f"Component {self.name!r} has no {name!r}: a task has it, which a call of the component makes, such as "
                f"{self.name.replace('-', '_')}(...).{name}"
            )

    def execute(self, **kwargs: Any) -> Any:
        """Call the function itself: only a Python component has one. Raises `NotImplementedError`."""
        raise NotImplementedError(
            f"{type(self).__name__} {self.name!r} has no Python function to execute in this process: run it with "
            f"'penstock run', or call it after local.init(); got {', '.join(kwargs) or 'no arguments'}"
        )

    def _compiled(self) -> tuple[Any, Any]:
        """Compile it; the compiler is above this room, and loaded only when someone asks."""
        document = importlib.import_module("penstock.compiler").compile_document(self)
        codec = importlib.import_module("penstock.spec.codec")
        return codec.encode(document.pipeline), codec.encode(document.platform)

    def __call__(self, *args: Any, **kwargs: Any) -> PipelineTask:
        """Make a task of this component, or run it when calls are received by the local runner."""
        try:
            self._check_names(args, kwargs)
        except TypeError as error:
            from penstock.dsl.collecting import kept

            if not kept(error):
                raise
            kwargs = {name: value for name, value in kwargs.items() if name in self._callable_inputs()}
        receiver = current_receiver()
        if receiver is None:
            raise RuntimeError(
                f"Component {self.name!r} was called outside a pipeline and local execution is not initialized. "
                "Call it in a function with @dsl.pipeline, or run 'local.init(local.SubprocessRunner())' first"
            )
        task: PipelineTask = receiver.receive(self, kwargs)
        return task

    def _check_names(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        if args:
            raise TypeError(
                "Components must be instantiated using keyword arguments. Positional parameters are not allowed "
                f'(found {len(args)} such parameters for component "{self.name}"){self._expected()}'
            )
        known = self._callable_inputs()
        for name in kwargs:
            if name not in known:
                hint = did_you_mean(name, known)
                raise TypeError(f'{self.name}() got an unexpected keyword argument "{name}"{hint}')
        missing = [name for name in self.required_inputs if name not in kwargs]
        if missing:
            plural = "argument" if len(missing) == 1 else "arguments"
            names = ", ".join(name.replace("-", "_") for name in missing)
            raise TypeError(f"{self.name}() missing {len(missing)} required {plural}: {names}.")

    def _callable_inputs(self) -> list[str]:
        inputs = self.definition.spec.input_definitions
        if inputs is None:
            return []
        parameters = [name for name, it in inputs.parameters.items() if it.parameter_type is not _BY_SYSTEM]
        return [*parameters, *inputs.artifacts]

    def _expected(self) -> str:
        names = self._callable_inputs()
        return f"; call it as {self.name}({', '.join(f'{name}=...' for name in names)})" if names else ""

    def __repr__(self) -> str:
        """Render kind and name."""
        return f"<{type(self).__name__} {self.name!r}>"
