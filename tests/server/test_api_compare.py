"""Runs side by side over `/api/v1`."""

import pytest

from penstock.core.ids import ExecutionPath
from penstock.engine.records import Changes, Values
from penstock.engine.states import ExecutionState
from penstock.testing.records import a_run, an_artifact, an_execution


def spec(text, image="alpine"):
    container = {"image": image, "command": ["echo", text]}
    tasks = {"train": {"componentRef": {"name": "comp-train"}, "taskInfo": {"name": "train"}}}
    return {
        "pipeline": {
            "pipelineInfo": {"name": "train"},
            "root": {"dag": {"tasks": tasks}},
            "components": {"comp-train": {"executorLabel": "exec-train"}},
            "deploymentSpec": {"executors": {"exec-train": {"container": container}}},
            "schemaVersion": "2.1.0",
            "sdkVersion": "penstock-0.1.0",
        }
    }


@pytest.fixture
def record(backend):
    """Give a function that records a run with tasks, and returns its id."""
    count = 0

    def record(*states, text="hello", artifacts=(), cached_from=None, **changes):
        nonlocal count
        count += 1
        run = a_run(count, spec=spec(text), **changes)
        backend.journal.create_run(run)
        lease = backend.journal.acquire(run.id)
        paths = ["root/train"] if len(states) == 1 else [f"root/train[{n}]" for n in range(len(states))]
        tasks = tuple(
            an_execution(
                run,
                number,
                path=ExecutionPath(path),
                state=state,
                cached_from=cached_from,
                display_name="train",
                outputs=Values(artifacts={"out": tuple(artifacts)} if number == 1 and artifacts else {}),
            )
            for number, (path, state) in enumerate(zip(paths, states, strict=True), 1)
        )
        backend.journal.commit(run.id, Changes(executions=tasks, seq=1), lease)
        lease.release()
        return run.id

    return record


def compare(client, *run_ids):
    answer = client.get("/api/v1/compare", params={"run": run_ids})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_puts_parameters_and_tasks_side_by_side(client, record):
    done = ExecutionState.SUCCEEDED
    first = record(done, arguments={"rate": 1, "size": 7})
    second = record(ExecutionState.FAILED, text="changed", arguments={"rate": 2, "size": 7})

    told = compare(client, second, first, second)

    assert [run["id"] for run in told["runs"]] == [second, first]
    assert {column["name"]: column["differs"] for column in told["parameters"]} == {"rate": True, "size": False}
    (task,) = told["tasks"]
    assert (task["node"], task["name"], task["differs"]) == ("root/train", "train", True)
    assert {run: value["state"] for run, value in task["values"].items()} == {first: "SUCCEEDED", second: "FAILED"}
    assert task["values"][first]["image"] == "alpine"
    assert task["values"][first]["code_digest"] != task["values"][second]["code_digest"]


def test_equal_runs_do_not_differ(client, record):
    runs = [record(ExecutionState.SUCCEEDED) for _ in range(2)]
    assert [task["differs"] for task in compare(client, *runs)["tasks"]] == [False]


def test_iterations_of_a_loop_are_one(client, record):
    run = record(ExecutionState.SUCCEEDED, ExecutionState.FAILED, ExecutionState.SKIPPED)
    (task,) = compare(client, run)["tasks"]
    assert (task["node"], task["values"][run]["state"], task["values"][run]["cached"]) == (
        "root/train",
        "FAILED",
        False,
    )


def test_puts_outputs_of_tasks_side_by_side_by_their_content(client, record):
    same = [record(ExecutionState.SUCCEEDED, artifacts=[an_artifact(n, digest="sha256:" + "a" * 64)]) for n in (1, 2)]
    other = record(ExecutionState.SUCCEEDED, artifacts=[an_artifact(3, digest="sha256:" + "b" * 64)])
    (artifact,) = compare(client, *same)["artifacts"]
    assert (artifact["name"], artifact["type"], artifact["differs"]) == ("train.out", "system.Dataset", False)
    assert set(artifact["values"]) == set(same)
    assert [found["differs"] for found in compare(client, same[0], other)["artifacts"]] == [True]


def test_tells_the_last_value_of_metrics_and_their_extremes(client, record):
    curve = {"loss": {"steps": [1, 2, 3], "values": [3.0, 0.5, 1.0]}}
    measured = an_artifact(1, type_title="system.Metrics", metadata={"auc": 0.9, "metricSeries": curve})
    first, second = record(ExecutionState.SUCCEEDED, artifacts=[measured]), record(ExecutionState.SUCCEEDED)
    told = client.get("/api/v1/metrics/table", params={"run": [first, second]}).json()
    assert [run["name"] for run in told["runs"]] == ["run 1", "run 2"]
    assert told["names"] == ["auc", "loss"]
    assert told["rows"] == {
        first: {"auc": {"last": 0.9, "min": 0.9, "max": 0.9}, "loss": {"last": 1.0, "min": 0.5, "max": 3.0}},
        second: {},
    }


@pytest.mark.parametrize("place", ["compare", "metrics/table"])
@pytest.mark.parametrize(("runs", "status"), [([], 400), (["x"] * 51, 400), (["gone"], 404), (["x" * 201], 400)])
def test_refuses_no_runs_too_many_and_those_that_are_gone(client, place, runs, status):
    answer = client.get(f"/api/v1/{place}", params={"run": runs})
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["details"][1]["field_violations"][0]["field"].startswith("run")


def test_metrics_say_of_which_iteration_they_are_and_what_it_was_given(client, backend):
    run = a_run(90, spec=spec("hello"))
    backend.journal.create_run(run)
    lease = backend.journal.acquire(run.id)
    tasks = []
    for number, (family, auc) in enumerate([("forest", 0.9), ("network", 0.7)]):
        place = f"root/for-loop-1[{number}]"
        given = Values(parameters={"pipelinechannel--candidates-loop-item": {"family": family}})
        scores = an_artifact(900 + number, type_title="system.Metrics", metadata={"auc": auc})
        tasks += [
            an_execution(run, 2 * number + 1, path=ExecutionPath(place), iteration=number, inputs=given),
            an_execution(
                run,
                2 * number + 2,
                path=ExecutionPath(f"{place}/train"),
                task_name="train",
                outputs=Values(artifacts={"metrics": (scores,)}),
            ),
        ]
    backend.journal.commit(run.id, Changes(executions=tuple(tasks), seq=1), lease)
    lease.release()

    told = [(metric["metric"], metric["path"], metric["item"]) for metric in compare(client, run.id)["metrics"]]
    assert told == [
        ("auc", "root/for-loop-1[0]/train", "forest"),
        ("auc", "root/for-loop-1[1]/train", "network"),
    ]
    items = client.get(f"/api/v1/runs/{run.id}/metrics").json()["items"]
    assert items == {"root/for-loop-1[0]/train": "forest", "root/for-loop-1[1]/train": "network"}
    best = client.get(f"/api/v1/runs/{run.id}").json()["experiment_best"]
    assert (best["metric"], best["value"], best["count"], best["path"]) == ("auc", 0.9, 2, "root/for-loop-1[0]/train")
    row = client.get("/api/v1/runs", params={"column": "metric:auc"}).json()["items"][0]
    assert row["metrics"] == {"auc": 0.9}
