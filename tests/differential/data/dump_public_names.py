"""Writes the public names of the installed kfp with their arguments and defaults, as JSON."""

import enum
import importlib
import inspect
import json
import sys

#: Not for users: KFP makes these itself, or uses these methods itself.
MADE_INSIDE = ("PipelineTask", "BaseComponent", "ContainerComponent", "PythonComponent", "YamlComponent")
USED_INSIDE = ("remove_task_recursive", "register_pipeline_channels", "to_proto", "set_pipeline_spec")
#: Not listed by KFP, but documented.
UNLISTED = {"dsl": ["EmbeddedInput"], "client": ["ServiceAccountTokenVolumeCredentials", "TokenCredentialsBase"]}


def arguments(function):
    parameters = [it for it in inspect.signature(function).parameters.values() if it.name != "self"]
    plain = [it.replace(annotation=inspect.Parameter.empty) for it in parameters]
    return str(inspect.Signature(plain, __validate_parameters__=False))


def described(value, name):
    if isinstance(value, str):
        return {"value": value}
    if not callable(value) or not hasattr(value, "__name__"):
        return {}
    # How an enumeration is called is up to Python, and to its version.
    is_called = name not in MADE_INSIDE and not (inspect.isclass(value) and issubclass(value, enum.Enum))
    found = {"arguments": arguments(value)} if is_called else {}
    if inspect.isclass(value):
        members = {it: inspect.getattr_static(value, it) for it in dir(value) if it[0] != "_" and it not in USED_INSIDE}
        found["methods"] = {it: arguments(member) for it, member in members.items() if inspect.isfunction(member)}
        found["properties"] = [it for it, member in members.items() if isinstance(member, property)]
    return {key: entry for key, entry in found.items() if entry}


def names(package, room, listed=None):
    module = importlib.import_module(f"{package}.{room}")
    listed = listed or sorted([*module.__all__, *UNLISTED.get(room, ())])
    return {name: described(getattr(module, name, None), name) for name in listed}


if __name__ == "__main__":
    rooms = ("client", "compiler", "components", "dsl", "kubernetes", "local")
    print(json.dumps({room: names("kfp", room) for room in rooms}, indent=1, sort_keys=True), file=sys.stdout)
