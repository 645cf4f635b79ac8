"""The server itself, and who is logged in."""

from datetime import datetime

from penstock.server.schemas.body import Body


class ServerFacts(Body):
    """What a page has to know of the server; who is not logged in is told only that a token is needed."""

    version: str | None = None
    home: str | None = None
    namespace: str | None = None
    launcher: str | None = None
    host_commands: bool = False
    """Whether container components may run their commands on the machine of the server."""
    needs_token: bool
    """Whether this caller has to log in first."""
    is_guarded: bool = False
    """Whether callers need a token at all."""
    started_at: datetime | None = None


class NewSession(Body):
    """What somebody logs in with."""

    token: str
