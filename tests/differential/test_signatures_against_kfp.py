"""Every public name of KFP's authoring side, with its arguments and defaults."""

import importlib
import inspect
import json
import subprocess
from pathlib import Path

import pytest

from penstock import dsl
from penstock.compiler import Compiler

pytestmark = [pytest.mark.kfp, pytest.mark.slow]

#: Classes whose constructors nobody calls, and defaults that are objects of KFP's own.
MADE_BY_CALLS = {"PipelineTask", "PythonComponent", "ContainerComponent", "YamlComponent", "BaseComponent"}
OURS = {"PipelineTask": dsl.PipelineTask, "Compiler": Compiler}


@pytest.fixture(scope="module")
def names(kfp_python):
    script = Path(__file__).parent / "data" / "dump_signatures.py"
    return json.loads(subprocess.run([str(kfp_python), str(script)], check=True, capture_output=True).stdout)


def parameters(thing):
    signature = inspect.signature(thing)
    return [[it.name, it.kind.name, repr(it.default)] for it in signature.parameters.values() if it.name != "self"]


def test_every_name_is_there(names):
    missing = [
        f"{module}.{name}"
        for module, found in names.items()
        for name in found
        if not hasattr(OURS.get(module) or importlib.import_module(module.replace("kfp", "penstock")), name)
    ]
    assert missing == []


def test_every_argument_and_default_is_the_same(names):
    different = {}
    for module, found in names.items():
        owner = OURS.get(module) or importlib.import_module(module.replace("kfp", "penstock"))
        for name, expected in found.items():
            if name in MADE_BY_CALLS or expected is None or not hasattr(owner, name):
                continue
            ours = parameters(getattr(owner, name))
            if ours[: len(expected)] != expected and not is_wrapped(ours, expected):
                different[f"{module}.{name}"] = (expected, ours)
    assert different == {}


def is_wrapped(ours, expected):
    """Tell whether only options were added, or one side takes anything and checks it itself."""
    kinds = {kind for _, kind, _ in (*ours, *expected)}
    if {"VAR_POSITIONAL", "VAR_KEYWORD"} & kinds:
        return True
    known = {name: (kind, default) for name, kind, default in ours}
    added = set(known) - {name for name, _, _ in expected}
    same = all(known.get(name) == (kind, default) for name, kind, default in expected)
    return same and all(known[name][1] != repr(inspect.Parameter.empty) for name in added)
