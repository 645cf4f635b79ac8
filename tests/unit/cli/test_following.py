"""Following a run that another process drives, or that nobody does."""

from dataclasses import replace
from types import SimpleNamespace

from penstock.cli.backends.following import follow
from penstock.cli.progress.following import insides_first
from penstock.compiler import compile_document
from penstock.core.clock import SystemClock
from penstock.dsl import component, pipeline
from penstock.engine.records import StoredRun
from penstock.engine.states import RunState
from penstock.services.records import RunChanges
from penstock.spec.codec import encode
from penstock.testing.records import a_run, an_execution


@component
def load() -> int:
    return 1


@pipeline
def story():
    load()


class Place:
    """A home whose run is driven, or not, each time that somebody looks; after the last look it has succeeded."""

    clock = SystemClock()

    def __init__(self, *driven: bool) -> None:
        self.driven = list(driven)
        run = a_run(spec={"pipeline": encode(compile_document(story).pipeline)}, state=RunState.RUNNING)
        self.stored = StoredRun(run=run, executions=(), attempts=())
        ended = StoredRun(run=replace(run, state=RunState.SUCCEEDED), executions=(), attempts=())
        self.desk = SimpleNamespace(get_run=lambda _: SimpleNamespace(stored=ended))

    def is_driven(self, _) -> bool:
        return self.driven.pop(0)

    def changes(self, _, since, wait_seconds) -> RunChanges:
        assert wait_seconds > 0
        return RunChanges(seq=since, state=RunState.RUNNING if self.driven else RunState.SUCCEEDED)


def test_says_once_that_nobody_drives_a_run_and_again_when_nobody_does_again(capsys):
    place = Place(False, False, True, False)
    assert follow(place.stored, place).run.state is RunState.SUCCEEDED
    told = f"No process drives it; this does: penstock runs resume {place.stored.run.id[:8]}\n"
    assert capsys.readouterr().err == told * 2


def test_says_nothing_while_a_run_is_driven(capsys):
    place = Place(True, True)
    follow(place.stored, place)
    assert capsys.readouterr().err == ""


def test_a_graph_is_told_after_the_tasks_in_it_and_the_rest_as_it_came():
    came = {"loop": None, "loop[1]": "loop", "a": None, "loop[1]/t": "loop[1]", "b": None, "loop[0]/t": "loop[0]"}
    records = [
        an_execution(a_run(), place, path=path, parent=above) for place, (path, above) in enumerate(came.items())
    ]
    told = [record.path for record in insides_first(records)]
    assert told == ["a", "loop[1]/t", "loop[1]", "loop", "b", "loop[0]/t"]
