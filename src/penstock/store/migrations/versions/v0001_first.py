"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate from the version before."""
    op.create_table(
        "artifacts",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("namespace", sa.String(length=253), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type_title", sa.Text(), nullable=False),
        sa.Column("type_version", sa.Text(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("type_schema", sa.Text(), nullable=False),
        sa.Column("metadata", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_artifacts")),
        sa.UniqueConstraint("id", name=op.f("uq_artifacts_id")),
    )
    op.create_index(op.f("ix_artifacts_digest"), "artifacts", ["digest"])
    op.create_index(op.f("ix_artifacts_namespace_key"), "artifacts", ["namespace", "key"])
    op.create_index(op.f("ix_artifacts_namespace_type_title_key"), "artifacts", ["namespace", "type_title", "key"])
    op.create_index(op.f("ix_artifacts_uri"), "artifacts", ["uri"])

    op.create_table(
        "contents",
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_contents")),
    )
    op.create_table(
        "experiments",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("namespace", sa.String(length=253), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_experiments")),
        sa.UniqueConstraint("id", name=op.f("uq_experiments_id")),
        sa.UniqueConstraint("namespace", "name", name=op.f("uq_experiments_namespace_name")),
    )
    op.create_table(
        "pipelines",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("namespace", sa.String(length=253), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pipelines")),
        sa.UniqueConstraint("id", name=op.f("uq_pipelines_id")),
        sa.UniqueConstraint("namespace", "name", name=op.f("uq_pipelines_namespace_name")),
    )
    op.create_table(
        "runs",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("namespace", sa.String(length=253), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("experiment_id", sa.String(length=36), nullable=False),
        sa.Column("pipeline_name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("outputs", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_runs")),
        sa.UniqueConstraint("id", name=op.f("uq_runs_id")),
    )
    op.create_index(op.f("ix_runs_namespace_experiment_id_key"), "runs", ["namespace", "experiment_id", "key"])
    op.create_index(op.f("ix_runs_namespace_key_display_name"), "runs", ["namespace", "key", "display_name"])
    op.create_index(op.f("ix_runs_namespace_pipeline_name_key"), "runs", ["namespace", "pipeline_name", "key"])
    op.create_index(
        op.f("ix_runs_namespace_state_key_display_name"), "runs", ["namespace", "state", "key", "display_name"]
    )
    op.create_index(
        "ix_runs_unfinished",
        "runs",
        ["key"],
        sqlite_where=sa.text("state IN ('PENDING', 'RUNNING', 'CANCELING', 'PAUSED')"),
        postgresql_where=sa.text("state IN ('PENDING', 'RUNNING', 'CANCELING', 'PAUSED')"),
    )

    op.create_table(
        "attempts",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("launcher", sa.Text(), nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("log_uri", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_key"], ["runs.key"], name=op.f("fk_attempts_run_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempts")),
        sa.UniqueConstraint("id", name=op.f("uq_attempts_id")),
    )
    op.create_index(op.f("ix_attempts_run_key_seq"), "attempts", ["run_key", "seq"])

    op.create_table(
        "execution_artifacts",
        sa.Column("run_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=6), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("artifact_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["artifact_key"], ["artifacts.key"], name=op.f("fk_execution_artifacts_artifact_key")),
        sa.ForeignKeyConstraint(
            ["run_key"], ["runs.key"], name=op.f("fk_execution_artifacts_run_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_key", "number", "role", "name", "position", name=op.f("pk_execution_artifacts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_execution_artifacts_artifact_key"), "execution_artifacts", ["artifact_key"])

    op.create_table(
        "executions",
        sa.Column("run_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("namespace", sa.String(length=253), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("task_name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("component_name", sa.Text(), nullable=False),
        sa.Column("iteration", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(length=71), nullable=True),
        sa.Column("cached_from_run", sa.String(length=36), nullable=True),
        sa.Column("cached_from_path", sa.Text(), nullable=True),
        sa.Column("cache_note", sa.Text(), nullable=False),
        sa.Column("fingerprint_parts", sa.Text(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("outputs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_key"], ["runs.key"], name=op.f("fk_executions_run_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_key", "number", name=op.f("pk_executions")),
        sa.UniqueConstraint("run_key", "path", name=op.f("uq_executions_run_key_path")),
    )
    op.create_index(
        "ix_executions_component",
        "executions",
        ["component_name", "namespace", "run_key"],
        sqlite_where=sa.text("kind = 'container'"),
        postgresql_where=sa.text("kind = 'container'"),
    )
    op.create_index(
        "ix_executions_fingerprint",
        "executions",
        ["fingerprint", "namespace", "cached_from_run", "ended_at"],
        sqlite_where=sa.text("fingerprint IS NOT NULL AND state = 'SUCCEEDED'"),
        postgresql_where=sa.text("fingerprint IS NOT NULL AND state = 'SUCCEEDED'"),
    )
    op.create_index(op.f("ix_executions_run_key_seq"), "executions", ["run_key", "seq"])

    op.create_table(
        "metrics",
        sa.Column("run_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["run_key"], ["runs.key"], name=op.f("fk_metrics_run_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_key", "number", "output", "position", "name", name=op.f("pk_metrics")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_metrics_name_value_run_key"), "metrics", ["name", "value", "run_key"])

    op.create_table(
        "pipeline_versions",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("namespace", sa.String(length=253), nullable=False),
        sa.Column("pipeline_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pipeline_key"], ["pipelines.key"], name=op.f("fk_pipeline_versions_pipeline_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pipeline_versions")),
        sa.UniqueConstraint("id", name=op.f("uq_pipeline_versions_id")),
        sa.UniqueConstraint("pipeline_key", "name", name=op.f("uq_pipeline_versions_pipeline_key_name")),
    )
    op.create_table(
        "run_artifacts",
        sa.Column("run_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("artifact_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["artifact_key"], ["artifacts.key"], name=op.f("fk_run_artifacts_artifact_key")),
        sa.ForeignKeyConstraint(["run_key"], ["runs.key"], name=op.f("fk_run_artifacts_run_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_key", "name", "position", name=op.f("pk_run_artifacts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_run_artifacts_artifact_key"), "run_artifacts", ["artifact_key"])

    op.create_table(
        "run_parameters",
        sa.Column("run_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_key"], ["runs.key"], name=op.f("fk_run_parameters_run_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_key", "name", name=op.f("pk_run_parameters")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_run_parameters_name_value_run_key"), "run_parameters", ["name", "value", "run_key"])

    op.create_table(
        "run_tags",
        sa.Column("run_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_key"], ["runs.key"], name=op.f("fk_run_tags_run_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_key", "name", name=op.f("pk_run_tags")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_run_tags_name_value_run_key"), "run_tags", ["name", "value", "run_key"])
