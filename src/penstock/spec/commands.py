"""Commands: lists of strings, where one may be a ``Concat`` or ``IfPresent`` structure that becomes none or several."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from penstock.core.errors import PlaceholderError, Problem
from penstock.core.suggest import did_you_mean
from penstock.spec.placeholders import Interface, RenderContext, find_problems, render_text

_FORMS = ("Concat", "IfPresent")
_DEEPEST = 50


def render_command(strings: Iterable[str], context: RenderContext, *, keep_whole: bool = False) -> tuple[str, ...]:
    """Render the strings of a command or of its arguments; `keep_whole` leaves ``{{$}}`` for later.

    Raises `PlaceholderError` for a placeholder that is unknown or has no value, and for a broken structure.
    """
    rendered: list[str] = []
    for text in strings:
        structure = parse_structure(text)
        parts = [text] if structure is None else list(_expanded(structure, _present(context)))
        rendered += [render_text(part, context, keep_whole=keep_whole) for part in parts]
    return tuple(rendered)


def parse_structure(text: str) -> dict[str, Any] | None:
    """Return the ``Concat`` or ``IfPresent`` structure that a string of a command is, or `None`."""
    if not text.startswith("{") or not any(f'"{form}"' in text[:20] for form in _FORMS):
        return None
    try:
        structure = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return structure if _form(structure) else None


def find_command_problems(text: str, interface: Interface, *, path: str = "") -> tuple[Problem, ...]:
    """Return what is wrong with one string of a command, given the names that exist."""
    structure = parse_structure(text)
    if structure is None:
        return find_problems(text, interface, path=path)
    return tuple(_structure_problems(structure, interface, path, 0))


def _form(structure: object) -> str:
    if isinstance(structure, dict) and len(structure) == 1:
        form = next(iter(structure))
        return form if form in _FORMS else ""
    return ""


def _present(context: RenderContext) -> frozenset[str]:
    inputs = context.executor_input.get("inputs") or {}
    parameters, artifacts = inputs.get("parameterValues") or {}, inputs.get("artifacts") or {}
    return frozenset(
        [name for name, value in parameters.items() if value is not None]
        + [name for name, listed in artifacts.items() if listed and listed.get("artifacts")]
    )


def _expanded(node: Any, present: frozenset[str], depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        raise PlaceholderError("A Concat or IfPresent structure is nested too deeply")
    form = _form(node)
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _expanded(item, present, depth + 1)
    elif form == "Concat" and isinstance(node["Concat"], list):
        yield "".join(part for item in node["Concat"] for part in _expanded(item, present, depth + 1))
    elif form == "IfPresent" and isinstance(node["IfPresent"], dict):
        branches = node["IfPresent"]
        branch = branches.get("Then" if branches.get("InputName") in present else "Else")
        if branch is not None:
            yield from _expanded(branch, present, depth + 1)
    else:
        raise PlaceholderError(f"Expected text, Concat or IfPresent in a command, found {json.dumps(node)[:60]}")


def _structure_problems(node: Any, interface: Interface, path: str, depth: int) -> Iterator[Problem]:
    form = _form(node)
    if isinstance(node, str):
        yield from find_problems(node, interface, path=path)
    elif isinstance(node, list) and depth < _DEEPEST:
        for item in node:
            yield from _structure_problems(item, interface, path, depth + 1)
    elif form == "Concat" and isinstance(node["Concat"], list):
        yield from _structure_problems(node["Concat"], interface, path, depth + 1)
    elif form == "IfPresent" and isinstance(node["IfPresent"], dict):
        yield from _branch_problems(node["IfPresent"], interface, path, depth)
    else:
        message = f"expects text, Concat or IfPresent, got {json.dumps(node)[:60]}"
        yield Problem("invalid-structure", path, message)


def _branch_problems(branches: dict[str, Any], interface: Interface, path: str, depth: int) -> Iterator[Problem]:
    name = branches.get("InputName")
    known = [*interface.parameters, *interface.artifacts, *interface.output_parameters, *interface.output_artifacts]
    if name not in known:
        message = f"IfPresent names the input {str(name)!r}, which the component does not have"
        yield Problem("unknown-input", path, message + did_you_mean(str(name), known))
    if branches.get("Then") is None:
        yield Problem("invalid-structure", path, "IfPresent has no 'Then'")
    for branch in ("Then", "Else"):
        if branches.get(branch) is not None:
            yield from _structure_problems(branches[branch], interface, path, depth + 1)
