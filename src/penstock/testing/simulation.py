"""Random pipelines in a random world, the driver killed at any point; a seed says everything.

python -m penstock.testing.simulation --seeds 1000
python -m penstock.testing.simulation --seed 4711
"""

import argparse
import logging
import os
import random
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from penstock.core.ids import RunId
from penstock.engine.planning import Plan
from penstock.engine.records import AttemptRequest, RunOptions
from penstock.engine.states import RunState
from penstock.spec.pipeline import PipelineDocument
from penstock.testing.invariants import ViolationError, WatchfulJournal, check_end, check_launch
from penstock.testing.random_pipelines import a_random_pipeline
from penstock.testing.rig import Result, World
from penstock.testing.simulated_launcher import SimulatedLauncher

_MOST_STEPS = 200_000
_RETRIED = 0.5
_CONTINUED = 0.3
_ANEW = 0.3
_STEP_SECONDS = 0.005
"""What a step takes: a driver that is busy all the time is no excuse for never writing."""
_AT_ONCE = 8
"""Seeds that a process takes at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weather:
    """How likely things are, at each step."""

    crash: float = 0.0
    vanish: float = 0.0
    repeat: float = 0.0
    store_failure: float = 0.0
    cancel: float = 0.0
    finish: float = 0.4


CALM = Weather()


class SimulatedWorld(World):
    """A driver, its attempts and its store, moved by one random generator."""

    def __init__(self, seed: int, rng: random.Random, document: PipelineDocument, weather: Weather) -> None:
        self._plan = Plan(document)
        self.watchful = WatchfulJournal(self._plan)
        super().__init__(self.watchful, rng.randrange)
        self._rng = rng
        self._weather = weather
        self._document = document
        self.launcher = SimulatedLauncher(self._push, self.clock, seed, self._check_launch)
        self.launchers[self.launcher.name] = self.launcher
        self.canceled = False

    def go(self, options: RunOptions) -> Result:
        """Drive one run to its end. Raises `ViolationError`."""
        return self._to_the_end(self.start(self._document, options=options))

    def go_again(self, run_id: RunId) -> Result:
        """Continue a run that did not succeed, and drive it to its end. Raises `ViolationError`."""
        self.canceled = False
        self.reopen(run_id)
        self.loop.step(self.messages[:])
        self.messages.clear()
        return self._to_the_end(run_id)

    def _to_the_end(self, run_id: RunId) -> Result:
        for _ in range(_MOST_STEPS):
            # A run that is continued may be in hand before anything of that is kept.
            if self.journal.state_of(run_id).is_final and not self.messages and run_id not in self.loop.run_ids:
                break
            self._happen(run_id)
        result = self.result(run_id)
        if not result.state.is_final:
            raise ViolationError(f"the run did not end: {result.states}")
        check_end(result.stored, self._plan)
        if self.launcher.running:
            raise ViolationError(f"attempts outlived their run: {self.launcher.running}")
        return result

    def _happen(self, run_id: RunId) -> None:
        self.clock.advance(_STEP_SECONDS)
        if self.loop.seconds_to_wait() == 0:
            self.loop.step([])
            return
        chance, weather = self._rng.random(), self._weather
        if chance < weather.crash:
            self.crash()
            self.resume()
            return
        self._trouble(run_id)
        running = self.launcher.running
        if running and self._rng.random() < weather.finish:
            self.launcher.finish(self._rng.choice(running))
        elif not self.step() and not running:
            raise ViolationError(f"nothing moves: {self.result(run_id).states}")

    def _trouble(self, run_id: RunId) -> None:
        weather, running = self._weather, self.launcher.running
        if running and self._rng.random() < weather.vanish:
            self.launcher.vanish(self._rng.choice(running))
        if self._rng.random() < weather.repeat:
            self.launcher.repeat(self._rng)
        if self._rng.random() < weather.store_failure:
            self.watchful.fails_next = self._rng.randint(1, 3)
        if not self.canceled and self._rng.random() < weather.cancel:
            self.canceled = True
            self.cancel(run_id)

    def _check_launch(self, request: AttemptRequest) -> None:
        if self.launcher.running_of((request.run_id, request.path)):
            raise ViolationError(f"{request.path} has two live attempts")
        check_launch(request, self.journal.load_run(request.run_id), self._plan)


def simulate(seed: int) -> None:
    """Run the pipeline of a seed in calm and in storm, and compare. Raises `ViolationError`."""
    document = a_random_pipeline(seed)
    rng = random.Random(seed)  # noqa: S311 - the same world for the same seed is the point
    calm = SimulatedWorld(seed, random.Random(seed), document, CALM).go(RunOptions())  # noqa: S311
    storm = Weather(
        crash=rng.choice([0.0, 0.005, 0.02, 0.1]),
        vanish=rng.choice([0.0, 0.01]),
        repeat=rng.choice([0.0, 0.05]),
        store_failure=rng.choice([0.0, 0.01]),
        cancel=rng.choice([0.0, 0.0, 0.02]),
        finish=rng.choice([0.1, 0.4, 0.7]),
    )
    options = RunOptions(parallelism=rng.choice([0, 0, 1, 3]), fail_fast=rng.random() < 0.2)
    world = SimulatedWorld(seed, rng, document, storm)
    result = world.go(options)
    if not world.canceled and not options.fail_fast:
        _compare(calm, result)
    if result.state is not RunState.SUCCEEDED and rng.random() < _RETRIED:
        world.go_again(result.record.id)
    if rng.random() < _CONTINUED:
        known = sorted(result.states)
        again = (rng.choice(known),) if known and rng.random() < _ANEW else ()
        world.go(replace(options, continues=result.record.id, again=again))


def _compare(calm: Result, storm: Result) -> None:
    expected, found = calm.outcome(), storm.outcome()
    different = [path for path in expected.keys() | found.keys() if expected.get(path) != found.get(path)]
    if different:
        path = min(different)
        raise ViolationError(f"{path} is {found.get(path)}; undisturbed it is {expected.get(path)}")


def main() -> int:
    """Simulate seeds; print one line for each that fails, and how to repeat it."""
    parser = argparse.ArgumentParser(description="Simulate the engine with random pipelines in a random world.")
    parser.add_argument("--seeds", type=int, default=200, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="only this one, with its traceback")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at once")
    options = parser.parse_args()
    if options.seed is not None:
        simulate(options.seed)
        return 0
    began, violations = time.monotonic(), 0
    with ProcessPoolExecutor(options.jobs, initializer=_hush) as pool:
        for found in pool.map(_violation, range(options.first, options.first + options.seeds), chunksize=_AT_ONCE):
            violations += bool(found)
            sys.stdout.write(found)
            sys.stdout.flush()
    seconds = time.monotonic() - began
    sys.stdout.write(f"{options.seeds} seeds, {violations} violations, {seconds:.1f} s\n")
    return 1 if violations else 0


def _hush() -> None:
    logging.disable(logging.CRITICAL)


def _violation(seed: int) -> str:
    """Return what a seed brought to light, in words; nothing if all was well."""
    try:
        simulate(seed)
    except Exception as error:  # noqa: BLE001 - whatever breaks is a finding
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
        repeat = f"python -m penstock.testing.simulation --seed {seed}"
        return f"seed {seed}: {type(error).__name__}: {error} ({where})\n    {repeat}\n"
    return ""


if __name__ == "__main__":
    raise SystemExit(main())
