"""How many new runs a server takes per second, how soon a browser is told, and what lists do meanwhile."""

import base64
import http.client
import json
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import questions
from bench.lab import Lab, Row, spread
from bench.questions import World
from bench.served import Asker, Served, served, timed
from bench.serving import answer_row, p95
from bench.stored import stored_home
from penstock.documents import load_pipeline
from penstock.spec.codec import encode

EVENTS = "text/event-stream"
CLIENTS = 16
CREATED = 400
"""Runs that each API is sent."""
WANTED_PER_SECOND = 100
TOLD_SECONDS = 0.3
TOLD = 20
WIDE = 1000
"""Tasks of a run that keeps the server busy."""
BUSY = 3
"""Runs of so many tasks that go on at once."""
PATIENCE_SECONDS = 300.0
ASKED_WHILE_BUSY = ("runs, first page", "runs of a state", "runs by name", "a run", "a run's tasks", "overview")

_NOTHING = """
from penstock import dsl

@dsl.component
def step(x: int) -> int:
    return x + 1

@dsl.pipeline
def {name}({parameter}):
    {body}
"""
_IDLE = _NOTHING.format(
    name="skipped", parameter="x: int = 0", body='with dsl.If(x == 1):\n        step(x=x).set_display_name("never")'
)
"""A run with nothing to do: what is measured is that it is taken."""
_ONE = _NOTHING.format(name="one", parameter="x: int = 0", body="step(x=x)")
_FAN = _NOTHING.format(
    name="fan",
    parameter="salt: int = 0",
    body=f"with dsl.ParallelFor(list(range({WIDE}))) as item:\n        step(x=item)",
)


_SOURCES = {"idle": _IDLE, "one": _ONE, "fan": _FAN}


def measure(lab: Lab) -> Iterator[Row]:
    """Start runs on a server with 100,000 of them; each is looked up again."""
    stored = stored_home(python=lab.python)
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as folder:
        home = stored.copy_to(Path(folder) / "home").folder
        documents = {name: _compiled(lab, Path(folder), name, source) for name, source in _SOURCES.items()}
        with served(home, python=lab.python) as server:
            yield from _accepted(server, documents["idle"])
            yield _told_row("end of a task to browser", [_told_of(server, documents["one"], n) for n in range(TOLD)])
            other = [_told_of_another(server, home, lab, Path(folder) / "one.py") for _ in range(TOLD // 4)]
            yield _told_row("the same, run by another process", other)
            yield from _busy(server, documents["fan"])


def _compiled(lab: Lab, folder: Path, name: str, source: str) -> str:
    path = folder / f"{name}.py"
    path.write_text(source)
    target = path.with_suffix(".yaml")
    lab.whole([lab.python, "-m", "penstock", "compile", path, "-o", target])
    return target.read_text()


def _accepted(server: Served, document: str) -> Iterator[Row]:
    """Send runs from many clients at once; every one of them must be there afterwards."""
    asker = server.asker()
    bodies: Mapping[str, Any] = {
        "/api/v1/runs": lambda n: {"name": f"taken {n}", "document": document},
        "/apis/v2beta1/runs": lambda n: {"display_name": f"taken {n}", "pipeline_spec": _as_kfp(document)},
    }
    for path, body in bodies.items():
        before = asker.get("/api/v1/runs", page_size=1)["total_size"]
        worked = server.cpu_seconds
        seconds = _send(server, path, [body(number) for number in range(CREATED)])
        worked = server.cpu_seconds - worked
        assert asker.get("/api/v1/runs", page_size=1)["total_size"] == before + CREATED
        rate = CREATED / seconds
        yield Row(
            what=f"runs taken, {path}",
            ours=rate,
            unit="/s",
            target=f"at least {WANTED_PER_SECOND}",
            is_met=rate >= WANTED_PER_SECOND,
            extra={"as the server's processor alone allows": CREATED / worked},
        )
        _settled(asker)


def _as_kfp(document: str) -> Any:
    loaded = load_pipeline(document.encode(), name="document").document
    return encode(loaded.pipeline)


def _send(server: Served, path: str, bodies: list[Any]) -> float:
    askers = threading.local()

    def send(body: Any) -> None:
        if not hasattr(askers, "own"):
            askers.own = server.asker()
        askers.own.post(path, body)

    with ThreadPoolExecutor(CLIENTS) as pool:
        begin = time.perf_counter()
        list(pool.map(send, bodies))
        return time.perf_counter() - begin


def _settled(asker: Asker) -> None:
    """Wait until nothing runs any more."""
    end = time.monotonic() + PATIENCE_SECONDS
    while asker.get("/api/v1/runs", page_size=1, state=["PENDING", "RUNNING"])["total_size"]:
        assert time.monotonic() < end, "the runs do not end"
        time.sleep(0.5)


def _told_row(what: str, taken: list[float]) -> Row:
    slow = max(taken) if len(taken) < TOLD else p95(taken)
    return Row(
        what=what,
        ours=slow,
        spread=spread(taken),
        target=f"p95 under {TOLD_SECONDS * 1000:.0f} ms",
        is_met=slow < TOLD_SECONDS,
        extra={"p50": statistics.median(taken)},
    )


def _told_of(server: Served, document: str, number: int) -> float:
    """Start a run, follow it as a page does, and return the seconds from the end of its task to the news of it."""
    body = {"name": f"told {number}", "document": document, "cache": "off"}
    run = server.asker().post("/api/v1/runs", body)
    return _seconds_to_news(server, run["id"])


def _told_of_another(server: Served, home: Path, lab: Lab, source: Path) -> float:
    """Let a command run a pipeline in the home of the server; return how late the server's followers know."""
    command = [str(lab.python), "-m", "penstock", "run", str(source), "--no-cache"]
    environ = {**os.environ, "PENSTOCK_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    short = next(told[1] for line in process.stderr if (told := re.search(r"run ([0-9a-f]{8})", line)))
    asker = server.asker()
    found: list[str] = []
    while not found and process.poll() is None:
        found = [hit["id"] for hit in asker.get("/api/v1/search", q=short)["items"] if hit["id"].startswith(short)]
    (run_id,) = found
    seconds = _seconds_to_news(server, run_id)
    assert process.wait() == 0
    return seconds


def _seconds_to_news(server: Served, run_id: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    beginning = base64.urlsafe_b64encode(json.dumps({f"run:{run_id}": 0}).encode()).decode()
    connection.request("GET", f"/api/v1/events?topic=run:{run_id}&after={beginning}", headers={"Accept": EVENTS})
    answer = connection.getresponse()
    for line in iter(answer.readline, b""):
        now = time.time()
        if line.startswith(b"data: "):
            tasks = json.loads(line.removeprefix(b"data: ")).get("tasks") or []
            ended = [task for task in tasks if task["name"] == "step" and task["state"] == "SUCCEEDED"]
            if ended:
                connection.close()
                return now - datetime.fromisoformat(ended[0]["ended_at"]).timestamp()
    raise AssertionError("the stream ended before the task")


def _busy(server: Served, document: str) -> Iterator[Row]:
    """Ask lists while runs of many tasks go on."""
    asker = server.asker()
    world = World.seen(asker)
    asked = {**questions.lists(world, asker), **questions.pages(world)}
    bodies = [{"name": f"wide {n}", "document": document, "cache": "off"} for n in range(BUSY)]
    runs = [asker.post("/api/v1/runs", body)["id"] for body in bodies]
    floor = p95(timed(lambda _: asker.ask("GET", "/healthz"), 100))
    begin, names = time.monotonic(), iter(ASKED_WHILE_BUSY)
    for name in names:
        row = answer_row(name, asked[name], server, asker, floor)
        states = [asker.get(f"/api/v1/runs/{run}")["state"] for run in runs]
        assert "RUNNING" in states, (
            f"the runs were over after {time.monotonic() - begin:.0f} s, before {name!r} was asked"
        )
        yield Row(**{**vars(row), "what": f"{name}, {BUSY} runs of {WIDE} tasks go on"})
    _settled(asker)
    ended = [asker.get(f"/api/v1/runs/{run}") for run in runs]
    assert [(run["state"], run["tasks"]["by_state"]) for run in ended] == [("SUCCEEDED", {"SUCCEEDED": WIDE})] * BUSY
