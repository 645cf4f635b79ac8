"""The home: the folder where the records, artifacts and locks of one user (or one project) lie."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from penstock.core.errors import HomeError
from penstock.store.spreading import spread

FOLDER = ".penstock"
"""The name of a home inside a project."""

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "beegfs",
        "fuse.sshfs",
        "fuse.glusterfs",
    }
)
"""Where locks and shared memory do not work as SQLite's write-ahead log needs them."""

MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """Where everything of a home lies."""

    path: Path

    @property
    def database(self) -> Path:
        """The metadata store."""
        return self.path / "metadata.db"

    @property
    def artifacts(self) -> Path:
        """The folder of the local artifact store."""
        return self.path / "artifacts"

    @property
    def leases(self) -> Path:
        """The folder of the lock files of runs that are driven."""
        return self.path / "leases"


def discover_home(*, configured: str | None, working_directory: Path, user_id: int | None) -> Path:
    """Return the home to use: the configured one, else the nearest `.penstock/` at or above the working directory.

    A `.penstock/` of another user is passed over; where there is none, it is the folder in the user's data.
    The user id is ``None`` where files have no owner (Windows).
    """
    if configured:
        return Path(configured).expanduser().absolute()
    start = working_directory.absolute()
    for folder in (start, *start.parents):
        candidate = folder / FOLDER
        if candidate.is_dir() and _is_owned(candidate, user_id):
            return candidate
    return Path(platformdirs.user_data_dir("penstock", appauthor=False))


def open_home(path: Path, *, user_id: int | None, mounts: Path = MOUNTS) -> Home:
    """Make a home where there is none, and check that it can be used.

    Raises `HomeError` when the folder belongs to somebody else, cannot be written or lies on a network file system.
    """
    home = Home(path=path)
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_owned(path, user_id):
            raise HomeError(
                f"The home {str(path)!r} belongs to another user",
                hint="name your own: PENSTOCK_HOME=..., or `penstock init`",
            )
        for folder in (home.artifacts, home.leases):
            folder.mkdir(exist_ok=True, mode=0o700)
        spread(home.artifacts)
        if path.name == FOLDER and not (ignore := path / ".gitignore").exists():
            ignore.write_text("*\n")  # a home inside a project is no part of its sources
    except OSError as error:
        raise HomeError(
            f"The home {str(path)!r} cannot be made or read: {error.strerror or error}",
            hint="name a folder that you can write: PENSTOCK_HOME=...",
        ) from error
    if not os.access(home.path, os.W_OK) or not os.access(home.leases, os.W_OK):
        raise HomeError(
            f"The home {str(path)!r} cannot be written", hint="check who owns it, and whether the disk is read-only"
        )
    _refuse_network_file_system(path, mounts.read_text() if mounts.exists() else "")
    return home


def file_system_of(path: Path, mounts: str) -> str:
    """Return the type of the file system that a path lies on, given the text of ``/proc/self/mounts``."""
    target = path.resolve()
    found, kind = Path(), ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        mount = Path(fields[1].replace("\\040", " "))
        if target.is_relative_to(mount) and len(mount.parts) >= len(found.parts):
            found, kind = mount, fields[2]
    return kind


def _refuse_network_file_system(path: Path, mounts: str) -> None:
    kind = file_system_of(path, mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        raise HomeError(
            f"The home {str(path)!r} lies on a network file system ({kind}), where the metadata store could be damaged",
            hint="name a folder on a local disk: PENSTOCK_HOME=...; only artifacts may lie on the network",
        )


def _is_owned(path: Path, user_id: int | None) -> bool:
    return user_id is None or path.stat().st_uid == user_id
