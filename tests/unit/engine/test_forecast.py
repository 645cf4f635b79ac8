"""What is said in advance of the cache comes true, and saying it does nothing."""

import random

import pytest

from penstock.core.ids import ExecutionPath
from penstock.documents import document_from_data
from penstock.engine.forecast import Foreseen, Foresight, World
from penstock.engine.handover import Registrar
from penstock.engine.records import RunOptions, Values
from penstock.engine.states import ExecutionKind
from penstock.spec.codec import encode
from penstock.testing.launcher import succeed
from penstock.testing.pipelines import Document
from penstock.testing.random_pipelines import PipelineMaker
from penstock.testing.records import a_run
from penstock.testing.rig import Rig

LEAVES = (ExecutionKind.CONTAINER, ExecutionKind.IMPORTER)


class AtOnce:
    """Workers that do each job where it is handed in."""

    def submit(self, job):
        job()

    def close(self):
        pass


class Nobody:
    """Workers that never come to a job."""

    def submit(self, job):
        pass

    def close(self):
        pass


def foreseen_by(rig, document, arguments=None, *, workers=None, seconds=60.0, **options):
    record = a_run(
        99,
        spec={"pipeline": encode(document.pipeline), "platform": encode(document.platform)},
        arguments=arguments or {},
        options=RunOptions(**options),
    )
    live = Registrar(journal=rig.journal, artifacts=rig.artifacts, clock=rig.clock).imagine(record, document)
    world = World(
        journal=rig.journal,
        artifacts=rig.artifacts,
        launchers=rig.launchers,
        clock=rig.clock,
        workers=workers or AtOnce(),
    )
    return Foresight(live, world).forecast(seconds)


def decisions(forecast):
    return {task.path.removeprefix("root/"): task.foreseen.value for task in forecast.tasks}


def a_chain(last="work"):
    """Return a task, one that follows it, and one that does not."""
    document = Document()
    for name in ("work", "other"):
        document.component(name, takes={"x": str}, gives={"y": str}, command=[name])
    document.root.takes("x", defaultValue="1", isOptional=True)
    document.root.task("a", inputs={"x": "@x"}, cached=True)
    document.root.task("b", last, inputs={"x": ("a", "y")}, cached=True)
    document.root.task("c", inputs={"x": "always"}, cached=True)
    return document.build()


def test_what_has_never_run_runs_and_what_follows_is_unknown():
    rig = Rig()
    forecast = foreseen_by(rig, a_chain())
    assert decisions(forecast) == {"a": "runs", "b": "unknown", "c": "runs"}
    assert forecast.is_whole
    assert rig.launcher.launched == []
    assert rig.journal.list_unfinished() == ()


def test_what_has_run_is_reused_with_all_that_follows_from_it():
    rig = Rig()
    first = rig.run(a_chain())
    forecast = foreseen_by(rig, a_chain())
    assert decisions(forecast) == {"a": "reused", "b": "reused", "c": "reused"}
    assert {task.source for task in forecast.tasks} == {
        (first.record.id, ExecutionPath(f"root/{name}")) for name in "abc"
    }
    assert all(task.why.startswith("Reused from") for task in forecast.tasks)


def test_what_changed_runs():
    rig = Rig()
    rig.run(a_chain())
    assert decisions(foreseen_by(rig, a_chain(last="other"))) == {"a": "reused", "b": "runs", "c": "reused"}
    assert decisions(foreseen_by(rig, a_chain(), {"x": "2"})) == {"a": "runs", "b": "unknown", "c": "reused"}


@pytest.mark.parametrize("cache", ["off", "refresh"])
def test_a_run_that_reads_no_cache_reuses_nothing(cache):
    rig = Rig()
    rig.run(a_chain())
    forecast = foreseen_by(rig, a_chain(), cache=cache)
    assert decisions(forecast) == {"a": "runs", "b": "unknown", "c": "runs"}


def test_what_takes_too_long_is_unknown():
    rig = Rig()
    forecast = foreseen_by(rig, a_chain(), workers=Nobody(), seconds=0.0)
    assert set(decisions(forecast).values()) == {"unknown"}
    assert not forecast.is_whole


@pytest.mark.parametrize("seed", range(40))
def test_the_forecast_of_a_random_pipeline_comes_true(seed):
    document, rig = _cached(PipelineMaker(random.Random(seed)).make()), Rig(_constant)
    rig.run(document)
    told = {task.path: task for task in foreseen_by(rig, document).tasks}
    known = len(rig.launcher.launched)
    after = rig.run(document)

    launched = {after_path(request, after) for request in rig.launcher.launched[known:]}
    for path, record in after.executions.items():
        task = told.get(path)
        if task is None or record.kind not in LEAVES:
            continue
        match task.foreseen:
            case Foreseen.REUSED if task.source is not None:
                assert record.cached_from == task.source
            case Foreseen.REUSED:
                assert record.cached_from is not None or path in launched  # joined an equal one
            case Foreseen.RUNS:
                assert path in launched
            case Foreseen.SKIPPED:
                assert record.state.value == "SKIPPED"


def after_path(request, result):
    return next(attempt.path for attempt in result.stored.attempts if attempt.id == request.id)


def _cached(document):
    """Let two of three tasks of a document be served from the cache."""
    data = encode(document.pipeline)
    graphs = [data["root"], *data["components"].values()]
    tasks = [task for graph in graphs for task in graph.get("dag", {}).get("tasks", {}).values()]
    for place, task in enumerate(tasks):
        task["cachingOptions"] = {"enableCache": place % 3 > 0}
    return document_from_data(data).document


def _constant(request):
    """Give outputs that follow from the task alone, as a second run gives them again."""
    made = succeed(request)
    return Values(
        parameters={
            name: ["1", "2"] if isinstance(value, list) else request.task_name
            for name, value in made.parameters.items()
        },
        artifacts=made.artifacts,
    )
