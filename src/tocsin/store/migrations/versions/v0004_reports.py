"""Reports that can be matched, merged, come back to, purged and erased; imports that go on where they stopped; complaints."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004_reports"
down_revision = "0003_corrections_log_keys"
branch_labels = None
depends_on = None

Time = sa.DateTime(timezone=True)
RowNumber = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _of_report(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["reference"], ["reports.reference"], name=f"fk_{table}_reference", ondelete="CASCADE"
    )


def _needed(*columns: tuple[str, Any]) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name, kind in columns]


def upgrade() -> None:
    for name, kind in (
        ("read_at", Time),
        ("merged_into", sa.Text()),
        ("campaign", sa.Text()),
        ("reporter", sa.Text()),
        ("erased_at", Time),
    ):
        op.add_column("reports", sa.Column(name, kind, nullable=True))
    op.add_column("reports", sa.Column("vulnerability", sa.Text(), nullable=False, server_default="[]"))
    op.execute("UPDATE reports SET read_at = received_at")
    op.create_index("ix_reports_campaign", "reports", ["campaign"], unique=False)
    op.create_index("ix_reports_merged_into", "reports", ["merged_into"], unique=False)
    unread = sa.text("read_at IS NULL")
    op.create_index(
        "ix_reports_unread", "reports", ["received_at"], unique=False, sqlite_where=unread, postgresql_where=unread
    )
    op.add_column("sealed_reports", sa.Column("contact_key", sa.Text(), nullable=True))
    op.create_index("ix_sealed_reports_contact_key", "sealed_reports", ["contact_key"], unique=False)
    text = sa.Text()
    op.create_table(
        "reporter_words",
        *_needed(("reference", text), ("word_hash", text)),
        _of_report("reporter_words"),
        sa.PrimaryKeyConstraint("reference", name="pk_reporter_words"),
    )
    op.create_table(
        "report_messages",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        *_needed(("reference", text), ("at", Time), ("side", text), ("by", text), ("words", text)),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("side IN ('desk', 'reporter')", name="ck_report_messages_side"),
        _of_report("report_messages"),
        sa.PrimaryKeyConstraint("id", name="pk_report_messages"),
    )
    op.create_index("ix_report_messages_reference_id", "report_messages", ["reference", "id"], unique=False)
    op.create_table(
        "indicators",
        *_needed(("reference", text), ("kind", text), ("key", text), ("hint", text)),
        _of_report("indicators"),
        sa.PrimaryKeyConstraint("reference", "kind", "key", name="pk_indicators"),
    )
    op.create_index("ix_indicators_kind_key", "indicators", ["kind", "key"], unique=False)
    op.create_table(
        "indicator_notes",
        *_needed(
            ("kind", text), ("key", text), ("hint", text), ("state", text), ("note", text), ("by", text), ("at", Time)
        ),
        sa.CheckConstraint("state IN ('genuine')", name="ck_indicator_notes_state"),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_indicator_notes"),
    )
    op.create_table(
        "merges",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        *_needed(
            ("kept", text),
            ("merged", text),
            ("at", Time),
            ("by", text),
            ("score", sa.Float()),
            ("reasons", text),
            ("before", text),
        ),
        sa.Column("undone_at", Time, nullable=True),
        sa.Column("undone_by", text, nullable=True),
        sa.ForeignKeyConstraint(["kept"], ["reports.reference"], name="fk_merges_kept", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["merged"], ["reports.reference"], name="fk_merges_merged", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_index("ix_merges_kept", "merges", ["kept"], unique=False)
    op.create_index("ix_merges_merged", "merges", ["merged"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        *_needed(("reference", text), ("at", Time), ("by", text), ("label", text)),
        sa.Column("read_as", text, nullable=True),
        sa.Column("scam", text, nullable=True),
        sa.CheckConstraint("label IN ('scam', 'genuine')", name="ck_corrections_label"),
        _of_report("corrections"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.UniqueConstraint("reference", name="uq_corrections_reference"),
    )
    op.create_table(
        "complaints",
        *_needed(
            ("reference", text), ("at", Time), ("kind", text), ("key", text), ("hint", text), ("words", text),
            ("sealed", sa.LargeBinary()), ("status", text), ("answer", text),
        ),
        sa.Column("decided_by", text, nullable=True),
        sa.Column("decided_at", Time, nullable=True),
        sa.CheckConstraint("status IN ('new', 'upheld', 'declined')", name="ck_complaints_status"),
        sa.PrimaryKeyConstraint("reference", name="pk_complaints"),
    )  # fmt: skip
    op.create_index("ix_complaints_status_at", "complaints", ["status", "at"], unique=False)
    op.create_table(
        "campaigns",
        *_needed(("id", text), ("name", text)),
        sa.Column("scam", text, nullable=True),
        *_needed(("created_at", Time), ("created_by", text)),
        sa.Column("closed_at", Time, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
    )
    number = sa.Integer()
    op.create_table(
        "imports",
        *_needed(
            ("id", text), ("source", text), ("file", text), ("started_at", Time), ("rows_done", number), ("taken", number),
            ("already", number), ("rejected", number), ("rejects_bytes", sa.BigInteger()),
        ),
        sa.Column("finished_at", Time, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )  # fmt: skip
    op.create_table(
        "past_figures",
        *_needed(
            ("month", text), ("scam", text), ("county", text), ("reports", number), ("lost_minor", sa.BigInteger()),
            ("vulnerable", number),
        ),
        sa.PrimaryKeyConstraint("month", "scam", "county", name="pk_past_figures"),
    )  # fmt: skip
    op.create_table(
        "chores",
        *_needed(("name", text), ("done_on", sa.Date())),
        sa.PrimaryKeyConstraint("name", name="pk_chores"),
    )
