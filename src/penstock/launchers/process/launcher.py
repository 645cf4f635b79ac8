"""Runs each attempt as a process of this machine, forked from a warm interpreter of the environment that it needs."""

import logging
import platform
import threading
from collections import deque
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from penstock.core.clock import Clock
from penstock.core.errors import LaunchError, PenstockError
from penstock.core.ids import AttemptId
from penstock.core.json import JsonObject
from penstock.engine.caching import readable
from penstock.engine.events import AttemptCanceled, AttemptFailed, AttemptStarted, AttemptWaiting
from penstock.engine.ports import ArtifactStore, EventSink
from penstock.engine.records import AttemptRequest, Failure
from penstock.engine.records import Program as EngineProgram
from penstock.launchers.cache_locks import Hold
from penstock.launchers.ending import Endings
from penstock.launchers.files import files_of, input_text, make_folders, write_input
from penstock.launchers.outputs import OutputCollector
from penstock.launchers.process.adoption import Adoption, Hearing
from penstock.launchers.process.environments import Environment, Environments
from penstock.launchers.process.programs import Program, Programs
from penstock.launchers.process.server_link import Listener, ServerLink
from penstock.launchers.process.servers import ForkServers
from penstock.launchers.process.settings import ProcessSettings
from penstock.launchers.process.tracked import Tracked
from penstock.launchers.slots import Slots
from penstock.runtime.attempt_files import is_untouched, read_result

log = logging.getLogger(__name__)

_FINISHERS = 4
_BUILDERS = 2
_LONGEST_GIVEN = 16 << 10
"""Characters of an executor input up to which a forked task is told it, and needs no file for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What a process launcher is made of."""

    settings: ProcessSettings
    programs: Programs
    environments: Environments
    bundle: str
    """The folder that tasks import the runtime from."""
    held: Hold
    """Keeps what programs come from."""
    store: ArtifactStore
    clock: Clock


class ProcessLauncher:
    """Launches, watches and stops attempts on this machine. Safe to share between threads."""

    def __init__(self, parts: Parts, sink: EventSink) -> None:
        self._parts = parts
        self._sink = sink
        self._endings = Endings(OutputCollector(parts.store), parts.clock)
        self._slots = Slots(parts.settings.cpus, parts.settings.memory_bytes)
        self._tracked: dict[AttemptId, Tracked] = {}
        self._adoptions: dict[AttemptId, Adoption] = {}
        self._waiting: deque[Tracked] = deque()
        self._mutex = threading.Lock()
        self._closed = False
        listener = Listener(
            started=self._started, ended=self._ended, taken=self._taken, refused=self._refused, gone=self._gone
        )
        self._servers = ForkServers(parts.bundle, parts.settings.task_environ(), listener)
        self._finishers = ThreadPoolExecutor(_FINISHERS, "penstock-finisher")
        self._builders = ThreadPoolExecutor(_BUILDERS, "penstock-builder")

    @property
    def name(self) -> str:
        """``process``."""
        return "process"

    def identify(self, program: EngineProgram) -> Mapping[str, str]:
        """Return Python and packages of a Python component; a command of this machine is known by its words alone."""
        wanted = self._parts.programs.environment_of(program)
        if wanted is None:
            return {}
        major, minor = wanted.interpreter.minor
        parts = {"python": f"{major}.{minor}"}
        if wanted.packages:
            with suppress(PenstockError):  # the launch will tell
                parts["environment"] = readable(self._parts.environments.lock_of(wanted))
        return parts

    def launch(self, request: AttemptRequest) -> None:
        """Start an attempt, or queue it. An attempt that was launched before is watched instead."""
        files = files_of(request)
        if files.control.exists() and (request.id in self._tracked or not is_untouched(str(files.control))):
            self.adopt(request)
            return
        program = self._parts.programs.resolve(request)
        with self._mutex:
            cost = self._slots.cost_of(request.resources)
            tracked = Tracked(request=request, files=files, cost=cost, program=program)
            tracked.notices = _notices(request, program, cost.notice, self._parts.settings)
            if self._closed or self._tracked.setdefault(request.id, tracked) is not tracked:
                return
        if self._parts.environments.find(program.environment) is not None:
            self._queue(tracked)
            return
        packages = ", ".join(program.environment.packages) or f"Python {program.environment.interpreter.version}"
        self._wait(tracked, "BuildingEnvironment", f"its environment is being made: {packages}")
        with self._mutex:
            if not self._closed:
                self._builders.submit(self._build, tracked, program)

    def adopt(self, request: AttemptRequest) -> None:
        """Watch an attempt that an earlier process launched."""
        files = files_of(request)
        with self._mutex:
            cost = self._slots.cost_of(request.resources)
            tracked = Tracked(request=request, files=files, cost=cost)
            if self._closed or self._tracked.setdefault(request.id, tracked) is not tracked:
                return
            tracked.has_slot = self._slots.take(cost)
            adoption = self._adoption_of(tracked)
        adoption.start()

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt: ask first, kill after a grace period."""
        with self._mutex:
            tracked = self._tracked.get(attempt_id)
            if tracked is None or tracked.is_ending:
                return
            tracked.cancels = True
            link, adoption = tracked.link, self._adoptions.get(attempt_id)
            if link is None and adoption is None and not tracked.has_slot:
                self._forget(tracked)
        if link is not None:
            link.stop(attempt_id)
        elif adoption is not None:
            adoption.stop()
        elif not tracked.has_slot:
            self._sink(AttemptCanceled(attempt_id=attempt_id, at=self._parts.clock.now()))

    def close(self) -> None:
        """Stop watching; attempts go on and can be adopted."""
        with self._mutex:
            self._closed = True
            self._waiting.clear()
        self._servers.close()
        self._builders.shutdown(wait=False, cancel_futures=True)
        self._finishers.shutdown(wait=True, cancel_futures=True)
        self._parts.held.close()

    def _build(self, tracked: Tracked, program: Program) -> None:
        try:
            self._parts.environments.build(program.environment)
        except PenstockError as error:
            self._fail(tracked, Failure(reason="EnvironmentBuildFailed", message=error.message, hint=error.hint))
        except Exception as error:
            log.exception("build failed", extra={"event": "environment.failed", "attempt_id": tracked.request.id})
            self._fail(tracked, Failure(reason="LauncherError", message=f"{type(error).__name__}: {error}"))
        else:
            self._queue(tracked)

    def _queue(self, tracked: Tracked) -> None:
        with self._mutex:
            if self._tracked.get(tracked.request.id) is not tracked:
                return  # cancelled meanwhile
            self._waiting.append(tracked)
            tracked.is_waiting = True
            ready = self._take_ready()
            taken = self._slots.describe()
        if tracked.is_waiting:
            self._wait(tracked, "NoFreeSlot", taken)
        for each in ready:
            self._start(each)

    def _take_ready(self) -> list[Tracked]:
        """Give slots to those who waited longest, in their order, so that nobody is passed over for ever."""
        ready = []
        while self._waiting and not self._closed and self._slots.take(self._waiting[0].cost):
            tracked = self._waiting.popleft()
            tracked.has_slot, tracked.is_waiting = True, False
            ready.append(tracked)
        return ready

    def _start(self, tracked: Tracked) -> None:
        request, program = tracked.request, tracked.program
        assert program is not None
        try:
            make_folders(request, tracked.files, for_command=bool(program.command))
            given = self._given(tracked, program)
            link = self._server_for(program)
            with self._mutex:
                tracked.link = link
            if not link.start(self._description(tracked, program, given)):
                self._gone(link)  # as its listener finds in this moment, too
        except OSError as error:
            message = f"Files of task {request.task_name!r} cannot be made: {error.strerror or error}: {error.filename}"
            self._fail(tracked, Failure(reason="LaunchFailed", message=message))
        except LaunchError as error:
            self._fail(tracked, Failure(reason=error.reason, message=error.message, hint=error.hint))
        except PenstockError as error:
            self._fail(tracked, Failure(reason="LaunchFailed", message=error.message, hint=error.hint))
        else:
            if tracked.cancels:
                link.stop(request.id)

    def _server_for(self, program: Program) -> ServerLink:
        environments = self._parts.environments
        environment = environments.find(program.environment) or environments.build(program.environment)
        link = self._servers.find(environment)
        while link is None:
            held = environments.hold(environment)
            if held is None:  # it was collected in this moment
                environment = environments.build(program.environment)
            else:
                link = self._servers.get(environment, held)
        return link

    def _given(self, tracked: Tracked, program: Program) -> str:
        """Return the executor input as a task that is forked is told it; empty where it is left in its file."""
        text = input_text(tracked.request)
        if not (program.command or self._is_fresh(tracked.request) or len(text) > _LONGEST_GIVEN):
            return text
        write_input(tracked.files, text)
        return ""

    def _is_fresh(self, request: AttemptRequest) -> bool:
        return self._parts.settings.is_isolated or request.isolated

    def _description(self, tracked: Tracked, program: Program, given: str) -> JsonObject:
        files, request = tracked.files, tracked.request
        env = {**program.env}
        if request.workspace:
            env["PENSTOCK_WORKSPACE"] = request.workspace
        return {
            "id": request.id,
            "folder": str(files.control),
            "log": str(files.log),
            "work": str(files.work),
            "env": env,
            "input": str(files.input),
            "given": given,
            "source": program.source,
            "function": program.function,
            "import_from": program.import_from,
            "command": program.command,
            "is_fresh": self._is_fresh(request),
            "limits": self._limits(request),
        }

    def _limits(self, request: AttemptRequest) -> JsonObject:
        return {
            "log_bytes": self._parts.settings.log_bytes,
            "grace_seconds": self._parts.settings.grace_seconds,
            "memory_bytes": request.resources.memory_limit_bytes or 0,
            "seconds": request.timeout.total_seconds() if request.timeout else 0,
            "hidden": request.hidden,
        }

    def _watch(self, tracked: Tracked, link: ServerLink | None) -> None:
        """Watch an attempt of a server through its locks, unless that has begun; a stop may have been lost with it."""
        with self._mutex:
            if self._closed or tracked.link is not link:
                return
            adoption, cancels = self._adoption_of(tracked), tracked.cancels
        adoption.start()
        if cancels:
            adoption.stop()

    def _adoption_of(self, tracked: Tracked) -> Adoption:
        request, files = tracked.request, tracked.files
        hearing = Hearing(
            started=lambda at: self._sink(AttemptStarted(attempt_id=request.id, at=at)),
            ended=lambda result: self._finish(request.id, result),
        )
        adoption = Adoption(files, self._limits(request), self._parts.clock, hearing)
        tracked.link = None
        self._adoptions[request.id] = adoption
        return adoption

    def _started(self, attempt: AttemptId) -> None:
        tracked = self._tracked.get(attempt)
        if tracked is not None and tracked.link is not None:
            facts = _facts(tracked.link.environment, tracked)
            self._sink(AttemptStarted(attempt_id=attempt, at=self._parts.clock.now(), environment=facts))

    def _ended(self, attempt: AttemptId, result: JsonObject | None) -> None:
        tracked = self._tracked.get(attempt)
        if tracked is not None:
            found = result or read_result(str(tracked.files.control))
            self._finish(attempt, found or {"error": "it left no result"})

    def _taken(self, attempt: AttemptId) -> None:
        tracked = self._tracked.get(attempt)
        if tracked is not None:
            self._watch(tracked, tracked.link)

    def _refused(self, attempt: AttemptId, why: str) -> None:
        tracked = self._tracked.get(attempt)
        if tracked is not None:
            self._fail(tracked, Failure(reason="LaunchFailed", message=why))

    def _gone(self, link: ServerLink) -> None:
        """Go on without a fork server: its attempts live, and are watched through their locks."""
        self._servers.forget(link)
        with self._mutex:
            orphans = [each for each in self._tracked.values() if each.link is link]
        for tracked in orphans:
            self._watch(tracked, link)

    def _finish(self, attempt: AttemptId, result: JsonObject) -> None:
        """Free the slot for the next, then look into the end: on another thread where bytes are to be digested."""
        with self._mutex:
            tracked = self._tracked.get(attempt)
            if tracked is None or tracked.is_ending or self._closed:
                return
            tracked.is_ending = True
            self._give_slot_back(tracked)
            ready = self._take_ready()
            has_bytes = any(slot.kind == "artifact" for slot in tracked.request.output_types.values())
            if has_bytes:
                self._finishers.submit(self._conclude, tracked, result)
        if not has_bytes:
            self._conclude(tracked, result)
        for each in ready:
            self._start(each)

    def _conclude(self, tracked: Tracked, result: JsonObject) -> None:
        event = self._endings.event_of(tracked, result)
        with self._mutex:
            self._forget(tracked)
        self._sink(event)

    def _fail(self, tracked: Tracked, failure: Failure) -> None:
        with self._mutex:
            if self._tracked.get(tracked.request.id) is not tracked:
                return
            self._give_slot_back(tracked)
            self._forget(tracked)
            ready = self._take_ready()
        at = self._parts.clock.now()
        self._sink(AttemptFailed(attempt_id=tracked.request.id, at=at, failure=failure))
        for each in ready:
            self._start(each)

    def _wait(self, tracked: Tracked, reason: str, message: str) -> None:
        self._sink(AttemptWaiting(attempt_id=tracked.request.id, why=Failure(reason=reason, message=message)))

    def _give_slot_back(self, tracked: Tracked) -> None:
        if tracked.has_slot:
            tracked.has_slot = False
            self._slots.give_back(tracked.cost)

    def _forget(self, tracked: Tracked) -> None:
        self._tracked.pop(tracked.request.id, None)
        self._adoptions.pop(tracked.request.id, None)
        if tracked.is_waiting:
            self._waiting.remove(tracked)
            tracked.is_waiting = False


def _notices(request: AttemptRequest, program: Program, cut: str, settings: ProcessSettings) -> list[str]:
    wanted = request.resources
    unlimited = bool(wanted.memory_limit_bytes) and not settings.measures_memory
    accelerator = f"it asks for {wanted.accelerator_count} {wanted.accelerator_type}: none is assigned here"
    notices = [*program.notices, *request.notices, cut, accelerator if wanted.accelerator_count else ""]
    notices += ["its memory is not limited: this system does not tell what a task uses"] if unlimited else []
    return [notice for notice in notices if notice]


def _facts(environment: Environment, tracked: Tracked) -> JsonObject:
    """Return what is kept of where an attempt ran."""
    return {
        "interpreter": str(environment.python),
        "python": environment.version,
        "environment": environment.name,
        "packages": list(environment.lock),
        "host": platform.node(),
        "working_directory": str(tracked.files.work),
        "notices": tracked.notices,
    }
