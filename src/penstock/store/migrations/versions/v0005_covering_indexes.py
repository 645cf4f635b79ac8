"""Indexes that hold what runs are chosen by beside what they are sorted by, and metrics in the order of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REPLACED = (
    "ix_runs_namespace_state_key_storage_state",
    "ix_runs_namespace_experiment_id_key_storage_state",
    "ix_runs_namespace_pipeline_name_key",
    "ix_runs_namespace_pipeline_id_key_storage_state",
    "ix_runs_namespace_pipeline_version_id_key",
    "ix_runs_namespace_display_name_key",
    "ix_runs_namespace_started_at_key",
    "ix_runs_namespace_ended_at_key",
    "ix_runs_duration",
)
CHOSEN_BY = (
    "storage_state",
    "state",
    "created_at",
    "experiment_id",
    "pipeline_id",
    "pipeline_version_id",
    "pipeline_name",
)


def upgrade() -> None:
    """Migrate from the version before."""
    for name in REPLACED:
        op.drop_index(op.f(name), "runs")
    op.create_index("ix_runs_state", "runs", ["namespace", "state", "key", "storage_state", "created_at"])
    belonging = {
        "ix_runs_experiment": "experiment_id",
        "ix_runs_pipeline_name": "pipeline_name",
        "ix_runs_pipeline": "pipeline_id",
        "ix_runs_pipeline_version": "pipeline_version_id",
    }
    for name, column in belonging.items():
        op.create_index(name, "runs", ["namespace", column, "key", "storage_state", "state"])
    sorted_by: dict[str, str | sa.TextClause] = {
        "ix_runs_by_name": "display_name",
        "ix_runs_by_start": "started_at",
        "ix_runs_by_end": "ended_at",
        "ix_runs_by_duration": sa.text("(ended_at - started_at)"),
    }
    for name, value in sorted_by.items():
        op.create_index(name, "runs", ["namespace", value, "key", *CHOSEN_BY])
    op.create_index(op.f("ix_metrics_name_run_key_value"), "metrics", ["name", "run_key", "value"])
