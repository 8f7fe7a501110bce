"""Feeds that are watched, advisories that their publishers take back, and changes of the knowledge under review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_feeds_and_knowledge"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("advisories", sa.Column("identifier", sa.Text(), nullable=True))
    op.create_index("ix_advisories_identifier", "advisories", ["identifier"], unique=False)
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_feeds"),
    )
    op.create_table(
        "feed_entries",
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feeds.url"], name="fk_feed_entries_feed", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feed", "entry", name="pk_feed_entries"),
    )
    op.create_table(
        "knowledge_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("base_sha256", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('proposed', 'accepted', 'declined')", name="ck_knowledge_changes_status"),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_changes"),
    )
    op.create_index(
        "ix_knowledge_changes_status_proposed_at", "knowledge_changes", ["status", "proposed_at"], unique=False
    )
