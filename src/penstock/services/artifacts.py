"""What people do with artifacts: find them by id, URI or digest."""

from penstock.core.errors import NotFoundError
from penstock.core.ids import ArtifactId, Digest
from penstock.engine.records import ArtifactRecord
from penstock.services.ports import ArtifactCatalogue

DIGEST_PREFIX = "sha256:"


def find_artifact(reference: str, *, catalogue: ArtifactCatalogue) -> ArtifactRecord:
    """Return the newest artifact with this id, digest or URI. Raises `NotFoundError`."""
    if reference.startswith(DIGEST_PREFIX):
        found = catalogue.find_by_digest(Digest(reference))
    elif "/" in reference:
        found = catalogue.find_by_uri(reference)
    else:
        return catalogue.get(ArtifactId(reference))
    if not found:
        raise NotFoundError(f"There is no artifact with the digest or URI {reference!r}")
    return found[0]


def list_artifacts(
    *, catalogue: ArtifactCatalogue, namespace: str = "default", type_title: str = "", limit: int = 50
) -> tuple[ArtifactRecord, ...]:
    """Return artifacts, newest first."""
    return catalogue.list_newest(namespace, type_title=type_title, limit=limit)
