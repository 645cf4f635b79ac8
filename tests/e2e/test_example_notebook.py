"""The notebook in the examples authors, draws, compiles, runs and watches a pipeline."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from penstock.documents import load_document

NOTEBOOK = Path(__file__).parents[2] / "examples" / "notebook" / "stopping_distance.ipynb"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


PROGRAM = """
import sys
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from penstock.runtime.notebook_run import PenstockKernelSpecs

notebook = nbformat.read(sys.argv[1], as_version=4)
manager = AsyncKernelManager(kernel_spec_manager=PenstockKernelSpecs())
NotebookClient(notebook, km=manager, timeout=1100).execute(cwd=".")
nbformat.write(notebook, "executed.ipynb")
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Run the notebook as Jupyter does, in a folder and with a home of its own; return its cells, and the folder."""
    folder = tmp_path_factory.mktemp("notebook")
    environment = {**os.environ, "PENSTOCK_HOME": str(folder / "home")}
    command = [sys.executable, "-c", PROGRAM, str(NOTEBOOK)]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    notebook = nbformat.read(folder / "executed.ipynb", as_version=4)
    return {cell.id: cell for cell in notebook.cells}, folder


def said(cell):
    """Return what a cell printed."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def result(cell, kind):
    return next(output.data[kind] for output in cell.outputs if output.output_type == "execute_result")


def test_a_pipeline_is_drawn_below_its_cell(executed):
    drawing = result(executed[0]["pipeline"], "text/html")
    assert drawing.startswith("<svg")
    assert all(f">{name}</text>" in drawing for name in ("load-data", "candidates", "fit", "choose"))


def test_the_compiled_file_stands_beside_the_notebook(executed):
    document = load_document(executed[1] / "stopping_distance.yaml")
    assert document.pipeline.pipeline_info.name == "stopping-distance"


def test_a_call_runs_the_pipeline_and_can_be_watched(executed):
    cell = executed[0]["run"]
    outputs = eval(result(cell, "text/plain"))
    assert outputs["power"] == 1.75
    assert 15 < outputs["rmse"] < 16
    assert all(name in said(cell) for name in ("load-data", "fit", "choose"))


def test_a_component_runs_alone(executed):
    assert said(executed[0]["single"]).endswith("50 rows\n4,2\n")


def test_the_notebook_is_kept_without_outputs():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert [cell.id for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []
