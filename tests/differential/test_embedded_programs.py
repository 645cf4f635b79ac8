"""Notebooks and embedded files run alike under the real kfp's executor and under ours."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import List

import nbformat
import pytest

from penstock import dsl
from penstock.dsl import Dataset, Output
from penstock.runtime.bundle import SHIM, build_bundle

pytestmark = pytest.mark.filterwarnings("ignore")


@dataclass(frozen=True)
class Executor:
    """A program that runs a component's source, in its own folder."""

    python: str
    paths: tuple[str, ...]
    folder: Path

    def run(self, component, parameters):
        source = self.folder / "ephemeral_component.py"
        source.write_text(component.definition.executor.container.command[-1])
        spec = component.definition.spec.output_definitions
        given = {
            "inputs": {"parameterValues": parameters},
            "outputs": {
                "parameters": {name: {"outputFile": str(self.folder / name)} for name in (spec.parameters or {})},
                "artifacts": {
                    name: {"artifacts": [{"name": name, "uri": str(self.folder / name), "type": {"schemaTitle": "x"}}]}
                    for name in (spec.artifacts or {})
                },
                "outputFile": str(self.folder / "output.json"),
            },
        }
        command = [self.python, "-m", "kfp.dsl.executor_main", "--component_module_path", str(source)]
        command += ["--executor_input", json.dumps(given), "--function_to_execute", component.python_func.__name__]
        environment = {**os.environ, "_KFP_RUNTIME": "true", "PYTHONPATH": os.pathsep.join(self.paths)}
        environment["JUPYTER_DATA_DIR"] = str(self.folder / "jupyter")
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=self.folder)


@pytest.fixture(params=["ours", pytest.param("kfp", marks=pytest.mark.kfp)])
def executor(request, tmp_path):
    if request.param == "kfp":
        return Executor(str(request.getfixturevalue("kfp_python")), (), tmp_path)
    bundle = build_bundle(str(tmp_path / "bundles"))
    return Executor(sys.executable, (bundle, str(Path(bundle) / SHIM)), tmp_path)


def notebook_component(folder, *cells, tags=()):
    """Make a component of a notebook with these cells; the first gets the tags."""
    (folder / "project").mkdir()
    (folder / "project" / "beside.py").write_text("FACTOR = 10\n")
    made = [nbformat.v4.new_code_cell(cell) for cell in cells]
    made[0].metadata["tags"] = list(tags)
    nbformat.write(nbformat.v4.new_notebook(cells=made), folder / "project" / "it's a report.ipynb")

    @dsl.notebook_component(notebook_path=str(folder / "project"))
    def report(values: List[float], note: str, total: Output[Dataset]) -> str:
        dsl.run_notebook(values=values, note=note, path=total.path)
        return "done"

    return report


def test_a_notebook_takes_parameters_after_its_own_and_prints_as_it_goes(executor, tmp_path):
    component = notebook_component(
        tmp_path,
        "values, note, path = [], 'own', 'own'",
        "import os\nfiles = sorted(os.listdir())",
        "import beside\nprint(f'{note!r}: {sum(values) * beside.FACTOR}, {files}')",
        "import sys\nprint('careful', file=sys.stderr)\nopen(path, 'w').write(note)",
        "{'a': 1}",
        tags=["parameters"],
    )
    ended = executor.run(component, {"values": [1, 2.5], "note": 'it\'s "so"\n\u00e4'})
    assert ended.returncode == 0, ended.stderr
    assert "'it\\'s \"so\"\\n\u00e4': 35.0, ['beside.py', \"it's a report.ipynb\"]\n" in ended.stdout
    assert "{'a': 1}\n" in ended.stdout
    assert "careful\n" in ended.stderr
    assert (tmp_path / "total").read_text() == 'it\'s "so"\n\u00e4'
    assert json.loads((tmp_path / "output.json").read_text())["parameterValues"] == {"Output": "done"}


def test_parameters_come_first_where_no_cell_is_tagged(executor, tmp_path):
    component = notebook_component(tmp_path, "values = [*values, 1]", "print('sum', sum(values))")
    ended = executor.run(component, {"values": [1], "note": ""})
    assert "sum 2" in ended.stdout, ended.stderr


def test_a_failing_cell_fails_the_task_and_is_named_as_its_author_counts(executor, tmp_path):
    component = notebook_component(tmp_path, "print('one')", "1 / 0", "print('three')")
    ended = executor.run(component, {"values": [], "note": ""})
    assert ended.returncode != 0
    assert 'Notebook "it\'s a report.ipynb", cell 2: ZeroDivisionError: division by zero' in ended.stderr
    assert "three" not in ended.stdout


def test_a_notebook_that_loses_its_process_says_where(executor, tmp_path):
    component = notebook_component(tmp_path, "import os\nos._exit(1)")
    ended = executor.run(component, {"values": [], "note": ""})
    assert "cell 1: its Python ended" in ended.stderr


def test_what_is_no_json_is_no_parameter_of_a_notebook(executor, tmp_path):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "empty.ipynb")

    @dsl.notebook_component(notebook_path=str(tmp_path / "empty.ipynb"))
    def report(data: Output[Dataset]):
        dsl.run_notebook(data=data)

    assert "run_notebook(data=...): Object of type Dataset is not JSON" in executor.run(report, {}).stderr


def test_a_notebook_that_is_none_says_so(executor, tmp_path):
    (tmp_path / "text.ipynb").write_text("no notebook")

    @dsl.notebook_component(notebook_path=str(tmp_path / "text.ipynb"))
    def report() -> str:
        dsl.run_notebook()
        return ""

    assert "Notebook 'text.ipynb' cannot be read" in executor.run(report, {}).stderr


def test_an_embedded_folder_is_an_artifact_and_importable(executor, tmp_path):
    (tmp_path / "files" / "deep").mkdir(parents=True)
    (tmp_path / "files" / "deep" / "word.txt").write_text("hello")
    (tmp_path / "files" / "greeting.py").write_text("MARK = '!'")

    @dsl.component(embedded_artifact_path=str(tmp_path / "files"))
    def read(files: dsl.EmbeddedInput[Dataset]) -> str:
        import greeting

        with open(files.path + "/deep/word.txt") as file:  # noqa: PTH123
            return file.read() + greeting.MARK

    ended = executor.run(read, {})
    assert ended.returncode == 0, ended.stderr
    assert json.loads((tmp_path / "output.json").read_text())["parameterValues"] == {"Output": "hello!"}


def test_an_embedded_file_is_an_artifact(executor, tmp_path):
    (tmp_path / "a 'word'.txt").write_text("hello")

    @dsl.component(embedded_artifact_path=str(tmp_path / "a 'word'.txt"))
    def read(word: dsl.EmbeddedInput[Dataset]) -> str:
        with open(word.path) as file:  # noqa: PTH123
            return file.read()

    ended = executor.run(read, {})
    assert ended.returncode == 0, ended.stderr
    assert json.loads((tmp_path / "output.json").read_text())["parameterValues"] == {"Output": "hello"}


def test_a_damaged_archive_is_told(executor, tmp_path):
    (tmp_path / "word.txt").write_text("hello")

    @dsl.component(embedded_artifact_path=str(tmp_path / "word.txt"))
    def read(word: dsl.EmbeddedInput[Dataset]) -> str:
        return ""

    source = read.definition.executor.container.command[-1]
    ended = subprocess.run(
        [executor.python, "-c", source.replace("from kfp", "#").replace("import kfp", "").replace("H4sI", "H4sA")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "The files that travel inside the component cannot be unpacked" in ended.stderr
