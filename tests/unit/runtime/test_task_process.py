"""Whole tasks, in processes of their own that see nothing of Penstock but the bundle."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from penstock.runtime.bundle import SHIM, build_bundle

PRELUDE = "import kfp\nfrom kfp import dsl\nfrom kfp.dsl import *\nfrom typing import *\n\n"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    return build_bundle(str(tmp_path_factory.mktemp("bundles")))


class Ended:
    """A task that ended: exit code, what it printed, what it left."""

    def __init__(self, process, folder):
        self.code = process.returncode
        self.stdout, self.stderr = process.stdout, process.stderr
        self.folder = folder

    @property
    def outputs(self):
        return json.loads((self.folder / "executor_output.json").read_text())

    @property
    def error(self):
        return json.loads((self.folder / "executor_error.json").read_text())


def write_task(tmp_path, source, values):
    folder = tmp_path / "out"
    (tmp_path / "ephemeral_component.py").write_text(PRELUDE + textwrap.dedent(source))
    given = {"inputs": {"parameterValues": values}, "outputs": {"outputFile": str(folder / "executor_output.json")}}
    folder.mkdir(exist_ok=True)
    (tmp_path / "input.json").write_text(json.dumps(given))
    return folder


def run_task(tmp_path, bundle, source, values=None, *, python=sys.executable, options=()):
    folder = write_task(tmp_path, source, values or {})
    command = [python, "-m", "penstock.runtime", "--executor-input-file", "input.json", "--function", "component"]
    command += ["--source", "ephemeral_component.py", *options]
    return Ended(start(tmp_path, command, bundle), folder)


def start(tmp_path, command, *paths):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240, check=False
    )


def python_3_9():
    """Find the oldest interpreter that tasks may have: on the path, under pyenv, or installed by uv."""
    candidates = [shutil.which("python3.9"), *Path.home().glob(".pyenv/versions/3.9.*/bin/python")]
    candidates += Path.home().glob(".local/share/uv/python/cpython-3.9.*/bin/python3.9")
    for python in filter(None, candidates):
        if subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:
            return str(python)
    pytest.skip("no Python 3.9 on this machine")
    return ""


KITCHEN_SINK = """
    Out = NamedTuple("Out", [("total", float), ("text", str)])

    def component(a: int, b: List[float], c: Optional[str] = "c") -> Out:
        import dataclasses, logging
        logging.info("adding %s", a)
        assert dataclasses.asdict(dsl.TaskConfig())["env"] is None
        return (a + sum(b), c + dsl.get_uri("x")[-1])
"""
SUM = {"parameterValues": {"total": 6.0, "text": "cx"}}


def test_a_task_runs_and_logs_to_standard_output(tmp_path, bundle):
    task = run_task(tmp_path, bundle, KITCHEN_SINK, {"a": 1.0, "b": [2, 3]})
    assert (task.code, task.stderr, task.outputs) == (0, "", SUM)
    assert "INFO] adding 1\n" in task.stdout


def test_a_task_runs_on_the_oldest_python(tmp_path, bundle):
    task = run_task(tmp_path, bundle, KITCHEN_SINK, {"a": 1.0, "b": [2, 3]}, python=python_3_9())
    assert (task.code, task.stderr, task.outputs) == (0, "", SUM)


def test_every_module_of_a_task_compiles_on_the_oldest_python(tmp_path, bundle):
    python = python_3_9()
    modules = ("bundle", "packages", "task", "executor_main", "kfp_names")
    imports = "; ".join(f"import penstock.runtime.{module}" for module in modules)
    assert start(tmp_path, [python, "-c", f"{imports}; import penstock.core.errors"], bundle).stderr == ""


def test_a_failure_shows_the_users_lines_only(tmp_path, bundle):
    source = """
        def inner(rows):
            return rows["missing"]

        def component(a: int):
            print("before")
            try:
                inner({})
            except KeyError as error:
                raise RuntimeError("no rows") from error
    """
    task = run_task(tmp_path, bundle, source, {"a": 1})
    assert (task.code, task.stdout) == (1, "before\n")
    assert task.stderr.count("Traceback (most recent call last)") == 2
    assert "return rows[" in task.stderr
    assert "penstock" not in task.stderr.replace(str(tmp_path), "")
    assert task.error == {
        "type": "RuntimeError",
        "message": "no rows",
        "file": str(tmp_path / "ephemeral_component.py"),
        "line": 15,
        "function": "component",
    }


def test_a_failure_in_a_library_is_told_at_the_users_line(tmp_path, bundle):
    source = """
        import subprocess

        def component():
            subprocess.run(["false"], check=True)
    """
    error = run_task(tmp_path, bundle, source).error
    assert (error["type"], error["function"]) == ("subprocess.CalledProcessError", "component")
    assert error["file"] == str(tmp_path / "ephemeral_component.py")


def test_a_failure_in_our_own_helpers_is_shown_at_the_users_line(tmp_path, bundle):
    task = run_task(tmp_path, bundle, 'def component():\n    dsl.Metrics().log_metric("m", float("nan"))\n')
    assert task.stderr.splitlines()[-1].startswith("ValueError: NaN for metric 'm'")
    assert "log_metric(" in task.stderr
    assert "_finite" not in task.stderr


def test_a_wrong_return_value_is_one_line(tmp_path, bundle):
    task = run_task(tmp_path, bundle, "def component() -> int:\n    return 'x'\n")
    assert task.code == 1
    assert task.stderr.splitlines() == [
        "ValueError: Function `component` returned value of type str; want type int for output 'Output'"
    ]
    assert task.error["type"] == "ValueError"
    assert not (task.folder / "executor_output.json").exists()


def test_a_missing_module_is_named(tmp_path, bundle):
    task = run_task(tmp_path, bundle, "import no_such_module.sub\ndef component(): pass\n")
    assert task.code == 1
    assert task.error["module"] == "no_such_module"
    assert "import no_such_module.sub" in task.stderr


@pytest.mark.parametrize(("call", "code"), [("sys.exit(3)", 3), ("sys.exit('bye')", 1), ("sys.exit()", 0)])
def test_an_exit_of_user_code_is_the_exit_of_the_task(tmp_path, bundle, call, code):
    task = run_task(tmp_path, bundle, f"import sys\ndef component():\n    {call}\n")
    assert task.code == code
    assert (task.folder / "executor_error.json").exists() == (code != 0)


def test_a_missing_function_and_a_broken_source_are_told(tmp_path, bundle):
    task = run_task(tmp_path, bundle, "def other(): pass\n")
    assert "has no function 'component'" in task.error["message"]
    task = run_task(tmp_path, bundle, "def component(:\n")
    assert task.error["type"] == "SyntaxError"
    assert "def component(:" in task.stderr


def test_objects_of_the_source_can_go_to_other_processes(tmp_path, bundle):
    source = """
        import multiprocessing

        def double(x):
            return 2 * x

        def component() -> list:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                return pool.map(double, [1, 2])
    """
    assert run_task(tmp_path, bundle, source).outputs == {"parameterValues": {"Output": [2, 4]}}


def test_a_task_starts_with_few_modules(tmp_path, bundle):
    source = """
        def component() -> list:
            import sys
            heavy = {"argparse", "dataclasses", "inspect", "logging", "pathlib", "traceback", "zipfile"}
            return sorted(heavy & set(sys.modules))
    """
    options = ["-I", "-S", "-c", f"import sys, runpy; sys.path.insert(0, {bundle!r})"]
    options[-1] += "; from penstock.runtime.__main__ import main; sys.exit(main(sys.argv[1:]))"
    folder = write_task(tmp_path, source, {})
    names = ["--executor-input-file", "input.json", "--function", "component", "--source", "ephemeral_component.py"]
    ended = Ended(start(tmp_path, [sys.executable, *options, *names]), folder)
    assert ended.outputs["parameterValues"]["Output"] == []


def test_shipped_folders_can_be_imported(tmp_path, bundle):
    (tmp_path / "shipped" / "mine").mkdir(parents=True)
    (tmp_path / "shipped" / "mine" / "__init__.py").write_text(
        "from penstock import compiler, dsl\n"
        "\n@dsl.component(base_image='x')\ndef double(x: int) -> int:\n    return 2 * x\n"
        "\n@dsl.pipeline(pipeline_config=dsl.PipelineConfig(workspace=None))\ndef flow():\n    dsl.If(1)\n"
    )
    source = "def component() -> int:\n    from mine import double\n    return double(4)\n"
    task = run_task(tmp_path, bundle, source, options=["--import-from", str(tmp_path / "shipped")])
    assert task.outputs == {"parameterValues": {"Output": 8}}


def test_a_wrong_use_of_the_program_prints_how_to_use_it(tmp_path, bundle):
    command = [sys.executable, "-m", "penstock.runtime", "--function"]
    ended = start(tmp_path, command, bundle)
    assert ended.returncode == 2
    assert ended.stderr.startswith("usage: python -m penstock.runtime --executor-input-file")


def test_the_command_of_kfp_runs_with_the_shim_on_the_path(tmp_path, bundle):
    folder = write_task(tmp_path, KITCHEN_SINK, {"a": 1, "b": [2, 3]})
    command = [sys.executable, "-m", "kfp.dsl.executor_main", "--component_module_path", "ephemeral_component.py"]
    command += ["--function_to_execute", "component", "--executor_input", (tmp_path / "input.json").read_text()]
    ended = Ended(start(tmp_path, command, bundle, str(Path(bundle) / SHIM)), folder)
    assert (ended.code, ended.stderr, ended.outputs) == (0, "", SUM)


def test_the_command_of_kfp_finds_its_component_in_the_configuration(tmp_path, bundle):
    folder = write_task(tmp_path, "def component() -> int:\n    return 1\n", {})
    (tmp_path / "kfp_config.ini").write_text("[Components]\ncomponent = ephemeral_component.py\n")
    command = [sys.executable, "-m", "kfp.dsl.executor_main", "--function_to_execute=component"]
    command += ["--executor_input", (tmp_path / "input.json").read_text()]
    paths = (bundle, str(Path(bundle) / SHIM))
    assert Ended(start(tmp_path, command, *paths), folder).outputs == {"parameterValues": {"Output": 1}}
    command[3] = "--function_to_execute=missing"
    ended = Ended(start(tmp_path, command, *paths), folder)
    assert ended.code == 1
    assert "Could not find component `missing` in `kfp_config.ini`" in ended.error["message"]


def test_the_shim_gives_way_to_a_real_kfp(tmp_path, bundle):
    (tmp_path / "site" / "kfp").mkdir(parents=True)
    (tmp_path / "site" / "kfp" / "__init__.py").write_text("from kfp import inner\n__version__ = 'real'\n")
    (tmp_path / "site" / "kfp" / "inner.py").write_text("")
    command = [sys.executable, "-c", "import kfp; print(kfp.__version__, kfp.inner.__name__, kfp.__file__)"]
    ended = start(tmp_path, command, bundle, str(Path(bundle) / SHIM), str(tmp_path / "site"))
    assert ended.stdout.split() == ["real", "kfp.inner", str(tmp_path / "site" / "kfp" / "__init__.py")]
