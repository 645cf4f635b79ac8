"""The web interface in a real Chromium on a real server: large graphs, a log of a million lines, the first load."""

import random
import statistics
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from bench.lab import Lab, Row, spread
from bench.served import Served, served
from penstock.core.clock import SystemClock
from penstock.core.ids import ExecutionPath, ExperimentId, RunId
from penstock.core.json import JsonObject
from penstock.documents import load_pipeline
from penstock.engine.records import Changes, ExecutionRecord, RunRecord
from penstock.engine.states import ExecutionState, RunState
from penstock.services.experiments import get_or_create_experiment
from penstock.spec.codec import encode
from penstock.store.experiments import SqlExperimentStore
from penstock.store.home import Home, open_home
from penstock.store.runs import SqlRunJournal
from penstock.store.schema import open_database
from penstock.testing.records import a_run, an_execution

CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDTH, HEIGHT = 1440, 900
GRAPHS = {1_000: 1.0, 10_000: 1.5}
"""Within how many seconds the graph of so many tasks is to be seen."""
FRAMES_PER_SECOND = 30
LINES = 1_000_000
SCRIPT_KB = 170
STEPS = 60
"""Movements of one drag."""

_LINES = f"""
from penstock import dsl

@dsl.component
def talk():
    for number in range({LINES}):
        print(f"epoch {{number:07d}} loss 0.{{number % 9973:04d}}")

@dsl.pipeline
def talking():
    talk()
"""

_WATCH = """
window.painted = null
const look = () => {
  const graph = document.querySelector('[data-drawn]')
  const canvas = graph?.querySelector('canvas')
  const isDrawn = graph?.querySelector('[data-node]') || (canvas && canvas.width > 300)
  if (isDrawn) requestAnimationFrame(() => { window.painted = performance.now() })
  else requestAnimationFrame(look)
}
look()
"""
"""Notes when the first nodes are painted: on the frame after the one that has them."""

_SCRIPTS = """
() => performance.getEntriesByType('resource')
  .filter((each) => new URL(each.name).pathname.endsWith('.js'))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)
"""

_COUNT = """
() => {
  window.frames_ = []
  const note = (now) => { window.frames_.push(now); window.counting = requestAnimationFrame(note) }
  window.counting = requestAnimationFrame(note)
}
"""
_COUNTED = "() => { cancelAnimationFrame(window.counting); return window.frames_ }"
_SCROLL = """
async (seconds) => {
  const scroller = [...document.querySelectorAll('*')].find((each) => each.scrollHeight > 1e6)
  const top = scroller.scrollHeight
  const begin = performance.now()
  const frames = []
  for (;;) {
    const now = await new Promise(requestAnimationFrame)
    frames.push(now)
    const done = (now - begin) / (seconds * 1000)
    if (done >= 1) break
    scroller.scrollTop = top * (1 - done)
  }
  scroller.scrollTop = 0
  return frames
}
"""


def measure(lab: Lab) -> Iterator[Row]:
    """Open pages as somebody does who follows a link: with nothing in the browser's cache."""
    if CHROMIUM is None:
        return
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as folder:
        home = open_home(Path(folder) / "home", user_id=None)
        talking = _talk(lab, home, Path(folder))
        runs = {count: _record(lab, home, Path(folder), count) for count in GRAPHS}
        with served(home.path, python=lab.python) as server, sync_playwright() as playwright:
            browser = _browser(playwright)
            yield _first_load(browser, server)
            for count, run_id in runs.items():
                yield from _graph(lab, browser, server, run_id, count)
            yield from _log(lab, browser, server, talking)
            browser.close()


def _browser(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])


def _talk(lab: Lab, home: Home, folder: Path) -> str:
    """Run a task that writes a million lines; return the id of the run."""
    path = folder / "talking.py"
    path.write_text(_LINES)
    lab.whole([lab.python, "-m", "penstock", "run", path], {"PENSTOCK_HOME": str(home.path)})
    database = open_database(home)
    with database.read() as connection:
        run_id = str(connection.exec_driver_sql("SELECT id FROM runs").scalar_one())
    database.close()
    return run_id


def _source(count: int) -> str:
    """Write a pipeline of tasks in layers, each of which uses what one or two tasks of the layer before it made."""
    chance, width = random.Random(5), round(count**0.5)
    lines = [f"    t{number} = step(a={number}, b=0)" for number in range(width)]
    for number in range(width, count):
        layer = number // width * width
        first, second = (chance.randrange(layer - width, layer) for _ in range(2))
        other = f"t{second}.output" if chance.random() < 0.5 else "1"
        lines.append(f"    t{number} = step(a=t{first}.output, b={other})")
    body = "\n".join(lines)
    head = "from penstock import dsl\n\n@dsl.component\ndef step(a: int, b: int) -> int:\n    return a + b\n"
    return f"{head}\n@dsl.pipeline\ndef layers():\n{body}\n"


def _record(lab: Lab, home: Home, folder: Path, count: int) -> str:
    """Record a run of so many tasks as the engine would have, all of them done but the last; return its id."""
    path = folder / f"layers_{count}.py"
    path.write_text(_source(count))
    target = path.with_suffix(".yaml")
    lab.whole([lab.python, "-m", "penstock", "compile", path, "-o", target])
    document = load_pipeline(target.read_bytes(), name="layers").document
    spec: JsonObject = {"pipeline": encode(document.pipeline), "platform": None}
    assert document.pipeline.root is not None
    assert document.pipeline.root.dag is not None
    names = list(document.pipeline.root.dag.tasks)
    assert len(names) == count
    database = open_database(home)
    clock = SystemClock()
    store = SqlExperimentStore(database)
    experiment = get_or_create_experiment("", new_id=ExperimentId(str(uuid.uuid4())), store=store, clock=clock)
    now = clock.now()
    run = a_run(
        count,
        id=RunId(str(uuid.uuid4())),
        display_name=f"{count} tasks",
        experiment_id=experiment.id,
        pipeline_name="layers",
        spec=spec,
        created_at=now,
    )
    journal = SqlRunJournal(database, home.leases)
    journal.create_run(run)
    lease = journal.acquire(run.id)
    assert lease is not None
    ended = replace(run, state=RunState.SUCCEEDED, started_at=now, ended_at=now + timedelta(seconds=9), seq=1)
    journal.commit(run.id, Changes(run=ended, executions=_executions(ended, names), seq=1), lease)
    lease.release()
    database.close()
    return run.id


def _executions(run: RunRecord, names: list[str]) -> tuple[ExecutionRecord, ...]:
    done = {"state": ExecutionState.SUCCEEDED, "started_at": run.started_at, "ended_at": run.ended_at}
    tasks = (
        an_execution(run, number, path=ExecutionPath(f"root/{name}"), task_name=name, display_name=name, **done)
        for number, name in enumerate(names, 1)
    )
    return (an_execution(run, 0, **done), *tasks)


def _page(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.add_init_script(_WATCH)
    return page


def _first_load(browser: Browser, server: Served) -> Row:
    """Tell how much JavaScript the first page transfers, packed as the server sends it."""
    page = _page(browser)
    page.goto(server.url, wait_until="networkidle")
    transferred = page.evaluate(_SCRIPTS) / 1000
    page.context.close()
    assert transferred
    return Row(
        what="JavaScript of the first load, transferred",
        ours=transferred,
        unit="kB",
        target=f"at most {SCRIPT_KB} kB",
        is_met=transferred <= SCRIPT_KB,
    )


def _graph(lab: Lab, browser: Browser, server: Served, run_id: str, count: int) -> Iterator[Row]:
    seen, rates = [], []
    for _ in range(max(lab.rounds, 3)):
        page = _page(browser)
        page.goto(f"{server.url}/runs/{run_id}?view=graph", wait_until="commit")
        page.wait_for_function("() => window.painted !== null")
        seen.append(page.evaluate("() => window.painted") / 1000)
        rates.append(_panned(page))
        page.context.close()
    middle, wanted = statistics.median(seen), GRAPHS[count]
    yield Row(
        what=f"graph of a run of {count:,} tasks, from a link",
        ours=middle,
        spread=spread(seen),
        target=f"under {wanted} s",
        is_met=middle < wanted,
    )
    rate = statistics.median(rates)
    yield Row(
        what=f"panning that graph of {count:,} tasks",
        ours=rate,
        unit="frames/s",
        target=f"at least {FRAMES_PER_SECOND}",
        is_met=rate >= FRAMES_PER_SECOND,
    )


def _panned(page: Page) -> float:
    """Drag the graph to and fro; return the frames per second meanwhile. It must have moved."""
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Escape")
    page.mouse.move(WIDTH * 0.6, HEIGHT * 0.6)
    page.mouse.down()
    page.evaluate(_COUNT)
    for step in range(STEPS):
        page.mouse.move(WIDTH * 0.6 - 4 * step, HEIGHT * 0.6 - 2 * step)
    frames = page.evaluate(_COUNTED)
    page.mouse.up()
    return _rate(frames)


def _rate(frames: list[float]) -> float:
    assert len(frames) > 2
    return (len(frames) - 1) / (frames[-1] - frames[0]) * 1000


def _log(lab: Lab, browser: Browser, server: Served, run_id: str) -> Iterator[Row]:
    """Open a long log, then scroll through it from its end to its beginning in five seconds."""
    opened, rates = [], []
    for _ in range(max(lab.rounds, 3)):
        page = _page(browser)
        page.goto(f"{server.url}/runs/{run_id}?view=logs&task=root%2Ftalk&panel=logs", wait_until="commit")
        page.get_by_text("epoch 0").first.wait_for()
        opened.append(page.evaluate("() => performance.now()") / 1000)
        rates.append(_rate(page.evaluate(_SCROLL, 5)))
        page.get_by_text("epoch 0000000 loss").first.wait_for()
        page.context.close()
    yield Row(what=f"a log of {LINES:,} lines, from a link", ours=statistics.median(opened), spread=spread(opened))
    rate = statistics.median(rates)
    yield Row(
        what="scrolling it from end to start",
        ours=rate,
        unit="frames/s",
        target=f"at least {FRAMES_PER_SECOND}",
        is_met=rate >= FRAMES_PER_SECOND,
    )
