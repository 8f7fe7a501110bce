"""Approvals that were given in spite of a failed rule, with their reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_approval_and_recall"
down_revision = "0004_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("alerts") as batch:
        batch.add_column(sa.Column("override", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("overridden", sa.Text(), nullable=False, server_default="[]"))
