"""Random pipelines: whatever compiles is valid, can be planned, and survives being written and read."""

import os
import runpy
from pathlib import Path

import pytest

from penstock.compiler import compile_document, document_svg
from penstock.compiler.sources import load_source
from penstock.documents import dump_document, load_document
from penstock.engine.planning import Plan
from penstock.spec.codec import encode
from penstock.spec.validation import validate

WRITER = Path(__file__).parents[1] / "differential" / "data" / "pipeline_writer.py"
SEEDS = range(int(os.environ.get("PENSTOCK_PIPELINE_SEEDS", "40")))


@pytest.fixture(scope="module")
def write():
    return runpy.run_path(str(WRITER))["random_source"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_pipeline_is_valid_and_can_be_planned(write, tmp_path, seed):
    file = tmp_path / f"seed_{seed}.py"
    file.write_text(write(seed))
    for name in ("outer", "inner"):
        component = load_source(file).components.get(name)
        if component is None:
            continue
        document = compile_document(component)
        assert [str(problem) for problem in validate(document)] == []
        Plan(document).check()
        assert encode(load_document(dump_document(document)).pipeline) == encode(document.pipeline)
        assert document_svg(document).count("<svg") == 1
