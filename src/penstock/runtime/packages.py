"""Packages that travel with a component: a zip archive made when it is compiled, importable when its task runs."""

import hashlib
import io
import os
import shutil
import zipfile
from typing import Iterator, Tuple

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NEVER = ("__pycache__", ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".penstock", "node_modules")


def pack(folder: str) -> bytes:
    """Return a package's folder as a zip archive with the package at its top; equal content gives equal bytes."""
    folder = os.path.abspath(folder)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in _files(folder):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with open(path, "rb") as file:
                archive.writestr(entry, file.read())
    return buffer.getvalue()


def unpack(archive: str) -> str:
    """Extract an archive beside itself, once for all tasks that use it; return the folder to import from."""
    with open(archive, "rb") as file:
        content = file.read()
    folder = f"{archive}-{hashlib.sha256(content).hexdigest()[:16]}"
    if not os.path.isdir(folder):
        unfinished = f"{folder}.{os.getpid()}"
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            packed.extractall(unfinished)
        try:
            os.rename(unfinished, folder)
        except OSError:  # another task was first
            shutil.rmtree(unfinished, ignore_errors=True)
            if not os.path.isdir(folder):
                raise
    return folder


def _files(folder: str) -> Iterator[Tuple[str, str]]:
    """Yield name in the archive and path of every file of a package, sorted, without caches."""
    parent = os.path.dirname(folder)
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NEVER)
        for name in sorted(files):
            if not name.endswith((".pyc", ".pyo")):
                path = os.path.join(place, name)
                yield os.path.relpath(path, parent).replace(os.sep, "/"), path
