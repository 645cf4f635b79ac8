"""Puts a container launcher together from its settings."""

import sys
from pathlib import Path

from penstock.core.clock import Clock
from penstock.core.errors import HomeError
from penstock.engine.ports import ArtifactStore, EventSink
from penstock.launchers.cache_locks import PROGRAMS, Hold
from penstock.launchers.container.launcher import ContainerLauncher, Parts
from penstock.launchers.container.opening import EngineOpener
from penstock.launchers.container.programs import ContainerPrograms
from penstock.launchers.container.settings import ContainerSettings
from penstock.launchers.idle_programs import RUNTIME, touch
from penstock.launchers.pip_configuration import read_pip_configuration
from penstock.runtime.bundle import build_bundle


def make_container_launcher(
    settings: ContainerSettings, *, store: ArtifactStore, clock: Clock, sink: EventSink
) -> ContainerLauncher:
    """Return a container launcher that works in a cache folder, made if it is not there.

    The engine is looked for when the first task needs it. Raises `HomeError` when the folder cannot be written.
    """
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
    pip = read_pip_configuration(settings.environ, prefix=Path(sys.prefix), home=settings.home)
    parts = Parts(
        settings=settings,
        programs=ContainerPrograms(folder, bundle, settings.task_environ()),
        opener=EngineOpener(settings, pip),
        held=held,
        store=store,
        clock=clock,
    )
    return ContainerLauncher(parts, sink)
