"""Modules of the user that travel with a component."""

import base64
import importlib
import io
import sys
import tarfile

import pytest

from penstock import dsl
from penstock.dsl.shipping import shipment_of
from penstock.runtime.packages import unpack_sources

STEPS = """
import json
import math as maths
from penstock import dsl
from penstock.dsl import Dataset
from .helpers import double, Limits
from {package} import helpers, constants as fixed

LIMIT = 3 * fixed.BASE

def local(x):
    return maths.floor(x) + LIMIT

@dsl.component(ship={ship!r})
def step(a: int) -> int:
    limits = Limits()
    return json.loads(str(double(a))) + local(a) + helpers.SCALE + limits.most
"""
HELPERS = """
from dataclasses import dataclass

SCALE = 1000

@dataclass
class Limits:
    most: int = 10000

def double(x):
    return 2 * x
"""


@pytest.fixture
def project(tmp_path, monkeypatch, request):
    """A package of the user on the import path, with a name of its own."""
    name = f"project_{abs(hash(request.node.name)) % 10**8}"
    package = tmp_path / name
    package.mkdir()
    for file, text in {"__init__": "", "helpers": HELPERS, "constants": "BASE = 100\n"}.items():
        (package / f"{file}.py").write_text(text)
    (package / "data.json").write_text("{}")
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / ".hidden").write_text("secret")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


def load(package, ship):
    (package / "steps.py").write_text(STEPS.format(package=package.name, ship=str(ship)))
    return importlib.import_module(f"{package.name}.steps").step


def sources_of(component):
    return component.definition.platform["penstock"]["sources"]


def names_in(sources):
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(sources["archive"]))) as tar:
        return tar.getnames()


def test_ships_the_package_around_the_function(project):
    sources = sources_of(load(project, "package"))
    files = ("__init__.py", "constants.py", "data.json", "helpers.py", "steps.py")
    assert names_in(sources) == [f"{project.name}/{file}" for file in files]
    assert sources["modules"] == [project.name]


def test_brings_what_the_function_uses_of_its_own_file(project):
    source = load(project, "package").definition.executor.container.command[-1]
    assert "\nimport json\n" in source
    assert f"\nfrom {project.name}.helpers import double\n" in source
    assert "\nimport math as maths\n" in source
    assert "\nLIMIT = 3 * fixed.BASE\n" in source
    assert "\ndef local(x):\n" in source
    assert "@dsl.component" not in source


def test_a_task_imports_what_was_shipped(project, tmp_path, monkeypatch):
    component = load(project, "package")
    folder = unpack_sources(sources_of(component), str(tmp_path / "unpacked"))
    project.rename(tmp_path / "gone")
    for module in [module for module in sys.modules if module.partition(".")[0] == project.name]:
        del sys.modules[module]
    monkeypatch.syspath_prepend(folder)
    source = component.definition.executor.container.command[-1]
    source = source.replace("import kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\n", "")
    names: dict = {}
    exec(compile(source, "task", "exec"), names)
    assert names["step"](a=1) == 2 + 301 + 1000 + 10000


def test_equal_files_have_equal_digests(project):
    component = load(project, "package")
    again = shipment_of(component.python_func, "package").platform["penstock"]["sources"]
    assert again == sources_of(component)
    (project / "helpers.py").write_text(HELPERS.replace("1000", "2000"))
    changed = shipment_of(component.python_func, "package").platform["penstock"]["sources"]
    assert changed["digest"] != again["digest"]


def test_without_shipping_nothing_travels_but_the_function():
    @dsl.component
    def f():
        pass

    assert f.definition.platform == {}


def test_ships_one_module(project):
    component = load(project, str(project / "constants.py"))
    assert names_in(sources_of(component)) == ["constants.py"]
    assert sources_of(component)["modules"] == ["constants"]


def test_modules_that_are_not_shipped_travel_as_source(project):
    source = load(project, str(project / "constants.py")).definition.executor.container.command[-1]
    assert "\ndef double(x):\n" in source
    assert "\n@dataclass\nclass Limits:\n" in source


def test_of_a_plain_folder_only_modules_and_packages_are_shipped(project):
    folder = project.parent
    (folder / "notes.txt").write_text("x")
    (folder / "data").mkdir()
    (folder / "data" / "big.csv").write_text("x")
    (folder / "tool.py").write_text("")
    sources = sources_of(load(project, folder))
    assert sources["modules"] == sorted([project.name, "tool"])
    assert "tool.py" in names_in(sources)
    assert not [name for name in names_in(sources) if name.startswith(("data", "notes", "__pycache__"))]


def test_refuses_a_path_that_is_not_there():
    with pytest.raises(ValueError, match="ship='nowhere': nothing is there"):
        shipment_of(test_refuses_a_path_that_is_not_there, "nowhere")


def test_refuses_a_folder_without_modules(tmp_path):
    def f():
        pass

    with pytest.raises(ValueError, match="no Python files in"):
        shipment_of(f, tmp_path)


def test_refuses_more_than_a_file_can_carry(tmp_path):
    (tmp_path / "__init__.py").write_text("")
    with (tmp_path / "weights.bin").open("wb") as file:
        file.truncate(11 * 1024 * 1024)

    def f():
        pass

    with pytest.raises(ValueError, match=r"holds 11\.5 MB, more than the 10 MB.*the largest file is .*weights\.bin"):
        shipment_of(f, tmp_path)


def test_two_definitions_of_one_name_are_refused(project):
    (project / "other.py").write_text("def double(x):\n    return 4 * x\n\ndef quadruple(x):\n    return double(x)\n")
    text = STEPS.format(package=project.name, ship=str(project / "constants.py"))
    text = text.replace("import double,", "import double as twice,").replace("double(a)", "twice(a) + quadruple(a)")
    text = text.replace("from .helpers", "from .other import quadruple\nfrom .helpers")
    (project / "steps.py").write_text(text)
    with pytest.raises(ValueError, match=r"needs 'double' of module .*rename one of them"):
        importlib.import_module(f"{project.name}.steps")
