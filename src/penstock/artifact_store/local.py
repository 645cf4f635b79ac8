"""Artifacts in a folder of this machine: tasks write where they stay, publishing digests and seals them."""

import errno
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from penstock.artifact_store.content import Content, identify, measure, seal, sync_folder
from penstock.artifact_store.uris import path_of, uri_of
from penstock.core.clock import Clock
from penstock.core.errors import ArtifactStoreError, NotFoundError
from penstock.core.ids import AttemptId, RunId
from penstock.engine.records import ArtifactRecord

_NANOSECONDS = 1_000_000_000
_CLOCK_TICK = 10_000_000
"""File systems date by a clock that goes in steps: a change within one step of publishing may look older than it is."""


class LocalArtifactStore:
    """Keeps bytes below one folder. Safe to share between threads and processes."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root = root.absolute()
        self._root_uri = uri_of(self._root)
        self._clock = clock
        self._synced_runs: set[Path] = set()

    def prefix_for(self, run_id: RunId, attempt_id: AttemptId) -> str:
        """Return the folder of one attempt, below the folder of its run."""
        # Ids need no quoting, and the engine asks for every attempt.
        own = attempt_id.removeprefix(f"{run_id}-")
        return f"{self._root_uri}/{run_id}/{own}"

    def local_path(self, uri: str) -> Path | None:
        """Return where the content lies, or ``None`` for what is not a file."""
        return path_of(uri)

    def publish(self, artifact: ArtifactRecord) -> ArtifactRecord:
        """Digest, seal and sync what lies at the URI; what lies outside the store's folder is only digested.

        A task may have left nothing there: then the artifact is its metadata alone.
        """
        path = path_of(artifact.uri)
        if path is None or not path.is_relative_to(self._root):
            return self.identify(artifact)
        content = _content(seal, path)
        if content is not None:
            self._sync_above(path)
        return self._with(artifact, path, content)

    def identify(self, artifact: ArtifactRecord) -> ArtifactRecord:
        """Digest what lies at the URI; what is not on this machine keeps no digest."""
        path = path_of(artifact.uri)
        if path is None:
            return artifact if artifact.created_at else replace(artifact, created_at=self._clock.now())
        return self._with(artifact, path, _content(identify, path))

    def exists(self, artifact: ArtifactRecord) -> bool:
        """Whether the content is as it was published: by size and time, and by digest when these leave a doubt."""
        path = path_of(artifact.uri)
        if path is None or artifact.digest is None:
            return True
        try:
            size, changed = measure(path)
            if size != artifact.size_bytes:
                return False
            published = artifact.created_at
            if published is not None and changed < published.timestamp() * _NANOSECONDS - _CLOCK_TICK:
                return True
            return identify(path).digest == artifact.digest
        except OSError:
            return False

    def read(self, uri: str, start: int = 0, length: int | None = None) -> bytes:
        """Return bytes of one file. Raises `NotFoundError`."""
        path = self._path(uri)
        try:
            with path.open("rb") as file:
                file.seek(start)
                return file.read(-1 if length is None else length)
        except (FileNotFoundError, NotADirectoryError):
            raise NotFoundError(f"There is nothing at {uri!r}") from None
        except IsADirectoryError:
            raise ArtifactStoreError(f"{uri!r} is a folder", hint="name a file in it") from None
        except OSError as error:
            raise _failed("read", path, error) from error

    def delete(self, uri: str) -> None:
        """Remove a file, or a folder with all that is in it. Raises `ArtifactStoreError` outside the store's folder."""
        path = self._path(uri)
        if not path.is_relative_to(self._root) or path == self._root or ".." in path.parts:
            raise ArtifactStoreError(f"{uri!r} does not lie in the artifact store at {str(self._root)!r}: not deleted")
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, onerror=_retry_writable)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise _failed("deleted", path, error) from error

    def _path(self, uri: str) -> Path:
        path = path_of(uri)
        if path is None:
            raise ArtifactStoreError(f"{uri!r} does not lie on this machine", hint="read it where it lies")
        return path

    def _with(self, artifact: ArtifactRecord, path: Path, content: Content | None) -> ArtifactRecord:
        """Return the record of what was found, dated after it was found: later changes are then seen by their time."""
        return replace(
            artifact,
            uri=uri_of(path),
            digest=content.digest if content else None,
            size_bytes=content.size_bytes if content else None,
            created_at=self._clock.now(),
        )

    def _sync_above(self, path: Path) -> None:
        """Make the names that lead to a path outlast a power cut."""
        run = self._root / path.relative_to(self._root).parts[0]
        for folder in path.parents:
            if folder == self._root and run in self._synced_runs:
                return
            sync_folder(folder)
            if folder == self._root:
                self._synced_runs.add(run)
                return


def _content(find: Callable[[Path], Content], path: Path) -> Content | None:
    try:
        return find(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failed("read", path, error) from error


def _failed(verb: str, path: Path, error: OSError) -> ArtifactStoreError:
    hint = "free some space on the disk" if error.errno == errno.ENOSPC else ""
    return ArtifactStoreError(f"{str(path)!r} cannot be {verb}: {error.strerror or error}", hint=hint)


def _retry_writable(remove: Callable[..., Any], path: str, problem: Any) -> None:
    """Remove what lies in a folder that a task made read-only."""
    if not isinstance(problem[1], PermissionError):
        raise problem[1]
    parent = Path(path).parent
    parent.chmod(parent.stat().st_mode | stat.S_IRWXU)
    if remove is not os.unlink:
        Path(path).chmod(stat.S_IRWXU)
    remove(path)
