"""The server itself, and who is logged in."""

from datetime import datetime

from penstock.server.schemas.body import Body


class ServerFacts(Body):
    """What a page has to know of the server; without a token, only that one is needed."""

    version: str | None
    home: str | None
    namespace: str | None
    launcher: str | None
    launchers: list[str]
    host_commands: bool
    needs_token: bool
    started_at: datetime | None


class NewSession(Body):
    """What somebody logs in with."""

    token: str
