"""Threads for what may be slow, and the one queue that the loop blocks on."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

from penstock.engine.events import Event

Job = Callable[[], None]
Message = Event | Job
"""An event for a run, or something to be done by the loop's thread."""

log = logging.getLogger(__name__)


class Workers(Protocol):
    """Runs jobs off the loop's thread, each once, in any order. A job never raises."""

    def submit(self, job: Job) -> None:
        """Take a job; return at once."""
        ...

    def close(self) -> None:
        """Drop the jobs that wait, and wait for those that run."""
        ...


class ThreadWorkers:
    """A bounded number of threads, started when there is work for them."""

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._lock = threading.Lock()

    def submit(self, job: Job) -> None:
        """Take a job; return at once."""
        self._jobs.put(job)
        with self._lock:
            if self._idle >= self._jobs.qsize() or len(self._threads) >= self._most:
                return
            thread = threading.Thread(target=self._work, name=f"penstock-worker-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
        thread.start()

    def close(self) -> None:
        """Drop the jobs that wait, and wait for those that run."""
        for thread in self.dismiss():
            thread.join()

    def dismiss(self) -> tuple[threading.Thread, ...]:
        """Drop the jobs that wait; return the threads, each of which ends with the job that it runs."""
        while not self._jobs.empty():
            try:
                self._jobs.get_nowait()
            except queue.Empty:
                break
        with self._lock:
            threads = tuple(self._threads)
        for _ in threads:
            self._jobs.put(None)
        return threads

    def _work(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            job = self._jobs.get()
            with self._lock:
                self._idle -= 1
            if job is None:
                return
            try:
                job()
            except Exception:
                log.exception("job failed", extra={"event": "engine.job_failed"})


class Inbox:
    """The queue of the loop. Safe to share between threads."""

    def __init__(self) -> None:
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def push(self, message: Message) -> None:
        """Put a message in from any thread; return at once."""
        self._messages.put(message)

    def take(self, wait_seconds: float | None) -> list[Message]:
        """Return everything that is there, after waiting for the first at most so long."""
        try:
            taken = [self._messages.get(timeout=wait_seconds)]
        except queue.Empty:
            return []
        while not self._messages.empty():
            try:
                taken.append(self._messages.get_nowait())
            except queue.Empty:
                break
        return taken
