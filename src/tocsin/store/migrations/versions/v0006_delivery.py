"""Pace, quiet hours, digests, consent, what came back, kept checks, owners and deadlines of approvals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_delivery"
down_revision = "0005_approval_and_recall"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
_OPEN = sa.text("status IN ('waiting', 'claimed')")
_STATUSES = "status IN ('waiting', 'claimed', 'sent', 'failed', 'dropped')"
_COLUMNS = (
    "id", "code", "version", "subscriber", "channel", "status", "priority", "attempts", "message_id", "created_at",
    "due_at", "worker", "sent_at", "error",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("alerts") as batch:
        batch.add_column(sa.Column("owner", sa.Text(), nullable=True))
        batch.add_column(sa.Column("due_at", TIME, nullable=True))
        batch.add_column(sa.Column("reminded_at", TIME, nullable=True))
        batch.add_column(sa.Column("asked", sa.Text(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("basis", sa.Text(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("doubted_at", TIME, nullable=True))
        batch.add_column(sa.Column("doubt", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("subscribers") as batch:
        batch.add_column(sa.Column("pace", sa.Text(), nullable=False, server_default="now"))
        batch.add_column(sa.Column("quiet_from", sa.SmallInteger(), nullable=True))
        batch.add_column(sa.Column("quiet_to", sa.SmallInteger(), nullable=True))
        batch.add_column(sa.Column("audiences", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("left_reason", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("canary", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("officers") as batch:
        batch.add_column(sa.Column("email", sa.Text(), nullable=False, server_default=""))
    _deliveries()
    _digests()
    _people()
    _checks()


def _deliveries() -> None:
    """The same table without foreign keys. SQLite cannot drop them, so there it is made anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_deliveries_code_version", "deliveries", type_="foreignkey")
        op.drop_constraint("fk_deliveries_subscriber", "deliveries", type_="foreignkey")
        op.add_column("deliveries", sa.Column("digest", sa.BigInteger(), nullable=True))
        op.add_column("deliveries", sa.Column("delivered_at", TIME, nullable=True))
        op.add_column("deliveries", sa.Column("returned_at", TIME, nullable=True))
    else:
        op.drop_index("ix_deliveries_code_version_status", "deliveries")
        op.drop_index("ix_deliveries_open", "deliveries")
        op.rename_table("deliveries", "deliveries_before")
        op.create_table(
            "deliveries",
            sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
            sa.Column("code", sa.Text(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("subscriber", sa.Text(), nullable=False),
            sa.Column("channel", sa.Text(), nullable=False),
            sa.Column("status", sa.Text(), nullable=False),
            sa.Column("priority", sa.SmallInteger(), nullable=False),
            sa.Column("attempts", sa.Integer(), nullable=False),
            sa.Column("message_id", sa.Text(), nullable=False),
            sa.Column("created_at", TIME, nullable=False),
            sa.Column("due_at", TIME, nullable=False),
            sa.Column("worker", sa.Text(), nullable=True),
            sa.Column("sent_at", TIME, nullable=True),
            sa.Column("error", sa.Text(), nullable=False),
            sa.Column("digest", sa.BigInteger(), nullable=True),
            sa.Column("delivered_at", TIME, nullable=True),
            sa.Column("returned_at", TIME, nullable=True),
            sa.CheckConstraint(_STATUSES, name="ck_deliveries_status"),
            sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
            sa.UniqueConstraint(
                "subscriber", "code", "version", "channel", name="uq_deliveries_subscriber_code_version_channel"
            ),
        )
        named = ", ".join(_COLUMNS)
        op.execute(f"INSERT INTO deliveries ({named}) SELECT {named} FROM deliveries_before")
        op.drop_table("deliveries_before")
        op.create_index("ix_deliveries_code_version_status", "deliveries", ["code", "version", "status"])
        op.create_index("ix_deliveries_open", "deliveries", ["priority", "due_at", "id"], sqlite_where=_OPEN)
    op.create_index("ix_deliveries_created_at", "deliveries", ["created_at"], postgresql_using="brin")
    some = sa.text("digest IS NOT NULL")
    op.create_index("ix_deliveries_digest", "deliveries", ["digest"], sqlite_where=some, postgresql_where=some)


def _digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(_STATUSES, name="ck_digests_status"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscribers.id"], name="fk_digests_subscriber"),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
    )
    op.create_index(
        "uq_digests_open", "digests", ["subscriber"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_index("ix_digests_subscriber_created_at", "digests", ["subscriber", "created_at"])


def _people() -> None:
    op.create_table(
        "consents",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subscriber"], ["subscribers.id"], name="fk_consents_subscriber", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_subscriber", "consents", ["subscriber"])
    op.create_table(
        "returned_mail",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=True),
        sa.Column("status_code", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('bounce', 'complaint', 'arrived', 'other')", name="ck_returned_mail_kind"),
        sa.PrimaryKeyConstraint("key", name="pk_returned_mail"),
    )
    op.create_index("ix_returned_mail_subscriber_at", "returned_mail", ["subscriber", "at"])


def _checks() -> None:
    op.create_table(
        "kept_checks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("until_at", TIME, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("scam", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_key", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("told_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_kept_checks"),
    )
    op.create_index("ix_kept_checks_contact_key", "kept_checks", ["contact_key"])
    op.create_index("ix_kept_checks_due_at", "kept_checks", ["due_at"])
    op.create_index("ix_kept_checks_until_at", "kept_checks", ["until_at"])
    op.create_table(
        "check_bases",
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["check"], ["kept_checks.id"], name="fk_check_bases_check", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("check", "kind", "name", name="pk_check_bases"),
    )
    op.create_index("ix_check_bases_kind_name_version", "check_bases", ["kind", "name", "version"])
