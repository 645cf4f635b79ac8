"""Commands of ``component.yaml``: its placeholders in the words of today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from penstock.core.errors import Problem
from penstock.core.suggest import did_you_mean
from penstock.dsl.placeholders import (
    PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER,
    ConcatPlaceholder,
    IfPresentPlaceholder,
    InputPathPlaceholder,
    InputPlaceholder,
    InputUriPlaceholder,
    InputValuePlaceholder,
    OutputParameterPlaceholder,
    OutputPathPlaceholder,
    OutputUriPlaceholder,
    Placeholder,
)

_INPUT_PLACEHOLDERS: dict[str, type[InputPlaceholder]] = {
    "inputValue": InputValuePlaceholder,
    "inputPath": InputPathPlaceholder,
    "inputUri": InputUriPlaceholder,
}
_KNOWN = (*_INPUT_PLACEHOLDERS, "outputPath", "outputUri", "concat", "if", "ifPresent", "executorInput")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ports:
    """Inputs and outputs as the file calls them, and as the IR does."""

    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    input_parameters: frozenset[str]
    output_parameters: frozenset[str]
    input_types: Mapping[str, str]
    output_types: Mapping[str, str]
    """As KFP writes them: ``String``, ``system.Model@0.0.1``."""


@dataclass(kw_only=True, slots=True)
class Command:
    """Converts elements of commands; reports what is wrong, and remembers what stands in the way of a call."""

    ports: Ports
    report: Callable[[Problem], None]
    refusal: str = field(default="", init=False)
    """Why the component cannot be called: an input or output of the wrong kind for its placeholder."""

    def elements(self, elements: list[Any], place: str) -> tuple[str, ...]:
        """Convert a list of elements."""
        return tuple(self.element(element, f"{place}[{index}]") for index, element in enumerate(elements))

    def element(self, element: Any, place: str) -> str:
        """Convert one element to the text that the IR has."""
        converted = self._convert(element, place)
        return converted.render() if isinstance(converted, Placeholder) else converted

    def _convert(self, element: Any, place: str) -> str | Placeholder:
        if isinstance(element, str):
            return element
        if not isinstance(element, dict) or len(element) != 1:
            self._problem(place, f"expects text or a mapping with one placeholder, got {element!r:.80}")
            return ""
        ((kind, value),) = element.items()
        convert = self._conversions.get(kind)
        if convert is None:
            self._problem(place, f"{kind!r} is no placeholder that can be used{did_you_mean(str(kind), _KNOWN)}")
            return ""
        return convert(kind, value, place)

    @property
    def _conversions(self) -> dict[str, Callable[[str, Any, str], str | Placeholder]]:
        return {
            **dict.fromkeys(_INPUT_PLACEHOLDERS, self._input),
            **dict.fromkeys(("outputPath", "outputUri"), self._output),
            **dict.fromkeys(("if", "ifPresent"), self._choice),
            "concat": self._concatenation,
            "executorInput": lambda _kind, _value, _place: PIPELINE_TASK_EXECUTOR_INPUT_PLACEHOLDER,
        }

    def _concatenation(self, kind: str, value: Any, place: str) -> str | Placeholder:
        place = f"{place}.{kind}"
        if not isinstance(value, list):
            self._problem(place, f"expects a list, got {value!r:.80}")
            return ""
        try:
            return ConcatPlaceholder([self._convert(item, f"{place}[{index}]") for index, item in enumerate(value)])
        except ValueError as error:
            self._problem(place, str(error))
            return ""

    def _input(self, kind: str, name: Any, place: str) -> str | Placeholder:
        known = self._named(name, self.ports.inputs, "input", place)
        is_parameter = known in self.ports.input_parameters
        cls = _INPUT_PLACEHOLDERS[kind]
        if known and is_parameter != (kind == "inputValue"):
            self._refuse("Input", str(name), self.ports.input_types[name], cls.__name__)
        return cls(known)

    def _output(self, kind: str, name: Any, place: str) -> str | Placeholder:
        known = self._named(name, self.ports.outputs, "output", place)
        is_parameter = known in self.ports.output_parameters
        if kind == "outputPath":
            return OutputParameterPlaceholder(known) if is_parameter else OutputPathPlaceholder(known)
        if is_parameter:
            self._refuse("Output", str(name), self.ports.output_types[name], "OutputUriPlaceholder")
        return OutputUriPlaceholder(known)

    def _choice(self, kind: str, value: Any, place: str) -> str | Placeholder:
        place = f"{place}.{kind}"
        if not isinstance(value, dict):
            self._problem(place, f"expects a mapping, got {value!r:.80}")
            return ""
        condition = value.get("inputName") if kind == "ifPresent" else value.get("cond")
        if kind == "if" and isinstance(condition, dict) and len(condition) == 1 and "isPresent" in condition:
            condition = condition["isPresent"]
        elif kind == "if":
            self._problem(f"{place}.cond", f"expects isPresent with the name of an input, got {condition!r:.80}")
            return ""
        name = self._named(condition, self.ports.inputs, "input", f"{place}.cond")
        if value.get("then") is None:
            self._problem(f"{place}.then", "is missing")
            return ""
        otherwise = value.get("else")
        return IfPresentPlaceholder(
            input_name=name,
            then=self._branch(value["then"], f"{place}.then"),
            else_=None if otherwise is None else self._branch(otherwise, f"{place}.else"),
        )

    def _branch(self, branch: Any, place: str) -> str | Placeholder | list[str | Placeholder]:
        if isinstance(branch, list):
            return [self._convert(item, f"{place}[{index}]") for index, item in enumerate(branch)]
        return self._convert(branch, place)

    def _named(self, name: Any, known: Mapping[str, str], kind: str, place: str) -> str:
        if not isinstance(name, str) or name not in known:
            hint = did_you_mean(str(name), known)
            self._problem(place, f"references non-existing {kind} {name!r}{hint}")
            return ""
        return known[name]

    def _refuse(self, kind: str, name: str, type_text: str, placeholder: str) -> None:
        self.refusal = self.refusal or f'{kind} "{name}" with type "{type_text}" cannot be paired with {placeholder}.'

    def _problem(self, place: str, message: str) -> None:
        self.report(Problem("invalid-placeholder", place, message))
