"""Every public name of KFP 2.17 exists here, with its arguments, defaults, methods and properties."""

import importlib
import inspect
import json
import re
import runpy
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RECORDED = json.loads((Path(__file__).parent / "data" / "kfp_2.17_public_names.json").read_text())
DUMP = ROOT / "tests" / "differential" / "data" / "dump_public_names.py"
KFP_PYTHON = ROOT / ".venvs" / "kfp" / "bin" / "python"
ARGUMENTS = runpy.run_path(str(DUMP))["arguments"]
#: Where the object is another one by intention; all else is held.
LOOSE = {
    ("dsl", "Input", "arguments"): "annotations are subscripted, never called",
    ("dsl", "Output", "arguments"): "annotations are subscripted, never called",
    ("dsl", "EmbeddedInput", "arguments"): "annotations are subscripted, never called",
    ("components", "YamlComponent", "execute"): "refuses any arguments",
}

#: Methods on schedules, which no server of ours has yet.
SCHEDULES = re.compile(r"(create|delete|disable|enable|get|list)_(recurring_run|job)s?")


def entries() -> Iterator[tuple[str, str, str, str, Any]]:
    """Yield what to hold: room, name, kind of promise, member, and what is expected."""
    for room, names in RECORDED.items():
        for name, entry in names.items():
            yield room, name, "exists", "", None
            for kind, member, expected in promises(entry):
                if (room, name, member or kind) not in LOOSE:
                    yield room, name, kind, member, expected


def promises(entry: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for kind in ("value", "arguments"):
        if kind in entry:
            yield kind, "", entry[kind]
    for method, expected in entry.get("methods", {}).items():
        if SCHEDULES.fullmatch(method):
            continue
        yield "arguments", method, expected
    for attribute in entry.get("properties", ()):
        yield "property", attribute, None


def arguments(function: Any) -> str:
    """Return the arguments without annotations, and without those that Penstock has beyond KFP: keywords only."""
    found: str = ARGUMENTS(function)
    beyond = [
        parameter.name
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY and parameter.name in ("ship", "seconds")
    ]
    for name in beyond:
        found = re.sub(rf", {name}=[^,)]+", "", found)
    return found


@pytest.mark.parametrize(("room", "name", "kind", "member", "expected"), [*entries()])
def test_is_as_in_kfp(room: str, name: str, kind: str, member: str, expected: Any) -> None:
    module = importlib.import_module(f"penstock.{room}")
    value = getattr(module, name)
    assert name in module.__all__
    if kind == "value":
        assert value == expected
    elif kind == "property":
        assert hasattr(value, member) or member in inspect.signature(value).parameters or is_set(value, member)
    elif kind == "arguments":
        assert arguments(getattr(value, member) if member else value) == expected


def is_set(value: Any, member: str) -> bool:
    """Tell whether instances have an attribute that the class does not show."""
    return any(f"self.{member}" in inspect.getsource(cls) for cls in value.__mro__[:-1])


@pytest.mark.kfp
@pytest.mark.skipif(not KFP_PYTHON.exists(), reason="the environment with the real kfp is missing: make kfp")
def test_the_record_is_what_the_real_kfp_has() -> None:
    ended = subprocess.run([KFP_PYTHON, DUMP], capture_output=True, text=True, check=True, cwd=DUMP.parent)
    assert json.loads(ended.stdout) == RECORDED
