"""The connection to one fork server: starts it, tells it what to do, and hears of ends as they happen."""

import json
import logging
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from penstock.core.errors import LaunchError
from penstock.core.ids import AttemptId
from penstock.core.json import JsonObject
from penstock.launchers.process.environments import Environment

log = logging.getLogger(__name__)

_PROGRAM = "import sys; sys.path.insert(0, {bundle!r}); from penstock.runtime.fork_server import main; main({socket})"
_ERRORS = "fork-servers.log"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listener:
    """Who hears what a fork server says, on the thread that listens to it."""

    started: Callable[[AttemptId], None]
    """A process was made for the attempt."""
    ended: Callable[[AttemptId, JsonObject | None], None]
    """The attempt has a result: this one if it ended well, else that of its file."""
    taken: Callable[[AttemptId], None]
    """Another process is the attempt already."""
    refused: Callable[[AttemptId, str], None]
    """No process could be made for it."""
    gone: Callable[["ServerLink"], None]
    """The server has died, or was told to go."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerStart:
    """What a fork server is started with."""

    bundle: str
    environ: Mapping[str, str]
    held: int
    """A descriptor that server and tasks inherit: while one of them lives, the environment is not removed."""


class ServerLink:
    """One fork server. Safe to share between threads."""

    def __init__(self, environment: Environment, start: ServerStart, listener: Listener) -> None:
        """Start a server; what goes wrong in it is written beside the bundle, for it must not hold our own output."""
        self.environment = environment
        self._listener = listener
        self._mutex = threading.Lock()
        self._socket, theirs = socket.socketpair()
        try:
            self._process = _start(environment.python, start, theirs)
        except OSError as error:
            self._socket.close()
            raise LaunchError(
                f"The interpreter {str(environment.python)!r} cannot be started: {error.strerror or error}"
            ) from error
        finally:
            theirs.close()
        threading.Thread(target=self._listen, name="penstock-fork-server", daemon=True).start()

    @property
    def pid(self) -> int:
        """The process of the server."""
        return self._process.pid

    def start(self, description: JsonObject) -> bool:
        """Have an attempt started; return ``False`` when the server is gone."""
        return self._send({"start": description})

    def stop(self, attempt: AttemptId) -> bool:
        """Have an attempt stopped; return ``False`` when the server is gone."""
        return self._send({"stop": attempt})

    def close(self) -> None:
        """Let the server go once its attempts have ended."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it went before

    def _send(self, message: JsonObject) -> bool:
        data = json.dumps(message).encode() + b"\n"
        try:
            with self._mutex:
                self._socket.sendall(data)
        except OSError:
            return False
        return True

    def _listen(self) -> None:
        """Pass on what the server says until it is gone; then wait for its process, so that none is left over."""
        with self._socket, self._socket.makefile("rb") as lines:
            try:
                for line in lines:
                    self._hear(json.loads(line))
            except OSError:
                log.debug("fork server broke off", extra={"event": "fork_server.broken"})
        self._listener.gone(self)
        self._process.wait()

    def _hear(self, message: JsonObject) -> None:
        match message:
            case {"started": attempt}:
                self._listener.started(AttemptId(attempt))
            case {"ended": attempt, "well": well, "usage": usage}:
                self._listener.ended(AttemptId(attempt), {"exit_code": 0, **usage} if well else None)
            case {"taken": attempt}:
                self._listener.taken(AttemptId(attempt))
            case {"refused": attempt, "why": why}:
                self._listener.refused(AttemptId(attempt), why)
            case _:
                log.debug("fork server is ready", extra={"event": "fork_server.ready", "facts": message})


def _start(python: Path, start: ServerStart, theirs: socket.socket) -> "subprocess.Popen[bytes]":
    program = _PROGRAM.format(bundle=start.bundle, socket=theirs.fileno())
    with Path(start.bundle).with_name(_ERRORS).open("ab") as errors:
        return subprocess.Popen(
            [str(python), "-I", "-X", "utf8", "-c", program],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            cwd="/",
            env=dict(start.environ),
            pass_fds=[theirs.fileno(), start.held],
            start_new_session=True,
        )
