"""What people checked and left with the desk, with personal data hidden: with their consent, to see what is new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_left_checks"
down_revision = "0010_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_checks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redacted", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("scam", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_left_checks"),
    )
    op.create_index("ix_left_checks_at", "left_checks", ["at"], unique=False)
