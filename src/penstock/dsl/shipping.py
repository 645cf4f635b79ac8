"""The user's modules that travel with a component: ``@dsl.component(ship=...)``, an extension of Penstock's.

They lie, as one archive with its digest, in the executor's settings under ``platforms.penstock``, which other
platforms leave aside::

    sources:
      digest: sha256:...      of the archive before compression
      archive: ...            tar, gzip, base 64; what is in it belongs on the import path
      modules: [my_package]   what can be imported from it
"""

import base64
import gzip
import inspect
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from penstock.core.json import digest
from penstock.spec.values import frozen

SURROUNDING = "package"
_SETTING = "sources"
_PLATFORM = "penstock"
_MOST_BYTES = 10 * 1024 * 1024
_SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules", "venv", "env", "build", "dist", "site-packages"})
_SKIPPED_ENDINGS = (".pyc", ".pyo", ".so", ".egg-info")


@frozen
class Shipment:
    """Files that travel, by their path below the import path."""

    files: dict[str, Path]

    @property
    def modules(self) -> frozenset[str]:
        """What can be imported."""
        tops = {name.partition("/")[0] for name in self.files if name.endswith(".py")}
        return frozenset(top.removesuffix(".py") for top in tops)

    @property
    def platform(self) -> dict[str, Any]:
        """The settings that carry the files."""
        packed = _tar(self.files)
        sources = {
            "digest": digest(packed),
            "archive": base64.b64encode(gzip.compress(packed, mtime=0)).decode("ascii"),
            "modules": sorted(self.modules),
        }
        return {_PLATFORM: {_SETTING: sources}}


def shipment_of(function: Callable[..., Any], ship: str | os.PathLike[str]) -> Shipment:
    """Find the files to ship: those of the package around the function, or those at a path.

    Raises `ValueError` when there are none, or too many bytes.
    """
    root, start = _start(function, ship)
    found = sorted(_files(start, root, packages_only=start == root))
    files = {path.relative_to(root).as_posix(): path for path in found}
    if not any(name.endswith(".py") for name in files):
        raise ValueError(f"ship={str(ship)!r}: no Python files in {start}")
    total = sum(path.stat().st_size for path in found)
    if total > _MOST_BYTES:
        largest = max(found, key=lambda path: path.stat().st_size)
        raise ValueError(
            f"ship={str(ship)!r}: {start} holds {total / 1e6:.1f} MB, more than the {_MOST_BYTES / 1e6:.0f} MB that a "
            f"pipeline file can carry; the largest file is {largest}. Ship a smaller folder, or read data as artifacts"
        )
    return Shipment(files=files)


def _start(function: Callable[..., Any], ship: str | os.PathLike[str]) -> tuple[Path, Path]:
    """Return the folder that belongs on the import path, and the file or folder to ship."""
    if str(ship) == SURROUNDING:
        file = Path(inspect.getsourcefile(function) or "").resolve()
        depth = function.__module__.count(".")
        start = file.parents[depth - 1] if depth else file.parent
        while (start.parent / "__init__.py").exists():
            start = start.parent
    else:
        start = Path(ship).expanduser().resolve()
        if not start.exists():
            raise ValueError(f"ship={str(ship)!r}: nothing is there (looked in {Path.cwd()})")
    is_module = (
        start.is_file() or (start / "__init__.py").exists() or start.name == function.__module__.partition(".")[0]
    )
    return (start.parent if is_module else start), start


def _files(start: Path, root: Path, *, packages_only: bool) -> Iterator[Path]:
    """Yield the files of a folder; of a plain folder, only its modules and the packages in it."""
    if start.is_file():
        yield start
        return
    for path in start.iterdir():
        if path.name.startswith(".") or path.name in _SKIPPED_FOLDERS or path.name.endswith(_SKIPPED_ENDINGS):
            continue
        if path.is_dir():
            if not packages_only or (path / "__init__.py").exists():
                yield from _files(path, root, packages_only=False)
        elif path.is_file() and (not packages_only or path.suffix == ".py"):
            yield path


def _tar(files: dict[str, Path]) -> bytes:
    """Pack files so that equal content gives equal bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in files.items():
            data = path.read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()
