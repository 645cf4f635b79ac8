"""Writes docs/reference/*.md from the public names of each room: signatures and docstrings, nothing else."""

import ast
import enum
import importlib
import inspect
import itertools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from penstock.dsl.calls import Component

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "reference"
ROOMS = ("dsl", "compiler", "components", "kubernetes", "local", "client")
#: Made by calling or loading something else, never by their own names.
MADE_INSIDE = {
    "PipelineTask",
    "GraphComponent",
    "PythonComponent",
    "ContainerComponent",
    "YamlComponent",
    "BaseComponent",
    "LocalTask",
    "RunPipelineResult",
}
#: Their members are for the compiler.
OPAQUE = {"If", "Elif", "Else", "Condition", "OneOf", "ParallelFor", "Collected", "ExitHandler"}
INTERNAL = {
    "finished",
    "sizing_patterns",
    "register_pipeline_channels",
    "is_pipeline",
    "definition",
    "channels",
    "graph",
}
_QUALIFIED = re.compile(r"\bpenstock(?:\.\w+)+\.|\btyping\.|\bcollections\.abc\.|(?<=\bpathlib\.)_local\.")


def main() -> None:
    """Write the pages; with ``--check``, only tell which of them are out of date."""
    pages = {TARGET / f"{room}.md": page(room) for room in ROOMS}
    old = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        raise SystemExit(f"run 'make reference': {', '.join(path.name for path in old)} out of date" if old else 0)
    for path in old:
        path.write_text(pages[path], encoding="utf-8")


def page(room: str) -> str:
    """Return the page of a room."""
    module = importlib.import_module(f"penstock.{room}")
    head = f"# penstock.{room}\n\n{inspect.getdoc(module)}\n"
    return "\n".join([head, *(entry(room, name, getattr(module, name)) for name in module.__all__)])


def entry(room: str, name: str, value: Any) -> str:
    """Return what the page says of one name."""
    if isinstance(value, str):
        return f'## `{name}`\n\n```python\n{name} = "{value}"\n```\n\n{constant_text(room, name)}\n'
    if inspect.ismodule(value):
        return f"## `{name}`\n\n{paragraph(value)}\n"
    if isinstance(value, Component):
        arguments = ", ".join(value.definition.input_order)
        return f"## `{name}`\n\n```python\n{room}.{name}({arguments})\n```\n\n{value.description}\n"
    if not inspect.isclass(value) and not inspect.isfunction(value):
        return f"## `{name}`\n\n{constant_text(room, name)}\n"
    # How an enumeration is called is up to Python, and to its version.
    is_enum = inspect.isclass(value) and issubclass(value, enum.Enum)
    call = "" if name in MADE_INSIDE or is_enum else f"```python\n{room}.{name}{signature(value)}\n```\n\n"
    lines = [f"## `{name}`\n\n{call}{paragraph(value)}\n", *argument_lines(value)]
    if inspect.isclass(value) and name not in OPAQUE:
        lines += members(value)
    return "\n".join(lines)


def members(cls: type[Any]) -> Iterator[str]:
    """Yield a line for each public member that a class, or a class of ours below it, defines."""
    if issubclass(cls, enum.Enum):
        yield from (f"- `{member.name}`" for member in cls)
        yield ""
        return
    found: dict[str, Any] = {}
    for owner in reversed([it for it in cls.__mro__ if it.__module__.startswith("penstock")]):
        found.update({name: member for name, member in vars(owner).items() if name[0] != "_" and name not in INTERNAL})
    lines = [line for name, member in found.items() if (line := member_line(name, member))]
    yield from [*lines, ""] if lines else ()


def member_line(name: str, member: Any) -> str:
    """Return the line of a method or a property; nothing for what is neither."""
    function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
    if isinstance(member, property):
        return f"- `.{name}`: {paragraph(member)}"
    if inspect.isfunction(function) and inspect.getdoc(function):
        return f"- `.{name}{plain_signature(function)}`: {paragraph(function)}"
    return ""


def signature(function: Any) -> str:
    """Return the signature as a reader would write it, one argument to a line when it is long."""
    text = plain_signature(function)
    if len(text) < 90:
        return text
    parameters = [it for it in inspect.signature(function).parameters.values() if it.name not in ("self", "cls")]
    return wrapped(parameters, text)


def plain_signature(function: Any) -> str:
    """Return the signature on one line."""
    found = inspect.signature(function)
    shown = [it for it in found.parameters.values() if it.name not in ("self", "cls")]
    text = re.sub(r"'(PipelineTask|Artifact)'", r"\1", _QUALIFIED.sub("", str(found.replace(parameters=shown))))
    return text.partition(" -> ")[0] if inspect.isclass(function) or text.endswith(" -> None") else text


def wrapped(parameters: list[inspect.Parameter], text: str) -> str:
    """Return a long signature, one argument to a line."""
    lines = []
    star = False
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            lines.append("    *,")
            star = True
        lines.append(f"    {_QUALIFIED.sub('', str(parameter))},")
    returned = re.search(r"( -> .*)?$", text)
    return "(\n" + "\n".join(lines) + f"\n){returned[0] if returned else ''}"


def paragraph(value: Any) -> str:
    """Return the first paragraphs of a docstring, up to its sections."""
    text = inspect.getdoc(value) or ""
    kept = re.split(r"\n\n?(?:Args|Returns|Example|Raises|Attributes):", text)[0]
    if not kept.strip():
        raise SystemExit(f"{value!r} has no docstring")
    return " ".join(kept.replace("``", "`").split())


def argument_lines(value: Any) -> Iterator[str]:
    """Yield a line for each argument that a docstring describes."""
    found = re.search(r"\nArgs:\n(.*?)(?:\n\S|$)", inspect.getdoc(value) or "", re.DOTALL)
    arguments = re.findall(r"^    (\w+): (.*(?:\n     +.*)*)", found[1], re.MULTILINE) if found else []
    yield from (f"- `{name}`: {' '.join(text.replace('``', '`').split())}" for name, text in arguments)
    if arguments:
        yield ""


def constant_text(room: str, name: str) -> str:
    """Return the text below a constant, where it is defined."""
    source = ROOT / "src" / "penstock"
    for path in (*sorted((source / room).glob("*.py")), *sorted((source / "runtime").glob("*.py"))):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for statement, text in itertools.pairwise(body):
            named = isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", "") == name
            if named and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                return str(text.value.value)
    raise SystemExit(f"{name} has no text below it")


if __name__ == "__main__":
    main()
