"""What the end of a failed run says of its tasks, and what it says of an artifact that is kept in the record."""

from dataclasses import replace

import pytest
from rich.console import Console, Group

from penstock.cli.report.artifacts import kept_in_record
from penstock.cli.report.sections import failures_section
from penstock.engine.records import Failure, StoredRun
from penstock.engine.states import ExecutionState
from penstock.runtime.metrics import SERIES_KEY
from penstock.testing.artifacts import MemoryArtifactStore
from penstock.testing.records import NOON, a_run, an_artifact, an_attempt, an_execution


@pytest.mark.parametrize(("began", "offers"), [(None, 0), (NOON, 1)])
def test_offers_the_log_of_a_task_that_began(began, offers):
    failure = Failure(reason="MissingSecret", message="It needs a secret")
    execution = an_execution(a_run(), 1, state=ExecutionState.FAILED, failure=failure)
    attempt = replace(an_attempt(execution), started_at=began)
    stored = StoredRun(run=a_run(), executions=(execution,), attempts=(attempt,))
    console = Console(width=200, color_system=None)
    with console.capture() as captured:
        console.print(Group(*failures_section(stored, artifacts=MemoryArtifactStore())))
    assert captured.get().count("penstock runs logs") == offers
    assert "It needs a secret" in captured.get()


def test_tells_numbers_beside_curves():
    metrics = an_artifact(1, metadata={"auc": 0.5, "size": 3, SERIES_KEY: {"loss": [[0, 1.0]]}})
    assert kept_in_record(metrics) == "2 numbers, curve of loss"
