"""A launcher of a simulated world: attempts outlive the driver, vanish, and are reported late, twice or never."""

import random
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from penstock.core.clock import Clock
from penstock.core.ids import AttemptId
from penstock.core.json import canonical
from penstock.engine.events import (
    AttemptCanceled,
    AttemptEvent,
    AttemptFailed,
    AttemptLost,
    AttemptStarted,
    AttemptSucceeded,
)
from penstock.engine.ports import EventSink
from penstock.engine.records import AttemptRequest, Failure, Program, Values

_ALWAYS = 1_000_000

Check = Callable[[AttemptRequest], None]


@dataclass(kw_only=True, slots=True)
class _Try:
    request: AttemptRequest
    end: AttemptEvent | None = None


class SimulatedLauncher:
    """Attempts whose fate follows from the seed, the task and its inputs, never from what happened on the way."""

    name = "process"

    def __init__(self, sink: EventSink, clock: Clock, seed: int, check: Check) -> None:
        self._sink = sink
        self._clock = clock
        self._seed = seed
        self._check = check
        self._tries: dict[AttemptId, _Try] = {}
        self._failures: Counter[str] = Counter()
        self.launched: Counter[str] = Counter()

    @property
    def running(self) -> list[AttemptId]:
        """The attempts that have not ended."""
        return [attempt for attempt, tried in self._tries.items() if tried.end is None]

    def running_of(self, run_and_path: tuple[str, str]) -> int:
        """Return how many attempts of one execution are live."""
        live = (tried.request for tried in self._tries.values() if tried.end is None)
        return sum((request.run_id, request.path) == run_and_path for request in live)

    def identify(self, program: Program) -> Mapping[str, str]:
        """Return nothing: what runs here is known by its name."""
        del program
        return {}

    def launch(self, request: AttemptRequest) -> None:
        """Start an attempt, once; of one that was started before, tell again how it stands."""
        if request.id in self._tries:
            self._sink(self._tries[request.id].end or AttemptStarted(attempt_id=request.id, at=self._clock.now()))
            return
        self._check(request)
        self._tries[request.id] = _Try(request=request)
        self.launched[request.path] += 1
        self._sink(AttemptStarted(attempt_id=request.id, at=self._clock.now()))

    def adopt(self, request: AttemptRequest) -> None:
        """Report the end of an attempt again, or that there is none."""
        tried = self._tries.get(request.id)
        if tried is None:
            self._sink(AttemptLost(attempt_id=request.id, at=self._clock.now()))
        elif tried.end is not None:
            self._sink(tried.end)

    def cancel(self, attempt_id: AttemptId) -> None:
        """Stop an attempt."""
        tried = self._tries.get(attempt_id)
        if tried is not None and tried.end is None:
            self._ended(tried, AttemptCanceled(attempt_id=attempt_id, at=self._clock.now()))

    def close(self) -> None:
        """Stop watching; attempts stay."""

    def finish(self, attempt_id: AttemptId) -> None:
        """Let an attempt come to the end that is its fate."""
        tried = self._tries[attempt_id]
        at = self._clock.now()
        path = tried.request.path
        if self._failures[path] < self._failures_of(tried.request):
            self._failures[path] += 1
            failure = Failure(reason="ExitCode", message="it ended with 1")
            self._ended(tried, AttemptFailed(attempt_id=attempt_id, at=at, failure=failure, exit_code=1))
        else:
            self._ended(tried, AttemptSucceeded(attempt_id=attempt_id, at=at, outputs=self._outputs(tried.request)))

    def vanish(self, attempt_id: AttemptId) -> None:
        """Let an attempt be gone, with its machine."""
        self._ended(self._tries[attempt_id], AttemptLost(attempt_id=attempt_id, at=self._clock.now()))

    def repeat(self, rng: random.Random) -> None:
        """Report something again that was reported before."""
        if not self._tries:
            return
        tried = self._tries[rng.choice(list(self._tries))]
        started = AttemptStarted(attempt_id=tried.request.id, at=self._clock.now())
        self._sink(tried.end or started)

    def _ended(self, tried: _Try, end: AttemptEvent) -> None:
        tried.end = end
        self._sink(end)

    def _failures_of(self, request: AttemptRequest) -> int:
        """Return how often a task fails first: never, once or twice, or always.

        What may be served from the cache fails always or never, so that it does not matter which of two equal
        executions is the one that runs.
        """
        fate = self._hash("fate", request.command[0], self._given(request)) % 12
        if request.command[0] == "cached":
            return 0 if fate else _ALWAYS
        return {0: 1, 1: 2, 2: _ALWAYS}.get(fate, 0)

    def _outputs(self, request: AttemptRequest) -> Values:
        mark = self._hash("value", request.command[0], self._given(request))
        values = {"y": f"v{mark % 1000}", "items": [str(item) for item in range(mark % 4)]}
        return Values(parameters={name: values[name] for name in request.output_types})

    def _given(self, request: AttemptRequest) -> str:
        return canonical(request.executor_input["inputs"].get("parameterValues", {})).decode()

    def _hash(self, *words: str) -> int:
        return zlib.crc32("\0".join([str(self._seed), *words]).encode())
