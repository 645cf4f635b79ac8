"""The contract of `ArtifactStore`: every adapter's tests derive from this class."""

import re
from abc import ABC, abstractmethod
from dataclasses import replace

from penstock.core.errors import NotFoundError
from penstock.core.ids import ArtifactId, AttemptId, RunId
from penstock.engine.ports import ArtifactStore
from penstock.engine.records import ArtifactRecord
from penstock.testing.errors import refused

RUN = RunId("00000000-0000-4000-8000-000000000001")


class ArtifactStoreContract(ABC):
    """What every artifact store does."""

    @abstractmethod
    def store(self) -> ArtifactStore:
        """Return an empty store, the same during one test."""

    @abstractmethod
    def write(self, uri: str, content: bytes) -> None:
        """Put content at a URI, as a task does."""

    def artifact(self, name: str = "data", attempt: int = 1, content: bytes | None = b"rows") -> ArtifactRecord:
        """Return an artifact below the prefix of an attempt, with content if any is given."""
        prefix = self.store().prefix_for(RUN, AttemptId(f"{RUN}-1-{attempt}"))
        uri = f"{prefix}/outputs/{name}"
        if content is not None:
            self.write(uri, content)
        return ArtifactRecord(
            id=ArtifactId(f"artifact-{name}-{attempt}"),
            name=name,
            type_title="system.Dataset",
            type_version="0.0.1",
            uri=uri,
            metadata={"rows": 3},
        )

    def test_gives_every_attempt_a_prefix_of_its_own(self) -> None:
        """Prefixes differ, always are the same for the same attempt, and hold plain characters only."""
        store = self.store()
        one, two = (store.prefix_for(RUN, AttemptId(f"{RUN}-1-{number}")) for number in (1, 2))
        assert one != two
        assert one == store.prefix_for(RUN, AttemptId(f"{RUN}-1-1"))
        path = str(store.local_path(one) or one).split("://")[-1]
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", path.rsplit(str(RUN))[-1])

    def test_digests_what_it_publishes(self) -> None:
        """Equal content has an equal digest, wherever it lies; other content has another."""
        store = self.store()
        one = store.publish(self.artifact("one", content=b"rows"))
        same = store.publish(self.artifact("same", attempt=2, content=b"rows"))
        other = store.publish(self.artifact("other", content=b"more rows"))
        assert one.digest == same.digest
        assert one.digest != other.digest
        assert one.size_bytes == 4

    def test_keeps_everything_else_of_an_artifact(self) -> None:
        """Name, type, metadata and id stay."""
        before = self.artifact()
        after = self.store().publish(before)
        assert replace(after, digest=None, size_bytes=None, uri=before.uri, created_at=before.created_at) == before

    def test_takes_an_artifact_without_content(self) -> None:
        """A task may leave metadata only."""
        published = self.store().publish(self.artifact(content=None))
        assert published.digest is None
        assert self.store().exists(published)

    def test_reads_what_was_written(self) -> None:
        """Whole, or a part."""
        store = self.store()
        published = store.publish(self.artifact(content=b"0123456789"))
        assert store.read(published.uri) == b"0123456789"
        assert store.read(published.uri, start=2, length=3) == b"234"

    def test_names_an_object_that_is_not_there(self) -> None:
        """Reading nothing is an error of the caller."""
        with refused(NotFoundError):
            self.store().read(self.artifact(content=None).uri)

    def test_knows_that_content_is_there(self) -> None:
        """As it was published."""
        store = self.store()
        assert store.exists(store.publish(self.artifact()))

    def test_notices_that_content_is_gone(self) -> None:
        """A deleted artifact no longer exists, and deleting again is no error."""
        store = self.store()
        published = store.publish(self.artifact())
        store.delete(published.uri)
        store.delete(published.uri)
        assert not store.exists(published)

    def test_deletes_everything_below_a_prefix(self) -> None:
        """And nothing beside it."""
        store = self.store()
        one, two = store.publish(self.artifact("one")), store.publish(self.artifact("two", attempt=2))
        store.delete(store.prefix_for(RUN, AttemptId(f"{RUN}-1-1")))
        assert not store.exists(one)
        assert store.exists(two)

    def test_identifies_what_belongs_to_others(self) -> None:
        """With the digest that publishing gives, and without changing the content."""
        store = self.store()
        artifact = self.artifact()
        identified = store.identify(artifact)
        assert identified.digest == store.publish(self.artifact("copy", attempt=2)).digest
        self.write(artifact.uri, b"changed by its owner")
        assert store.identify(artifact).digest != identified.digest
