"""Alerts that correct others, the hash-chained log of what was published, and the public halves of every key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_corrections_log_keys"
down_revision = "0002_feeds_and_knowledge"
branch_labels = None
depends_on = None

_ALERT_STATUSES = "status IN ('draft', 'submitted', 'approved', 'returned', 'rejected', 'published', 'updated', 'withdrawn', 'expired')"
GUARDS = (
    ("publication_log_frozen", "UPDATE"),
    ("publication_log_kept", "DELETE"),
)
_SENTENCE = "the publication log only grows"


def upgrade() -> None:
    # A correction has the code of what it corrects, so codes of alerts are no longer unique; publications' still are.
    with op.batch_alter_table("alerts") as batch:
        batch.add_column(sa.Column("corrects", sa.Text(), nullable=True))
        batch.drop_constraint("uq_alerts_code", type_="unique")
        batch.drop_constraint("ck_alerts_status", type_="check")
        batch.create_check_constraint("ck_alerts_status", sa.text(_ALERT_STATUSES))
    op.create_index("ix_alerts_code", "alerts", ["code"], unique=False)
    op.create_table(
        "publication_log",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_publication_log"),
        sa.UniqueConstraint("previous", name="uq_publication_log_previous"),
    )
    op.create_table(
        "public_keys",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("signs", sa.Text(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_public_keys"),
    )
    for name, when in GUARDS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON publication_log BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
            )
        else:
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON publication_log FOR EACH ROW EXECUTE FUNCTION {name}()")
