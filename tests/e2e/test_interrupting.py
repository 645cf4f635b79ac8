"""Ctrl-C at any moment ends the run, and leaves it whole."""

import signal
import threading

import pytest
from rich.console import Console

from penstock.cli.driving import Driving
from penstock.engine.records import RunOptions
from penstock.engine.states import RunState
from penstock.local.loading import load_pipeline_file
from penstock.local.runner import RunRequest, new_record
from penstock.local.wiring import open_engine, open_records


class Pressed:
    """An engine that is told to start a run in the moment in which somebody presses Ctrl-C."""

    def __init__(self, engine):
        self._engine = engine

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def start(self, record, document):
        before = set(threading.enumerate())
        signal.raise_signal(signal.SIGINT)
        for thread in set(threading.enumerate()) - before:
            thread.join(0.5)
        return self._engine.start(record, document)


@pytest.fixture
def records(tmp_path, cache, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    opened = open_records(tmp_path / "home")
    yield opened
    opened.close()


def test_ctrl_c_before_a_run_has_begun_ends_it(records, waiting_spec, tmp_path):
    loaded = load_pipeline_file(tmp_path / "waiting.json")
    arguments = {"path": str(tmp_path / "never")}
    request = RunRequest(document=loaded.document, pipeline_name=loaded.name, arguments=arguments, options=RunOptions())
    record = new_record(request, records=records, provenance={})
    outcome = Driving(records, Pressed(open_engine(records)), Console(quiet=True)).start(record, request.document)
    assert (outcome.stored.run.state, outcome.was_interrupted) == (RunState.CANCELED, True)
