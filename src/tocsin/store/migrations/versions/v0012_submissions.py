"""What an alert said each time it was submitted, so that its approver sees what changed since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012_submissions"
down_revision = "0011_left_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submissions",
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_submissions_alert", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alert", "at", name="pk_submissions"),
    )
