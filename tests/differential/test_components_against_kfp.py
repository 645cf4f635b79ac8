"""Components as the real kfp makes them, from the same source."""

import importlib.util
import json
import os
import random
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from penstock.dsl.calls import Component
from penstock.dsl.missing_names import MissingNameWarning
from penstock.spec import codec

pytestmark = pytest.mark.kfp

DATA = Path(__file__).parent / "data"
SEEDS = range(int(os.environ.get("PENSTOCK_DIFFERENTIAL_SEEDS", "150")))

ANNOTATIONS = [
    *("str", "int", "float", "bool", "list", "dict", "List[str]", "Dict[str, int]", "list[int]", "dict[str, list]"),
    *("Optional[str]", "Optional[int]", "Optional[List[Dict[str, float]]]", "Input[Dataset]", "Input[List[Model]]"),
    *("Dataset", "List[Artifact]", "Optional[Input[HTML]]", "Output[Model]", "Output[Metrics]", "OutputPath(str)"),
    *("OutputPath('Dataset')", "InputPath('Model')", "OutputPath(List[int])", "InputPath()", "typing.List[int]"),
]
DEFAULTS = {
    "str": ["''", "'x'", "'{{$}}'", "None"],
    "int": ["0", "-7", "None"],
    "float": ["0.5", "2", "1e300", "None"],
    "bool": ["True", "False", "None"],
    "list": ["[]", "[1, 'a', [True]]", "None"],
    "dict": ["{}", "{'a': {'b': [1.5]}}", "None"],
    "Optional[str]": ["None", "'y'"],
    "List[str]": ["['a']", "None"],
    "Dataset": ["None"],
    "Optional[Input[HTML]]": ["None"],
}
RETURNS = [
    *("", "", " -> str", " -> int", " -> List[int]", " -> Dataset", " -> dict", " -> None"),
    " -> NamedTuple('Outputs', [('one', str), ('two', Model), ('a', List[str])])",
]
DOC_LINES = [
    *("Do it.", "More of it.", "", "", "Args:", "    a: The a.", "    b (int): The b.", "        and more", "Returns:"),
    *("    one: The first.", "    Output: The result.", "Raises:", "    ValueError: never", "Parameters", "----------"),
    *("a : int", "    The a of numpy.", "Returns", "-------", "two", "    The second.", ":param a: The a of rest."),
    *(":returns: it", "@param b: The b of epytext.", "Example:", "    f()", "Note: this", "Returns:\\n    two: x"),
]


def generated_module(seeds):
    """Write a module with one random component per seed."""
    head = "import typing\nfrom typing import *\nfrom kfp import dsl\nfrom kfp.dsl import *\n\n"
    return head + "\n\n".join(generated_component(seed) for seed in seeds)


def generated_component(seed):
    chance = random.Random(seed)
    parameters, optional = [], False
    for name in "abcde"[: chance.randint(0, 5)]:
        annotation = chance.choice(ANNOTATIONS)
        choices = DEFAULTS.get(annotation, [])
        if annotation.startswith(("Output", "Input", "Optional[L", "Optional[i")) and optional:
            annotation, choices = "str", DEFAULTS["str"]
        if optional and not choices:
            annotation, choices = "int", DEFAULTS["int"]
        optional = optional or (bool(choices) and chance.random() < 0.5)
        parameters.append(f"{name}: {annotation}" + (f" = {chance.choice(choices)}" if optional else ""))
    lines = [f"    {line}" if line else "" for line in chance.choices(DOC_LINES, k=chance.randint(0, 9))]
    doc = '    """' + "\n".join(lines).strip() + '\n    """\n' if lines else ""
    options = chance.choice(["", "(base_image='b')", "(packages_to_install=['p'])", "(install_kfp_package=False)"])
    signature = f"def component_{seed}({', '.join(parameters)}){chance.choice(RETURNS)}:"
    return f"@dsl.component{options}\n{signature}\n{doc}    pass\n"


def by_kfp(kfp_python, module, tmp_path):
    target = tmp_path / "kfp.json"
    command = [str(kfp_python), str(DATA / "dump_components.py"), str(module), str(target)]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    return json.loads(target.read_text())


def by_us(module, tmp_path):
    path = tmp_path / "ours" / module.name
    path.parent.mkdir()
    path.write_text(module.read_text().replace("from kfp", "from penstock"))
    spec = importlib.util.spec_from_file_location(f"generated_{os.getpid()}_{module.stem}", path)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = loaded
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingNameWarning)
        spec.loader.exec_module(loaded)
        made = {name: dumped(it) for name, it in vars(loaded).items() if isinstance(it, Component)}
        made.update({name: outcome(make) for name, make in getattr(loaded, "REFUSED", {}).items()})
    return made


def dumped(component):
    definition = component.definition
    container = definition.executor.container
    return {
        "name": definition.name,
        "description": definition.description,
        "spec": codec.encode(definition.spec),
        "input_types": dict(definition.input_types),
        "output_types": dict(definition.output_types),
        "image": container.image,
        "command": list(container.command),
        "args": list(container.args),
    }


def outcome(make):
    try:
        return dumped(make())
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        return {"refused": type(error).__name__}


def test_every_option_gives_what_kfp_gives(kfp_python, tmp_path):
    module = tmp_path / "options.py"
    module.write_text((DATA / "options.py").read_text())
    theirs, ours = by_kfp(kfp_python, module, tmp_path), by_us(module, tmp_path)
    for name, expected in theirs.items():
        assert ours[name] == expected, name
    assert len(theirs) > 45


def test_random_components_are_what_kfp_makes_of_them(kfp_python, tmp_path):
    module = tmp_path / "random_components.py"
    module.write_text(generated_module(SEEDS))
    theirs, ours = by_kfp(kfp_python, module, tmp_path), by_us(module, tmp_path)
    assert set(theirs) == set(ours)
    for seed in SEEDS:
        name = f"component_{seed}"
        assert ours[name] == theirs[name], f"seed {seed}:\n{generated_component(seed)}"
