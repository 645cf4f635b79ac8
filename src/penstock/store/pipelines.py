"""Pipelines and their versions in SQL; equal documents are kept once."""

import sqlalchemy as sa

from penstock.core.errors import NotFoundError, StoreError
from penstock.core.json import JsonObject
from penstock.services.records import Pipeline, PipelineVersion
from penstock.store.database import AnyRow, Database, conflict_or
from penstock.store.encoding import EPOCH, Packer, decode_time, encode_time
from penstock.store.records import unpacker_for
from penstock.store.rows import contents_rows
from penstock.store.statements import Statements
from penstock.store.tables import pipeline_versions, pipelines


class SqlPipelineStore:
    """Keeps pipelines and their versions. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = Statements(database)

    def create(self, pipeline: Pipeline) -> None:
        """Add a pipeline. Raises `ConflictError` if its name is taken."""
        row = {
            "id": pipeline.id,
            "namespace": pipeline.namespace,
            "name": pipeline.name,
            "description": pipeline.description,
            "created_at": encode_time(pipeline.created_at),
        }
        try:
            with self._database.write() as connection:
                connection.execute(pipelines.insert().values(row))
        except StoreError as error:
            raise conflict_or(error, f"A pipeline with the name {pipeline.name!r} exists already") from error

    def add_version(self, version: PipelineVersion, document: JsonObject) -> None:
        """Add a version. Raises `ConflictError` if its name is taken, `NotFoundError` if there is no such pipeline."""
        packer = Packer()
        wanted = sa.select(pipelines.c.key).where(pipelines.c.id == version.pipeline_id)
        row = {
            "id": version.id,
            "namespace": version.namespace,
            "name": version.name,
            "description": version.description,
            "spec": packer.pack(document),
            "created_at": encode_time(version.created_at),
        }
        try:
            with self._database.write() as connection:
                key = connection.execute(wanted).scalar()
                if key is None:
                    raise _no_pipeline(version.pipeline_id)
                for content in contents_rows(packer, self._database.now()):
                    connection.exec_driver_sql(self._sql.content, content)
                connection.execute(pipeline_versions.insert().values(pipeline_key=key, **row))
        except StoreError as error:
            raise conflict_or(error, f"The pipeline has a version with the name {version.name!r} already") from error

    def find_by_name(self, namespace: str, name: str) -> Pipeline | None:
        """Return a pipeline, or ``None``."""
        found = self._select(pipelines.c.namespace == namespace, pipelines.c.name == name)
        return found[0] if found else None

    def list_all(self, namespace: str) -> tuple[Pipeline, ...]:
        """Return the pipelines, newest first."""
        return self._select(pipelines.c.namespace == namespace)

    def list_versions(self, pipeline_id: str) -> tuple[PipelineVersion, ...]:
        """Return the versions of a pipeline, newest first."""
        columns = [column for column in pipeline_versions.columns if column.name != "spec"]
        query = (
            sa.select(*columns, pipelines.c.id.label("pipeline_id"))
            .join(pipelines, pipelines.c.key == pipeline_versions.c.pipeline_key)
            .where(pipelines.c.id == pipeline_id)
            .order_by(pipeline_versions.c.key.desc())
        )
        with self._database.read() as connection:
            return tuple(_version(row) for row in connection.execute(query))

    def load_document(self, version_id: str) -> JsonObject:
        """Return the document of a version. Raises `NotFoundError`."""
        query = sa.select(pipeline_versions.c.spec).where(pipeline_versions.c.id == version_id)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                raise NotFoundError(f"There is no pipeline version with the id {version_id!r}")
            document: JsonObject = unpacker_for(connection, [row]).unpack(row.spec)
        return document

    def delete(self, pipeline_id: str) -> None:
        """Remove a pipeline with its versions; its runs stay. Raises `NotFoundError`."""
        with self._database.write() as connection:
            if connection.execute(pipelines.delete().where(pipelines.c.id == pipeline_id)).rowcount == 0:
                raise _no_pipeline(pipeline_id)

    def _select(self, *conditions: sa.ColumnElement[bool]) -> tuple[Pipeline, ...]:
        query = sa.select(pipelines).where(*conditions).order_by(pipelines.c.key.desc())
        with self._database.read() as connection:
            return tuple(_pipeline(row) for row in connection.execute(query))


def _no_pipeline(pipeline_id: str) -> NotFoundError:
    return NotFoundError(f"There is no pipeline with the id {pipeline_id!r}")


def _pipeline(row: AnyRow) -> Pipeline:
    return Pipeline(
        id=row.id,
        name=row.name,
        created_at=decode_time(row.created_at) or EPOCH,
        namespace=row.namespace,
        description=row.description,
    )


def _version(row: AnyRow) -> PipelineVersion:
    return PipelineVersion(
        id=row.id,
        pipeline_id=row.pipeline_id,
        name=row.name,
        created_at=decode_time(row.created_at) or EPOCH,
        namespace=row.namespace,
        description=row.description,
    )
