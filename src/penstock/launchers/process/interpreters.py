"""The Python interpreters of this machine, and which of them comes nearest to an image (decision A26)."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_OLDEST = (3, 9)
_IMAGE = re.compile(r"(?:^|/)python:(\d+)\.(\d+)")
_ENOUGH_SECONDS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Interpreter:
    """A Python that environments can be made from."""

    path: Path
    version: str

    @property
    def minor(self) -> tuple[int, int]:
        """Major and minor version."""
        major, minor = self.version.split(".")[:2]
        return int(major), int(minor)


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """The interpreter that stands for an image."""

    interpreter: Interpreter
    notice: str = ""
    """How it differs from the image, in words; empty when it does not."""


def own_interpreter() -> Interpreter:
    """Return the interpreter that this process runs on, outside of any virtual environment."""
    base = getattr(sys, "_base_executable", "") or sys.executable
    return Interpreter(path=Path(base), version=".".join(map(str, sys.version_info[:3])))


class Interpreters:
    """Finds interpreters through ``uv``, once. Safe to share between threads."""

    def __init__(self, uv: Path, environ: Mapping[str, str], own: Interpreter) -> None:
        self._uv = uv
        self._environ = environ
        self._own = own
        self._found: tuple[Interpreter, ...] | None = None
        self._lock = threading.Lock()

    def nearest(self, image: str) -> Choice:
        """Return the interpreter nearest to the one in an image; none is ever downloaded."""
        match = _IMAGE.search(image)
        if match is None:
            notice = f"the image {image!r} is not used: Python {self._own.version} of this machine" if image else ""
            return Choice(interpreter=self._own, notice=notice)
        wanted = (int(match[1]), int(match[2]))
        if wanted == self._own.minor:
            return Choice(interpreter=self._own)
        candidates = [self._own, *(found for found in self._installed() if found.minor != self._own.minor)]
        chosen = min(candidates, key=lambda found: _distance(wanted, found.minor))
        if chosen.minor == wanted:
            return Choice(interpreter=chosen)
        notice = f"the image {image!r} has Python {match[1]}.{match[2]}: the nearest here is {chosen.version}"
        return Choice(interpreter=chosen, notice=notice)

    def _installed(self) -> tuple[Interpreter, ...]:
        with self._lock:
            if self._found is None:
                self._found = self._list()
            return self._found

    def _list(self) -> tuple[Interpreter, ...]:
        command = [str(self._uv), "python", "list", "--only-installed", "--no-config", "--output-format", "json"]
        try:
            done = subprocess.run(
                command, env=dict(self._environ), capture_output=True, check=True, timeout=_ENOUGH_SECONDS
            )
            entries = json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, ValueError):
            return ()
        return tuple(
            Interpreter(path=Path(entry["path"]), version=entry["version"])
            for entry in entries
            if entry["implementation"] == "cpython"
            and entry.get("variant", "default") == "default"
            and entry["version"].replace(".", "").isdecimal()
            and _minor(entry) >= _OLDEST
        )


def _minor(entry: Mapping[str, str]) -> tuple[int, int]:
    return Interpreter(path=Path(entry["path"]), version=entry["version"]).minor


def _distance(wanted: tuple[int, int], found: tuple[int, int]) -> tuple[int, bool]:
    """Order by how far apart the versions are; of two as far, the newer is nearer."""
    return abs((wanted[0] - found[0]) * 100 + wanted[1] - found[1]), found < wanted
