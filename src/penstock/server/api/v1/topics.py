"""What is told of a topic that somebody follows: what changed since they were told last."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from penstock.core.errors import ArgumentsError, NotFoundError, Problem
from penstock.core.ids import RunId
from penstock.server.api.v1.run_tasks import tasks_since
from penstock.server.backend import Backend
from penstock.server.schemas.events import Change
from penstock.services.live_metrics import live_size
from penstock.services.logs import log_size

MOST_TOPICS = 50
MOST_TASKS = 2000
"""Tasks that one message tells; after more of them the whole run is to be read anew."""
NEWEST = 100
"""Runs whose changes lists are told of, beside those under way."""

_LIVE_BITS = 40
"""Of a cursor: bytes of live metrics, below the number of the last change."""

Cursor: TypeAlias = dict[str, int | Mapping[str, int]]
"""What was told of each topic: the number of the last change, a size, or the numbers of many runs."""


def check_topics(topics: Sequence[str]) -> None:
    """Raise `ArgumentsError` for a topic that there is not."""
    wrong = [topic for topic in topics if topic != "runs" and topic.partition(":")[0] not in ("run", "metrics", "log")]
    if wrong or not topics or len(topics) > MOST_TOPICS:
        message = f"{wrong[0][:100]!r} is no topic" if wrong else f"1 to {MOST_TOPICS} topics can be followed at once"
        hint = "topics are runs, run:ID, metrics:ID and log:RUN:ATTEMPT"
        raise ArgumentsError([Problem("unknown-topic", "topic", message, hint)])


def parse_cursor(text: str) -> Cursor:
    """Read a cursor that was given before; what is none begins anew."""
    try:
        told = json.loads(base64.urlsafe_b64decode(text.encode("ascii", "replace"))) if text else {}
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return {name: value for name, value in told.items() if isinstance(value, int)} if isinstance(told, dict) else {}


def render_cursor(cursor: Cursor) -> str:
    """Return the text that stands for what was told."""
    numbers = {topic: value for topic, value in cursor.items() if isinstance(value, int)}
    return base64.urlsafe_b64encode(json.dumps(numbers, separators=(",", ":")).encode()).decode()


def news(topics: Sequence[str], cursor: Cursor, here: Backend) -> list[Change]:
    """Return what changed since the cursor, and move it on; at the first look a topic has no news."""
    found = (_news_of(topic, cursor, here) for topic in topics)
    return [change for change in found if change is not None]


def _news_of(topic: str, cursor: Cursor, here: Backend) -> Change | None:
    kind, _, rest = topic.partition(":")
    try:
        if kind == "runs":
            return _runs(topic, cursor, here)
        if kind == "log":
            return _log(topic, rest, cursor, here)
        if kind == "metrics":
            return _metrics(topic, RunId(rest), cursor, here)
        return _run(topic, RunId(rest), cursor, here)
    except NotFoundError:
        is_news = cursor.get(topic) != -1
        cursor[topic] = -1
        return Change(topic=topic, gone=True) if is_news else None


def _run(topic: str, run_id: RunId, cursor: Cursor, here: Backend) -> Change | None:
    known = cursor.get(topic)
    seq = here.tasks.get_mark(run_id).seq
    cursor[topic] = seq
    if not isinstance(known, int) or known >= seq:
        return None
    told = tasks_since(run_id, known, here, limit=MOST_TASKS)
    if told.has_more:
        return Change(topic=topic, seq=seq, refetch=True)
    cursor[topic] = told.seq
    return Change(topic=topic, seq=told.seq, run=told.run, structure_tag=told.structure_tag, tasks=told.tasks)


def _metrics(topic: str, run_id: RunId, cursor: Cursor, here: Backend) -> Change | None:
    """Tell that a run changed, or that tasks under way have measured something."""
    seq = here.tasks.get_mark(run_id).seq
    size = live_size(here.tasks.list_attempts(run_id, under_way=True), artifacts=here.artifacts)
    mark, known = (seq << _LIVE_BITS) + size, cursor.get(topic)
    cursor[topic] = mark
    return Change(topic=topic, seq=seq, refetch=True) if isinstance(known, int) and known != mark else None


def _runs(topic: str, cursor: Cursor, here: Backend) -> Change | None:
    now: dict[str, int] = dict.fromkeys(here.journal.list_unfinished(), -1)
    now |= {str(run_id): seq for run_id, seq in here.tasks.list_newest_seqs("default", limit=NEWEST).items()}
    before = cursor.get(topic)
    cursor[topic] = now
    if not isinstance(before, Mapping):
        return None
    changed = [name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name)]
    return Change(topic=topic, run_ids=changed) if changed else None


def _log(topic: str, place: str, cursor: Cursor, here: Backend) -> Change | None:
    run_id, _, attempt_id = place.partition(":")
    attempt = here.tasks.get_attempt(attempt_id)
    if attempt.run_id != run_id:
        raise NotFoundError(f"Run {run_id!r} has no attempt {attempt_id!r}")
    has_ended = attempt.ended_at is not None
    size = log_size(attempt.log_uri, artifacts=here.artifacts) or 0
    mark = 2 * size + has_ended
    known = cursor.get(topic)
    cursor[topic] = mark
    return Change(topic=topic, size=size, ended=has_ended) if isinstance(known, int) and known != mark else None
