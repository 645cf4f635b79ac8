"""How a server is set up: what it was told, and what its environment says."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from penstock.core.errors import ServerSetupError

TOKEN_VARIABLE = "PENSTOCK_TOKEN"  # noqa: S105 - the name of a variable
HOSTS_VARIABLE = "PENSTOCK_ALLOWED_HOSTS"
NETWORK_VARIABLE = "PENSTOCK_CONTAINER_NETWORK"
LEAST_TOKEN = 16
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")
DEFAULT_PORT = 8888
"""The port of KFP's API server."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerSettings:
    """Everything that a server is told."""

    home: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    launcher: str = "process"
    """Where tasks of new runs run: ``process``, ``container``, or ``auto`` for containers if there is an engine."""
    host_commands: bool = False
    """Whether container components may run their commands on this machine (decision A20)."""
    token: str = ""
    """What every request has to bring; empty asks for nothing."""
    allowed_hosts: tuple[str, ...] = ()
    """Names by which the server is reached, beside its own."""
    prefix: str = ""
    """The path under which a proxy in front reaches the server: "" or "/pipelines"."""
    user_id: int | None = None
    owner: tuple[int, int] | None = None
    """User and group that files made in containers belong to; ``None`` where files have no owner."""
    container_network: str = ""
    """The network of containers; empty leaves it to the engine."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """What tasks find in their environment."""

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches the server."""
        return is_loopback(self.host)

    def check(self) -> None:
        """Raise `ServerSetupError` for a server that anybody in the network could use."""
        if self.token and len(self.token) < LEAST_TOKEN:
            raise ServerSetupError(
                f"The token has {len(self.token)} characters; at least {LEAST_TOKEN} are needed",
                hint="make one: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
            )
        if self.prefix and not _PREFIX.fullmatch(self.prefix):
            raise ServerSetupError(
                f"The prefix {self.prefix!r} is no path", hint="write it like /penstock, without a slash at its end"
            )
        if not self.is_loopback and not self.token:
            raise ServerSetupError(
                f"Whoever reaches {self.host!r} could run programs here: a server beyond this machine needs a token",
                hint=f"set {TOKEN_VARIABLE} to a long random text, or leave --host out",
            )


def read_settings(
    *, home: Path, host: str, port: int, launcher: str, host_commands: bool = False, prefix: str = ""
) -> ServerSettings:
    """Return the settings of this process: what it was told, and what the environment says."""
    environ = os.environ  # noqa: TID251 - the one place of the server that reads it
    hosts = (name.strip() for name in environ.get(HOSTS_VARIABLE, "").split(","))
    return ServerSettings(
        home=home,
        host=host,
        port=port,
        launcher=launcher,
        host_commands=host_commands,
        prefix=prefix.rstrip("/"),
        token=environ.get(TOKEN_VARIABLE, ""),
        allowed_hosts=tuple(name for name in hosts if name),
        user_id=os.getuid() if hasattr(os, "getuid") else None,
        owner=(os.getuid(), os.getgid()) if hasattr(os, "getuid") else None,
        container_network=environ.get(NETWORK_VARIABLE, ""),
        environ=environ,
    )


def is_loopback(host: str) -> bool:
    """Tell whether a name or address reaches this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
