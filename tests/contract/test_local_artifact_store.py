"""The artifact store in a folder keeps the contract of every artifact store."""

import pytest

from penstock.artifact_store.local import LocalArtifactStore
from penstock.core.clock import SystemClock
from penstock.engine.ports import ArtifactStore
from penstock.testing.artifact_store import ArtifactStoreContract


class TestLocalArtifactStore(ArtifactStoreContract):
    @pytest.fixture(autouse=True)
    def _open(self, tmp_path):
        self._store = LocalArtifactStore(tmp_path / "artifacts", SystemClock())

    def store(self) -> ArtifactStore:
        return self._store

    def write(self, uri: str, content: bytes) -> None:
        path = self._store.local_path(uri)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
