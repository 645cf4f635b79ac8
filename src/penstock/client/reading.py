"""The bytes that runs left on a server: logs and artifacts, by the URIs that their records name."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from penstock.client.connection import PIECE_BYTES, Connection
from penstock.client.desk import ROOT, RemoteDesk
from penstock.core.errors import ApiError, ArtifactStoreError, NotFoundError
from penstock.core.ids import ArtifactId
from penstock.engine.records import AttemptRecord, StoredRun

LARGEST_PART = 4 * 1024 * 1024
"""What a server gives of a log at once."""


class RemoteReading:
    """Reads the logs and artifacts of one run. Safe to share between threads."""

    def __init__(self, connection: Connection, stored: StoredRun) -> None:
        self._connection = connection
        self._run_id = stored.run.id
        self._logs = {attempt.log_uri: attempt for attempt in stored.attempts if attempt.log_uri}
        outputs = (execution.outputs.artifacts.values() for execution in stored.executions)
        self._artifacts = {item.uri: item.id for lists in outputs for items in lists for item in items}

    def read(self, uri: str, start: int = 0, length: int | None = None) -> bytes:
        """Return bytes of a file; fewer at its end. Raises `NotFoundError` and `ApiError`."""
        if uri in self._logs:
            return self._read_log(self._logs[uri], start, LARGEST_PART if length is None else length)
        if uri in self._artifacts:
            return read_artifact(self._connection, self._artifacts[uri], start, length)
        raise NotFoundError(f"Run {self._run_id!r} has nothing at {uri!r}")

    def _read_log(self, attempt: AttemptRecord, start: int, length: int) -> bytes:
        query = {"path": attempt.path, "attempt": attempt.number, "offset": start, "limit": min(length, LARGEST_PART)}
        return _bytes(self._connection, f"{ROOT}/runs/{self._run_id}/log", query, {})


def read_artifact(
    connection: Connection, artifact_id: ArtifactId, start: int, length: int | None, inside: str = ""
) -> bytes:
    """Return bytes of the file that an artifact is, or of one in it. Raises `NotFoundError` and `ApiError`."""
    end = "" if length is None else str(start + length - 1)
    return _bytes(connection, _content(artifact_id), {"path": inside}, {"Range": f"bytes={start}-{end}"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """Copies an artifact from a server into files here."""

    connection: Connection
    desk: RemoteDesk
    artifact_id: ArtifactId

    def copy(self, target: Path) -> int:
        """Copy the file or folder that it is; return how many bytes these are."""
        entries = self.desk.list_files(self.artifact_id, "")
        return self._file("", target) if not entries else self._folder("", target)

    def _folder(self, inside: str, target: Path) -> int:
        target.mkdir(exist_ok=True)
        total = 0
        for entry in self.desk.list_files(self.artifact_id, inside):
            if entry.name in {"", ".", ".."} or "/" in entry.name:
                raise ArtifactStoreError(f"The server names a file {entry.name!r}, which is no name")
            below = f"{inside}/{entry.name}" if inside else entry.name
            copy = self._folder if entry.is_folder else self._file
            total += copy(below, target / entry.name)
        return total

    def _file(self, inside: str, target: Path) -> int:
        total = 0
        with (
            self.connection.opened("GET", _content(self.artifact_id), query={"path": inside}) as answer,
            target.open("wb") as file,
        ):
            while piece := answer.read(PIECE_BYTES):
                total += file.write(piece)
        return total


def _content(artifact_id: ArtifactId) -> str:
    return f"{ROOT}/artifacts/{quote(artifact_id, safe='')}/content"


def _bytes(connection: Connection, path: str, query: dict[str, object], headers: dict[str, str]) -> bytes:
    try:
        with connection.opened("GET", path, query=query, headers=headers) as answer:
            data: bytes = answer.read()
            return data
    except ApiError as error:
        if error.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return b""
        if error.status == HTTPStatus.NOT_FOUND:
            raise NotFoundError(error.message) from error
        raise
