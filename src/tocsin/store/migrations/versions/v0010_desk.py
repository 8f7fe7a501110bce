"""Second factors and recovery codes, single sign-on, saved views, and the moment between pressing Publish and publishing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_desk"
down_revision = "0009_campaign_members"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def _officer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["officer"], ["officers.id"], name=f"fk_{table}_officer", ondelete="CASCADE")


def upgrade() -> None:
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("factor", sa.Text(), nullable=False, server_default="password"))
        batch.add_column(sa.Column("agent", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("seen_at", TIME, nullable=True))
    op.create_table(
        "second_factors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("last_used_at", TIME, nullable=True),
        sa.Column("credential_id", sa.LargeBinary(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        _officer("second_factors"),
        sa.PrimaryKeyConstraint("id", name="pk_second_factors"),
        sa.UniqueConstraint("credential_id", name="uq_second_factors_credential_id"),
        sa.CheckConstraint("kind IN ('passkey', 'totp')", name="ck_second_factors_kind"),
    )
    op.create_index("ix_second_factors_officer", "second_factors", ["officer"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("code_sha256", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        _officer("recovery_codes"),
        sa.PrimaryKeyConstraint("code_sha256", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_officer", "recovery_codes", ["officer"], unique=False)
    op.create_table(
        "spent_tickets",
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("nonce", name="pk_spent_tickets"),
    )
    op.create_index("ix_spent_tickets_expires_at", "spent_tickets", ["expires_at"], unique=False)
    op.create_table(
        "identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("linked_at", TIME, nullable=False),
        _officer("identities"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
    )
    op.create_index("ix_identities_officer", "identities", ["officer"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        _officer("saved_views"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("officer", "name", name="uq_saved_views_officer_name"),
    )
    op.create_table(
        "publish_presses",
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("pressed_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("as_digest", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_publish_presses_alert", ondelete="CASCADE"),
        _officer("publish_presses"),
        sa.PrimaryKeyConstraint("alert", name="pk_publish_presses"),
    )
