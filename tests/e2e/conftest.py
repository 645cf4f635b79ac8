"""Drives the real command as a person would: a process of its own, a home of its own, environments shared."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from penstock.cli.main import run_command

DEADLINE_SECONDS = 240.0
DATA = Path(__file__).parent / "data"
PROGRAM = (sys.executable, "-m", "penstock")

PIPELINE = """
from penstock import dsl

@dsl.component
def double(x: int) -> int:
    return 2 * x

@dsl.pipeline
def pipe(x: int = 1, rate: float = 0.5, name: str = "a", items: list = [1]) -> int:
    return double(x=x).output
"""

WAITING = """
from penstock import dsl

@dsl.component
def wait_for(path: str) -> str:
    import os
    import time

    print("waits", flush=True)
    while not os.path.exists(path):
        time.sleep(0.05)
    return path

@dsl.pipeline(name="waiting")
def waiting(path: str) -> str:
    return wait_for(path=path).output
"""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What ``--json`` printed: one object, on the last line."""
        return json.loads(self.out.splitlines()[-1])

    @property
    def message(self):
        """The one message; there is no traceback of ours."""
        return checked_message(self.err)

    def refused(self, *words):
        """Hold that nothing was started, and that the one message says these words."""
        assert (self.code, self.out.count("\n")) == (2, 1), self
        assert self.json["error"]["message"]
        said = self.message
        assert [word for word in words if word not in said] == [], said
        return said


def checked_message(err):
    """Return what follows ``error:``, which stands there once, and never with a traceback of ours."""
    assert "Traceback" not in err, err
    assert "/penstock/" not in err.replace("/.penstock/", "").replace("/shared-cache/penstock/", ""), err
    assert err.count("error: ") == 1, err
    return err.partition("error: ")[2]


class Command:
    """Runs ``penstock`` in a folder."""

    def __init__(self, folder, cache):
        self.folder = folder
        self.home = folder / "home"
        self.environ = {**os.environ, "PENSTOCK_HOME": str(self.home), "XDG_CACHE_HOME": str(cache), "COLUMNS": "200"}

    def write(self, name, text):
        """Write a file; return its name."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return name

    def start(self, *words, **more):
        """Start a command, in a process group of its own."""
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **more}
        environ = {**self.environ, **options.pop("environ", {})}
        environ = {name: value for name, value in environ.items() if value is not None}
        command = [*PROGRAM, *map(str, words)]
        return subprocess.Popen(command, cwd=self.folder, env=environ, process_group=0, **options)

    def __call__(self, *words, **more):
        """Run a command to its end."""
        return ended(self.start(*words, **more))

    def run(self, file, *words, **more):
        """Run a pipeline with ``--json``."""
        return self("run", file, *words, "--json", **more)

    def only_run(self):
        """Return the one run of the home, as ``runs list --json`` tells it."""
        (summary,) = self("runs", "list", "--json").json
        return summary

    def is_whole(self):
        """Whether the metadata store of the home is intact."""
        connection = sqlite3.connect(self.home / "metadata.db")
        try:
            found = [connection.execute(f"PRAGMA {check}_check").fetchall() for check in ("integrity", "foreign_key")]
        finally:
            connection.close()
        return found == [[("ok",)], []]


class Server:
    """A server process on a home."""

    def __init__(self, command, *words, environ):
        environ = {"PENSTOCK_TOKEN": None, **environ}
        self.process = command.start("server", "--port", "0", "--json", *words, environ=environ)
        self.log = []
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        line = self.process.stdout.readline()
        assert line, self.log
        self.address = json.loads(line)["address"]

    def _read_log(self):
        """Take the log through a pipe: a limit on files must not stop it."""
        with self.process.stderr as log:
            self.log.extend(log)

    def ask(self, path, method="GET", body=None, **headers):
        """Send a request; return the JSON of the answer."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(f"{self.address}{path}", data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as answer:
            return json.load(answer)

    def stop(self, number=signal.SIGTERM):
        """End the process; return its exit code."""
        self.process.send_signal(number)
        self.process.stdout.close()
        code = self.process.wait(DEADLINE_SECONDS)
        self._reader.join(DEADLINE_SECONDS)
        return code

    def events(self):
        """Return the names of what its log tells."""
        return [json.loads(line)["event"] for line in self.log if b'"event"' in line]


def ended(process):
    """Wait for a command."""
    try:
        out, err = process.communicate(timeout=DEADLINE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        pytest.fail(f"still running after {DEADLINE_SECONDS} s: {out!r} {err!r}")
    return Ended(code=process.returncode, out=_text(out), err=_text(err))


def _text(output):
    return (output or b"").decode("utf-8", "replace")


def eventually(condition, what="the condition"):
    """Poll until a condition gives something; return it."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    return pytest.fail(f"{what} did not come within {DEADLINE_SECONDS} s")


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Give the folder of environments, which all tests share, whichever process they run in."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared-cache"
    folder.mkdir(exist_ok=True)
    return Path(folder)


@pytest.fixture(scope="session")
def command_in(cache):
    """Give the command by the folder that it is used in, which gets a home of its own."""
    return lambda folder: Command(folder, cache)


@pytest.fixture
def penstock(tmp_path, command_in):
    """Give the command, in a folder with a home of its own; tasks that wait for the file `never` end with it."""
    yield command_in(tmp_path)
    (tmp_path / "never").touch()


@pytest.fixture
def start_server(penstock):
    """Give a function that starts a server on the home of the command."""
    started = []

    def start(*words, **environ):
        started.append(Server(penstock, *words, environ=environ))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def shared_server(command_in, tmp_path_factory):
    """Give a server on an empty home, in which no test leaves anything."""
    server = Server(command_in(tmp_path_factory.mktemp("shared")), environ={})
    yield server
    assert server.stop() == 0
    assert [json.loads(line) for line in server.log if b'"traceback"' in line] == []


@pytest.fixture
def until():
    """Give the function that polls until a condition gives something."""
    return eventually


@pytest.fixture
def pipeline(penstock):
    """Give the name of a file that holds a pipeline."""
    return penstock.write("pipe.py", PIPELINE)


@pytest.fixture
def waiting_spec(penstock, tmp_path):
    """Give the document of a pipeline whose task waits for a file."""
    penstock.write("waiting.py", WAITING)
    assert penstock("compile", "waiting.py", "-o", "waiting.json").code == 0
    return json.loads((tmp_path / "waiting.json").read_text())


@pytest.fixture
def start_run(waiting_spec, until):
    """Give a function that starts a run whose task waits for a file, and returns once it waits."""

    def start(server, path):
        config = {"parameters": {"path": str(path)}}
        body = {"display_name": "waiting", "pipeline_spec": waiting_spec, "runtime_config": config}
        run_id = server.ask("/apis/v2beta1/runs", "POST", body)["run_id"]
        until(lambda: b"waits" in _log(server, run_id))
        return run_id

    return start


def _log(server, run_id):
    try:
        with urllib.request.urlopen(f"{server.address}/apis/v1alpha1/runs/{run_id}/nodes/wait-for/log") as log:
            return log.read()
    except urllib.error.HTTPError as error:
        error.close()
        return b""


class Place:
    """Runs commands in this process, on the place that the environment names."""

    def __init__(self, capfd):
        self._capfd = capfd

    def __call__(self, *words):
        """Run a command; return its exit code and what it wrote."""
        self._capfd.readouterr()
        code = run_command([str(word) for word in words])
        out, err = self._capfd.readouterr()
        return code, out, err

    def json(self, *words):
        """Run a command that succeeds; return the JSON on the last line."""
        code, out, err = self(*words, "--json")
        assert code == 0, err
        return json.loads(out.splitlines()[-1])

    def said(self, *words):
        """Run a command that succeeds; return what it wrote to standard output."""
        code, out, err = self(*words)
        assert code == 0, err
        return out

    def refused(self, *words):
        """Run a command that does not do what it was asked; return its message."""
        code, out, err = self(*words)
        assert (code, out) == (2, ""), (code, out, err)
        return err


@pytest.fixture
def place_of(capfd):
    """Give commands in this process, on the place that the environment names."""
    return Place(capfd)


@pytest.fixture
def at_server(start_server, penstock, tmp_path, monkeypatch, place_of):
    """Give a place that is a server; what is the home of this process must stay untouched."""
    monkeypatch.setenv("XDG_CACHE_HOME", penstock.environ["XDG_CACHE_HOME"])
    monkeypatch.setenv("PENSTOCK_HOME", str(tmp_path / "not-here"))
    monkeypatch.setenv("PENSTOCK_SERVER", start_server().address)
    monkeypatch.chdir(tmp_path)
    yield place_of
    assert not (tmp_path / "not-here").exists()


@pytest.fixture
def making(penstock):
    """Give the name of a file with a pipeline that makes things."""
    return penstock.write("making.py", (DATA / "making.py").read_text())


@pytest.fixture
def slow(penstock):
    """Give the name of a file with a pipeline that waits for a file, and fails if that says so."""
    return penstock.write("slow.py", (DATA / "slow.py").read_text())


@pytest.fixture
def read_until():
    """Give the function that reads what a process says until it says a word."""

    def read(process, word):
        while word not in (line := process.stderr.readline()):
            assert line, "it ended"

    return read
