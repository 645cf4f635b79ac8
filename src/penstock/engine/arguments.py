"""Checks the arguments of a run before anything starts."""

from collections.abc import Iterator, Mapping

from penstock.core.errors import ArgumentsError, Problem
from penstock.core.json import JsonValue
from penstock.core.suggest import did_you_mean
from penstock.engine.conversion import ConversionError, fit, type_of
from penstock.engine.plan import ComponentPlan
from penstock.spec.types import ABSENT, ParameterType


def check_arguments(component: ComponentPlan, arguments: Mapping[str, JsonValue]) -> None:
    """Refuse arguments that the pipeline does not have, lacks, or cannot use. Raises `ArgumentsError` with all."""
    problems = [*_unknown(component, arguments), *_missing(component, arguments), *_misfits(component, arguments)]
    if problems:
        raise ArgumentsError(problems)


def _unknown(component: ComponentPlan, arguments: Mapping[str, JsonValue]) -> Iterator[Problem]:
    for name in arguments:
        if name not in component.parameters:
            hint = did_you_mean(name, component.parameters)
            yield Problem("unknown-argument", name, f"the pipeline has no parameter {name!r}{hint}")


def _missing(component: ComponentPlan, arguments: Mapping[str, JsonValue]) -> Iterator[Problem]:
    for name, spec in component.parameters.items():
        if name not in arguments and spec.default_value is ABSENT and not spec.is_optional:
            kind = type_of(spec).value
            yield Problem("missing-argument", name, f"the pipeline needs a value for parameter {name!r} ({kind})")
    for name, artifact in component.artifacts.items():
        if not artifact.is_optional:
            message = f"the pipeline needs an artifact {name!r}; a run can only be given parameters"
            yield Problem("missing-argument", name, message, hint="import the artifact inside the pipeline")


def _misfits(component: ComponentPlan, arguments: Mapping[str, JsonValue]) -> Iterator[Problem]:
    for name, value in arguments.items():
        spec = component.parameters.get(name)
        if spec is None:
            continue
        if value is None and not spec.is_optional:
            yield Problem("wrong-type", name, f"parameter {name!r} must have a value, got null")
            continue
        try:
            fit(value, spec, whole=False)
        except ConversionError as error:
            yield Problem("wrong-type", name, f"parameter {name!r} {error}")
            continue
        if isinstance(value, str) and type_of(spec) not in _FROM_TEXT:
            yield Problem("wrong-type", name, f"parameter {name!r} expects {type_of(spec).value}, got text {value!r}")


_FROM_TEXT = frozenset({ParameterType.STRING, ParameterType.UNSPECIFIED})
