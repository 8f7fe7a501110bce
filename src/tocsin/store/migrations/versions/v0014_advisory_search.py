"""What of an advisory is searched, in a form that the database compares: its list is filtered and paged there.

A row is made with the advisory. Those of before, and those that a program of before adds, are made by the next search.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_advisory_search"
down_revision = "0013_log_by_time"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advisory_search",
        sa.Column("advisory", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("warns", sa.Boolean(), nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advisory"], ["advisories.id"], name="fk_advisory_search_advisory", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("advisory", name="pk_advisory_search"),
    )
    op.create_index("ix_advisory_search_published_on", "advisory_search", ["published_on"], unique=False)
