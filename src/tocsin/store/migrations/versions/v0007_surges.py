"""Surges that the desk follows over days, what an officer decided about them, choices of the desk, voices, days long past."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_surges"
down_revision = "0006_delivery"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("reports", sa.Column("voice", sa.Text(), nullable=True))
    op.create_table(
        "surges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scam", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snoozed_at", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("dismissed", sa.Text(), nullable=True),
        sa.Column("alert", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_surges"),
    )
    op.create_index("ix_surges_last_on", "surges", ["last_on"], unique=False)
    op.create_table(
        "desk_choices",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_desk_choices"),
    )
    op.create_table(
        "past_days",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("scam", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("on", "scam", "county", name="pk_past_days"),
    )
