"""The audit trail by time, for the page of what happened in the last day and for the filters of the log."""

from __future__ import annotations

from alembic import op

revision = "0013_log_by_time"
down_revision = "0012_submissions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_at_action", "audit", ["at", "action"], unique=False)
