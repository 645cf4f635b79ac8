"""What a run is given from outside: checked parameters, and artifacts by their place."""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from penstock.core.errors import ArgumentsError
from penstock.core.ids import ArtifactId
from penstock.core.json import JsonValue, digest
from penstock.engine.planning import Plan
from penstock.engine.ports import ArtifactStore
from penstock.engine.records import ArtifactLists, ArtifactRecord
from penstock.spec.arguments import check_arguments
from penstock.spec.component import InputArtifactSpec
from penstock.spec.types import ArtifactTypeSchema


def check(plan: Plan, arguments: Mapping[str, JsonValue]) -> None:
    """Refuse arguments that the pipeline does not have, lacks, or cannot use. Raises `ArgumentsError` with all."""
    _, problems = check_arguments(plan.document.pipeline, arguments)
    if problems:
        raise ArgumentsError(problems)


def given_artifacts(plan: Plan, arguments: Mapping[str, JsonValue], store: ArtifactStore) -> ArtifactLists:
    """Return the artifacts that a run is given, digested where they can be read."""
    return {
        name: (_identified(name, spec, arguments[name], store),)
        for name, spec in plan.root.artifacts.items()
        if name in arguments
    }


def _identified(name: str, spec: InputArtifactSpec, given: JsonValue, store: ArtifactStore) -> ArtifactRecord:
    schema = spec.artifact_type or ArtifactTypeSchema()
    described = given if isinstance(given, dict) else {"uri": given}
    artifact = store.identify(
        ArtifactRecord(
            id=ArtifactId(""),
            name=name,
            type_title=schema.schema_title or schema.schema_uri or "system.Artifact",
            type_version=schema.schema_version,
            type_schema=schema.instance_schema,
            uri=described["uri"],
            metadata=described.get("metadata") or {},
        )
    )
    return with_lasting_id(artifact)


def with_lasting_id(artifact: ArtifactRecord) -> ArtifactRecord:
    """Give an artifact from outside the id that it has in every run: place, type, metadata and content make it."""
    content = [artifact.name, artifact.type_title, artifact.type_version, artifact.uri, artifact.metadata]
    identity = uuid.uuid5(uuid.NAMESPACE_URL, digest([*content, artifact.digest]))
    return replace(artifact, id=ArtifactId(str(identity)))
