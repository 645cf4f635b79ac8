"""The program that KFP's commands start: ``python -m kfp.dsl.executor_main``, with the arguments that they give."""

import configparser
import json
import os
import sys
from typing import Dict, List, Sequence

from penstock.runtime.executor import execute
from penstock.runtime.executor_input import ExecutorInput
from penstock.runtime.failure import record, show
from penstock.runtime.task import load_function, prepare

_OPTIONS = ("--component_module_path", "--function_to_execute", "--executor_input")
_CONFIG_FILE = "kfp_config.ini"
_CONFIG_SECTION = "Components"


def main(arguments: Sequence[str]) -> None:
    """Execute the function that the arguments name. Raises `SystemExit` when that fails."""
    options = _parse(arguments)
    folder = ""
    try:
        document = json.loads(options["--executor_input"])
        given = ExecutorInput(document)
        folder = os.path.dirname(given.output_file)
        prepare()
        function = options["--function_to_execute"]
        source = options.get("--component_module_path") or _source_of(function)
        execute(load_function(source, function), given)
    except Exception as error:  # noqa: BLE001  # whatever user code raises is the failure of this task
        show(error)
        if folder:
            record(error, folder)
        raise SystemExit(1) from None


def _parse(arguments: Sequence[str]) -> Dict[str, str]:
    """Return the known options; unknown ones are ignored, as KFP does."""
    options: Dict[str, str] = {}
    rest: List[str] = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name in _OPTIONS:
            options[name] = value if equals or not rest else rest.pop(0)
    missing = [name for name in _OPTIONS[1:] if name not in options]
    if missing:
        raise SystemExit(f"kfp.dsl.executor_main needs {' and '.join(missing)}")
    return options


def _source_of(function: str) -> str:
    """Return the file of a component as ``kfp_config.ini`` in the working directory names it."""
    config = configparser.ConfigParser()
    config.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    config.read(_CONFIG_FILE)
    components = dict(config[_CONFIG_SECTION]) if config.has_section(_CONFIG_SECTION) else {}
    if not components:
        raise RuntimeError(f"No components found in `{_CONFIG_FILE}` in {os.getcwd()}")
    if function not in components:
        raise RuntimeError(
            f"Could not find component `{function}` in `{_CONFIG_FILE}`. "
            f"Found the following components instead: {', '.join(sorted(components))}"
        )
    return components[function]


if __name__ == "__main__":
    main(sys.argv[1:])
