"""Starts attempts by forking: a small process with one thread that has loaded what tasks need, and no user code.

It takes one JSON object per line from the process that started it, and answers in the same way. When that process is
gone, it stays until the attempts that it started have ended, so that each of them has a result.
"""

import errno
import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from importlib.machinery import PathFinder
from typing import Any, Dict, List, Optional, Set

from penstock.runtime import kfp_names
from penstock.runtime.attempt import TAKEN, Attempt, AttemptDescription, finish, write_by_line
from penstock.runtime.attempt_files import KEEPER_BYTE, RESULT, open_lock, read_claim, try_lock, write_result
from penstock.runtime.keeper import Keeper, Limits, kernel_kills
from penstock.runtime.task import COMPILED, compile_source
from penstock.runtime.usage import usage_of

_CRASHED = 70
_FRESH = "import sys; sys.path.insert(0, {bundle!r}); from penstock.runtime.fresh import main; sys.exit(main({pipe}))"
_DESCRIPTION = "attempt.json"
_OOM_SCORE = ("/proc/self/oom_score_adj", "500")
_MOST_SOURCES = 500
_HAS_PIDFD = hasattr(os, "pidfd_open")


class _Child:
    def __init__(self, description: AttemptDescription, lock: int, keeper: Keeper, end: int) -> None:
        self.description = description
        self.lock = lock
        self.keeper = keeper
        self.end = end
        """A descriptor that becomes readable at its end; -1 where the system has none, and sends a signal."""
        self.is_second = False
        """Whether it replaces a process that was killed before it was the attempt."""


class _Spare:
    """A fresh interpreter that waits for the one attempt that it will be; it ends when this process does."""

    def __init__(self) -> None:
        theirs, self._ours = os.pipe()
        bundle = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        program = [sys.executable, "-I", "-X", "utf8", "-c", _FRESH.format(bundle=bundle, pipe=theirs)]
        os.set_inheritable(theirs, True)  # noqa: FBT003  # positional only
        try:
            defaults = [signal.SIGINT, signal.SIGCHLD]
            self.pid = os.posix_spawn(sys.executable, program, os.environ, setsigdef=defaults)
        finally:
            os.close(theirs)

    def use(self, path: str) -> bool:
        """Say which attempt it is; ``False`` when it has ended before."""
        try:
            os.write(self._ours, path.encode("utf-8", "surrogateescape"))
        except BrokenPipeError:
            return False
        finally:
            self.let_go()
        return True

    def let_go(self) -> None:
        """Close this end; an interpreter that nobody can use any more ends."""
        os.close(self._ours)


class ForkServer:
    """Starts, keeps and reaps attempts for the process at the other end of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection: Optional[socket.socket] = connection
        self._received = b""
        self._children: Dict[int, _Child] = {}
        self._wake_up = -1 if _HAS_PIDFD else _wake_up_by_signal()
        self._last_preloaded = ""
        self._kernel_kills = kernel_kills() or 0
        self._spare: Optional[_Spare] = None

    def serve(self) -> None:
        """Work until the other end is gone and every attempt has ended."""
        write_by_line()
        _volunteer()
        _preload()
        self._last_preloaded = next(reversed(sys.modules))
        gc.collect()
        gc.freeze()
        self._send({"ready": {"python": sys.version.split()[0], "executable": sys.executable, "pid": os.getpid()}})
        while self._connection is not None or self._children:
            self._step()

    def _step(self) -> None:
        watched = [child.end for child in self._children.values() if child.end >= 0]
        if self._wake_up >= 0:
            watched.append(self._wake_up)
        connection = -1 if self._connection is None else self._connection.fileno()
        if connection >= 0:
            watched.append(connection)
        readable = _readable(watched, self._patience())
        if self._wake_up in readable:
            os.read(self._wake_up, 4096)
        if connection in readable:
            self._receive()
        self._reap()
        now = time.monotonic()
        for child in self._children.values():
            if child.keeper.next_check <= now:
                child.keeper.check(now)

    def _patience(self) -> Optional[float]:
        if not self._children:
            return None
        first = min(child.keeper.next_check for child in self._children.values())
        return max(0.0, first - time.monotonic())

    def _receive(self) -> None:
        assert self._connection is not None
        try:
            data = self._connection.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            self._connection.close()
            self._connection = None
            return
        *lines, self._received = (self._received + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "start" in message:
                self._start(AttemptDescription(message["start"]))
            else:
                self._stop(message["stop"])

    def _send(self, message: Dict[str, Any]) -> None:
        if self._connection is None:
            return
        with suppress(OSError):  # its end is noticed when reading
            self._connection.sendall(json.dumps(message).encode() + b"\n")

    def _stop(self, attempt: str) -> None:
        for child in self._children.values():
            if child.description.id == attempt:
                child.keeper.stop("Canceled")

    def _start(self, description: AttemptDescription) -> None:
        try:
            lock = open_lock(description.folder)
        except OSError as error:
            self._send({"refused": description.id, "why": f"{error.strerror}: {error.filename}"})
            return
        if not try_lock(lock, KEEPER_BYTE):
            os.close(lock)
            self._send({"taken": description.id})
            return
        if self._begin(description, lock):
            self._send({"started": description.id})

    def _begin(self, description: AttemptDescription, lock: int) -> Optional[_Child]:
        try:
            pid = self._fork(description, lock)
        except OSError as error:
            os.close(lock)
            self._send({"refused": description.id, "why": f"{error.strerror}: a process could not be made"})
            return None
        keeper = Keeper(pid, description.log, Limits(description.limits))
        end = os.pidfd_open(pid) if _HAS_PIDFD else -1
        self._children[pid] = child = _Child(description, lock, keeper, end)
        return child

    def _fork(self, description: AttemptDescription, lock: int) -> int:
        if description.is_fresh:
            return self._start_fresh(description)
        _compile(description.source)
        pid = os.fork()
        if pid:
            return pid
        try:
            self._become_child()
            finish(Attempt(description, lock).run(), self._last_preloaded)
        except SystemExit:
            raise
        except BaseException:  # noqa: BLE001  # the last place where an error of ours in a child can be told
            with suppress(Exception):  # its log may be on a full disk
                traceback.print_exc()
            os._exit(_CRASHED)  # whatever happened: a child that returned would serve beside its parent
        return 0

    def _start_fresh(self, description: AttemptDescription) -> int:
        """Give the attempt to the interpreter that was started ahead, and start the next one; each is used once."""
        path = os.path.join(description.folder, _DESCRIPTION)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(description.document, file)
        spare, self._spare = self._spare, None
        if spare is None or not spare.use(path):
            spare = _Spare()
            if not spare.use(path):
                raise ChildProcessError(errno.ECHILD, "A fresh interpreter ended at once")
        if self._connection is not None:
            with suppress(OSError):  # no room for another process: the next attempt starts its own, or tells
                self._spare = _Spare()
        return spare.pid

    def _become_child(self) -> None:
        if self._wake_up >= 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(self._wake_up)
        if self._connection is not None:
            self._connection.close()
        if self._spare is not None:
            self._spare.let_go()
        for child in self._children.values():
            os.close(child.lock)

    def _reap(self) -> None:
        while self._children:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is None:
                return
            pid = ended.si_pid
            child = self._children.pop(pid, None)
            if child is not None:
                _kill_group(pid)  # while the dead process still holds the number of the group
            _, status, spent = os.wait4(pid, 0)
            if child is not None:
                if child.end >= 0:
                    os.close(child.end)
                usage = usage_of(spent, child.keeper.peak_bytes)
                self._end(child, os.waitstatus_to_exitcode(status), usage)

    def _end(self, child: _Child, code: int, usage: Dict[str, Any]) -> None:
        folder = child.description.folder
        child.keeper.finish()
        if code < 0 and not (child.keeper.reason or child.is_second or read_claim(child.lock)):
            second = self._begin(child.description, child.lock)
            if second is not None:
                second.is_second = True
            return
        if code == TAKEN and not os.path.exists(os.path.join(folder, RESULT)):
            os.close(child.lock)
            self._send({"taken": child.description.id})
            return
        well = code == 0 and not child.keeper.reason
        if not well or not os.path.exists(os.path.join(folder, RESULT)):
            try:
                reason = child.keeper.reason or ("OutOfMemory" if self._was_killed_by_kernel(code) else "")
                _complete_result(folder, code, usage, reason)
            except OSError as error:
                os.close(child.lock)
                self._send({"refused": child.description.id, "why": f"{error.strerror}: its result could not be kept"})
                return
        os.close(child.lock)
        self._send({"ended": child.description.id, "well": well, "usage": usage})

    def _was_killed_by_kernel(self, code: int) -> bool:
        if code != -signal.SIGKILL:
            return False
        before, self._kernel_kills = self._kernel_kills, kernel_kills() or 0
        return self._kernel_kills > before


def _readable(descriptors: List[int], seconds: Optional[float]) -> Set[int]:
    """Wait until one can be read; ``select`` would refuse numbers from 1024 on, which a busy parent may hand down."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(None if seconds is None else int(1000 * seconds) + 1)}


def _volunteer() -> None:
    """Make tasks, not what drives them, the first victims when the machine runs out of memory."""
    path, score = _OOM_SCORE
    with suppress(OSError), open(path, "w") as file:  # elsewhere, or not allowed: the machine chooses alone
        file.write(score)


def _preload() -> None:
    """Load what nearly every task imports; never a package of the user, such as a real ``kfp``."""
    if PathFinder.find_spec("kfp") is None:
        kfp_names.install()
        import_module("kfp.dsl")


def _compile(source: str) -> None:
    """Compile a source once for all its tasks; what is wrong with it is the task's to tell."""
    if source and source not in COMPILED:
        if len(COMPILED) >= _MOST_SOURCES:
            COMPILED.clear()
        with suppress(Exception):
            COMPILED[source] = compile_source(source)


def _complete_result(folder: str, code: int, usage: Dict[str, Any], reason: str) -> None:
    """Record an end that the attempt could not record itself."""
    known: Dict[str, Any] = {}
    if code >= 0:
        try:
            with open(os.path.join(folder, RESULT), encoding="utf-8") as file:
                known = json.load(file)
        except (OSError, ValueError):
            known = {"exit_code": code}
    else:
        known = {"exit_code": None, "signal": -code}
    known.setdefault("ended_at", time.time())
    if reason:
        known["reason"] = reason
    write_result(folder, {**known, **usage})


def _kill_group(group: int) -> None:
    """Kill what a task left running, as the end of a container would."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _wake_up_by_signal() -> int:
    """Return a descriptor that becomes readable when any child ends."""
    wake_up, wakes = os.pipe()
    os.set_blocking(wake_up, False)
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, _do_nothing)
    return wake_up


def _do_nothing(_number: int, _frame: Any) -> None:
    pass


def main(descriptor: int) -> None:
    """Serve the process at the other end of an inherited socket."""
    connection = socket.socket(fileno=descriptor)
    connection.set_inheritable(False)
    ForkServer(connection).serve()
