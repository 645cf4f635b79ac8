"""Notebook components."""

import pytest

from penstock import dsl

PACKAGES = "'nbclient>=0.10,<1' 'ipykernel>=6,<7' 'jupyter_client>=7,<9'"


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "train.ipynb"
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    return path


def command_of(path, **options):
    @dsl.notebook_component(notebook_path=str(path), **options)
    def f(rate: float):
        dsl.run_notebook(rate=rate)

    return f.definition.executor.container.command


def test_brings_what_a_notebook_needs(notebook):
    assert PACKAGES in command_of(notebook)[2]
    assert PACKAGES not in command_of(notebook, packages_to_install=[])[2]


def test_carries_the_notebook_and_runs_it(notebook):
    source = command_of(notebook)[-1]
    assert "__KFP_NOTEBOOK_REL_PATH = 'train.ipynb'" in source
    assert "dsl.run_notebook = run_notebook\n\n\n\ndef f(rate: float):" in source
    compile(source, "program", "exec")


def test_finds_the_only_notebook_of_a_folder(notebook):
    deep = notebook.parent / "sub"
    deep.mkdir()
    notebook.rename(deep / "train.ipynb")
    (notebook.parent / ".ipynb_checkpoints").mkdir()
    (notebook.parent / ".ipynb_checkpoints" / "train.ipynb").touch()
    assert "__KFP_NOTEBOOK_REL_PATH = 'sub/train.ipynb'" in command_of(notebook.parent)[-1]


def test_refuses_a_missing_notebook():
    with pytest.raises(ValueError, match="Notebook path does not exist: nowhere"):
        dsl.notebook_component(notebook_path="nowhere")


def test_refuses_another_file(tmp_path):
    (tmp_path / "train.py").touch()
    with pytest.raises(ValueError, match="Invalid notebook_path"):
        dsl.notebook_component(notebook_path=str(tmp_path / "train.py"))


def test_refuses_a_folder_without_notebooks(tmp_path):
    with pytest.raises(ValueError, match=r"No \.ipynb files found"):
        dsl.notebook_component(notebook_path=str(tmp_path))


def test_refuses_a_folder_with_several(notebook):
    (notebook.parent / "other.ipynb").touch()
    with pytest.raises(ValueError, match=r"Exactly one is required\. Found: other\.ipynb, train\.ipynb"):
        dsl.notebook_component(notebook_path=str(notebook.parent))


def test_there_is_no_notebook_outside_a_task():
    with pytest.raises(NotImplementedError, match="only available inside"):
        dsl.run_notebook(a=1)
