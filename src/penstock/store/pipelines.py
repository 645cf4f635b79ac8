"""Pipelines and their versions in SQL; equal documents are kept once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from penstock.core.errors import NotFoundError, StoreError
from penstock.core.json import JsonObject
from penstock.services.pages import Page, PageRequest
from penstock.services.records import Pipeline, PipelineVersion
from penstock.store.database import AnyRow, AnySelect, Database, conflict_or
from penstock.store.encoding import EPOCH, Packer, decode_time, encode_time
from penstock.store.paging import find_page
from penstock.store.pipeline_listing import PIPELINES, VERSIONS
from penstock.store.records import chunks, unpacker_for
from penstock.store.rows import contents_rows
from penstock.store.statements import Statements
from penstock.store.tables import pipeline_tags, pipeline_version_tags, pipeline_versions, pipelines


class SqlPipelineStore:
    """Keeps pipelines and their versions. Safe to share between threads and between processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = Statements(database)

    def create(self, pipeline: Pipeline) -> None:
        """Add a pipeline. Raises `ConflictError` if its name is taken."""
        try:
            with self._database.write() as connection:
                _insert_pipeline(connection, pipeline)
        except StoreError as error:
            raise conflict_or(error, _taken(pipeline)) from error

    def create_with_version(self, pipeline: Pipeline, version: PipelineVersion, document: JsonObject) -> None:
        """Add a pipeline and its first version, or neither. Raises `ConflictError` if the name is taken."""
        packer = Packer()
        row = _version_row(version, document, packer)
        try:
            with self._database.write() as connection:
                key = _insert_pipeline(connection, pipeline)
                self._insert_version(connection, key, version, row, packer)
        except StoreError as error:
            raise conflict_or(error, _taken(pipeline)) from error

    def add_version(self, version: PipelineVersion, document: JsonObject) -> None:
        """Add a version. Raises `ConflictError` if its name is taken, `NotFoundError` if there is no such pipeline."""
        packer = Packer()
        wanted = sa.select(pipelines.c.key).where(pipelines.c.id == version.pipeline_id)
        row = _version_row(version, document, packer)
        try:
            with self._database.write() as connection:
                key = connection.execute(wanted).scalar()
                if key is None:
                    raise _no_pipeline(version.pipeline_id)
                self._insert_version(connection, key, version, row, packer)
        except StoreError as error:
            raise conflict_or(error, f"The pipeline has a version with the name {version.name!r} already") from error

    def find_by_name(self, namespace: str, name: str) -> Pipeline | None:
        """Return a pipeline, or ``None``."""
        found = self._select(pipelines.c.namespace == namespace, pipelines.c.name == name)
        return found[0] if found else None

    def get(self, pipeline_id: str) -> Pipeline:
        """Return a pipeline. Raises `NotFoundError`."""
        found = self._select(pipelines.c.id == pipeline_id)
        if not found:
            raise _no_pipeline(pipeline_id)
        return found[0]

    def get_version(self, version_id: str) -> PipelineVersion:
        """Return a version. Raises `NotFoundError`."""
        with self._database.read() as connection:
            rows = connection.execute(_versions().where(pipeline_versions.c.id == version_id)).all()
            if not rows:
                raise _no_version(version_id)
            return _read_versions(connection, rows)[0]

    def list_all(self, namespace: str) -> tuple[Pipeline, ...]:
        """Return the pipelines, newest first."""
        return self._select(pipelines.c.namespace == namespace)

    def page(self, namespace: str, wanted: PageRequest) -> Page[Pipeline]:
        """Return a page of pipelines in any order."""
        query = sa.select(pipelines).where(pipelines.c.namespace == namespace)
        with self._database.read() as connection:
            found = find_page(connection, query, PIPELINES, wanted)
            items = _read_pipelines(connection, found.rows)
        return Page(items=items, total=found.total, end=found.end)

    def list_versions(self, pipeline_id: str) -> tuple[PipelineVersion, ...]:
        """Return the versions of a pipeline, newest first."""
        query = _versions().where(pipelines.c.id == pipeline_id).order_by(pipeline_versions.c.key.desc())
        with self._database.read() as connection:
            return _read_versions(connection, connection.execute(query).all())

    def page_versions(self, pipeline_id: str, wanted: PageRequest) -> Page[PipelineVersion]:
        """Return a page of the versions of a pipeline in any order."""
        query = _versions().where(pipelines.c.id == pipeline_id)
        with self._database.read() as connection:
            found = find_page(connection, query, VERSIONS, wanted)
            items = _read_versions(connection, found.rows)
        return Page(items=items, total=found.total, end=found.end)

    def load_document(self, version_id: str) -> JsonObject:
        """Return the document of a version. Raises `NotFoundError`."""
        found = self.load_documents([version_id])
        if not found:
            raise _no_version(version_id)
        return found[version_id]

    def load_documents(self, version_ids: Sequence[str]) -> Mapping[str, JsonObject]:
        """Return the documents of versions by id; those that are not there are left out."""
        documents: dict[str, JsonObject] = {}
        with self._database.read() as connection:
            for chunk in chunks(version_ids):
                query = sa.select(pipeline_versions.c.id, pipeline_versions.c.spec)
                rows = connection.execute(query.where(pipeline_versions.c.id.in_(chunk))).all()
                unpacker = unpacker_for(connection, rows)
                documents.update((row.id, unpacker.unpack(row.spec)) for row in rows)
        return documents

    def update(self, pipeline: Pipeline) -> None:
        """Keep the display name, the description and the tags of a pipeline. Raises `NotFoundError`."""
        with self._database.write() as connection:
            key = connection.execute(sa.select(pipelines.c.key).where(pipelines.c.id == pipeline.id)).scalar()
            if key is None:
                raise _no_pipeline(pipeline.id)
            change = pipelines.update().where(pipelines.c.key == key)
            connection.execute(change.values(display_name=pipeline.display_name, description=pipeline.description))
            connection.execute(pipeline_tags.delete().where(pipeline_tags.c.pipeline_key == key))
            _insert_tags(connection, pipeline_tags, {"pipeline_key": key}, pipeline.tags)

    def update_version(self, version: PipelineVersion) -> None:
        """Keep the display name, the description and the tags of a version. Raises `NotFoundError`."""
        columns = pipeline_versions.c
        with self._database.write() as connection:
            key = connection.execute(sa.select(columns.key).where(columns.id == version.id)).scalar()
            if key is None:
                raise _no_version(version.id)
            change = pipeline_versions.update().where(columns.key == key)
            connection.execute(change.values(display_name=version.display_name, description=version.description))
            connection.execute(pipeline_version_tags.delete().where(pipeline_version_tags.c.version_key == key))
            _insert_tags(connection, pipeline_version_tags, {"version_key": key}, version.tags)

    def delete(self, pipeline_id: str) -> None:
        """Remove a pipeline with its versions; its runs stay. Raises `NotFoundError`."""
        with self._database.write() as connection:
            if connection.execute(pipelines.delete().where(pipelines.c.id == pipeline_id)).rowcount == 0:
                raise _no_pipeline(pipeline_id)

    def delete_version(self, version_id: str) -> None:
        """Remove a version; its runs stay. Raises `NotFoundError`."""
        with self._database.write() as connection:
            gone = connection.execute(pipeline_versions.delete().where(pipeline_versions.c.id == version_id))
            if gone.rowcount == 0:
                raise _no_version(version_id)

    def _insert_version(
        self, connection: Connection, pipeline_key: int, version: PipelineVersion, row: dict[str, Any], packer: Packer
    ) -> None:
        for content in contents_rows(packer, self._database.now()):
            connection.exec_driver_sql(self._sql.content, content)
        added = connection.execute(pipeline_versions.insert().values(pipeline_key=pipeline_key, **row))
        _insert_tags(connection, pipeline_version_tags, {"version_key": _key(added)}, version.tags)

    def _select(self, *conditions: sa.ColumnElement[bool]) -> tuple[Pipeline, ...]:
        query = sa.select(pipelines).where(*conditions).order_by(pipelines.c.key.desc())
        with self._database.read() as connection:
            return _read_pipelines(connection, connection.execute(query).all())


def _insert_pipeline(connection: Connection, pipeline: Pipeline) -> int:
    row = {
        "id": pipeline.id,
        "namespace": pipeline.namespace,
        "name": pipeline.name,
        "display_name": pipeline.display_name,
        "description": pipeline.description,
        "created_at": encode_time(pipeline.created_at),
    }
    key = _key(connection.execute(pipelines.insert().values(row)))
    _insert_tags(connection, pipeline_tags, {"pipeline_key": key}, pipeline.tags)
    return key


def _key(added: "sa.CursorResult[Any]") -> int:
    assert added.inserted_primary_key is not None
    return int(added.inserted_primary_key[0])


def _insert_tags(connection: Connection, table: sa.Table, owner: Mapping[str, int], tags: Mapping[str, str]) -> None:
    if tags:
        connection.execute(table.insert(), [{**owner, "name": name, "value": value} for name, value in tags.items()])


def _version_row(version: PipelineVersion, document: JsonObject, packer: Packer) -> dict[str, Any]:
    return {
        "id": version.id,
        "namespace": version.namespace,
        "name": version.name,
        "display_name": version.display_name,
        "description": version.description,
        "code_source_url": version.code_source_url,
        "spec": packer.pack(document),
        "created_at": encode_time(version.created_at),
    }


def _versions() -> AnySelect:
    columns = [column for column in pipeline_versions.columns if column.name != "spec"]
    return sa.select(*columns, pipelines.c.id.label("pipeline_id")).join(
        pipelines, pipelines.c.key == pipeline_versions.c.pipeline_key
    )


def _taken(pipeline: Pipeline) -> str:
    return f"A pipeline with the name {pipeline.name!r} exists already"


def _no_pipeline(pipeline_id: str) -> NotFoundError:
    return NotFoundError(f"There is no pipeline with the id {pipeline_id!r}")


def _no_version(version_id: str) -> NotFoundError:
    return NotFoundError(f"There is no pipeline version with the id {version_id!r}")


def _tags(connection: Connection, owner: sa.Column[int], rows: Iterable[AnyRow]) -> dict[int, dict[str, str]]:
    tags: dict[int, dict[str, str]] = {row.key: {} for row in rows}
    for chunk in chunks(list(tags)):
        query = sa.select(owner.label("owner"), owner.table.c.name, owner.table.c.value).where(owner.in_(chunk))
        for tag in connection.execute(query.order_by(owner.table.c.name)):
            tags[tag.owner][tag.name] = tag.value
    return tags


def _read_pipelines(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Pipeline, ...]:
    tags = _tags(connection, pipeline_tags.c.pipeline_key, rows)
    return tuple(
        Pipeline(
            id=row.id,
            name=row.name,
            created_at=decode_time(row.created_at) or EPOCH,
            namespace=row.namespace,
            description=row.description,
            display_name=row.display_name,
            tags=tags[row.key],
        )
        for row in rows
    )


def _read_versions(connection: Connection, rows: Sequence[AnyRow]) -> tuple[PipelineVersion, ...]:
    tags = _tags(connection, pipeline_version_tags.c.version_key, rows)
    return tuple(
        PipelineVersion(
            id=row.id,
            pipeline_id=row.pipeline_id,
            name=row.name,
            created_at=decode_time(row.created_at) or EPOCH,
            namespace=row.namespace,
            description=row.description,
            display_name=row.display_name,
            code_source_url=row.code_source_url,
            tags=tags[row.key],
        )
        for row in rows
    )
