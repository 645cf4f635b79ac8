"""Puts a process launcher together from its settings."""

import sys
from pathlib import Path

import uv

from penstock.core.clock import Clock
from penstock.core.errors import HomeError, MissingExtraError
from penstock.engine.ports import ArtifactStore, EventSink
from penstock.launchers.cache_locks import PROGRAMS, Hold
from penstock.launchers.idle_programs import RUNTIME, touch
from penstock.launchers.pip_configuration import read_pip_configuration
from penstock.launchers.process.environments import Environments, Uv
from penstock.launchers.process.interpreters import Interpreters, own_interpreter
from penstock.launchers.process.launcher import Parts, ProcessLauncher
from penstock.launchers.process.programs import Programs
from penstock.launchers.process.settings import ProcessSettings
from penstock.runtime.bundle import build_bundle


def make_process_launcher(
    settings: ProcessSettings, *, store: ArtifactStore, clock: Clock, sink: EventSink
) -> ProcessLauncher:
    """Return a process launcher that works in a cache folder, made if it is not there.

    Raises `HomeError` when that folder cannot be written, `MissingExtraError` when ``uv`` is not installed.
    """
    return ProcessLauncher(make_parts(settings, store=store, clock=clock), sink)


def make_parts(settings: ProcessSettings, *, store: ArtifactStore, clock: Clock) -> Parts:
    """Return what a process launcher is made of. Raises what `make_process_launcher` raises."""
    folder = settings.cache_folder
    try:
        (folder / RUNTIME).mkdir(parents=True, exist_ok=True, mode=0o700)
        held = Hold(folder, PROGRAMS)
        bundle = build_bundle(str(folder / RUNTIME))
        touch(bundle)
    except OSError as error:
        raise HomeError(
            f"The cache folder {str(folder)!r} cannot be written: {error.strerror or error}",
            hint="name another one: XDG_CACHE_HOME=...",
        ) from error
    tool = _uv(settings)
    interpreters = Interpreters(tool.program, settings.environ, own_interpreter())
    return Parts(
        settings=settings,
        programs=Programs(folder, bundle, interpreters, settings.environ.get("PATH", "")),
        environments=Environments(folder, tool, refreshes=settings.refreshes_environments),
        bundle=bundle,
        held=held,
        store=store,
        clock=clock,
    )


def _uv(settings: ProcessSettings) -> Uv:
    home = Path(settings.environ.get("HOME") or "~").expanduser()
    try:
        program = Path(uv.find_uv_bin())
    except FileNotFoundError:
        raise MissingExtraError("uv") from None
    pip = read_pip_configuration(settings.environ, prefix=Path(sys.prefix), home=home)
    return Uv(program=program, environ=settings.environ, pip=pip)
