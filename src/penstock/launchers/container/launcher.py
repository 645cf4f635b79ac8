"""Runs each attempt in a container of its own, named after the attempt, so that it is found again whatever dies."""

import logging
import platform
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from penstock.core.clock import Clock
from penstock.core.errors import LaunchError
from penstock.core.ids import AttemptId
from penstock.core.json import JsonObject
from penstock.engine.events import AttemptCanceled, AttemptFailed, AttemptStarted, AttemptWaiting
from penstock.engine.ports import ArtifactStore, EventSink
from penstock.engine.records import AttemptRequest, Failure, Program
from penstock.launchers.cache_locks import Hold
from penstock.launchers.container.client import EngineError
from penstock.launchers.container.description import Place, container_name, describe_container, notices_of
from penstock.launchers.container.engine import ContainerEngine
from penstock.launchers.container.opening import EngineOpener, OpenEngine
from penstock.launchers.container.programs import ContainerPrograms, write_source
from penstock.launchers.container.settings import ContainerSettings
from penstock.launchers.container.tracked import Tracked
from penstock.launchers.container.watching import Watcher, not_made
from penstock.launchers.ending import LOST, Endings
from penstock.launchers.files import AttemptFiles, files_of, make_files
from penstock.launchers.outputs import OutputCollector
from penstock.launchers.slots import Slots
from penstock.runtime.attempt_files import read_result, write_result

log = logging.getLogger(__name__)

_PREPARERS = 4
_CLOSING_SECONDS = 30.0
_SHORTEST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What a container launcher is made of."""

    settings: ContainerSettings
    programs: ContainerPrograms
    opener: EngineOpener
    held: Hold
    """Keeps what programs come from."""
    store: ArtifactStore
    clock: Clock


class ContainerLauncher:
    """Launches, watches and stops attempts in containers. Safe to share between threads."""

    def __init__(self, parts: Parts, sink: EventSink) -> None:
        self._parts = parts
        self._sink = sink
        self._endings = Endings(OutputCollector(parts.store), parts.clock)
        self._slots = Slots(parts.settings.cpus, parts.settings.memory_bytes)
        self._tracked: dict[AttemptId, Tracked] = {}
        self._waiting: deque[Tracked] = deque()
        self._mutex = threading.Lock()
        self._closed = threading.Event()
        self._threads: set[threading.Thread] = set()
        self._preparers = ThreadPoolExecutor(_PREPARERS, "penstock-image")

    @property
    def name(self) -> str:
        """``container``."""
        return "container"

    def check(self) -> None:
        """Raise `LaunchError` when there is no container engine that answers."""
        self._parts.opener.engine()

    def identify(self, program: Program) -> Mapping[str, str]:
        """Return the digest of the image, which is brought here if it may be."""
        try:
            digest = self._parts.opener.open().images.digest_of(program.image, program.platform)
        except LaunchError:
            return {}  # the launch will tell
        return {"image digest": digest} if digest else {}

    def launch(self, request: AttemptRequest) -> None:
        """Start an attempt, or queue it. An attempt that was launched before is watched instead."""
        files = files_of(request)
        if files.control.exists() and self._may_have_been_launched(request, files):
            self.adopt(request)
            return
        program = self._parts.programs.resolve(request, files)
        opened = self._parts.opener.open()
        tracked = Tracked(request=request, files=files, cost=self._slots.cost_of(request.resources), program=program)
        with self._mutex:
            if self._closed.is_set() or self._tracked.setdefault(request.id, tracked) is not tracked:
                return
        tracked.image = opened.images.find(request, program)
        if tracked.image is not None:
            self._queue(tracked)
            return
        packages = f" with {', '.join(program.packages.requirements)}" if program.packages else ""
        self._wait(tracked, "PreparingImage", f"its image is being prepared: {request.image}{packages}")
        with self._mutex:
            if not self._closed.is_set():
                self._preparers.submit(self._prepare, tracked, opened)

    def adopt(self, request: AttemptRequest) -> None:
        """Watch an attempt that an earlier process launched."""
        files = files_of(request)
        with self._mutex:
            cost = self._slots.cost_of(request.resources)
            tracked = Tracked(request=request, files=files, cost=cost, is_under_watch=True)
            if self._closed.is_set() or self._tracked.setdefault(request.id, tracked) is not tracked:
                return
            tracked.has_slot = self._slots.take(cost)
            self._start_thread(tracked, self._follow)

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt: ask first, kill after a grace period."""
        with self._mutex:
            tracked = self._tracked.get(attempt_id)
            if tracked is None or tracked.is_ending or tracked.cancels:
                return
            tracked.cancels = True
            stops, forgets = tracked.is_started, not tracked.is_under_watch
            if forgets:
                self._forget(tracked)
        if stops:
            self._stop(tracked)
        elif forgets:
            self._sink(AttemptCanceled(attempt_id=attempt_id, at=self._parts.clock.now()))

    def close(self) -> None:
        """Stop watching; attempts go on and can be adopted."""
        with self._mutex:
            self._closed.set()
            self._waiting.clear()
            threads = list(self._threads)
            streams = [each.stream for each in self._tracked.values()]
        for stream in streams:
            if stream is not None:
                stream.interrupt()
        self._preparers.shutdown(wait=False, cancel_futures=True)
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(_CLOSING_SECONDS)
        self._parts.held.close()

    def _may_have_been_launched(self, request: AttemptRequest, files: AttemptFiles) -> bool:
        if read_result(str(files.control)) is not None:
            return True
        try:
            return self._parts.opener.engine().find(container_name(request.id)) is not None
        except (EngineError, LaunchError):
            return True  # nobody can tell now: whoever watches it waits for the engine

    def _prepare(self, tracked: Tracked, opened: OpenEngine) -> None:
        assert tracked.program is not None
        try:
            tracked.image = opened.images.bring(tracked.request, tracked.program)
        except LaunchError as error:
            self._fail(tracked, error)
        except Exception as error:
            log.exception("image failed", extra={"event": "image.failed", "attempt_id": tracked.request.id})
            self._fail(tracked, _unforeseen(error))
        else:
            self._queue(tracked)

    def _queue(self, tracked: Tracked) -> None:
        with self._mutex:
            if self._tracked.get(tracked.request.id) is not tracked or self._closed.is_set():
                return  # cancelled meanwhile
            self._waiting.append(tracked)
            tracked.is_waiting = True
            self._start_ready()
            taken = self._slots.describe()
        if tracked.is_waiting:
            self._wait(tracked, "NoFreeSlot", taken)

    def _start_ready(self) -> None:
        """Give slots to those who waited longest, in their order, so that nobody is passed over for ever."""
        while self._waiting and not self._closed.is_set() and self._slots.take(self._waiting[0].cost):
            tracked = self._waiting.popleft()
            tracked.has_slot, tracked.is_waiting, tracked.is_under_watch = True, False, True
            self._start_thread(tracked, self._run)

    def _start_thread(self, tracked: Tracked, work: Callable[[Tracked], JsonObject | None]) -> None:
        thread = threading.Thread(target=self._see_to_end, args=(tracked, work), name=tracked.container, daemon=True)
        self._threads.add(thread)
        thread.start()

    def _see_to_end(self, tracked: Tracked, work: Callable[[Tracked], JsonObject | None]) -> None:
        try:
            result = work(tracked)
            if result is not None:
                self._finish(tracked, result)
        except LaunchError as error:
            self._remove(tracked)
            self._fail(tracked, error)
        except Exception as error:
            log.exception("attempt failed", extra={"event": "attempt.launch_failed", "attempt_id": tracked.request.id})
            self._remove(tracked)
            self._fail(tracked, _unforeseen(error))
        finally:
            with self._mutex:
                self._threads.discard(threading.current_thread())

    def _run(self, tracked: Tracked) -> JsonObject | None:
        """Make the container and follow it to its end, through crashes of the engine."""
        if tracked.cancels:
            return {"reason": "Canceled"}
        if self._closed.is_set():
            return None
        try:
            make_files(tracked.request, tracked.files, for_command=True)
            assert tracked.program is not None
            write_source(tracked.program, tracked.files)
        except OSError as error:
            name = tracked.request.task_name
            raise LaunchError(
                f"Files of task {name!r} cannot be made: {error.strerror or error}: {error.filename}"
            ) from error
        try:
            return self._run_made(tracked, self._parts.opener.open())
        except EngineError as error:
            if tracked.is_started and error.is_gone:
                return self._follow(tracked)
            raise not_made(tracked, error) from error

    def _run_made(self, tracked: Tracked, opened: OpenEngine) -> JsonObject | None:
        """Make the container; when its image was removed since it was brought, bring it again."""
        try:
            return self._run_on(self._place(tracked, opened), tracked, opened)
        except EngineError as error:
            if error.status == HTTPStatus.CONFLICT:  # made by an earlier call that did not live to tell
                return self._follow(tracked)
            if error.status != HTTPStatus.NOT_FOUND or tracked.is_started:
                raise
            opened.images.forget(tracked.request.image)
        assert tracked.program is not None
        tracked.image = opened.images.bring(tracked.request, tracked.program)
        return self._run_on(self._place(tracked, opened), tracked, opened)

    def _run_on(self, place: Place, tracked: Tracked, opened: OpenEngine) -> JsonObject | None:
        assert tracked.program is not None
        body = describe_container(tracked.request, tracked.program, place)
        watcher = self._watcher(tracked, opened.engine)
        return watcher.run(body, lambda: self._started(tracked, _facts(tracked, place)))

    def _follow(self, tracked: Tracked) -> JsonObject | None:
        """Find the container again and follow it; an engine that is away is waited for, since tasks may live on."""
        pause = _SHORTEST_PAUSE_SECONDS
        while not self._closed.is_set():
            result = read_result(str(tracked.files.control))
            if result is not None:
                return result
            try:
                engine = self._parts.opener.engine()
                return self._watcher(tracked, engine).follow(self._reporter(tracked))
            except (EngineError, LaunchError) as error:
                if isinstance(error, EngineError) and not error.is_gone:
                    raise not_made(tracked, error) from error
                if pause == _SHORTEST_PAUSE_SECONDS:
                    self._wait(tracked, "EngineUnreachable", f"the container engine is away: {error.message}")
            self._closed.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        return None

    def _reporter(self, tracked: Tracked) -> Callable[[], None]:
        """Return what tells that a container runs that an earlier process made."""
        return lambda: self._started(tracked, {"container": tracked.container, "host": platform.node()})

    def _watcher(self, tracked: Tracked, engine: ContainerEngine) -> Watcher:
        return Watcher(tracked, engine, self._parts.settings.log_bytes, self._closed)

    def _place(self, tracked: Tracked, opened: OpenEngine) -> Place:
        settings = self._parts.settings
        assert tracked.image is not None
        return Place(
            facts=opened.facts,
            image=tracked.image,
            cost=tracked.cost,
            owner=settings.owner,
            network=settings.network,
        )

    def _started(self, tracked: Tracked, facts: JsonObject) -> None:
        """Report that the container runs, and stop it when that was asked for meanwhile."""
        self._sink(AttemptStarted(attempt_id=tracked.request.id, at=self._parts.clock.now(), environment=facts))
        with self._mutex:
            tracked.is_started = True
            stops = tracked.cancels
        if stops:
            self._stop(tracked)

    def _stop(self, tracked: Tracked) -> None:
        """Ask the container to end, on a thread of its own: its grace period may pass."""

        def stop() -> None:
            with suppress(EngineError, LaunchError):  # its watcher learns how it ended
                self._parts.opener.engine().stop(tracked.container, self._parts.settings.grace_seconds)

        threading.Thread(target=stop, name=f"stop-{tracked.container}", daemon=True).start()

    def _finish(self, tracked: Tracked, result: JsonObject) -> None:
        """Free the slot for the next, look into the end, tell it, and clean up."""
        with self._mutex:
            if tracked.is_ending or self._closed.is_set():
                return
            tracked.is_ending = True
            self._give_slot_back(tracked)
            self._start_ready()
        if result is not LOST and tracked.files.control.is_dir():
            write_result(str(tracked.files.control), result)
        event = self._endings.event_of(tracked, result)
        with self._mutex:
            self._forget(tracked)
        self._sink(event)
        self._remove(tracked)

    def _remove(self, tracked: Tracked) -> None:
        try:
            self._parts.opener.engine().remove(tracked.container)
        except (EngineError, LaunchError) as error:
            fields = {"event": "container.left", "container": tracked.container, "error": error.message}
            log.warning("container not removed", extra=fields)

    def _fail(self, tracked: Tracked, error: LaunchError) -> None:
        with self._mutex:
            if self._tracked.get(tracked.request.id) is not tracked:
                return
            self._give_slot_back(tracked)
            self._forget(tracked)
            self._start_ready()
        failure = Failure(reason=error.reason, message=error.message, hint=error.hint)
        self._sink(AttemptFailed(attempt_id=tracked.request.id, at=self._parts.clock.now(), failure=failure))

    def _wait(self, tracked: Tracked, reason: str, message: str) -> None:
        self._sink(AttemptWaiting(attempt_id=tracked.request.id, why=Failure(reason=reason, message=message)))

    def _give_slot_back(self, tracked: Tracked) -> None:
        if tracked.has_slot:
            tracked.has_slot = False
            self._slots.give_back(tracked.cost)

    def _forget(self, tracked: Tracked) -> None:
        self._tracked.pop(tracked.request.id, None)
        if tracked.is_waiting:
            self._waiting.remove(tracked)
            tracked.is_waiting = False


def _unforeseen(error: Exception) -> LaunchError:
    return LaunchError(f"{type(error).__name__}: {error}", reason="LauncherError")


def _facts(tracked: Tracked, place: Place) -> JsonObject:
    """Return what is kept of where an attempt ran."""
    packages = tracked.program.packages if tracked.program else None
    return {
        "engine": f"{place.facts.name} {place.facts.version}",
        "container": tracked.container,
        "image": tracked.request.image,
        "image_id": place.image.id,
        "image_digest": place.image.digest,
        "packages": list(packages.requirements) if packages else [],
        "host": platform.node(),
        "notices": list(notices_of(tracked.request, place)),
    }
