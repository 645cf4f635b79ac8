"""The one schema of the metadata store, for SQLite and PostgreSQL.

Conventions: ``key`` is a number given by the database, never shown to anybody; ``id`` is what users see. Times are
whole microseconds since 1970 in UTC, so that they sort, compare and come back exactly. *Packed* text is JSON, or
``@sha256:...``: the digest of a row in ``contents``, where every value over 1 KiB is kept once (decision A22).
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

SCHEMA_VERSION = "0005"
"""The newest migration; a test compares it with the folder of migrations."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column that is called ``INTEGER``."""

Time = BigInteger
Packed = Text

_CHOSEN_BY = (
    "storage_state",
    "state",
    "created_at",
    "experiment_id",
    "pipeline_id",
    "pipeline_version_id",
    "pipeline_name",
)
"""What runs are chosen by in lists of any order."""

# What an index says to PostgreSQL is in the migrations only: named here, it loads that dialect with every command.
UNFINISHED = text("state IN ('PENDING', 'RUNNING', 'CANCELING', 'PAUSED')")


def _run_key(*, primary_key: bool = False) -> Column[int]:
    return Column("run_key", Key, ForeignKey("runs.key", ondelete="CASCADE"), primary_key=primary_key, nullable=False)


def _storage_state() -> Column[str]:
    return Column("storage_state", String(16), nullable=False, server_default="AVAILABLE")


def _late_text(name: str) -> Column[str]:
    """Make a column that came with a later version."""
    return Column(name, Text, nullable=False, server_default="")


def _artifact_key() -> Column[int]:
    return Column("artifact_key", Key, ForeignKey("artifacts.key"), nullable=False)


contents = Table(
    "contents",
    metadata,
    Column("digest", String(71), primary_key=True),
    Column("body", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("used_at", Time, nullable=False),
)
"""Values over 1 KiB, each once: parameters, documents of pipelines, commands, environments.

``used_at`` is when something last began to refer to the value, to the day: garbage collection leaves fresh ones alone.
"""

experiments = Table(
    "experiments",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("namespace", String(253), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    _storage_state(),
    UniqueConstraint("namespace", "name"),
)

pipelines = Table(
    "pipelines",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("namespace", String(253), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("created_at", Time, nullable=False),
    _late_text("display_name"),
    UniqueConstraint("namespace", "name"),
)

pipeline_tags = Table(
    "pipeline_tags",
    metadata,
    Column("pipeline_key", Key, ForeignKey("pipelines.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

pipeline_versions = Table(
    "pipeline_versions",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("namespace", String(253), nullable=False),
    Column("pipeline_key", Key, ForeignKey("pipelines.key", ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("spec", Packed, nullable=False),
    Column("created_at", Time, nullable=False),
    _late_text("display_name"),
    _late_text("code_source_url"),
    UniqueConstraint("pipeline_key", "name"),
)

pipeline_version_tags = Table(
    "pipeline_version_tags",
    metadata,
    Column(
        "version_key",
        Key,
        ForeignKey("pipeline_versions.key", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

runs = Table(
    "runs",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("namespace", String(253), nullable=False),
    Column("display_name", Text, nullable=False),
    Column("experiment_id", String(36), nullable=False),
    Column("pipeline_name", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Time),
    Column("started_at", Time),
    Column("ended_at", Time),
    Column("seq", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("failure", Packed),
    Column("outputs", Packed, nullable=False),
    Column("options", Packed, nullable=False),
    Column("description", Packed, nullable=False),
    Column("provenance", Packed, nullable=False),
    Column("spec", Packed, nullable=False),
    _storage_state(),
    Column("pipeline_id", String(36), nullable=False, server_default=""),
    Column("pipeline_version_id", String(36), nullable=False, server_default=""),
    Column("task_counts", Text, nullable=False, server_default="{}"),
    # What lists are chosen by most: any mixture of it is counted without reading the runs themselves.
    Index(
        "ix_runs_listed",
        "namespace",
        "key",
        "storage_state",
        "state",
        "created_at",
        "display_name",
    ),
    Index("ix_runs_state", "namespace", "state", "key", "storage_state", "created_at"),
    Index("ix_runs_experiment", "namespace", "experiment_id", "key", "storage_state", "state"),
    Index("ix_runs_pipeline_name", "namespace", "pipeline_name", "key", "storage_state", "state"),
    Index("ix_runs_pipeline", "namespace", "pipeline_id", "key", "storage_state", "state"),
    Index("ix_runs_pipeline_version", "namespace", "pipeline_version_id", "key", "storage_state", "state"),
    # What lists are sorted by: a walk passes over what is not chosen without reading the runs themselves.
    Index("ix_runs_by_name", "namespace", "display_name", "key", *_CHOSEN_BY),
    Index("ix_runs_by_start", "namespace", "started_at", "key", *_CHOSEN_BY),
    Index("ix_runs_by_end", "namespace", "ended_at", "key", *_CHOSEN_BY),
    Index("ix_runs_by_duration", "namespace", text("(ended_at - started_at)"), "key", *_CHOSEN_BY),
    Index("ix_runs_unfinished", "key", sqlite_where=UNFINISHED),
)

"""``task_counts`` is JSON: how many tasks are in each state, and how many of them were ``cached``."""

run_parameters = Table(
    "run_parameters",
    metadata,
    _run_key(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Packed, nullable=False),
    Column("number", Double),
    Index(None, "name", "value", "run_key"),
    Index(None, "name", "number", "run_key"),
    sqlite_with_rowid=False,
)
"""The arguments of runs; ``number`` is the value of one that is a number, to sort and compare by."""

run_tags = Table(
    "run_tags",
    metadata,
    _run_key(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Index(None, "name", "value", "run_key"),
    sqlite_with_rowid=False,
)

executions = Table(
    "executions",
    metadata,
    _run_key(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("namespace", String(253), nullable=False),
    Column("path", Text, nullable=False),
    Column("parent", Text),
    Column("kind", String(16), nullable=False),
    Column("task_name", Text, nullable=False),
    Column("display_name", Text, nullable=False),
    Column("component_name", Text, nullable=False),
    Column("iteration", Integer),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Time),
    Column("started_at", Time),
    Column("ended_at", Time),
    Column("seq", BigInteger, nullable=False),
    Column("fingerprint", String(71)),
    Column("cached_from_run", String(36)),
    Column("cached_from_path", Text),
    Column("cache_note", Packed, nullable=False),
    Column("fingerprint_parts", Packed, nullable=False),
    Column("failure", Packed),
    Column("inputs", Packed, nullable=False),
    Column("outputs", Packed, nullable=False),
    UniqueConstraint("run_key", "path"),
    Index(None, "run_key", "seq"),
    Index(
        "ix_executions_fingerprint",
        "fingerprint",
        "namespace",
        "cached_from_run",
        "ended_at",
        sqlite_where=text("fingerprint IS NOT NULL AND state = 'SUCCEEDED'"),
    ),
    Index(
        "ix_executions_component",
        "component_name",
        "namespace",
        "run_key",
        sqlite_where=text("kind = 'container'"),
    ),
)

attempts = Table(
    "attempts",
    metadata,
    Column("key", Key, primary_key=True),
    _run_key(),
    Column("id", String(80), nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("launcher", Text, nullable=False),
    Column("image", Text, nullable=False),
    Column("exit_code", Integer),
    Column("log_uri", Text, nullable=False),
    Column("created_at", Time),
    Column("started_at", Time),
    Column("ended_at", Time),
    Column("seq", BigInteger, nullable=False),
    Column("failure", Packed),
    Column("command", Packed, nullable=False),
    Column("environment", Packed, nullable=False),
    Column("peak_memory_bytes", BigInteger),
    Column("cpu_seconds", Double),
    Index(None, "run_key", "seq"),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", String(36), nullable=False, unique=True),
    Column("namespace", String(253), nullable=False),
    Column("name", Text, nullable=False),
    Column("type_title", Text, nullable=False),
    Column("type_version", Text, nullable=False),
    Column("uri", Text, nullable=False),
    Column("digest", String(71)),
    Column("size_bytes", BigInteger),
    Column("created_at", Time),
    Column("type_schema", Packed, nullable=False),
    Column("metadata", Packed, nullable=False),
    Index(None, "uri"),
    Index(None, "digest"),
    Index(None, "namespace", "key"),
    Index(None, "namespace", "type_title", "key"),
    Index(None, "namespace", "name", "key"),
)

execution_artifacts = Table(
    "execution_artifacts",
    metadata,
    _run_key(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("role", String(6), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    _artifact_key(),
    Index(None, "artifact_key"),
    sqlite_with_rowid=False,
)
"""The edges of lineage; ``role`` is ``input`` or ``output``, ``position`` the place in a list."""

run_artifacts = Table(
    "run_artifacts",
    metadata,
    _run_key(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    _artifact_key(),
    Index(None, "artifact_key"),
    sqlite_with_rowid=False,
)
"""The artifacts among the outputs of whole runs."""

metrics = Table(
    "metrics",
    metadata,
    _run_key(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("output", Text, primary_key=True),
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("value", Double),
    Index(None, "name", "value", "run_key"),
    # In the order of runs, so that the runs of several metrics are met side by side.
    Index(None, "name", "run_key", "value"),
    sqlite_with_rowid=False,
)
"""Scalars out of the metadata of metrics artifacts; a ``NULL`` value is not a number."""
