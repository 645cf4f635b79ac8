"""Puts the launchers of this machine together: tasks as processes, and in containers where there is an engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from penstock.core.clock import Clock
from penstock.core.errors import LaunchError, NotFoundError
from penstock.engine.ports import ArtifactStore, EventSink, Launcher
from penstock.launchers.claims import Cupboard
from penstock.launchers.deferred import DeferredLauncher
from penstock.launchers.fitted import FittedLauncher
from penstock.launchers.process.assembly import make_process_launcher
from penstock.launchers.process.settings import ProcessSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """What launchers of one home on this machine are made with."""

    settings: ProcessSettings
    home: Path
    """The folder of the home: secrets, config maps and claims lie in it."""
    store: ArtifactStore
    clock: Clock
    owner: tuple[int, int] | None = None
    """User and group that files made in containers belong to; ``None`` where files have no owner."""
    network: str = ""
    """The network of containers; empty leaves it to the engine."""


def open_launchers(machine: Machine, sink: EventSink) -> dict[str, Launcher]:
    """Return every launcher by its name; what containers need is loaded when the first is wanted.

    Raises `HomeError` when the cache folder cannot be written.
    """
    return {name: open_launcher(name, machine, sink) for name in _MAKERS}


def open_launcher(name: str, machine: Machine, sink: EventSink) -> Launcher:
    """Return one launcher. Raises `HomeError`, and `NotFoundError` for a name that none has."""
    make = _MAKERS.get(name)
    if make is None:
        raise NotFoundError(f"There is no launcher {name!r}; there are: {', '.join(_MAKERS)}")
    return FittedLauncher(
        lambda heard: make(machine, heard),
        cupboard=Cupboard(machine.home),
        sink=sink,
        clock=machine.clock,
        sees_mounts=name == "container",
    )


def check_launcher(name: str, environ: Mapping[str, str]) -> None:
    """Raise `LaunchError` when a launcher cannot start anything on this machine."""
    if name == "container":
        discovery = import_module("penstock.launchers.container.discovery")
        discovery.find_engine(environ, Path.home())


def best_launcher(environ: Mapping[str, str]) -> str:
    """Return ``container`` where an engine can be reached, else ``process``."""
    try:
        check_launcher("container", environ)
    except LaunchError:
        return "process"
    return "container"


def _process(machine: Machine, sink: EventSink) -> Launcher:
    return make_process_launcher(machine.settings, store=machine.store, clock=machine.clock, sink=sink)


def _container(machine: Machine, sink: EventSink) -> Launcher:
    return DeferredLauncher("container", lambda: _made_container(machine, sink))


def _made_container(machine: Machine, sink: EventSink) -> Launcher:
    """Return the container launcher; its room, with HTTP in it, is loaded by those who use it only."""
    room = import_module("penstock.launchers.container")
    settings = machine.settings
    launcher: Launcher = room.make_container_launcher(
        room.ContainerSettings(
            cache_folder=settings.cache_folder,
            environ=settings.environ,
            cpus=settings.cpus,
            memory_bytes=settings.memory_bytes,
            owner=machine.owner,
            network=machine.network,
        ),
        store=machine.store,
        clock=machine.clock,
        sink=sink,
    )
    return launcher


_MAKERS: Mapping[str, Callable[[Machine, EventSink], Launcher]] = {"process": _process, "container": _container}
