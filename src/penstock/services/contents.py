"""What can be read of artifacts: files and folders that lie in the artifact store itself.

The URI of an artifact is what a task or a pipeline file says, and may name any file of the machine. So only what lies
in the store is ever read for somebody who asks over the network.
"""

import enum
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


class FoundKind(enum.Enum):
    """What lies at a place."""

    FILE = "file"
    FOLDER = "folder"
    MISSING = "missing"
    ELSEWHERE = "elsewhere"
    """In a bucket, or on this machine outside the store: not looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What lies at a place, and how large a file is."""

    kind: FoundKind
    size_bytes: int | None = None
    changed_ns: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderEntry:
    """Something in a folder."""

    name: str
    size_bytes: int | None
    is_folder: bool


class ArtifactContents(Protocol):
    """Reads what lies in artifacts, and never anything beside them. Safe to share between threads."""

    def find(self, uri: str, inside: str = "") -> Found:
        """Tell what lies at the URI, or at a path inside the folder there. Raises `NotFoundError` for a wrong path."""
        ...

    def read(self, uri: str, start: int, length: int, inside: str = "") -> bytes:
        """Return bytes of a file; fewer at its end. Raises `NotFoundError`."""
        ...

    def opened(self, uri: str, inside: str = "") -> AbstractContextManager[int]:
        """Give a descriptor of a file, open for reading as long as the context lasts. Raises `NotFoundError`."""
        ...

    def list_folder(self, uri: str, inside: str = "", *, limit: int) -> tuple[FolderEntry, ...]:
        """Return what lies in a folder, folders first. Raises `NotFoundError`."""
        ...
