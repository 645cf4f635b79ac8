"""Where a run came from, as a plain value; the facts are gathered by an adapter."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from penstock.core.json import JsonObject

PROVENANCE_VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """The state of the version control around a source file."""

    revision: str
    branch: str = ""
    is_dirty: bool = False
    """Whether files differed from the commit, or the source file is not part of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """What is known about the making of a run."""

    penstock_version: str
    python_version: str
    platform: str
    user: str = ""
    host: str = ""
    source_file: str = ""
    source_digest: str = ""
    command: tuple[str, ...] = ()
    """The words with which the run was started."""
    commit: Commit | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    """Versions of the installed packages by name."""


def provenance_json(provenance: Provenance) -> JsonObject:
    """Render a provenance as a run keeps it."""
    commit = provenance.commit
    return {
        "version": PROVENANCE_VERSION,
        "penstock": provenance.penstock_version,
        "python": provenance.python_version,
        "platform": provenance.platform,
        "user": provenance.user,
        "host": provenance.host,
        "source": {"file": provenance.source_file, "digest": provenance.source_digest},
        "command": list(provenance.command),
        "git": {"commit": commit.revision, "branch": commit.branch, "dirty": commit.is_dirty} if commit else None,
        "packages": dict(sorted(provenance.packages.items())),
    }
