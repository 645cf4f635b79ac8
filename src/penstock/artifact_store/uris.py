"""The two forms of a local place: ``file://`` in the store's records, an absolute path for tasks (decision A8)."""

from pathlib import Path
from urllib.parse import quote, unquote

FILE_SCHEME = "file://"


def uri_of(path: Path | str) -> str:
    """Return the URI of an absolute path."""
    return FILE_SCHEME + quote(str(path))


def path_of(uri: str) -> Path | None:
    """Return the path that a URI names on this machine, or ``None`` when it names a place elsewhere."""
    if uri.startswith(FILE_SCHEME):
        return Path(unquote(uri[len(FILE_SCHEME) :]).removeprefix("localhost"))
    return Path(uri) if uri.startswith("/") else None
