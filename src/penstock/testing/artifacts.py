"""An artifact store in memory."""

import threading
from dataclasses import replace
from pathlib import Path

from penstock.core.errors import NotFoundError
from penstock.core.ids import AttemptId, RunId
from penstock.core.json import digest
from penstock.engine.records import ArtifactRecord


class MemoryArtifactStore:
    """Keeps bytes under URIs for as long as the object lives."""

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def write(self, uri: str, content: bytes) -> None:
        """Put an object where a task would."""
        with self._lock:
            self._objects[uri] = content

    def prefix_for(self, run_id: RunId, attempt_id: AttemptId) -> str:
        """Return the output prefix of one attempt."""
        return f"memory/{run_id}/{attempt_id}"

    def publish(self, artifact: ArtifactRecord) -> ArtifactRecord:
        """Digest what lies at the artifact's URI; missing content is no error."""
        return self.identify(artifact)

    def identify(self, artifact: ArtifactRecord) -> ArtifactRecord:
        """Digest what lies at the artifact's URI without changing it."""
        content = self._content(artifact.uri)
        if content is None:
            return artifact
        return replace(artifact, digest=digest(content), size_bytes=len(content))

    def exists(self, artifact: ArtifactRecord) -> bool:
        """Whether the content is still there as it was published."""
        content = self._content(artifact.uri)
        if artifact.digest is None:
            return True
        return content is not None and digest(content) == artifact.digest

    def local_path(self, uri: str) -> Path | None:
        """Return ``None``: memory has no paths."""
        del uri
        return None

    def read(self, uri: str, start: int = 0, length: int | None = None) -> bytes:
        """Return bytes of one object. Raises `NotFoundError`."""
        with self._lock:
            content = self._objects.get(uri)
        if content is None:
            raise NotFoundError(f"There is no object {uri!r}")
        return content[start:] if length is None else content[start : start + length]

    def delete(self, uri: str) -> None:
        """Remove an object or everything below a prefix."""
        with self._lock:
            for known in [known for known in self._objects if known == uri or known.startswith(f"{uri}/")]:
                del self._objects[known]

    def _content(self, uri: str) -> bytes | None:
        with self._lock:
            if uri in self._objects:
                return self._objects[uri]
            below = sorted(known for known in self._objects if known.startswith(f"{uri}/"))
            return b"".join(known.encode() + b"\0" + self._objects[known] for known in below) if below else None
