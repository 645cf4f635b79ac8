"""A real server over a home with real runs, and pages of a real Chromium that fail on anything a user would not see.

A page fails its test if it logs an error, throws, or asks anything of another origin.
"""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BUILT = Path(__file__).parents[2] / "src" / "penstock" / "server" / "static" / "index.html"
AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
DATA = Path(__file__).parent / "data"
DEADLINE_SECONDS = 240
WIDTH, HEIGHT = 1280, 800
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items):
    """Mark every test here, and say why it cannot run where it cannot."""
    here = Path(__file__).parent
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="there is no chromium on the PATH"))
        elif not BUILT.is_file():
            item.add_marker(pytest.mark.skip(reason="the web UI is not built: make ui"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep how a test went, for the pictures of those that failed."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


def penstock(*arguments, home, cwd=None, check=True):
    """Run a command of Penstock over a home."""
    environ = {**os.environ, "PENSTOCK_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "penstock", *map(str, arguments)],
        env=environ,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE_SECONDS,
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


class Server:
    """A process of `penstock server`; it can be stopped and started again at the same address."""

    def __init__(self, home, *options, environ=None):
        self.home = home
        self.options = options
        self.environ = environ or {}
        self.port = 0
        self.process = None
        self.start()

    @property
    def url(self):
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Start, and wait until requests are answered."""
        environ = {**os.environ, "PENSTOCK_HOME": str(self.home), "PYTHONUNBUFFERED": "1", **self.environ}
        command = [sys.executable, "-m", "penstock", "server", "--port", str(self.port), *self.options]
        log = (self.home.parent / "server.log").open("ab")
        self.process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        said = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)", said.rpartition("//")[2])[1])
        eventually(self._answers)

    def wait_for(self, runs):
        """Wait until runs have ended, and return them."""
        return [eventually(functools.partial(ended, self, run)) for run in runs]

    def stop(self):
        """Stop as a user does; tasks go on."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=DEADLINE_SECONDS)
        self.process.stdout.close()

    def _answers(self):
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=60) as response:
            return response.status == 200


def eventually(condition, *, seconds=DEADLINE_SECONDS):
    """Return the first true answer of a condition; fail after a deadline."""
    end = time.monotonic() + seconds
    while True:
        try:
            found = condition()
        except (OSError, AssertionError):
            found = None
        if found:
            return found
        assert time.monotonic() < end, f"{condition} did not come true in {seconds} s"
        time.sleep(0.05)


PIPELINE = '''
from typing import Literal

from penstock import dsl
from penstock.dsl import Dataset, Input, Metrics, Model, Output


@dsl.component
def load(rows: int, data: Output[Dataset]):
    """Write numbers to a file."""
    with open(data.path, "w") as file:
        file.write("x,y\\\\n" + "".join(f"{i},{i * 2}\\\\n" for i in range(rows)))
    print(f"wrote {rows} rows")


@dsl.component
def train(data: Input[Dataset], rate: float, model: Output[Model], metrics: Output[Metrics]) -> float:
    """Fit a line through the numbers."""
    print("training with", rate)
    with open(model.path, "w") as file:
        file.write("y = 2x")
    metrics.log_metric("accuracy", 0.9 + rate / 10)
    return 0.9 + rate / 10


@dsl.component
def check(score: float, least: float) -> bool:
    """Fail where the score is too low."""
    if score < least:
        raise ValueError(f"score {score} is below {least}")
    return True


@dsl.pipeline(name="lines")
def lines(
    rows: int = 10,
    rate: float = 0.5,
    least: float = 0.1,
    kind: Literal["small", "large"] = "small",
    note: str = "",
    verbose: bool = False,
    layers: list = [8, 4],
    options: dict = {"seed": 1},
):
    """Fit a line through numbers, and check how well it fits."""
    data = load(rows=rows)
    fitted = train(data=data.outputs["data"], rate=rate)
    check(score=fitted.outputs["Output"], least=least)
'''


@pytest.fixture(scope="session")
def lines_file(tmp_path_factory):
    """Give a small pipeline as a Python file, with its compiled YAML beside it."""
    folder = tmp_path_factory.mktemp("lines")
    source = folder / "lines.py"
    source.write_text(textwrap.dedent(PIPELINE).replace("\\\\n", "\\n"), "utf-8")
    penstock("compile", source, "-o", folder / "lines.yaml", home=folder / "home")
    return source


@pytest.fixture(scope="session")
def home(tmp_path_factory, lines_file):
    """Give a home with one run that succeeded, one that was cached, and one that failed."""
    home = tmp_path_factory.mktemp("ui") / "home"
    penstock("init", home, home=home, cwd=home.parent, check=False)
    penstock("run", lines_file, "--name", "first", home=home)
    penstock("run", lines_file, "--name", "second", "-p", "rate=0.7", home=home)
    penstock("run", lines_file, "--name", "strict", "-p", "least=2", home=home, check=False)
    return home


@pytest.fixture(scope="session")
def server(home):
    """Give a server that all tests share."""
    server = Server(home)
    yield server
    server.stop()


def ask(server, path, body=None, *, method=None):
    """Return what the API of a server answers."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{server.url}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as answer:
        return json.loads(answer.read() or "null")


def ended(server, run):
    """Return a run if it has ended."""
    found = ask(server, f"/runs/{run}")
    return found if found["ended_at"] else None


@pytest.fixture(scope="session")
def ask_server():
    """Give the function that asks the API of a server."""
    return ask


@pytest.fixture(scope="session")
def until():
    """Give the function that waits for the first true answer of a condition."""
    return eventually


@pytest.fixture(scope="session")
def make_server(tmp_path_factory):
    """Give a function that starts a server over an empty home; all are stopped at the end."""
    servers = []

    def made(*options, environ=None):
        home = tmp_path_factory.mktemp("server") / "home"
        penstock("init", home, home=home, cwd=home.parent, check=False)
        servers.append(Server(home, *options, environ=environ))
        return servers[-1]

    yield made
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Give a function that compiles a pipeline of `data` and returns its file."""

    @functools.cache
    def file_of(name):
        target = tmp_path_factory.mktemp(name) / f"{name}.yaml"
        penstock("compile", DATA / f"{name}.py", "-o", target, home=target.parent / "home")
        return target

    return file_of


@pytest.fixture(scope="session")
def story(make_server, compiled):
    """Give a server that knows a pipeline which trains and measures: two runs went well, one failed."""
    server = make_server()
    document = compiled("story").read_text("utf-8")
    version = ask(server, "/pipelines", {"document": document})["version"]["id"]
    experiment = ask(server, "/experiments", {"name": "lines"})["id"]
    order = {"pipeline_version_id": version, "experiment_id": experiment}
    server.first = ask(server, "/runs", {**order, "name": "first"})["id"]
    server.wait_for([server.first])
    server.second = ask(server, "/runs", {**order, "name": "second", "arguments": {"rate": 0.9}})["id"]
    server.strict = ask(server, "/runs", {**order, "name": "strict", "arguments": {"least": 2.0}})["id"]
    server.wait_for([server.second, server.strict])
    server.experiment = experiment
    server.pipeline = ask(server, "/pipelines")["items"][0]["id"]
    return server


@pytest.fixture(scope="session")
def chromium():
    """Give a browser that all tests share."""
    with playwright.sync_playwright() as api:
        options = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ]  # shared memory is small in many containers
        browser = api.chromium.launch(executable_path=CHROMIUM, args=options, timeout=240_000)
        yield browser
        browser.close()


class Visit:
    """A page of the browser, and what must not happen on it."""

    def __init__(self, context, url):
        self.context = context
        self.url = url
        self.faults = []
        # Chromium drops what it is loading when the machine gets another network, as from a container that starts.
        self.expected = [re.compile("ERR_NETWORK_CHANGED")]
        self.page = self.new_page()

    def new_page(self):
        """Open another tab of the same browser."""
        page = self.context.new_page()
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)
        page.on("request", self._on_request)
        page.on("dialog", self._on_dialog)
        return page

    def go(self, path="/"):
        """Open an address of the server and wait until it is quiet."""
        self.page.goto(self.url + path, wait_until="load")
        return self.page

    def settle(self):
        """Wait until nothing is being loaded and no place holder stands for what is."""
        self.page.locator(".animate-pulse").first.wait_for(state="detached")

    def expect(self, pattern):
        """Allow errors in the console that match: the test provokes them."""
        self.expected.append(re.compile(pattern))

    def check_accessible(self):
        """Fail if axe finds anything but trifles on the page as it stands."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")["violations"]
        told = [
            f"{rule['id']}: {rule['help']}: {[node['html'][:160] for node in rule['nodes'][:3]]}"
            for rule in found
            if rule["impact"] != "minor"
        ]
        assert not told, "\n".join(told)

    def _on_console(self, message):
        if message.type == "error" and not any(pattern.search(message.text) for pattern in self.expected):
            self.faults.append(f"logged {message.text}")

    def _on_error(self, error):
        if not any(pattern.search(str(error)) for pattern in self.expected):
            self.faults.append(f"threw {error}")

    def _on_dialog(self, dialog):
        self.faults.append(f"asked {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request):
        if not request.url.startswith((self.url + "/", "data:", "blob:")):
            self.faults.append(f"asked another origin: {request.url}")


@pytest.fixture
def open_visit(chromium, request, tmp_path):
    """Give a function that opens a browser of its own on a server; what must not happen fails the test at its end."""
    visits = []

    def opened(server, theme="light"):
        context = chromium.new_context(
            base_url=server.url,
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme=theme,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(120_000)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        visits.append(Visit(context, server.url))
        return visits[-1]

    yield opened
    for number, page in enumerate(page for visit in visits for page in visit.context.pages):
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=tmp_path / f"page-{number}.png")
            print(f"{page.url} looked like {tmp_path}/page-{number}.png")
    for visit in visits:
        visit.context.close()
    faults = [fault for visit in visits for fault in visit.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def visit(request, open_visit, server):
    """Give a page on the shared server; `@pytest.mark.parametrize("visit", ["dark"], indirect=True)` for the theme."""
    return open_visit(server, getattr(request, "param", "light"))
