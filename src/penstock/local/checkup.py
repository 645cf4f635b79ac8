"""Checks that this machine and this home can run pipelines, by looking and by running a task."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from penstock.compiler import compile_document
from penstock.core.errors import LaunchError, PenstockError
from penstock.dsl import component
from penstock.engine.records import RunOptions, StoredRun
from penstock.engine.states import RunState
from penstock.launchers.machine import check_launcher
from penstock.launchers.process.settings import machine_cpus, machine_memory
from penstock.local.runner import RunRequest, start_run
from penstock.local.settings import environment
from penstock.local.wiring import Records, open_engine, open_records, process_settings

LITTLE_BYTES = 1 << 30
"""Less free disk than this is worth a warning."""
TASK_SECONDS = 180.0
"""How long the task of the check may take, the making of its environment included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What one check found."""

    name: str
    level: str
    """``ok``, ``warning`` or ``error``."""
    message: str
    hint: str = ""


@component
def probe() -> str:
    """Say which Python runs this."""
    import platform  # noqa: PLC0415 - a component's function is shipped alone

    return platform.python_version()


def check_all(home: Path) -> Iterator[Finding]:
    """Check everything, one after the other; the slow ones come last."""
    yield Finding(name="python", level="ok", message=f"{sys.version.split()[0]} at {sys.executable}")
    memory = machine_memory()
    size = f", {memory >> 30} GiB of memory" if memory else ""
    yield Finding(name="machine", level="ok", message=f"{machine_cpus():g} cores{size}")
    yield _git()
    yield from _home(home)
    yield from _folder("cache", process_settings().cache_folder)
    yield _engine()
    yield _task()


def _git() -> Finding:
    found = shutil.which("git")
    if found:
        return Finding(name="git", level="ok", message=found)
    hint = "install it, so that runs keep the commit that they come from"
    return Finding(name="git", level="warning", message="not found", hint=hint)


def _home(path: Path) -> Iterator[Finding]:
    try:
        records = open_records(path)
        unfinished = len(records.journal.list_unfinished())
        records.close()
    except PenstockError as error:
        yield Finding(name="home", level="error", message=error.message, hint=error.hint)
        return
    yield from _folder("home", path)
    if unfinished:
        hint = "`penstock runs list --state RUNNING` shows them; `penstock runs resume RUN` drives one to its end"
        yield Finding(name="runs", level="ok", message=f"{unfinished} not finished", hint=hint)


def _folder(name: str, path: Path) -> Iterator[Finding]:
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
        free = shutil.disk_usage(path).free
    except OSError as error:
        yield Finding(name=name, level="error", message=f"{path} cannot be written: {error.strerror or error}")
        return
    room = f"{free / 1e9:.1f} GB free"
    if free < LITTLE_BYTES:
        yield Finding(name=name, level="warning", message=f"{path}, only {room}", hint="free some space")
    else:
        yield Finding(name=name, level="ok", message=f"{path}, {room}")


def _engine() -> Finding:
    """Look for what ``--launcher container`` needs; a machine without it is well, too."""
    try:
        check_launcher("container", environment())
    except LaunchError as error:
        message = f"for `--launcher container` only: {error.message}"
        return Finding(name="engine", level="ok", message=message, hint=error.hint)
    return Finding(name="engine", level="ok", message="Docker or Podman is here: `--launcher container` can be used")


def _task() -> Finding:
    """Run a task, in a home of its own that is removed again."""
    with tempfile.TemporaryDirectory(prefix="penstock-doctor-") as folder:
        try:
            records = open_records(Path(folder))
            try:
                return _judged(_probed(records))
            finally:
                records.close()
        except PenstockError as error:
            return Finding(name="tasks", level="error", message=error.message, hint=error.hint)


def _probed(records: Records) -> StoredRun:
    request = RunRequest(
        document=compile_document(probe), pipeline_name="doctor", arguments={}, options=RunOptions(cache="off")
    )
    engine = open_engine(records)
    try:
        run_id = start_run(request, records=records, engine=engine, provenance={})
        engine.wait(run_id, TASK_SECONDS)
    finally:
        engine.close()
    return records.journal.load_run(run_id)


def _judged(stored: StoredRun) -> Finding:
    run = stored.run
    if run.state is RunState.SUCCEEDED and stored.attempts:
        attempt = stored.attempts[0]
        took = (attempt.ended_at - attempt.started_at) if attempt.ended_at and attempt.started_at else None
        seconds = f" in {took.total_seconds():.3f} s" if took else ""
        version = next(iter(run.outputs.parameters.values()), "")
        return Finding(name="tasks", level="ok", message=f"a task ran as a process{seconds}, on Python {version}")
    failure = next((it.failure for it in stored.executions if it.failure is not None and it.parent), run.failure)
    said = failure.message if failure else f"a task did not end within {TASK_SECONDS:g} seconds"
    return Finding(name="tasks", level="error", message=said, hint=failure.hint if failure else "")
