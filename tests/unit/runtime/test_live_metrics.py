"""Numbers told as they come: whole lines, never in the way of the task."""

import json
import os

from penstock.runtime.live_metrics import LIVE_METRICS, MOST_BYTES, LiveMetrics
from penstock.runtime.metrics import Metrics


def lines(folder):
    return [json.loads(line) for line in (folder / LIVE_METRICS).read_text().splitlines()]


def test_tells_each_number_at_once(tmp_path):
    metrics = Metrics()
    metrics._tell_to(LiveMetrics(str(tmp_path), "scores"))
    metrics.log_metric("auc", 0.5)
    metrics.log_series("loss", 1, 0.25)
    assert lines(tmp_path) == [
        {"output": "scores", "metric": "auc", "value": 0.5},
        {"output": "scores", "metric": "loss", "value": 0.25, "step": 1},
    ]
    assert metrics.metadata["auc"] == 0.5


def test_what_cannot_be_written_does_not_disturb(tmp_path):
    metrics = Metrics()
    metrics._tell_to(LiveMetrics(str(tmp_path / "nowhere"), "scores"))
    metrics.log_metric("auc", 0.5)
    live = LiveMetrics(str(tmp_path), "scores")
    live.tell("odd", object())
    assert metrics.metadata == {"auc": 0.5}
    assert not (tmp_path / LIVE_METRICS).exists()


def test_stops_at_the_limit(tmp_path):
    (tmp_path / LIVE_METRICS).write_bytes(b"\n" * (MOST_BYTES - 10))
    LiveMetrics(str(tmp_path), "scores").tell("auc", 0.5)
    assert (tmp_path / LIVE_METRICS).stat().st_size == MOST_BYTES - 10


def test_a_process_of_the_task_tells_too(tmp_path):
    live = LiveMetrics(str(tmp_path), "scores")
    live.tell("parent", 1)
    pid = os.fork()
    if pid == 0:
        live.tell("child", 2)
        os._exit(0)
    os.waitpid(pid, 0)
    live.tell("parent", 3)
    assert [line["value"] for line in lines(tmp_path)] == [1, 2, 3]
