"""Gathers where a run comes from: git, Python, packages, machine. Facts that cannot be had are left out."""

import getpass
import platform
import socket
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from penstock.core.json import digest
from penstock.services.provenance import Commit, Provenance

GIT_TIMEOUT_SECONDS = 5.0


def gather_provenance(source: Path | None, *, command: Sequence[str]) -> Provenance:
    """Return what is known about a run that is started here, from a source file if there is one."""
    return Provenance(
        penstock_version=version("penstock"),
        python_version=platform.python_version(),
        platform=platform.platform(terse=True),
        user=_user(),
        host=socket.gethostname(),
        source_file=str(source.absolute()) if source else "",
        source_digest=digest(source.read_bytes()) if source else "",
        command=tuple(command),
        commit=find_commit(source) if source else None,
        packages=installed_packages(sys.path),
    )


def find_commit(source: Path) -> Commit | None:
    """Return the git commit around a file, or ``None`` where there is none, or no git."""
    folder, name = source.absolute().parent, source.name
    status = _git(folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no")
    if status is None:
        return None
    headers = dict(line[2:].split(" ", 1) for line in status if line.startswith("# "))
    revision = headers.get("branch.oid", "")
    if not revision or revision == "(initial)":
        return None
    branch = headers.get("branch.head", "")
    has_changes = any(not line.startswith("# ") for line in status)
    is_tracked = bool(_git(folder, "ls-files", "--", name))
    return Commit(
        revision=revision,
        branch="" if branch == "(detached)" else branch,
        is_dirty=has_changes or not is_tracked,
    )


def installed_packages(path: Sequence[str]) -> dict[str, str]:
    """Return names and versions of the packages on a module path, read from the names of folders alone."""
    found: dict[str, str] = {}
    for entry in path:
        folder = Path(entry)
        if not folder.is_dir():
            continue
        for item in folder.glob("*.dist-info"):
            name, _, number = item.name.removesuffix(".dist-info").partition("-")
            found.setdefault(name.replace("_", "-").lower(), number)
    return found


def _git(folder: Path, *words: str) -> list[str] | None:
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(folder), *words],
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
            timeout=GIT_TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.splitlines() if done.returncode == 0 else None


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
