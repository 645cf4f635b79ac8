"""Compiled pipelines of the Kubeflow Pipelines project: every one loads, validates and dumps to an equal document."""

from pathlib import Path

import pytest
import yaml

from penstock.core.errors import SpecError
from penstock.documents import dump_document, load_document, load_pipeline
from penstock.spec.lightweight import recognise

FOLDER = Path(__file__).parents[3] / "shared" / "conformance"
PIPELINES = sorted((FOLDER / "pipelines").rglob("*.yaml"))
INVALID = sorted((FOLDER / "invalid").glob("*"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the conformance files are not at hand")


@pytest.mark.parametrize("path", PIPELINES, ids=lambda path: path.stem)
def test_loads_without_a_problem_and_dumps_equal(path):
    loaded = load_pipeline(path)
    assert loaded.warnings == ()
    text = dump_document(loaded.document)
    assert list(yaml.safe_load_all(text)) == list(yaml.safe_load_all(path.read_text()))
    assert load_document(text) == loaded.document


@pytest.mark.parametrize("path", PIPELINES, ids=lambda path: path.stem)
def test_recognises_every_lightweight_function(path):
    executors = load_document(path).pipeline.deployment_spec.executors
    for label, executor in executors.items():
        container = executor.container
        if container and any("executor_main" in word for word in container.command):
            function = recognise(container.command, container.args)
            assert function is not None, label
            assert not function.source or f"def {function.function_name}(" in function.source


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.name)
def test_refuses_what_is_no_pipeline(path):
    with pytest.raises(SpecError) as caught:
        load_pipeline(path)
    assert str(path) in str(caught.value)
    assert all(problem.message for problem in caught.value.problems)
