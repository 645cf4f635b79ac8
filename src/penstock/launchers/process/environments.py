"""Virtual environments for sets of packages: built once by ``uv``, locked, named by content, shared by all runs."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penstock.core.errors import EnvironmentBuildError
from penstock.core.json import digest
from penstock.launchers.cache_locks import hold, locked
from penstock.launchers.pip_configuration import PipConfiguration, index_options
from penstock.launchers.process.requirements import EnvironmentRequest, local_paths, split_options

MARKER = "penstock-environment.json"
"""Written last: an environment without it is not finished, and is built anew. Its time is that of the last use."""

_HINTS = (
    ("was not found in the package registry", "check the name and the version of the package"),
    ("No solution found", "the packages, or one of them and this Python, exclude each other: change the versions"),
    ("Failed to build", "it has to be compiled: install a compiler and headers, or choose a version with a wheel"),
    ("Failed to fetch", "check the network, the proxy and the index URLs; uv and pip settings are honoured"),
    ("error sending request", "check the network, the proxy and the index URLs; uv and pip settings are honoured"),
    ("No space left", "free some space on the disk, or run: penstock gc"),
)
_LONGEST_REASON = 3000


@dataclass(frozen=True, kw_only=True, slots=True)
class Environment:
    """An environment that can be used."""

    name: str
    """The digest of its interpreter and lock."""
    folder: Path
    python: Path
    version: str
    lock: tuple[str, ...]
    """The packages in it with their resolved versions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Uv:
    """The program that builds environments, and the settings it runs with."""

    program: Path
    environ: Mapping[str, str]
    pip: PipConfiguration


class Environments:
    """Finds and builds environments. Safe to share between threads and between processes."""

    def __init__(self, folder: Path, uv: Uv, *, refreshes: bool = False) -> None:
        """Work in a folder; `refreshes` resolves every request anew, once."""
        self._folder = folder
        self._refreshes = refreshes
        self._resolved: set[str] = set()
        self._uv = uv
        self._known: dict[EnvironmentRequest, Environment] = {}
        self._mutex = threading.Lock()

    def find(self, request: EnvironmentRequest) -> Environment | None:
        """Return the environment of a request if it was built before; the moment counts as its last use."""
        if self._refreshes and request.key not in self._resolved:
            return None
        known = self._known.get(request)
        if known is not None and not _names_local(request):
            try:
                os.utime(f"{known.folder}/{MARKER}")
            except OSError:
                self._known.pop(request, None)  # it was collected meanwhile
            else:
                return known
        try:
            pointed = json.loads(self._pointer(request.key).read_text(encoding="utf-8"))
            found = self._load(pointed["environment"])
        except (OSError, ValueError, KeyError):
            return None
        self._known[request] = found
        return found

    def hold(self, environment: Environment) -> int | None:
        """Return a descriptor whose holders keep an environment from being removed; ``None`` if it is gone."""
        descriptor = hold(self._folder, environment.name)
        if (environment.folder / MARKER).exists():
            return descriptor
        os.close(descriptor)
        return None

    def build(self, request: EnvironmentRequest) -> Environment:
        """Return the environment of a request, built if it is not there. Raises `EnvironmentBuildError`."""
        try:
            key = request.key
            with locked(self._folder, key):
                found = self.find(request)
                if found is None:
                    lock = self._lock_of(request, key)
                    found = self._made(request, lock)
                    self._point(request, key, lock, found.name)
        except OSError as error:
            raise EnvironmentBuildError(
                f"The environment cannot be made in {str(self._folder)!r}: {error.strerror or error}",
                hint="check the space and the rights on the cache folder",
            ) from error
        self._known[request] = found
        return found

    def lock_of(self, request: EnvironmentRequest) -> tuple[str, ...]:
        """Return the packages that a request stands for, with their versions; they stay so until refreshed.

        Raises `EnvironmentBuildError`.
        """
        try:
            key = request.key
            with locked(self._folder, key):
                known = self._known_lock(key)
                if known is None:
                    known = self._lock_of(request, key)
                    self._point(request, key, known, "")
        except OSError as error:
            raise EnvironmentBuildError(f"The packages cannot be locked: {error.strerror or error}") from error
        return tuple(known.splitlines())

    def _lock_of(self, request: EnvironmentRequest, key: str) -> str:
        known = self._known_lock(key)
        if known is None:
            known = self._resolve(request)
            self._resolved.add(key)
        return known

    def _known_lock(self, key: str) -> str | None:
        if self._refreshes and key not in self._resolved:
            return None
        try:
            lock = json.loads(self._pointer(key).read_text(encoding="utf-8"))["lock"]
        except (OSError, ValueError, KeyError):
            return None
        return str(lock)

    def _point(self, request: EnvironmentRequest, key: str, lock: str, environment: str) -> None:
        facts = {"environment": environment, "packages": request.packages, "lock": lock}
        _write(self._pointer(key), facts)

    def _made(self, request: EnvironmentRequest, lock: str) -> Environment:
        local = digest(request.key) if _names_local(request) else ""
        identity = [str(request.interpreter.path), request.interpreter.version, lock, request.pip_for, local]
        name = digest(identity).removeprefix("sha256:")[:32]
        with locked(self._folder, name):
            try:
                return self._load(name)
            except (OSError, ValueError, KeyError):
                return self._install(request, name, lock)

    def _install(self, request: EnvironmentRequest, name: str, lock: str) -> Environment:
        folder = self._place(name)
        if folder.exists():
            shutil.rmtree(folder)
        seed = ["--seed"] if request.pip_for else []
        self._run(["venv", "--no-project", "--python", str(request.interpreter.path), *seed, str(folder)], request)
        if lock:
            lock_file = folder / "requirements.lock"
            lock_file.write_text(lock, encoding="utf-8")
            install = ["pip", "install", "--python", str(_python_of(folder)), "-r", str(lock_file)]
            options = [option for option in self._options(request) if option != "--no-deps"]
            self._run([*install, "--no-deps", *options], request)
        facts = {"python": request.interpreter.version, "lock": lock.splitlines(), "packages": request.packages}
        _write(folder / MARKER, facts)
        return self._load(name)

    def _resolve(self, request: EnvironmentRequest) -> str:
        """Return the lock of a request: one line for each package, with its version."""
        requirements, _ = split_options(request.packages)
        if not requirements:
            return ""
        python = ["--python", str(request.interpreter.path)]
        shape = ["--no-header", "--no-annotate", "--no-strip-extras"]
        text = "".join(f"{requirement}\n" for requirement in requirements)
        return self._run(["pip", "compile", "-", *python, *shape, *self._options(request)], request, text)

    def _options(self, request: EnvironmentRequest) -> list[str]:
        _, own = split_options(request.packages)
        indexes = index_options(self._uv.pip, index_urls=request.index_urls, trusted_hosts=request.trusted_hosts)
        return [*indexes, *own]

    def _run(self, arguments: list[str], request: EnvironmentRequest, text: str = "") -> str:
        environ = {**self._uv.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}
        if self._uv.pip.certificates:
            environ.setdefault("SSL_CERT_FILE", self._uv.pip.certificates)
        done = subprocess.run(
            [str(self._uv.program), "--quiet", *arguments],
            cwd=Path.cwd() if _names_local(request) else self._folder,  # no project file in the way
            env=environ,
            input=text.encode(),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise _refused(request, done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode()

    def _load(self, name: str) -> Environment:
        folder = self._place(name)
        marker = folder / MARKER
        facts = json.loads(marker.read_text(encoding="utf-8"))
        os.utime(marker)
        python = _python_of(folder)
        python.stat()  # gone when its interpreter was removed from the machine
        return Environment(name=name, folder=folder, python=python, version=facts["python"], lock=tuple(facts["lock"]))

    def _place(self, name: str) -> Path:
        return self._folder / "environments" / name

    def _pointer(self, key: str) -> Path:
        return self._folder / "requests" / f"{key}.json"


def _names_local(request: EnvironmentRequest) -> bool:
    requirements, _ = split_options(request.packages)
    return bool(local_paths(requirements))


def _python_of(folder: Path) -> Path:
    return folder / "bin" / "python"


def _write(path: Path, facts: Mapping[str, Any]) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    unfinished.write_text(json.dumps(facts), encoding="utf-8")
    unfinished.rename(path)


def _refused(request: EnvironmentRequest, reason: str) -> EnvironmentBuildError:
    reason = reason.strip()
    reason = reason if len(reason) <= _LONGEST_REASON else "... " + reason[-_LONGEST_REASON:]
    hint = next((hint for mark, hint in _HINTS if mark in reason), "")
    packages = ", ".join(request.packages) or "no packages"
    return EnvironmentBuildError(
        f"An environment with {packages} for Python {request.interpreter.version} cannot be made:\n{reason}", hint=hint
    )
