"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# What was published is frozen (its state alone may move on), and the audit trail only grows: the database says so too.
FROZEN = (
    "code", "version", "kind", "alert_id", "identifier", "sender", "sent_at", "content", "sha256", "signature", "key_id",
    "cap_xml", "published_by", "approved_by", "references", "scam", "exercise", "expires_at",
)  # fmt: skip
GUARDS = (
    (
        "publications_frozen",
        "publications",
        "UPDATE OF " + ", ".join(f'"{name}"' for name in FROZEN),
        "a publication is frozen",
    ),
    ("publications_kept", "publications", "DELETE", "a publication is kept for ever"),
    ("audit_frozen", "audit", "UPDATE", "the audit trail only grows"),
    ("audit_kept", "audit", "DELETE", "the audit trail only grows"),
)


def upgrade() -> None:
    op.create_table(
        "advisories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scam", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_advisories"),
        sa.UniqueConstraint("text_sha256", name="uq_advisories_text_sha256"),
    )
    op.create_index("ix_advisories_scam_stored_at", "advisories", ["scam", "stored_at"], unique=False)
    op.create_index("ix_advisories_stored_at", "advisories", ["stored_at"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("submitted_hash", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("approved_hash", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("advisories", sa.Text(), nullable=False),
        sa.Column("reports", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'approved', 'returned', 'rejected', 'published', 'withdrawn', 'expired')",
            name="ck_alerts_status",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("code", name="uq_alerts_code"),
    )
    op.create_index("ix_alerts_status_created_at", "alerts", ["status", "created_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_subject_id", "audit", ["subject", "id"], unique=False)
    op.create_table(
        "officers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('officer', 'admin')", name="ck_officers_role"),
        sa.PrimaryKeyConstraint("id", name="pk_officers"),
        sa.UniqueConstraint("name", name="uq_officers_name"),
    )
    op.create_table(
        "reports",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redacted", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_name", sa.Text(), nullable=True),
        sa.Column("county", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("scam", sa.Text(), nullable=True),
        sa.Column("tactics", sa.Text(), nullable=False),
        sa.Column("claimed", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("on_call", sa.Boolean(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("loss_minor", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_reference", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("assigned_to", sa.Text(), nullable=True),
        sa.CheckConstraint("status IN ('new', 'accepted', 'set-aside')", name="ck_reports_status"),
        sa.PrimaryKeyConstraint("reference", name="pk_reports"),
        sa.UniqueConstraint("source", "source_reference", name="uq_reports_source_source_reference"),
    )
    op.create_index("ix_reports_county_received_at", "reports", ["county", "received_at"], unique=False)
    op.create_index("ix_reports_received_at", "reports", ["received_at"], unique=False)
    op.create_index("ix_reports_scam_received_at", "reports", ["scam", "received_at"], unique=False)
    op.create_index("ix_reports_status_received_at", "reports", ["status", "received_at"], unique=False)
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
    )
    op.create_index(
        "uq_subscribers_here",
        "subscribers",
        ["address", "channel"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"], name="fk_api_tokens_officer", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_api_tokens"),
    )
    op.create_index("ix_api_tokens_officer", "api_tokens", ["officer"], unique=False)
    op.create_table(
        "publications",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("cap_xml", sa.LargeBinary(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scam", sa.Text(), nullable=True),
        sa.Column("exercise", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('Alert', 'Update', 'Cancel')", name="ck_publications_kind"),
        sa.CheckConstraint("state IN ('current', 'replaced', 'withdrawn', 'expired')", name="ck_publications_state"),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_publications_alert_id"),
        sa.PrimaryKeyConstraint("code", "version", name="pk_publications"),
        sa.UniqueConstraint("identifier", name="uq_publications_identifier"),
    )
    op.create_index("ix_publications_alert_id", "publications", ["alert_id"], unique=False)
    op.create_index("ix_publications_state_sent_at", "publications", ["state", "sent_at"], unique=False)
    op.create_table(
        "sealed_reports",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reference"], ["reports.reference"], name="fk_sealed_reports_reference", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reference", name="pk_sealed_reports"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer"], ["officers.id"], name="fk_sessions_officer", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_index("ix_sessions_officer", "sessions", ["officer"], unique=False)
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("nation", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("radius_km", sa.Float(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber"], ["subscribers.id"], name="fk_subscriptions_subscriber", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_county", "subscriptions", ["county"], unique=False)
    op.create_index("ix_subscriptions_subscriber", "subscriptions", ["subscriber"], unique=False)
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
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'claimed', 'sent', 'failed', 'dropped')", name="ck_deliveries_status"
        ),
        sa.ForeignKeyConstraint(
            ["code", "version"], ["publications.code", "publications.version"], name="fk_deliveries_code_version"
        ),
        sa.ForeignKeyConstraint(["subscriber"], ["subscribers.id"], name="fk_deliveries_subscriber"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "subscriber", "code", "version", "channel", name="uq_deliveries_subscriber_code_version_channel"
        ),
    )
    op.create_index("ix_deliveries_code_version_status", "deliveries", ["code", "version", "status"], unique=False)
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["priority", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('waiting', 'claimed')"),
        postgresql_where=sa.text("status IN ('waiting', 'claimed')"),
    )

    for name, table, when, sentence in GUARDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
        else:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
