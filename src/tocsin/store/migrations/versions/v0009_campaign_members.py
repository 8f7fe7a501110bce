"""Advisories and alerts in campaigns; reports by when they were read, for the index of their words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_campaign_members"
down_revision = "0008_api_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_members",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.id"], name="fk_campaign_members_campaign", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "kind", "ref", name="pk_campaign_members"),
        sa.CheckConstraint("kind IN ('advisory', 'alert', 'check')", name="ck_campaign_members_kind"),
    )
    op.create_index("ix_reports_read_at", "reports", ["read_at"], unique=False)
