"""Run by an interpreter with the real kfp: compile every component of the given files, and write what came out."""

import importlib.util
import json
import os
import sys
import tempfile
import warnings

from google.protobuf import json_format
from kfp.compiler import Compiler
from kfp.dsl.base_component import BaseComponent


def compiled(path, only):
    """Return the documents of a file by name, or the name of the exception that it raised."""
    folder = os.path.dirname(path)
    spec = importlib.util.spec_from_file_location(os.path.basename(path)[:-3], path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        return {"refused": type(error).__name__, "message": str(error)}
    finally:
        sys.path.remove(folder)
    found = {name: value for name, value in vars(module).items() if isinstance(value, BaseComponent)}
    return {name: document(it) for name, it in found.items() if not only or name in only}


def document(component):
    """Return both parts; a workspace that is missing is noticed by kfp only when it writes the file."""
    parts = [json_format.MessageToDict(component.pipeline_spec), json_format.MessageToDict(component.platform_spec)]
    if "downloadToWorkspace" in json.dumps(parts[0]):
        try:
            Compiler().compile(component, os.path.join(tempfile.mkdtemp(), "pipeline.yaml"))
        except ValueError as error:
            return {"refused": type(error).__name__, "message": str(error)}
    return parts


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    target, only, *files = sys.argv[1:]
    with open(target, "w") as out:
        json.dump({path: compiled(path, only.split()) for path in files}, out)
