"""What a search finds."""

from typing import Literal

from penstock.server.schemas.body import Body


class SearchHit(Body):
    """One thing that was found."""

    kind: Literal["run", "pipeline", "experiment", "artifact"]
    id: str
    title: str
    subtitle: str
    state: str | None


class SearchHits(Body):
    """What was found, kind by kind, the newest of each first."""

    items: list[SearchHit]
