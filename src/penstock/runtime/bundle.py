"""The one folder of ours that a task can import from: `core` and `runtime`, named after their content."""

import hashlib
import os
import shutil
import threading
from typing import Iterator, List, Tuple

_ROOMS = ("core", "runtime")
_PACKAGE = "penstock"
SHIM = os.path.join(_PACKAGE, "runtime", "shim")
"""Where, in the bundle, the stand-in for ``kfp`` lies: for commands that start ``python -m kfp.dsl.executor_main``."""


def build_bundle(folder: str) -> str:
    """Make the bundle below a folder, once for all processes that share it; return the path for ``PYTHONPATH``.

    A changed file makes another bundle, so that tasks that are under way keep theirs.
    """
    files = list(_files())
    bundle = os.path.join(folder, _digest(files))
    if os.path.isdir(bundle):
        return bundle
    unfinished = f"{bundle}.{os.getpid()}.{threading.get_ident()}"
    for name, content in files:
        path = os.path.join(unfinished, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    try:
        os.rename(unfinished, bundle)
    except OSError:  # another process or thread was first
        shutil.rmtree(unfinished, ignore_errors=True)
        if not os.path.isdir(bundle):
            raise
    return bundle


def _files() -> Iterator[Tuple[str, bytes]]:
    """Yield name and content of every file of the bundle, sorted."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield _read(package, os.path.join(package, "__init__.py"))
    for room in _ROOMS:
        for place, folders, names in os.walk(os.path.join(package, room)):
            folders[:] = sorted(folder for folder in folders if folder != "__pycache__")
            for name in sorted(names):
                if name.endswith(".py"):
                    yield _read(package, os.path.join(place, name))


def _read(package: str, path: str) -> Tuple[str, bytes]:
    with open(path, "rb") as file:
        return os.path.join(_PACKAGE, os.path.relpath(path, package)), file.read()


def _digest(files: List[Tuple[str, bytes]]) -> str:
    total = hashlib.sha256()
    for name, content in files:
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:24]
