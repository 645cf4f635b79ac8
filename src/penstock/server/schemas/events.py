"""What happens, as it happens."""

from penstock.server.schemas.body import Body
from penstock.server.schemas.runs import RunRow
from penstock.server.schemas.tasks import TaskRow


class Change(Body):
    """One message of the stream: what changed in a topic since its last message; only what applies is there."""

    topic: str
    """``runs``, ``run:ID``, ``log:RUN:ATTEMPT_ID`` or ``metrics:RUN``."""
    seq: int | None = None
    run: RunRow | None = None
    structure_tag: str | None = None
    tasks: list[TaskRow] | None = None
    refetch: bool | None = None
    """Whether to fetch the topic anew: too much changed to tell it."""
    run_ids: list[str] | None = None
    size: int | None = None
    ended: bool | None = None
    gone: bool | None = None
    """Whether the run was deleted."""


class Messages(Body):
    """The answer to a long poll."""

    cursor: str
    messages: list[Change]
