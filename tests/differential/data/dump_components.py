"""Run by the real kfp: write every component of a module as JSON; or the type of the exception it raises."""

import importlib.util
import json
import sys
import warnings

warnings.simplefilter("ignore")

from google.protobuf import json_format  # noqa: E402
from kfp.compiler import pipeline_spec_builder as builder  # noqa: E402
from kfp.dsl import base_component, placeholders  # noqa: E402


def load(path):
    spec = importlib.util.spec_from_file_location("generated", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["generated"] = module
    spec.loader.exec_module(module)
    return module


def dump(component):
    struct = component.component_spec
    container = struct.implementation.container
    ir = builder._build_component_spec_from_component_spec_structure(struct)
    return {
        "name": struct.name,
        "description": struct.description or "",
        "spec": json_format.MessageToDict(ir),
        "input_types": {name: str(it.type) for name, it in (struct.inputs or {}).items()},
        "output_types": {name: str(it.type) for name, it in (struct.outputs or {}).items()},
        "image": container.image,
        "command": [placeholders.convert_command_line_element_to_string(part) for part in container.command or []],
        "args": [placeholders.convert_command_line_element_to_string(part) for part in container.args or []],
    }


def components(module):
    return {name: it for name, it in vars(module).items() if isinstance(it, base_component.BaseComponent)}


def outcome(make):
    try:
        return dump(make())
    except BaseException as error:  # noqa: BLE001
        return {"refused": type(error).__name__}


def main():
    module = load(sys.argv[1])
    made = {name: dump(component) for name, component in components(module).items()}
    made.update({name: outcome(make) for name, make in getattr(module, "REFUSED", {}).items()})
    with open(sys.argv[2], "w") as file:
        json.dump(made, file)


main()
