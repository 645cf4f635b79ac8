"""What the server keeps beyond what the command line does: archives, names for people, tags, versions of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


COUNT_TASKS = """
    UPDATE runs SET task_counts = json_set(
        (
            SELECT json_group_object(state, tasks) FROM (
                SELECT state, count(*) AS tasks FROM executions
                WHERE run_key = runs.key AND kind IN ('container', 'importer') GROUP BY state
            )
        ),
        '$.cached',
        (
            SELECT count(*) FROM executions
            WHERE run_key = runs.key AND kind IN ('container', 'importer')
            AND state = 'SUCCEEDED' AND cached_from_run IS NOT NULL
        )
    )
"""
READ_NUMBERS = """
    UPDATE run_parameters SET number = json_extract(value, '$')
    WHERE CASE WHEN json_valid(value) THEN json_type(value) END IN ('integer', 'real')
"""


def upgrade() -> None:
    """Migrate from the version before."""
    op.add_column("experiments", _storage_state())
    op.add_column("pipelines", sa.Column("display_name", sa.Text(), server_default="", nullable=False))
    op.add_column("pipeline_versions", sa.Column("display_name", sa.Text(), server_default="", nullable=False))
    op.add_column("pipeline_versions", sa.Column("code_source_url", sa.Text(), server_default="", nullable=False))
    op.add_column("runs", _storage_state())
    op.add_column("runs", sa.Column("pipeline_id", sa.String(length=36), server_default="", nullable=False))
    op.add_column("runs", sa.Column("pipeline_version_id", sa.String(length=36), server_default="", nullable=False))
    op.add_column("runs", sa.Column("task_counts", sa.Text(), server_default="{}", nullable=False))
    op.execute(COUNT_TASKS)
    op.add_column("run_parameters", sa.Column("number", sa.Double(), nullable=True))
    op.execute(READ_NUMBERS)
    op.create_index(op.f("ix_run_parameters_name_number_run_key"), "run_parameters", ["name", "number", "run_key"])
    op.create_index(op.f("ix_runs_namespace_storage_state_key"), "runs", ["namespace", "storage_state", "key"])
    op.create_index(op.f("ix_runs_namespace_display_name_key"), "runs", ["namespace", "display_name", "key"])
    op.create_index(op.f("ix_runs_namespace_pipeline_id_key"), "runs", ["namespace", "pipeline_id", "key"])
    op.create_index(
        op.f("ix_runs_namespace_pipeline_version_id_key"), "runs", ["namespace", "pipeline_version_id", "key"]
    )
    op.create_index(op.f("ix_artifacts_namespace_name_key"), "artifacts", ["namespace", "name", "key"])
    op.create_table(
        "pipeline_tags",
        sa.Column(
            "pipeline_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pipeline_key"], ["pipelines.key"], name=op.f("fk_pipeline_tags_pipeline_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pipeline_key", "name", name=op.f("pk_pipeline_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pipeline_version_tags",
        sa.Column(
            "version_key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_key"],
            ["pipeline_versions.key"],
            name=op.f("fk_pipeline_version_tags_version_key"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_key", "name", name=op.f("pk_pipeline_version_tags")),
        sqlite_with_rowid=False,
    )


def _storage_state() -> "sa.Column[str]":
    return sa.Column("storage_state", sa.String(length=16), server_default="AVAILABLE", nullable=False)
