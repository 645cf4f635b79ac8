"""What attempts took of their machines."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Migrate from the version before."""
    op.add_column("attempts", sa.Column("peak_memory_bytes", sa.BigInteger(), nullable=True))
    op.add_column("attempts", sa.Column("cpu_seconds", sa.Double(), nullable=True))
