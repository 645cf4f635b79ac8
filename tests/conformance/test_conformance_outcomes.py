"""Compiled pipelines of the Kubeflow Pipelines project: every one that needs nothing but Python ends as it must."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.engine.engine import Engine
from penstock.engine.records import RunOptions
from penstock.local.loading import load_pipeline_file
from penstock.local.runner import RunRequest, checked_arguments, start_run
from penstock.local.wiring import Records, open_engine, open_records

FOLDER = Path(__file__).parents[3] / "shared" / "conformance"
OUTCOMES: dict[str, dict[str, Any]] = (
    json.loads((FOLDER / "outcomes.json").read_text()) if (FOLDER / "outcomes.json").is_file() else {}
)
HERE = {"gpu-ignored-locally", "package-index"}
"""What this machine can do without: an accelerator is passed over, packages come from the index."""
RUNNABLE = sorted(name for name, outcome in OUTCOMES.items() if set(outcome["needs"]) <= HERE)

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the conformance files are not at hand"),
    pytest.mark.timeout(1200),
]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = open_records(tmp_path_factory.mktemp("conformance") / "home")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def engine(records: Records) -> Iterator[Engine]:
    opened = open_engine(records)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", RUNNABLE)
def test_ends_as_it_must(name: str, records: Records, engine: Engine, tmp_path: Path) -> None:
    outcome = OUTCOMES[name]
    given = json.loads(json.dumps(outcome["arguments"]).replace("${TMP}", str(tmp_path)))
    loaded = load_pipeline_file(FOLDER / "pipelines" / name)
    request = RunRequest(
        document=loaded.document,
        pipeline_name=loaded.name,
        arguments=checked_arguments(loaded.document, given),
        options=RunOptions(),
    )

    run_id = start_run(request, records=records, engine=engine, provenance={})
    ended = engine.wait(run_id, timeout=1100)

    assert ended is not None
    failures = [record.failure for record in records.journal.load_run(run_id).executions if record.failure]
    assert ended.state.value == outcome["state"], failures
