"""Modules that travel with a component under ``platforms.penstock``, unpacked where its tasks can import them.

What `penstock.dsl` packs, the launcher unpacks here, once per content, before a task starts.
"""

import base64
import gzip
import hashlib
import io
import os
import shutil
import tarfile
import threading
from typing import Any, Dict

_PREFIX = "sha256:"
_MOST_BYTES = 64 * 1024 * 1024


def unpack_sources(sources: Dict[str, Any], folder: str) -> str:
    """Extract the archive of ``sources`` below a folder, unless it is there already; return the path to import from.

    Raises `ValueError` when the archive is not what its digest says, is too large, or would write elsewhere.
    """
    digest = str(sources.get("digest", ""))
    if not digest.startswith(_PREFIX) or not digest[len(_PREFIX) :].isalnum():
        raise ValueError(f"The shipped modules have no digest of the form {_PREFIX}...; got {digest!r}")
    target = os.path.join(folder, digest[len(_PREFIX) :])
    if os.path.isdir(target):
        return target
    content = _decompressed(sources)
    if _PREFIX + hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"The shipped modules are not what their digest {digest} says; compile the pipeline again")
    unfinished = f"{target}.{os.getpid()}.{threading.get_ident()}"
    _extract(content, unfinished)
    try:
        os.rename(unfinished, target)
    except OSError:  # another process or thread was first
        shutil.rmtree(unfinished, ignore_errors=True)
        if not os.path.isdir(target):
            raise
    return target


def _decompressed(sources: Dict[str, Any]) -> bytes:
    """Return the archive; a small text that stands for gigabytes is refused."""
    packed = base64.b64decode(sources.get("archive", ""))
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"The shipped modules take more than {_MOST_BYTES >> 20} MiB")
    return content


def _extract(content: bytes, folder: str) -> None:
    root = os.path.realpath(folder)
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        for member in tar:
            path = os.path.realpath(os.path.join(root, member.name))
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is None or not path.startswith(root + os.sep):
                raise ValueError(f"The shipped modules hold {member.name!r}, which is no plain file below their folder")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                shutil.copyfileobj(stream, file)
