"""Serves executions from earlier equal ones, and lets an execution join an equal one that is under way."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from penstock.core.clock import Clock
from penstock.core.errors import OperatorError
from penstock.core.ids import Digest, ExecutionPath, RunId
from penstock.engine.commands import CheckEarlierResult, LookUpCache, OfferResult
from penstock.engine.events import CacheAnswered, CacheJoined, EarlierResultChecked
from penstock.engine.ports import ArtifactStore, Claim, RunJournal
from penstock.engine.records import CachedExecution, Failure
from penstock.engine.workers import Job, Message

Key = tuple[str, Digest]


@dataclass(kw_only=True, slots=True)
class Maker:
    """The execution that makes a result, and those that wait for it."""

    run_id: RunId
    path: ExecutionPath
    waiting: deque[LookUpCache] = field(default_factory=deque)
    claim: Claim | None = None
    """The right to make it, among processes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What came of a look-up."""

    hit: CachedExecution | None
    note: str
    claim: Claim | None = None
    is_elsewhere: bool = False
    """Whether another process makes the result."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CacheDesk:
    """Answers look-ups. Used by the loop's thread only; what is slow goes to the workers."""

    journal: RunJournal
    artifacts: ArtifactStore
    clock: Clock
    submit: Callable[[Job], None]
    post: Callable[[Message], None]
    is_waiting: Callable[[RunId, ExecutionPath], bool]
    """Whether an execution still waits for its answer."""
    later: Callable[[RunId, ExecutionPath], None] | None = None
    """Has `ask_again` called after a while; without it, other processes are neither waited for nor kept waiting."""
    makers: dict[Key, Maker] = field(default_factory=dict)
    elsewhere: dict[tuple[RunId, ExecutionPath], LookUpCache] = field(default_factory=dict)
    """Look-ups whose result another process makes."""

    def look_up(self, command: LookUpCache) -> None:
        """Answer from the journal, or when an equal execution under way has ended."""
        key = (command.namespace, command.fingerprint)
        maker = self.makers.get(key)
        if maker is None:
            self.makers[key] = Maker(run_id=command.run_id, path=command.path)
            self._ask_journal(command)
        elif (maker.run_id, maker.path) == (command.run_id, command.path):
            # Asked again after a restart of the same run in this process.
            self._ask_journal(command)
        else:
            maker.waiting.append(command)
            message = f"An equal execution is under way: {maker.path} of run {maker.run_id}"
            why = Failure(reason="EqualExecutionUnderWay", message=message)
            self.post(CacheJoined(run_id=command.run_id, path=command.path, why=why))

    def ask_again(self, run_id: RunId, path: ExecutionPath) -> None:
        """Look whether another process has made a result, or has given it up."""
        command = self.elsewhere.pop((run_id, path), None)
        maker = self.makers.get((command.namespace, command.fingerprint)) if command is not None else None
        if command is None or maker is None or (maker.run_id, maker.path) != (run_id, path):
            return
        if self.is_waiting(run_id, path):
            self._ask_journal(command)
        else:
            self._hand_over((command.namespace, command.fingerprint), maker, None)

    def check_earlier(self, command: CheckEarlierResult) -> None:
        """Answer whether the outputs of a task of an earlier run are as they were."""
        self.submit(lambda: self.post(self._checked(command)))

    def _checked(self, command: CheckEarlierResult) -> EarlierResultChecked:
        result = command.result
        where = f"{result.path} of run {result.run_id}"
        note = f"Taken over from {where}: nothing changed"
        try:
            gone = self._missing(result)
        except OperatorError as error:
            gone = note = f"The result of {where} cannot be read: {error.message}"
        else:
            note = f"Output {gone!r} of {where} is gone or changed" if gone else note
        return EarlierResultChecked(run_id=command.run_id, path=command.path, hit=None if gone else result, note=note)

    def offered(self, command: OfferResult) -> None:
        """Pass a result on to those who wait for it; without one, the first of them makes it."""
        key = (command.namespace, command.fingerprint)
        maker = self.makers.get(key)
        if maker is None or (maker.run_id, maker.path) != (command.run_id, command.path):
            return
        self._hand_over(key, maker, command.result)

    def forget(self, run_id: RunId) -> None:
        """Give up for a run that this process no longer drives."""
        for place in [place for place in self.elsewhere if place[0] == run_id]:
            del self.elsewhere[place]
        for key, maker in list(self.makers.items()):
            if maker.run_id == run_id:
                self._hand_over(key, maker, None)

    def _hand_over(self, key: Key, maker: Maker, result: CachedExecution | None) -> None:
        if result is not None:
            self._close(key, maker)
            for command in maker.waiting:
                note = f"Joined an equal execution that was under way: {result.path} of run {result.run_id}"
                self.post(_answer(command, result, note))
            return
        while maker.waiting:
            command = maker.waiting.popleft()
            if self.is_waiting(command.run_id, command.path):
                maker.run_id, maker.path = command.run_id, command.path
                if maker.claim is None and self.later is not None:
                    self._ask_journal(command)
                else:
                    self.post(_answer(command, None, "An equal execution under way did not succeed"))
                return
        self._close(key, maker)

    def _close(self, key: Key, maker: Maker) -> None:
        del self.makers[key]
        if maker.claim is not None:
            maker.claim.release()

    def _ask_journal(self, command: LookUpCache) -> None:
        maker = self.makers[(command.namespace, command.fingerprint)]
        look = self._find if maker.claim is not None or self.later is None else self._find_or_claim

        def ask() -> None:
            finding = look(command)
            self.post(lambda: self._answered(command, finding))

        self.submit(ask)

    def _answered(self, command: LookUpCache, finding: Finding) -> None:
        key = (command.namespace, command.fingerprint)
        maker = self.makers.get(key)
        if maker is None or (maker.run_id, maker.path) != (command.run_id, command.path):
            # Its run was given up meanwhile.
            if finding.claim is not None:
                finding.claim.release()
            maker = None
        elif finding.is_elsewhere:
            self._wait_elsewhere(command)
            return
        else:
            maker.claim = maker.claim or finding.claim
        self.post(_answer(command, finding.hit, finding.note))
        if finding.hit is not None and maker is not None:
            self._close(key, maker)
            for waiting in maker.waiting:
                self.post(_answer(waiting, finding.hit, finding.note))

    def _wait_elsewhere(self, command: LookUpCache) -> None:
        self.elsewhere[(command.run_id, command.path)] = command
        why = Failure(reason="EqualExecutionUnderWay", message="An equal execution is under way in another process")
        self.post(CacheJoined(run_id=command.run_id, path=command.path, why=why))
        if self.later is not None:
            self.later(command.run_id, command.path)

    def _find_or_claim(self, command: LookUpCache) -> Finding:
        """Look with the right to make the result in hand, so that none is made between the look and the right."""
        try:
            claim = self.journal.claim(command.namespace, command.fingerprint)
        except OperatorError:
            return self._find(command)  # better made twice than not at all
        finding = self._find(command)
        if claim is None:
            return replace(finding, is_elsewhere=finding.hit is None)
        if finding.hit is None:
            return replace(finding, claim=claim)
        claim.release()
        return finding

    def _find(self, command: LookUpCache) -> Finding:
        hit, note = self._kept(command)
        return Finding(hit=hit, note=note)

    def _kept(self, command: LookUpCache) -> tuple[CachedExecution | None, str]:
        try:
            hit = self.journal.find_cached(command.namespace, command.fingerprint)
            if hit is None:
                return None, "No equal execution has succeeded before"
            where = f"{hit.path} of run {hit.run_id}"
            if command.max_age is not None and self.clock.now() - hit.ended_at > command.max_age:
                return None, f"The equal execution {where} is older than {command.max_age.total_seconds():g} s"
            gone = self._missing(hit)
        except OperatorError as error:
            return None, f"The cache could not be read: {error.message}"
        if gone:
            return None, f"Output {gone!r} of the equal execution {where} is gone or changed"
        return hit, f"Reused from {where}, ended {_shown(hit.ended_at)}"

    def _missing(self, hit: CachedExecution) -> str:
        return next(
            (
                name
                for name, artifacts in hit.outputs.artifacts.items()
                if not all(self.artifacts.exists(artifact) for artifact in artifacts)
            ),
            "",
        )


def _answer(command: LookUpCache, hit: CachedExecution | None, note: str) -> CacheAnswered:
    return CacheAnswered(run_id=command.run_id, path=command.path, fingerprint=command.fingerprint, hit=hit, note=note)


def _shown(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")
