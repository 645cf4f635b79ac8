"""The Kubernetes settings of a task, with the values of the run in the place of references to them. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from penstock.core.json import JsonObject, JsonValue
from penstock.engine.executions import Execution, Scope

CREATES_CLAIM, DELETES_CLAIM = "argostub/createpvc", "argostub/deletepvc"
"""The images of KFP's components that a platform carries out itself: there is nothing to run."""

Render = Callable[[JsonValue, Mapping[str, JsonValue]], JsonValue]
"""Fills placeholders of a JSON value from parameters by name. Raises `PlaceholderError`."""

_NAMES = "Parameter"
"""``secretNameParameter`` says where ``secretName`` comes from."""
_OLD = ("constant", "componentInputParameter", "taskOutputParameter")
"""How a claim was named before there was ``pvcNameParameter``."""


def refers_to_values(settings: Any) -> bool:
    """Whether anything in settings follows from values of the run."""
    if isinstance(settings, list):
        return any(map(refers_to_values, settings))
    if not isinstance(settings, dict):
        return False
    return _is_source(settings) or _is_old_claim(settings) or any(map(refers_to_values, settings.values()))


def resolved(settings: Any, scope: Scope, render: Render) -> Any:
    """Return settings with every reference resolved in the scope of the task; what has no value becomes ``None``.

    Raises `PlaceholderError`.
    """
    if isinstance(settings, list):
        return [resolved(entry, scope, render) for entry in settings]
    if not isinstance(settings, dict):
        return settings
    if _is_old_claim(settings):
        named = {key: settings[key] for key in _OLD if key in settings}
        rest = {key: value for key, value in settings.items() if key not in _OLD}
        settings = {**rest, "pvcNameParameter": _as_source(named)}
    found: JsonObject = {}
    for key, value in settings.items():
        if isinstance(value, dict) and _is_source(value):
            found[key.removesuffix(_NAMES)] = _value(value, scope, render)
        elif key not in _OLD:
            found.setdefault(key, resolved(value, scope, render))
    return found


def scope_of(execution: Execution) -> Scope | None:
    """Return the scope that a task's settings refer to: that of the graph around it."""
    owner = execution.parent
    if owner is not None and owner.loop is not None:
        owner = owner.parent
    return owner.scope if owner is not None else None


def _is_old_claim(settings: JsonObject) -> bool:
    return "mountPath" in settings and "pvcNameParameter" not in settings and any(key in settings for key in _OLD)


def _is_source(value: JsonObject) -> bool:
    return "mountPath" not in value and any(key in value for key in ("runtimeValue", *_OLD[1:]))


def _as_source(named: JsonObject) -> JsonObject:
    return {"runtimeValue": {"constant": named["constant"]}} if "constant" in named else named


def _value(source: JsonObject, scope: Scope, render: Render) -> JsonValue:
    if "taskOutputParameter" in source:
        place = source["taskOutputParameter"]
        index = scope.graph.index.get(str(place.get("producerTask", ""))) if isinstance(place, dict) else None
        producer = scope.children[index] if index is not None else None
        return producer.outputs.parameters.get(str(place.get("outputParameterKey", ""))) if producer else None
    if "componentInputParameter" in source:
        return scope.inputs.parameters.get(str(source["componentInputParameter"]))
    given = source["runtimeValue"]
    constant = given.get("constant") if isinstance(given, dict) else None
    return render(constant, scope.inputs.parameters)
