"""Indexes along which lists of many runs are counted, and walked in each order."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REPLACED = (
    "ix_runs_namespace_key_display_name",
    "ix_runs_namespace_state_key_display_name",
    "ix_runs_namespace_experiment_id_key",
    "ix_runs_namespace_storage_state_key",
    "ix_runs_namespace_pipeline_id_key",
)
LISTED = ("namespace", "key", "storage_state", "state", "created_at", "display_name")


def upgrade() -> None:
    """Migrate from the version before."""
    for name in REPLACED:
        op.drop_index(op.f(name), "runs")
    op.create_index("ix_runs_listed", "runs", list(LISTED))
    for column in ("state", "experiment_id", "pipeline_id"):
        columns = ["namespace", column, "key", "storage_state"]
        op.create_index(op.f(f"ix_runs_{'_'.join(columns)}"), "runs", columns)
    for column in ("started_at", "ended_at"):
        op.create_index(op.f(f"ix_runs_namespace_{column}_key"), "runs", ["namespace", column, "key"])
    op.create_index("ix_runs_duration", "runs", ["namespace", sa.text("(ended_at - started_at)"), "key"])
