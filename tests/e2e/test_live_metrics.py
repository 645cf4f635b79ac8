"""What a task measures is seen while it runs; what it leaves in the end is what counts."""

import json

import pytest

TRAINING = """
from penstock import dsl
from penstock.dsl import Metrics, Output

@dsl.component
def train(gate: str, metrics: Output[Metrics]):
    import os
    import time

    for epoch in range(3):
        metrics.log_series("loss", epoch, 1.0 / (epoch + 1))
        metrics.log_metric("accuracy", epoch / 10)
    while not os.path.exists(gate):
        time.sleep(0.05)
    metrics.log_metric("accuracy", 0.9)
    if os.path.getsize(gate):
        raise ValueError("the training diverged")

@dsl.pipeline(name="training")
def training(gate: str):
    train(gate=gate)
"""


@pytest.fixture
def started(penstock, tmp_path, start_server, until):
    """Give a server with a run whose task has measured something, and goes on."""
    penstock.write("training.py", TRAINING)
    assert penstock("compile", "training.py", "-o", "training.json").code == 0
    server, document = start_server(), (tmp_path / "training.json").read_text()
    body = {"document": document, "arguments": {"gate": str(tmp_path / "gate")}}
    run_id = server.ask("/api/v1/runs", "POST", body)["id"]
    until(lambda: _accuracy(server, run_id) == 0.2)
    until(lambda: _state_of_task(server, run_id) == "RUNNING")  # which may be recorded after it has measured something
    return server, run_id


def test_curves_grow_while_a_task_runs_and_become_what_it_leaves(started, tmp_path, until):
    server, run_id = started
    metrics = server.ask(f"/api/v1/runs/{run_id}/metrics")
    (curve,) = metrics["series"]
    assert (curve["task"], curve["output"], curve["live"]) == ("train", "metrics", True)
    assert (curve["metric"], curve["steps"], curve["values"]) == ("loss", [0, 1, 2], [1.0, 0.5, pytest.approx(1 / 3)])
    events = f"/api/v1/events?topic=metrics:{run_id}"
    cursor = server.ask(events)["cursor"]
    assert server.ask(f"{events}&after={cursor}")["messages"] == []

    (live_file,) = tmp_path.glob("home/artifacts/**/live_metrics.jsonl")
    with live_file.open("a") as file:  # as the task does, in one more step
        file.write(json.dumps({"output": "metrics", "metric": "loss", "value": 0.25, "step": 3}) + "\nhalf a li")
    (told,) = server.ask(f"{events}&after={cursor}")["messages"]
    assert told["refetch"]
    assert server.ask(f"/api/v1/runs/{run_id}/metrics")["series"][0]["steps"] == [0, 1, 2, 3]

    (tmp_path / "gate").touch()
    until(lambda: server.ask(f"/api/v1/runs/{run_id}")["state"] == "SUCCEEDED")
    metrics = server.ask(f"/api/v1/runs/{run_id}/metrics")
    assert [(each["metric"], each["value"], each["live"]) for each in metrics["scalars"]] == [("accuracy", 0.9, False)]
    assert [(each["steps"], each["live"]) for each in metrics["series"]] == [([0, 1, 2], False)]


def test_what_a_failed_task_measured_is_no_result(started, tmp_path, until):
    server, run_id = started
    (tmp_path / "told").write_text("diverge")
    (tmp_path / "told").rename(tmp_path / "gate")  # whole from the moment in which the task finds it
    until(lambda: server.ask(f"/api/v1/runs/{run_id}")["state"] == "FAILED")
    nothing = {"scalars": [], "series": [], "classification": [], "items": {}}
    assert server.ask(f"/api/v1/runs/{run_id}/metrics") == nothing


def _state_of_task(server, run_id):
    (state,) = (
        task["state"] for task in server.ask(f"/api/v1/runs/{run_id}/tasks")["tasks"] if task["name"] == "train"
    )
    return state


def _accuracy(server, run_id):
    found = server.ask(f"/api/v1/runs/{run_id}/metrics")["scalars"]
    return next((each["value"] for each in found if each["metric"] == "accuracy"), None)
