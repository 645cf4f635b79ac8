"""Run by an interpreter with the real kfp: the public names of its authoring side, with their parameters."""

import inspect
import json
import sys
import warnings

warnings.simplefilter("ignore")

from kfp import compiler, components, dsl, kubernetes  # noqa: E402


def parameters(thing):
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return None
    return [[it.name, it.kind.name, repr(it.default)] for it in signature.parameters.values() if it.name != "self"]


def described(module):
    names = getattr(module, "__all__", [])
    return {name: parameters(getattr(module, name)) for name in names if callable(getattr(module, name))}


if __name__ == "__main__":
    methods = [name for name, it in vars(dsl.PipelineTask).items() if callable(it) and not name.startswith("_")]
    found = {module.__name__: described(module) for module in (dsl, compiler, components, kubernetes)}
    found["PipelineTask"] = {name: parameters(getattr(dsl.PipelineTask, name)) for name in methods}
    found["Compiler"] = {"compile": parameters(compiler.Compiler.compile)}
    json.dump(found, sys.stdout)
