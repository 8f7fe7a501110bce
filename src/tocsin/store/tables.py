"""The tables. :mod:`.migrations` makes them; a test holds the two together.

Lists are kept as JSON text and times in UTC (see :mod:`.columns`). Every index is there for a question that a page or
the worker asks. ``publications`` and ``audit`` are kept from change by triggers that the migration makes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    UniqueConstraint,
    false,
    text,
)

from .columns import Json, RowNumber, Slugs, UtcTime, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- what comes in -----------------------------------------------------------------------------------

reports = Table(
    "reports",
    metadata,
    Column("reference", Words, primary_key=True),
    Column("received_at", UtcTime, nullable=False),
    Column("redacted", Words, nullable=False),
    Column("channel", Words),
    Column("place", Words),
    Column("place_name", Words),
    Column("county", Words),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("scam", Words),
    Column("tactics", Json, nullable=False),
    Column("claimed", Json, nullable=False),
    Column("stage", Words),
    Column("on_call", Boolean, nullable=False),
    Column("urgency", Words, nullable=False),
    Column("loss_minor", BigInteger),
    Column("status", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("source_reference", Words),
    Column("happened_on", Date),
    Column("assigned_to", Words),
    Column("read_at", UtcTime),  # none: taken in by the thousand, and not read for meaning yet
    Column("vulnerability", Json, nullable=False),
    Column("merged_into", Words),
    Column("campaign", Words),
    Column("reporter", Words),  # a keyed hash: who told us, where that is known, so that one voice counts once
    Column(
        "voice", Words
    ),  # the reporter, or what makes copies from one source the same; none: taken before this was kept
    Column("erased_at", UtcTime),
    CheckConstraint("status IN ('new', 'accepted', 'set-aside')", name="status"),
    UniqueConstraint("source", "source_reference"),
    Index(None, "received_at"),
    Index(None, "status", "received_at"),
    Index(None, "scam", "received_at"),
    Index(None, "county", "received_at"),
    Index(None, "campaign"),
    Index(None, "merged_into"),
    Index(None, "read_at"),
    Index(
        "ix_reports_unread",
        "received_at",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
)

# The words as given lie in a table of their own: no list ever touches them, and erasing them leaves the report.
sealed_reports = Table(
    "sealed_reports",
    metadata,
    Column("reference", Words, ForeignKey("reports.reference", ondelete="CASCADE"), primary_key=True),
    Column("words", LargeBinary, nullable=False),
    Column("contact", LargeBinary),
    Column("contact_key", Words),  # a keyed hash, to find what somebody asks to see or have erased
    Index(None, "contact_key"),
)

# A word of the reporter's own, as a salted hash: with the reference it lets them come back.
reporter_words = Table(
    "reporter_words",
    metadata,
    Column("reference", Words, ForeignKey("reports.reference", ondelete="CASCADE"), primary_key=True),
    Column("word_hash", Words, nullable=False),
)

report_messages = Table(
    "report_messages",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("reference", Words, ForeignKey("reports.reference", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("side", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("sealed", LargeBinary),
    CheckConstraint("side IN ('desk', 'reporter')", name="side"),
    Index(None, "reference", "id"),
)

# Numbers, hosts, addresses and accounts as keyed hashes: reports can be matched by them, and no list of them exists.
indicators = Table(
    "indicators",
    metadata,
    Column("reference", Words, ForeignKey("reports.reference", ondelete="CASCADE"), nullable=False),
    Column("kind", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("hint", Words, nullable=False),
    PrimaryKeyConstraint("reference", "kind", "key"),
    Index(None, "kind", "key"),
)

indicator_notes = Table(
    "indicator_notes",
    metadata,
    Column("kind", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("hint", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("kind", "key"),
    CheckConstraint("state IN ('genuine')", name="state"),
)

merges = Table(
    "merges",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kept", Words, ForeignKey("reports.reference", ondelete="CASCADE"), nullable=False),
    Column("merged", Words, ForeignKey("reports.reference", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Words, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("before", Json, nullable=False),
    Column("undone_at", UtcTime),
    Column("undone_by", Words),
    Index(None, "kept"),
    Index(None, "merged"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("reference", Words, ForeignKey("reports.reference", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Words, nullable=False),
    Column("label", Words, nullable=False),
    Column("read_as", Words),
    Column("scam", Words),
    CheckConstraint("label IN ('scam', 'genuine')", name="label"),
    UniqueConstraint("reference"),
)

complaints = Table(
    "complaints",
    metadata,
    Column("reference", Words, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("kind", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("hint", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("status", Words, nullable=False),
    Column("answer", Words, nullable=False),
    Column("decided_by", Words),
    Column("decided_at", UtcTime),
    CheckConstraint("status IN ('new', 'upheld', 'declined')", name="status"),
    Index(None, "status", "at"),
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("scam", Words),
    Column("created_at", UtcTime, nullable=False),
    Column("created_by", Words, nullable=False),
    Column("closed_at", UtcTime),
)

# What else tells of the same thing as a campaign's reports.
campaign_members = Table(
    "campaign_members",
    metadata,
    Column("campaign", Words, ForeignKey("campaigns.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Words, nullable=False),
    Column("ref", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("campaign", "kind", "ref"),
    CheckConstraint("kind IN ('advisory', 'alert', 'check')", name="kind"),
)

# What people checked and left with the desk, with personal data hidden.
left_checks = Table(
    "left_checks",
    metadata,
    Column("id", Words, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("redacted", Words, nullable=False),
    Column("level", Words, nullable=False),
    Column("scam", Words),
    Index(None, "at"),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Words, primary_key=True),
    Column("source", Words, nullable=False),
    Column("file", Words, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("rows_done", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("already", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("rejects_bytes", BigInteger, nullable=False),
    Column("finished_at", UtcTime),
)

# What reports that are purged by now had counted for.
past_figures = Table(
    "past_figures",
    metadata,
    Column("month", Words, nullable=False),
    Column("scam", Words, nullable=False),
    Column("county", Words, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("lost_minor", BigInteger, nullable=False),
    Column("vulnerable", Integer, nullable=False),
    PrimaryKeyConstraint("month", "scam", "county"),
)

# And how many there were each day, by which seasons are known.
past_days = Table(
    "past_days",
    metadata,
    Column("on", Date, nullable=False),
    Column("scam", Words, nullable=False),
    Column("county", Words, nullable=False),
    Column("reports", Integer, nullable=False),
    PrimaryKeyConstraint("on", "scam", "county"),
)

surges = Table(
    "surges",
    metadata,
    Column("id", Words, primary_key=True),
    Column("scam", Words, nullable=False),
    Column("campaign", Words),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("record", Json, nullable=False),
    Column("snoozed_until", Date),
    Column("snoozed_at", Integer),  # reports it had then: it comes back when they have doubled
    Column("decided_by", Words),
    Column("decided_at", UtcTime),
    Column("dismissed", Words),  # the reason
    Column("alert", Words),  # the draft that was made of it
    Index(None, "last_on"),
)

desk_choices = Table(
    "desk_choices",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
)

chores = Table(
    "chores",
    metadata,
    Column("name", Words, primary_key=True),
    Column("done_on", Date, nullable=False),
)

advisories = Table(
    "advisories",
    metadata,
    Column("id", Words, primary_key=True),
    Column("text_sha256", Words, nullable=False),
    Column("stored_at", UtcTime, nullable=False),
    Column("scam", Words),
    Column("record", Json, nullable=False),
    Column("identifier", Words),  # the publisher's own, by which it updates and withdraws
    UniqueConstraint("text_sha256"),
    Index(None, "stored_at"),
    Index(None, "scam", "stored_at"),
    Index(None, "identifier"),
)

advisory_search = Table(
    "advisory_search",
    metadata,
    Column("advisory", Words, ForeignKey("advisories.id", ondelete="CASCADE"), primary_key=True),
    Column("said", Words, nullable=False),  # title, publisher, file, text and places, case folded
    Column("areas", Words, nullable=False),  # where it applies: names, case folded, one a line
    Column("published_on", Date, nullable=False),  # or, unknown, kept
    Column("warns", Boolean, nullable=False),
    Column("taken_back", Boolean, nullable=False),
    Index(None, "published_on"),
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Words, primary_key=True),
    Column("added_at", UtcTime, nullable=False),
    Column("title", Words, nullable=False),
    Column("etag", Words),
    Column("modified", Words),
    Column("checked_at", UtcTime),
    Column("due_at", UtcTime, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Words, nullable=False),
)

feed_entries = Table(
    "feed_entries",
    metadata,
    Column("feed", Words, ForeignKey("feeds.url", ondelete="CASCADE"), primary_key=True),
    Column("entry", Words, primary_key=True),
    Column("seen_at", UtcTime, nullable=False),
)

knowledge_changes = Table(
    "knowledge_changes",
    metadata,
    Column("id", Words, primary_key=True),
    Column("path", Words, nullable=False),
    Column("content", Words, nullable=False),
    Column("base_sha256", Words),  # of the file that was changed; none for a new one
    Column("note", Words, nullable=False),
    Column("proposed_by", Words, nullable=False),
    Column("proposed_at", UtcTime, nullable=False),
    Column("status", Words, nullable=False),
    Column("decided_by", Words),
    Column("decided_at", UtcTime),
    Column("decision_note", Words, nullable=False),
    CheckConstraint("status IN ('proposed', 'accepted', 'declined')", name="status"),
    Index(None, "status", "proposed_at"),
)

# --- what goes out -----------------------------------------------------------------------------------

alerts = Table(
    "alerts",
    metadata,
    Column("id", Words, primary_key=True),
    Column("status", Words, nullable=False),
    Column("content", Json, nullable=False),
    Column("created_by", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("authors", Json, nullable=False),
    Column("submitted_by", Words),
    Column("submitted_hash", Words),
    Column("submitted_at", UtcTime),
    Column("decided_by", Words),
    Column("approved_hash", Words),
    Column("decided_at", UtcTime),
    Column("note", Words, nullable=False),
    Column("code", Words),
    Column("advisories", Json, nullable=False),
    Column("reports", Json, nullable=False),
    Column("corrects", Words),
    Column("override", Words, nullable=False, server_default=""),
    Column("overridden", Json, nullable=False, server_default="[]"),
    Column("owner", Words),
    Column("due_at", UtcTime),
    Column("reminded_at", UtcTime),
    Column("asked", Json, nullable=False, server_default="[]"),
    Column("basis", Json, nullable=False, server_default="[]"),
    Column("doubted_at", UtcTime),
    Column("doubt", Words, nullable=False, server_default=""),
    CheckConstraint(
        "status IN ('draft', 'submitted', 'approved', 'returned', 'rejected', 'published', 'updated', 'withdrawn', 'expired')",
        name="status",
    ),
    Index(None, "status", "created_at"),
    Index(None, "code"),
)

publications = Table(
    "publications",
    metadata,
    Column("code", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Words, nullable=False),
    Column("alert_id", Words, ForeignKey("alerts.id"), nullable=False),
    Column("identifier", Words, nullable=False),
    Column("sender", Words, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Column("content", Json, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("signature", Words, nullable=False),
    Column("key_id", Words, nullable=False),
    Column("cap_xml", LargeBinary, nullable=False),
    Column("published_by", Words, nullable=False),
    Column("approved_by", Words, nullable=False),
    Column("references", Json, nullable=False),
    Column("state", Words, nullable=False),
    # Read out of the content when it is added, so that the database can ask for them.
    Column("scam", Words),
    Column("exercise", Boolean, nullable=False),
    Column("expires_at", UtcTime),
    PrimaryKeyConstraint("code", "version"),
    UniqueConstraint("identifier"),
    CheckConstraint("kind IN ('Alert', 'Update', 'Cancel')", name="kind"),
    CheckConstraint("state IN ('current', 'replaced', 'withdrawn', 'expired')", name="state"),
    Index(None, "state", "sent_at"),
    Index(None, "alert_id"),
)

publication_log = Table(
    "publication_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("kind", Words, nullable=False),
    Column("body", Json, nullable=False),
    Column("previous", Words, nullable=False),
    Column("hash", Words, nullable=False),
    UniqueConstraint("previous"),  # the chain never forks
)

public_keys = Table(
    "public_keys",
    metadata,
    Column("key_id", Words, primary_key=True),
    Column("algorithm", Words, nullable=False),
    Column("public", Words, nullable=False),
    Column("signs", Words, nullable=False),
    Column("from_at", UtcTime, nullable=False),
    Column("until_at", UtcTime),
    Column("revoked_from", UtcTime),
    Column("reason", Words, nullable=False),
)

# --- who hears ---------------------------------------------------------------------------------------

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("address", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("confirmed_at", UtcTime),
    Column("left_at", UtcTime),
    Column("consent", Words, nullable=False),
    # Exercises go to subscribers made for exercises, live alerts to all others: apart by construction.
    Column("exercise", Boolean, nullable=False),
    Column("pace", Words, nullable=False, server_default="now"),
    Column("quiet_from", SmallInteger),
    Column("quiet_to", SmallInteger),
    Column("audiences", Slugs, nullable=False, server_default=""),
    Column("left_reason", Words, nullable=False, server_default=""),
    Column("canary", Boolean, nullable=False, server_default=false()),
    Index(
        "uq_subscribers_here",
        "address",
        "channel",
        unique=True,
        sqlite_where=text("left_at IS NULL"),
        postgresql_where=text("left_at IS NULL"),
    ),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("subscriber", Words, ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False),
    Column("place", Words, nullable=False),
    Column("place_name", Words, nullable=False),
    Column("county", Words, nullable=False),
    Column("nation", Words, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("radius_km", Float, nullable=False),
    Column("topics", Slugs, nullable=False),
    Index(None, "subscriber"),
    Index(None, "county"),
)

# No foreign keys: neither publications nor subscribers are ever deleted, and PostgreSQL would lock and look up a row of
# each for every delivery that is planned, which takes most of the time of a fan-out.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("code", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("subscriber", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("priority", SmallInteger, nullable=False),  # 0 goes first; 9 waits for a digest
    Column("attempts", Integer, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    # Waiting: when it may be tried. Claimed: when the lease ends. One question finds both what is due and what a
    # worker died over.
    Column("due_at", UtcTime, nullable=False),
    Column("worker", Words),
    Column("sent_at", UtcTime),
    Column("error", Words, nullable=False),
    Column("digest", BigInteger),
    Column("delivered_at", UtcTime),
    Column("returned_at", UtcTime),
    UniqueConstraint("subscriber", "code", "version", "channel"),
    CheckConstraint("status IN ('waiting', 'claimed', 'sent', 'failed', 'dropped')", name="status"),
    Index(
        "ix_deliveries_open",
        "priority",
        "due_at",
        "id",
        sqlite_where=text("status IN ('waiting', 'claimed')"),
        postgresql_where=text("status IN ('waiting', 'claimed')"),
    ),
    Index(None, "code", "version", "status"),
    # Rows are added in this order, so that on PostgreSQL a few bytes for each hundred pages are enough.
    Index(None, "created_at", postgresql_using="brin"),
    Index(
        "ix_deliveries_digest",
        "digest",
        sqlite_where=text("digest IS NOT NULL"),
        postgresql_where=text("digest IS NOT NULL"),
    ),
)

digests = Table(
    "digests",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("subscriber", Words, ForeignKey("subscribers.id"), nullable=False),
    Column("channel", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("worker", Words),
    Column("sent_at", UtcTime),
    Column("error", Words, nullable=False),
    CheckConstraint("status IN ('waiting', 'claimed', 'sent', 'failed', 'dropped')", name="status"),
    Index(
        "uq_digests_open",
        "subscriber",
        unique=True,
        sqlite_where=text("status IN ('waiting', 'claimed')"),
        postgresql_where=text("status IN ('waiting', 'claimed')"),
    ),
    Index(None, "subscriber", "created_at"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("subscriber", Words, ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("words", Words, nullable=False),
    Column("how", Words, nullable=False),
    Column("proof", Words, nullable=False),
    Index(None, "subscriber"),
)

# Messages that came back, and complaints, each once however often the mailbox is read.
returned_mail = Table(
    "returned_mail",
    metadata,
    Column("key", Words, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("kind", Words, nullable=False),
    Column("subscriber", Words),
    Column("status_code", Words, nullable=False),
    Column("said", Words, nullable=False),
    CheckConstraint("kind IN ('bounce', 'complaint', 'arrived', 'other')", name="kind"),
    Index(None, "subscriber", "at"),
)

# Checks that somebody wants to be told of when our answer changes. What they asked and where they are is sealed.
kept_checks = Table(
    "kept_checks",
    metadata,
    Column("id", Words, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("until_at", UtcTime, nullable=False),
    Column("level", Words, nullable=False),
    Column("scam", Words),
    Column("sealed", LargeBinary, nullable=False),
    Column("contact_key", Words, nullable=False),  # a keyed hash, to find what somebody asks to see or have erased
    Column("due_at", UtcTime),  # what it rested on has changed: when they are to be told
    Column("why", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("told_at", UtcTime),
    Index(None, "contact_key"),
    Index(None, "due_at"),
    Index(None, "until_at"),
)

check_bases = Table(
    "check_bases",
    metadata,
    Column("check", Words, ForeignKey("kept_checks.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("version", Words, nullable=False),
    PrimaryKeyConstraint("check", "kind", "name"),
    Index(None, "kind", "name", "version"),
)

# --- people ------------------------------------------------------------------------------------------

officers = Table(
    "officers",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("display_name", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    Column("must_change_password", Boolean, nullable=False),
    Column("password_hash", Words, nullable=False),
    Column("email", Words, nullable=False, server_default=""),
    UniqueConstraint("name"),
    CheckConstraint("role IN ('officer', 'admin')", name="role"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", Words, primary_key=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("factor", Words, nullable=False, server_default="password"),  # how they proved who they are
    Column("agent", Words, nullable=False, server_default=""),  # the browser, as it names itself
    Column("seen_at", UtcTime),
    Index(None, "officer"),
    Index(None, "expires_at"),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("id", Words, primary_key=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("last_used_at", UtcTime),
    Column("credential_id", LargeBinary, unique=True),  # of a passkey
    Column("public_key", LargeBinary),
    Column("sealed", LargeBinary),  # the secret that an authenticator app shares with us
    Column("counter", BigInteger, nullable=False),  # a passkey's count of uses; the last time step of a code
    Index(None, "officer"),
    CheckConstraint("kind IN ('passkey', 'totp')", name="kind"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_sha256", Words, primary_key=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Index(None, "officer"),
)

spent_tickets = Table(  # what was signed to be used once, and has been
    "spent_tickets",
    metadata,
    Column("nonce", Words, primary_key=True),
    Column("expires_at", UtcTime, nullable=False),
    Index(None, "expires_at"),
)

identities = Table(  # officers as the body's own log-in service knows them
    "identities",
    metadata,
    Column("issuer", Words, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("linked_at", UtcTime, nullable=False),
    Index(None, "officer"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Words, primary_key=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("name", Words, nullable=False),
    Column("query", Words, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    UniqueConstraint("officer", "name"),
)

publish_presses = Table(  # Publish was pressed, and can still be undone
    "publish_presses",
    metadata,
    Column("alert", Words, ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("pressed_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("as_digest", Boolean, nullable=False),
    Column("content_hash", Words, nullable=False),
)

submissions = Table(  # what an alert said each time it was submitted
    "submissions",
    metadata,
    Column("alert", Words, ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcTime, primary_key=True),
    Column("officer", Words, nullable=False),
    Column("content", Json, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_sha256", Words, primary_key=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "officer"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Index(None, "at", "action"),
    Index(None, "subject", "id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Words, primary_key=True),
    Column("token_sha256", Words, nullable=False, unique=True),
    Column("officer", Words, ForeignKey("officers.id", ondelete="CASCADE"), nullable=False),
    Column("name", Words, nullable=False),
    Column("scopes", Slugs, nullable=False),
    Column("test", Boolean, nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("last_used_on", Date),
    Index(None, "officer"),
)

api_answers = Table(
    "api_answers",
    metadata,
    Column("key_sha256", Words, primary_key=True),
    Column("request_sha256", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("status", Integer),  # none while the first request is still being answered
    Column("body", Words),
    Index(None, "at"),
)
