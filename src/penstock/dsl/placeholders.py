"""Placeholders in the command of a container component: references to inputs and outputs, rendered at run time."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn, TypeAlias

from penstock.core.suggest import did_you_mean

PIPELINE_JOB_NAME_PLACEHOLDER = "{{$.pipeline_job_name}}"
"""The display name of the run."""
PIPELINE_JOB_RESOURCE_NAME_PLACEHOLDER = "{{$.pipeline_job_resource_name}}"
"""The name of the run in the underlying engine."""
PIPELINE_JOB_ID_PLACEHOLDER = "{{$.pipeline_job_uuid}}"
"""The id of the run."""
PIPELINE_TASK_NAME_PLACEHOLDER = "{{$.pipeline_task_name}}"
"""The name of the task."""
PIPELINE_TASK_ID_PLACEHOLDER = "{{$.pipeline_task_uuid}}"
"""The id of the execution."""
PIPELINE_TASK_EXECUTOR_OUTPUT_PATH_PLACEHOLDER = "{{$.outputs.output_file}}"
"""The path at which the task may write an executor output file."""
PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER = "{{$}}"
"""All inputs and outputs of the task, as JSON."""
PIPELINE_ROOT_PLACEHOLDER = "{{$.pipeline_root}}"
"""Where the artifacts of the run go."""
PIPELINE_JOB_CREATE_TIME_UTC_PLACEHOLDER = "{{$.pipeline_job_create_time_utc}}"
"""When the run was created."""
PIPELINE_JOB_SCHEDULE_TIME_UTC_PLACEHOLDER = "{{$.pipeline_job_schedule_time_utc}}"
"""When the run was scheduled."""
WORKSPACE_PATH_PLACEHOLDER = "{{$.workspace_path}}"
"""The folder that all tasks of the run share."""


class Placeholder:
    """Stands for a value that is known when the task runs."""

    def render(self) -> str:
        """Write the placeholder as the IR does."""
        raise NotImplementedError

    def structure(self) -> Any:
        """Write the placeholder as it stands inside another one."""
        return self.render()

    def __str__(self) -> str:
        return self.render()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.render()))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.render()}>"


CommandLineElement: TypeAlias = str | int | float | bool | list[Any] | dict[str, Any] | Placeholder | None
"""To a type checker, an input in a command is of the type that it is declared with."""


class InputPlaceholder(Placeholder):
    """Refers to an input."""

    template = ""

    def __init__(self, input_name: str) -> None:
        self.input_name = input_name

    def render(self) -> str:
        """Write the placeholder as the IR does."""
        return self.template % self.input_name


class OutputPlaceholder(Placeholder):
    """Refers to an output."""

    template = ""

    def __init__(self, output_name: str) -> None:
        self.output_name = output_name

    def render(self) -> str:
        """Write the placeholder as the IR does."""
        return self.template % self.output_name


class InputValuePlaceholder(InputPlaceholder):
    """The value of an input parameter."""

    template = "{{$.inputs.parameters['%s']}}"

    def __init__(self, input_name: str, ir_type: str = "STRING") -> None:
        super().__init__(input_name)
        self._ir_type = ir_type
        """Under KFP's name: Google's components read it, to leave the quotes around a number out of a JSON text."""


class InputPathPlaceholder(InputPlaceholder):
    """The local path of an input artifact."""

    template = "{{$.inputs.artifacts['%s'].path}}"


class InputUriPlaceholder(InputPlaceholder):
    """The URI of an input artifact."""

    template = "{{$.inputs.artifacts['%s'].uri}}"


class InputMetadataPlaceholder(InputPlaceholder):
    """The metadata of an input artifact, or one entry of it."""

    template = "{{$.inputs.artifacts['%s'].metadata}}"

    def __getitem__(self, key: str) -> str:
        """Refer to one entry."""
        return f"{self.render()[:-2]}['{key}']}}}}"


class OutputParameterPlaceholder(OutputPlaceholder):
    """The path of the file to which an output parameter is written."""

    template = "{{$.outputs.parameters['%s'].output_file}}"


class OutputPathPlaceholder(OutputPlaceholder):
    """The local path of an output artifact."""

    template = "{{$.outputs.artifacts['%s'].path}}"


class OutputUriPlaceholder(OutputPlaceholder):
    """The URI of an output artifact."""

    template = "{{$.outputs.artifacts['%s'].uri}}"


class OutputMetadataPlaceholder(OutputPlaceholder):
    """The metadata of an output artifact, or one entry of it."""

    template = "{{$.outputs.artifacts['%s'].metadata}}"

    def __getitem__(self, key: str) -> str:
        """Refer to one entry."""
        return f"{self.render()[:-2]}['{key}']}}}}"


class _WholeListOnly:
    """A list of artifacts, which a command gets as a whole."""

    def __getattr__(self, name: str) -> NoReturn:
        if name in ("name", "uri", "metadata", "path"):
            raise AttributeError(
                f"Cannot access an attribute on a list of artifacts in a Custom Container Component. Found reference "
                f"to attribute {name!r} on {self._list_name()!r}. Please pass the whole list of artifacts only."
            )
        raise AttributeError(name)

    def __getitem__(self, key: int) -> NoReturn:
        raise KeyError(
            f"Cannot access individual artifacts in a list of artifacts. Found access to element {key} on "
            f"{self._list_name()!r}. Please pass the whole list of artifacts only."
        )

    def _list_name(self) -> str:
        return str(next(iter(vars(self).values())))


class InputListOfArtifactsPlaceholder(_WholeListOnly, InputPlaceholder):
    """A list of input artifacts, as JSON."""

    template = "{{$.inputs.artifacts['%s']}}"


class OutputListOfArtifactsPlaceholder(_WholeListOnly, OutputPlaceholder):
    """A list of output artifacts, as JSON."""

    template = "{{$.outputs.artifacts['%s']}}"


class ArtifactPlaceholder:
    """An artifact of a container component, of which only `uri`, `path` and `metadata` can be used."""

    def __init__(self, name: str, *, is_input: bool) -> None:
        self._name = name
        self._is_input = is_input

    @property
    def uri(self) -> Placeholder:
        """Where the artifact is."""
        return InputUriPlaceholder(self._name) if self._is_input else OutputUriPlaceholder(self._name)

    @property
    def path(self) -> Placeholder:
        """Where the artifact is on the machine of the task."""
        return InputPathPlaceholder(self._name) if self._is_input else OutputPathPlaceholder(self._name)

    @property
    def metadata(self) -> InputMetadataPlaceholder | OutputMetadataPlaceholder:
        """What is noted about the artifact."""
        return InputMetadataPlaceholder(self._name) if self._is_input else OutputMetadataPlaceholder(self._name)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        hint = did_you_mean(name, ("uri", "path", "metadata"))
        raise AttributeError(f'Cannot access artifact attribute "{name}" of {self._name!r}{hint}')

    def refusal(self) -> str:
        """Say why the artifact cannot stand in a command by itself."""
        return (
            "Cannot access artifact by itself in the container definition. Please use .uri or .path instead to access "
            f"the artifact. Got: {self._name!r}"
        )

    def __str__(self) -> str:
        raise ValueError(self.refusal())


class ConcatPlaceholder(Placeholder):
    """Joins texts and placeholders into one argument."""

    def __init__(self, items: list[CommandLineElement]) -> None:
        for item in items:
            if isinstance(item, IfPresentPlaceholder):
                item.check_single()
        self.items = items

    def structure(self) -> Any:
        """Write the placeholder as it stands inside another one."""
        return {"Concat": [_structure(item) for item in self.items]}

    def render(self) -> str:
        """Write the placeholder as the IR does."""
        return json.dumps(self.structure())

    def __str__(self) -> str:
        raise ValueError(f"Cannot use {type(self).__name__} in an f-string; give it as an element of its own")


class IfPresentPlaceholder(Placeholder):
    """Chooses arguments by whether an optional input was given."""

    def __init__(
        self,
        input_name: str,
        then: CommandLineElement | list[CommandLineElement],
        else_: CommandLineElement | list[CommandLineElement] | None = None,
    ) -> None:
        self.input_name = input_name
        self.then = then
        self.else_ = else_

    def structure(self) -> Any:
        """Write the placeholder as it stands inside another one."""
        choice = {"InputName": self.input_name, "Then": _structures(self.then)}
        if self.else_:
            choice["Else"] = _structures(self.else_)
        return {"IfPresent": choice}

    def render(self) -> str:
        """Write the placeholder as the IR does."""
        return json.dumps(self.structure())

    def check_single(self) -> None:
        """Raise `ValueError` if this stands for several arguments, which cannot be joined into one."""
        for branch in (self.then, self.else_):
            if isinstance(branch, list):
                raise ValueError(
                    "Cannot use IfPresentPlaceholder within ConcatPlaceholder when `then` and `else_` arguments to "
                    "IfPresentPlaceholder are lists. Please use a single element for `then` and `else_` only. "
                    f"Got for input {self.input_name!r}: {branch!r}"
                )
            for inner in branch.items if isinstance(branch, ConcatPlaceholder) else [branch]:
                if isinstance(inner, IfPresentPlaceholder):
                    inner.check_single()

    def __str__(self) -> str:
        raise ValueError(f"Cannot use {type(self).__name__} in an f-string; give it as an element of its own")


def render(element: object, inputs: Sequence[str], outputs: Sequence[str], place: str) -> str:
    """Write an element of a command as the IR does.

    Raises `TypeError` for what cannot stand in a command, and `ValueError` for a reference to nothing.
    """
    for part in _parts(element):
        _check(part, inputs, outputs, place)
    return element if isinstance(element, str) else element.render()  # type: ignore[attr-defined]


def _check(part: object, inputs: Sequence[str], outputs: Sequence[str], place: str) -> None:
    if isinstance(part, ArtifactPlaceholder):
        raise ValueError(f"{place}: {part.refusal()}")
    if not isinstance(part, str | Placeholder):
        raise TypeError(
            f'{place}: Unexpected argument "{part}" of type {type(part)}; '
            "an element of a command is text or a placeholder"
        )
    name = getattr(part, "input_name", None)
    if name is not None and name not in inputs:
        hint = did_you_mean(name, inputs)
        raise ValueError(f'{place}: "{type(part).__name__}" references nonexistent input: "{name}"{hint}')
    name = getattr(part, "output_name", None)
    if name is not None and name not in outputs:
        hint = did_you_mean(name, outputs)
        raise ValueError(f'{place}: "{type(part).__name__}" references nonexistent output: "{name}"{hint}')


def _parts(element: object) -> Iterator[object]:
    """Yield an element and all that is inside it."""
    yield element
    inner: list[object] = []
    if isinstance(element, ConcatPlaceholder):
        inner = list(element.items)
    elif isinstance(element, IfPresentPlaceholder):
        branches = [element.then] if element.else_ is None else [element.then, element.else_]
        inner = [item for branch in branches for item in (branch if isinstance(branch, list) else [branch])]
    for item in inner:
        yield from _parts(item)


def _structure(element: object) -> Any:
    return element.structure() if isinstance(element, Placeholder) else element


def _structures(branch: object) -> Any:
    return [_structure(item) for item in branch] if isinstance(branch, list) else _structure(branch)
