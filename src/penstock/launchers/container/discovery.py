"""Finds the container engine of this machine, and starts one where only the program is there."""

import hashlib
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from urllib.parse import urlsplit

from penstock.core.errors import LaunchError
from penstock.launchers.container.client import Connect, EngineClient, EngineError

NO_ENGINE = "NoContainerEngine"
_PROBE_SECONDS = 5.0
_START_SECONDS = 60.0
_STARTING_SECONDS = 0.02
_IDLE_SECONDS = 60
_LONGEST_FOLDER = 90
"""Bytes: the path of a socket in it has 107 at most."""
_VARIABLES = ("DOCKER_HOST", "CONTAINER_HOST")


def find_engine(environ: Mapping[str, str], home: Path) -> Connect:
    """Return how to reach the engine that the user named, else the first that answers, else one started here.

    Raises `LaunchError` when there is none.
    """
    for variable in _VARIABLES:
        if environ.get(variable):
            return _named(variable, environ[variable])
    for path in _sockets(environ, home):
        connect = _unix(path)
        if path.exists() and _problem_of(connect) is None:
            return connect
    program = shutil.which("podman", path=environ.get("PATH", os.defpath))
    if program is not None and starts_engines(sys.platform):
        return OwnService(program, run_folder(environ), environ).connect
    raise no_engine(sys.platform, has_podman=program is not None)


def starts_engines(system: str) -> bool:
    """Whether the program ``podman`` is an engine there; elsewhere engines live in a virtual machine."""
    return system == "linux"


def no_engine(system: str, *, has_podman: bool) -> LaunchError:
    """Return the error for a machine on which no engine answers, with the remedy of its system."""
    if starts_engines(system):
        message = "no socket of Docker or Podman answers, and no program podman is installed"
        remedy = "install Podman or Docker"
    else:
        message = "no socket of Docker or Podman answers"
        remedy = "run: podman machine start" if has_podman else "start Docker Desktop"
    hint = f"{remedy}, or name its socket: DOCKER_HOST=unix:///path/to/docker.sock"
    return LaunchError(f"There is no container engine: {message}", reason=NO_ENGINE, hint=hint)


class OwnService:
    """Podman's API, served by a process that is started when it is needed and goes away when it is idle.

    Its containers do not depend on it. All drivers of a user share one.
    """

    def __init__(self, program: str, folder: Path, environ: Mapping[str, str]) -> None:
        self._program = program
        self._folder = folder
        self._environ = environ
        self._socket = folder / "podman.sock"
        self._mutex = threading.Lock()

    def connect(self) -> socket.socket:
        """Return a connection. Raises `OSError` when the service cannot be started."""
        try:
            return _unix(self._socket)()
        except (FileNotFoundError, ConnectionRefusedError):
            with self._mutex, self._locked():
                return self._started()

    def _started(self) -> socket.socket:
        log = self._folder / "podman.log"
        self._start(log)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return _unix(self._socket)()
            except (FileNotFoundError, ConnectionRefusedError) as error:
                if time.monotonic() > deadline:
                    said = log.read_text("utf-8", "replace").strip()[-1000:]
                    raise ConnectionRefusedError(f"podman system service does not start: {said}") from error
                time.sleep(_STARTING_SECONDS)

    def _start(self, log: Path) -> None:
        try:
            _unix(self._socket)().close()
        except (FileNotFoundError, ConnectionRefusedError):
            self._socket.unlink(missing_ok=True)
            words = [self._program, "system", "service", f"--time={_IDLE_SECONDS}", f"unix://{self._socket}"]
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            os.posix_spawn(
                self._program,
                words,
                dict(self._environ),
                setsid=True,  # Ctrl-C at the terminal is not for it
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600),
                    (os.POSIX_SPAWN_DUP2, 1, 2),
                ],
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / "podman.lock").open("ab") as file:
            flock(file, LOCK_EX)
            yield


def _named(variable: str, address: str) -> Connect:
    """Return how to reach an engine that the user named. Raises `LaunchError`."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        connect = _unix(Path(parts.path))
    elif parts.scheme in ("tcp", "http") and parts.hostname:
        connect = _tcp(parts.hostname, parts.port or 2375)
    else:
        raise LaunchError(
            f"{variable} names {address!r}: expects unix:///path or tcp://host:port",
            reason=NO_ENGINE,
            hint="tasks share files with the engine, so that it has to be on this machine",
        )
    problem = _problem_of(connect)
    if problem is not None:
        raise LaunchError(
            f"The container engine at {address} ({variable}) does not answer: {problem}",
            reason=NO_ENGINE,
            hint=f"start it, or unset {variable} to use the engine of this machine",
        )
    return connect


def _sockets(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Yield the places where engines listen, the user's choice first."""
    chosen = _docker_context(environ, home)
    if chosen is not None:
        yield chosen
    yield Path("/var/run/docker.sock")
    yield home / ".docker/run/docker.sock"
    run = environ.get("XDG_RUNTIME_DIR") or (f"/run/user/{os.getuid()}" if hasattr(os, "getuid") else "")
    if run:
        yield Path(run) / "docker.sock"
        yield Path(run) / "podman/podman.sock"
    yield Path("/run/podman/podman.sock")
    yield home / ".local/share/containers/podman/machine/podman.sock"


def _docker_context(environ: Mapping[str, str], home: Path) -> Path | None:
    """Return the socket of the context that the user's ``docker`` works with, if it is one."""
    folder = Path(environ.get("DOCKER_CONFIG") or home / ".docker")
    try:
        name = (
            environ.get("DOCKER_CONTEXT") or json.loads((folder / "config.json").read_text("utf-8"))["currentContext"]
        )
        place = folder / "contexts/meta" / hashlib.sha256(name.encode()).hexdigest() / "meta.json"
        host = json.loads(place.read_text("utf-8"))["Endpoints"]["docker"]["Host"]
        return Path(urlsplit(host).path) if host.startswith("unix://") else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _problem_of(connect: Connect) -> str | None:
    """Return why an engine does not answer, or ``None``."""
    try:
        EngineClient(connect, _PROBE_SECONDS).call("GET", "/_ping")
    except EngineError as error:
        return error.message
    return None


def _unix(path: Path) -> Connect:
    def connect() -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
        except OSError:
            connection.close()
            raise
        return connection

    return connect


def _tcp(host: str, port: int) -> Connect:
    return lambda: socket.create_connection((host, port), timeout=_PROBE_SECONDS)


def run_folder(environ: Mapping[str, str]) -> Path:
    """Return a folder of this user alone whose path is short enough for a socket. Raises `LaunchError`."""
    run = environ.get("XDG_RUNTIME_DIR")
    folder = Path(run) / "penstock" if run else Path(tempfile.gettempdir()) / f"penstock-{os.getuid()}"
    if len(os.fsencode(folder)) > _LONGEST_FOLDER:
        folder = Path("/tmp") / f"penstock-{os.getuid()}"  # noqa: S108  # of this user alone: that is checked below
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except OSError as error:
        raise LaunchError(f"The folder {str(folder)!r} for Podman's socket cannot be made: {error.strerror}") from error
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise LaunchError(
            f"The folder {str(folder)!r} for Podman's socket is open to others",
            reason=NO_ENGINE,
            hint="remove it, or set XDG_RUNTIME_DIR to a folder that is yours alone",
        )
    return folder
