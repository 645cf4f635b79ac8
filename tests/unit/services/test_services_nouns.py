import itertools
from dataclasses import replace

import pytest

from penstock.core.errors import ConflictError, NotFoundError
from penstock.core.ids import ExperimentId
from penstock.core.json import digest
from penstock.engine.records import Changes, StoredRun, Values
from penstock.engine.states import ExecutionState
from penstock.services.artifacts import find_artifact, list_artifacts
from penstock.services.cache_explanation import Difference, explain_cache
from penstock.services.compare import compare_runs
from penstock.services.experiments import get_experiment, get_or_create_experiment, list_experiments
from penstock.services.logs import LogReader, find_attempts, read_log
from penstock.services.pipelines import get_pipeline, list_pipelines, list_versions, upload_pipeline
from penstock.store.experiments import SqlExperimentStore
from penstock.store.pipelines import SqlPipelineStore
from penstock.testing.artifacts import MemoryArtifactStore
from penstock.testing.clock import FakeClock
from penstock.testing.records import a_run, an_artifact, an_attempt, an_execution


def test_an_experiment_is_made_once(experiments):
    first = get_or_create_experiment("study", new_id=ExperimentId("1"), store=experiments, clock=FakeClock())
    again = get_or_create_experiment("study", new_id=ExperimentId("2"), store=experiments, clock=FakeClock())
    assert first == again == get_experiment("study", store=experiments) == experiments.get(ExperimentId("1"))


def test_runs_without_an_experiment_go_to_the_default_one(experiments):
    made = get_or_create_experiment("", new_id=ExperimentId("1"), store=experiments, clock=FakeClock())
    assert made.name == "Default"
    assert list_experiments(store=experiments) == (made,)


def test_an_experiment_of_another_namespace_is_another(experiments):
    here = get_or_create_experiment("study", new_id=ExperimentId("1"), store=experiments, clock=FakeClock())
    there = get_or_create_experiment(
        "study", new_id=ExperimentId("2"), store=experiments, clock=FakeClock(), namespace="team"
    )
    assert (here.id, there.id) == ("1", "2")
    assert list_experiments(store=experiments, namespace="team") == (there,)


def test_a_second_experiment_of_one_name_is_refused(experiments):
    first = get_or_create_experiment("study", new_id=ExperimentId("1"), store=experiments, clock=FakeClock())
    with pytest.raises(ConflictError, match="'study' exists"):
        experiments.create(replace(first, id=ExperimentId("2")))


def test_two_callers_who_make_an_experiment_at_once_get_the_same(experiments, database):
    class Late(SqlExperimentStore):
        looks = 0

        def find_by_name(self, namespace, name):
            self.looks += 1
            return None if self.looks == 1 else super().find_by_name(namespace, name)

    first = get_or_create_experiment("study", new_id=ExperimentId("1"), store=experiments, clock=FakeClock())
    late = get_or_create_experiment("study", new_id=ExperimentId("2"), store=Late(database), clock=FakeClock())
    assert late == first


def test_suggests_an_experiment(experiments):
    get_or_create_experiment("baseline", new_id=ExperimentId("1"), store=experiments, clock=FakeClock())
    with pytest.raises(NotFoundError, match="did you mean 'baseline'"):
        get_experiment("basline", store=experiments)
    with pytest.raises(NotFoundError, match="id '7'"):
        experiments.get(ExperimentId("7"))


NUMBERS = itertools.count()


def upload(pipelines, name: str, document: dict[str, object], **options):
    return upload_pipeline(
        name, document, store=pipelines, clock=FakeClock(), new_id=lambda: f"id-{next(NUMBERS)}", **options
    )


def test_a_pipeline_gets_a_version_with_each_upload(pipelines):
    first = upload(pipelines, "train", {"pipeline": "x" * 3000}, version_name="one")
    second = upload(pipelines, "train", {"pipeline": 2}, version_name="two")
    assert list_versions("train", store=pipelines) == (second, first)
    assert [pipeline.name for pipeline in list_pipelines(store=pipelines)] == ["train"]
    assert pipelines.load_document(first.id) == {"pipeline": "x" * 3000}
    assert pipelines.load_document(second.id) == {"pipeline": 2}


def test_two_callers_who_upload_a_new_pipeline_at_once_share_it(pipelines, database):
    class Late(SqlPipelineStore):
        looks = 0

        def find_by_name(self, namespace, name):
            self.looks += 1
            return None if self.looks == 1 else super().find_by_name(namespace, name)

    first = upload(pipelines, "train", {"pipeline": 1}, version_name="one")
    second = upload(Late(database), "train", {"pipeline": 2}, version_name="two")
    assert list_versions("train", store=pipelines) == (second, first)


def test_a_version_of_a_pipeline_that_is_gone_is_refused(pipelines):
    version = upload(pipelines, "train", {"pipeline": 1})
    with pytest.raises(NotFoundError, match="no pipeline with the id 'gone'"):
        pipelines.add_version(replace(version, id="x", pipeline_id="gone"), {"pipeline": 2})


def test_a_version_is_never_replaced(pipelines):
    upload(pipelines, "train", {"pipeline": 1}, version_name="one")
    with pytest.raises(ConflictError, match="'one' already"):
        upload(pipelines, "train", {"pipeline": 2}, version_name="one")


def test_equal_documents_are_kept_once(pipelines, database):
    for name in ("one", "two"):
        upload(pipelines, "train", {"pipeline": "x" * 3000}, version_name=name)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM contents").scalar() == 1


def test_deletes_a_pipeline_with_its_versions(pipelines):
    version = upload(pipelines, "train", {"pipeline": 1})
    pipelines.delete(get_pipeline("train", store=pipelines).id)
    assert list_pipelines(store=pipelines) == ()
    with pytest.raises(NotFoundError, match="version"):
        pipelines.load_document(version.id)
    with pytest.raises(NotFoundError, match="pipeline"):
        pipelines.delete(version.pipeline_id)


def test_suggests_a_pipeline(pipelines):
    upload(pipelines, "train", {})
    with pytest.raises(NotFoundError, match="did you mean 'train'"):
        list_versions("trian", store=pipelines)


def write(journal, number: int, *executions_of, **changes) -> None:
    run = a_run(number, **changes)
    journal.create_run(run)
    records = tuple(make(run) for make in executions_of)
    lease = journal.acquire(run.id)
    journal.commit(run.id, Changes(executions=records, seq=1), lease)
    lease.release()


def test_finds_an_artifact_by_id_digest_and_uri(journal, catalogue):
    artifact = an_artifact(1, digest=digest("content"), metadata={"rows": 3})
    write(journal, 1, lambda run: an_execution(run, 1, outputs=Values(artifacts={"data": (artifact,)})))
    for reference in (artifact.id, artifact.digest, artifact.uri):
        assert find_artifact(reference, catalogue=catalogue) == artifact
    for reference in ("nobody", "sha256:0", "/nowhere"):
        with pytest.raises(NotFoundError, match=reference):
            find_artifact(reference, catalogue=catalogue)


def test_lists_artifacts_newest_first(journal, catalogue):
    outputs = {"a": (an_artifact(1),), "b": (an_artifact(2, type_title="system.Model"),)}
    write(journal, 1, lambda run: an_execution(run, 1, outputs=Values(artifacts=outputs)))
    assert [item.id for item in list_artifacts(catalogue=catalogue)] == [an_artifact(2).id, an_artifact(1).id]
    assert list_artifacts(catalogue=catalogue, type_title="system.Dataset") == (an_artifact(1),)


def with_metrics(number: int, artifact: int, **scalars):
    metrics = an_artifact(artifact, type_title="system.Metrics", metadata=scalars)
    return lambda run: an_execution(run, number, outputs=Values(artifacts={"metrics": (metrics,)}))


def test_puts_parameters_and_metrics_of_runs_side_by_side(journal, history):
    write(journal, 1, with_metrics(1, 1, loss=0.5), arguments={"rate": 0.1, "seed": 7})
    write(journal, 2, with_metrics(1, 2, loss=0.25), arguments={"rate": 0.2, "seed": 7, "extra": True})
    table = compare_runs([a_run(2).id, a_run(1).id], history=history)
    assert [run.id for run in table.runs] == [a_run(2).id, a_run(1).id]
    assert {column.name: column.differs for column in table.parameters} == {
        "rate": True,
        "seed": False,
        "extra": False,
    }
    assert [(column.name, column.values) for column in table.metrics] == [
        ("loss", {a_run(2).id: 0.25, a_run(1).id: 0.5})
    ]


def test_names_metrics_by_task_where_several_tasks_report_them(journal, history):
    write(journal, 1, with_metrics(1, 1, accuracy=0.5), with_metrics(2, 2, accuracy=0.75, auc=0.9))
    table = compare_runs([a_run(1).id], history=history)
    assert [column.name for column in table.metrics] == ["task-1.accuracy", "task-2.accuracy", "auc"]


def with_parts(**parts: str):
    return lambda run: an_execution(run, 1, fingerprint=digest(parts), fingerprint_parts=parts)


def test_explains_which_part_of_a_fingerprint_differs(journal, history):
    write(journal, 1, with_parts(image="python:3.11", code="1", helper="h"))
    write(journal, 2, with_parts(image="python:3.11", code="2", lock="l"))
    execution = journal.load_run(a_run(2).id).executions[0]
    explained = explain_cache(execution, history=history)
    assert explained.compared_with == (a_run(1).id, "root/task-1")
    assert explained.differences == (
        Difference(part="code", before="1", now="2"),
        Difference(part="lock", before=None, now="l"),
        Difference(part="helper", before="h", now=None),
    )


def test_explains_a_first_execution_and_a_hit(journal, history):
    write(journal, 1, with_parts(code="1"))
    first = journal.load_run(a_run(1).id).executions[0]
    assert explain_cache(first, history=history).note == "no earlier execution of this component"
    hit = replace(first, cached_from=(a_run(9).id, first.path), cache_note="served")
    assert explain_cache(hit, history=history).served_from == (a_run(9).id, first.path)


def a_logged_run() -> StoredRun:
    run = a_run()
    tasks = (an_execution(run, 1), an_execution(run, 2, state=ExecutionState.FAILED))
    return StoredRun(
        run=run,
        executions=(an_execution(run), *tasks),
        attempts=tuple(an_attempt(task, number, log_uri=f"log-{task.number}") for task in tasks for number in (1, 2)),
    )


def test_finds_the_attempts_of_a_task_by_path_or_name():
    stored = a_logged_run()
    assert find_attempts(stored) == stored.attempts
    for task in ("root/task-2", "task-2"):
        assert find_attempts(stored, task) == stored.attempts[2:]
    with pytest.raises(NotFoundError, match="did you mean 'task-1'"):
        find_attempts(stored, "tsk-1")


def test_reads_a_log_of_any_length_piece_by_piece():
    artifacts, attempt = MemoryArtifactStore(), a_logged_run().attempts[0]
    assert list(read_log(attempt, artifacts=artifacts)) == []
    artifacts.write("log-1", b"x" * 2_500_000)
    assert [len(piece) for piece in read_log(attempt, artifacts=artifacts)] == [1 << 20, 1 << 20, 2_500_000 - (2 << 20)]
    assert b"".join(read_log(attempt, artifacts=artifacts, start=2_499_999)) == b"x"
    assert list(read_log(replace(attempt, log_uri=""), artifacts=artifacts)) == []


def test_reads_on_in_each_log_from_where_it_stopped():
    artifacts, attempts = MemoryArtifactStore(), a_logged_run().attempts
    reader = LogReader(artifacts)
    read = []
    for text in (b"one", b"one two", b"one two", b"one two three"):
        artifacts.write("log-1", text)
        read.append(b"".join(reader.read_on(attempts[0])))
    assert read == [b"one", b" two", b"", b" three"]
