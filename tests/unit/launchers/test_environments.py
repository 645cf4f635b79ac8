"""Environments are built once for each set of packages, whoever asks, and failures say what to do."""

import json
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uv

from penstock.core.errors import EnvironmentBuildError
from penstock.engine.events import AttemptFailed, AttemptSucceeded, AttemptWaiting
from penstock.launchers.pip_configuration import PipConfiguration
from penstock.launchers.process.environments import MARKER, Environments, Uv
from penstock.launchers.process.interpreters import Interpreter, own_interpreter
from penstock.launchers.process.requirements import EnvironmentRequest
from penstock.testing.attempts import a_function_request, a_parameter


def a_wheel(folder, version="1.0", content="NUMBER = 1\n"):
    """Write the wheel of a package with one module."""
    folder.mkdir(exist_ok=True)
    info = f"penstock_tiny-{version}.dist-info"
    with zipfile.ZipFile(folder / f"penstock_tiny-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("penstock_tiny.py", content)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: penstock-tiny\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return folder


def from_wheels(folder, *packages):
    """Return a request whose packages are found in a folder and nowhere else."""
    return EnvironmentRequest(interpreter=own_interpreter(), packages=("--no-index", "-f", str(folder), *packages))


def environments(folder):
    folder.mkdir(exist_ok=True)
    tool = Uv(program=Path(uv.find_uv_bin()), environ=os.environ, pip=PipConfiguration())
    return Environments(folder, tool)


#: Builds an environment and prints its name.
BUILDER = """
import os, sys
from pathlib import Path
import uv
from penstock.launchers.process.environments import Environments, Uv
from penstock.launchers.process.interpreters import own_interpreter
from penstock.launchers.pip_configuration import PipConfiguration
from penstock.launchers.process.requirements import EnvironmentRequest

folder, *packages = sys.argv[1:]
tool = Uv(program=Path(uv.find_uv_bin()), environ=os.environ, pip=PipConfiguration())
request = EnvironmentRequest(interpreter=own_interpreter(), packages=tuple(packages))
print(Environments(Path(folder), tool).build(request).name)
"""


@pytest.fixture
def wheels(tmp_path):
    return a_wheel(tmp_path / "wheels")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def test_builds_an_environment_and_records_its_lock(folder, wheels):
    built = environments(folder).build(from_wheels(wheels, "penstock_tiny"))
    assert built.lock == ("penstock-tiny==1.0",)
    assert built.python.exists()
    assert json.loads((built.folder / MARKER).read_text())["lock"] == ["penstock-tiny==1.0"]


def test_finds_what_was_built_before(folder, wheels):
    request = from_wheels(wheels, "penstock_tiny")
    assert environments(folder).find(request) is None
    built = environments(folder).build(request)
    assert environments(folder).find(request) == built


def test_shares_an_environment_between_requests_that_resolve_alike(folder, wheels):
    any_version = environments(folder).build(from_wheels(wheels, "penstock_tiny"))
    pinned = environments(folder).build(from_wheels(wheels, "penstock_tiny==1.0"))
    assert any_version.folder == pinned.folder


def test_keeps_its_lock_when_newer_versions_appear(folder, wheels):
    request = from_wheels(wheels, "penstock_tiny")
    environments(folder).build(request)
    a_wheel(wheels, "2.0")
    assert environments(folder).build(request).lock == ("penstock-tiny==1.0",)


def test_builds_anew_what_was_left_unfinished(folder, wheels):
    request = from_wheels(wheels, "penstock_tiny")
    built = environments(folder).build(request)
    (built.folder / MARKER).unlink()
    (built.folder / "bin" / "python").unlink()
    assert environments(folder).find(request) is None
    again = environments(folder).build(request)
    assert again.folder == built.folder
    assert again.python.exists()


def test_notes_the_last_use(folder, wheels):
    request = from_wheels(wheels, "penstock_tiny")
    marker = environments(folder).build(request).folder / MARKER
    os.utime(marker, (1, 1))
    environments(folder).find(request)
    assert marker.stat().st_mtime > 1


def test_builds_once_for_many_threads(folder, wheels):
    shared, request = environments(folder), from_wheels(wheels, "penstock_tiny")
    with ThreadPoolExecutor(4) as threads:
        built = list(threads.map(shared.build, [request] * 4))
    assert len({environment.folder for environment in built}) == 1


def test_builds_once_for_many_processes(folder, wheels):
    folder.mkdir()
    command = [sys.executable, "-c", BUILDER, folder, *from_wheels(wheels, "penstock_tiny").packages]
    builders = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    names = {builder.communicate(timeout=240)[0] for builder in builders}
    assert all(builder.returncode == 0 for builder in builders)
    assert len(names) == 1
    assert len(list((folder / "environments").iterdir())) == 1


def test_builds_anew_when_a_local_package_changes(folder, tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    wheel = next(a_wheel(project).iterdir())
    request = EnvironmentRequest(interpreter=own_interpreter(), packages=("--no-index", str(wheel)))
    before = environments(folder).build(request)
    a_wheel(project, content="NUMBER = 2  # changed\n")
    after = environments(folder).build(request)
    assert after.folder != before.folder


def test_tells_what_cannot_be_resolved(folder, wheels):
    with pytest.raises(EnvironmentBuildError) as caught:
        environments(folder).build(from_wheels(wheels, "penstock_tiny==9"))
    assert "penstock-tiny==9" in caught.value.message
    assert "change the versions" in caught.value.hint


def test_leaves_nothing_behind_that_looks_finished(folder, wheels):
    request = from_wheels(wheels, "penstock_tiny==9")
    with pytest.raises(EnvironmentBuildError):
        environments(folder).build(request)
    assert environments(folder).find(request) is None


def test_tells_that_an_interpreter_is_gone(folder):
    request = EnvironmentRequest(interpreter=Interpreter(path=Path("/nowhere/python"), version="3.11.0"))
    with pytest.raises(EnvironmentBuildError, match="/nowhere/python"):
        environments(folder).build(request)


def test_runs_a_function_with_its_packages(machine, wheels):
    source = "def run() -> int:\n    import penstock_tiny\n    return penstock_tiny.NUMBER\n"
    request = a_function_request(
        machine.root,
        source,
        packages=("--no-index", f"--find-links={wheels}", "penstock_tiny"),
        outputs={"Output": a_parameter("NUMBER_INTEGER")},
    )
    launcher, reports = machine.launcher()
    launcher.launch(request)
    waiting = reports.next(AttemptWaiting)
    assert waiting.why.reason == "BuildingEnvironment"
    assert "penstock_tiny" in waiting.why.message
    end = reports.end()
    assert isinstance(end, AttemptSucceeded)
    assert end.outputs.parameters == {"Output": 1}


def test_fails_an_attempt_whose_packages_do_not_exist(machine, wheels):
    packages = ("--no-index", f"--find-links={wheels}", "no-such-package")
    end = machine.end_of(a_function_request(machine.root, "def run():\n    pass\n", packages=packages))
    assert isinstance(end, AttemptFailed)
    assert end.failure.reason == "EnvironmentBuildFailed"
    assert "no-such-package" in end.failure.message


def test_offers_the_interpreter_of_this_process_outside_its_environment():
    own = own_interpreter()
    assert own.minor == sys.version_info[:2]
    assert own.path != Path(sys.executable) or sys.prefix == sys.base_prefix
