"""The walls between the rooms, and what holds them."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "penstock"
LINT = Path(sys.executable).with_name("lint-imports")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "constants"}
STANDARD_LIBRARY_ONLY = ("core", "spec", "dsl", "runtime", "engine")
#: Its text travels inside notebook components, which install what it needs; nothing of ours imports it.
TRAVELLING = {"runtime/notebook_run.py"}

WRONG_IMPORTS = {
    "upwards": ("core/clock.py", "import penstock.engine.states"),
    "from the deciding side to the authoring side": ("engine/retries.py", "import penstock.dsl.names"),
    "of a third party where the standard library is the limit": ("spec/codec.py", "import yaml"),
    "of YAML outside its one place": ("services/runs.py", "import yaml"),
    "of a fake in production": ("local/runner.py", "import penstock.testing"),
}


@pytest.mark.parametrize("case", WRONG_IMPORTS)
def test_refuses_an_import(case: str, tmp_path: Path) -> None:
    place, statement = WRONG_IMPORTS[case]
    shutil.copytree(SOURCE, tmp_path / "src" / "penstock", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert _lint(tmp_path).returncode == 0
    module = tmp_path / "src" / "penstock" / place
    module.write_text(f"{module.read_text()}\n{statement}\n")

    refused = _lint(tmp_path)

    assert refused.returncode == 1
    assert "BROKEN" in refused.stdout


def _lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_have_no_exceptions() -> None:
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


def test_no_module_is_called_by_a_name_that_says_nothing() -> None:
    names = {path.stem if path.is_file() else path.name for path in SOURCE.rglob("*")}
    assert not names & FORBIDDEN_NAMES


@pytest.mark.parametrize("room", STANDARD_LIBRARY_ONLY)
def test_room_imports_the_standard_library_only(room: str) -> None:
    foreign = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in (SOURCE / room).rglob("*.py")
        if path.relative_to(SOURCE).as_posix() not in TRAVELLING
        for name in _imported(path)
        if name not in sys.stdlib_module_names and name != "penstock"
    }
    assert not foreign


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize(
    "module", ["penstock.dsl", "penstock.runtime", "penstock.engine.engine", "penstock.spec.codec"]
)
def test_importing_loads_no_third_party_module(module: str) -> None:
    program = (
        f"import sys, {module}\n"
        "names = {name.partition('.')[0] for name in sys.modules}\n"
        "print(*sorted(names - set(sys.stdlib_module_names) - {'penstock', '__main__', 'sitecustomize'}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not loaded.stdout.split()
