"""Officers: logging in and out, passwords, tokens for programs, and the first start."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ..errors import InputError, NotAllowedError, NotFoundError
from ..people.passwords import hash_password, needs_rehash, new_one_time_password, verify_password
from ..people.roles import require
from ..people.sessions import new_token, token_sha256
from ..people.tickets import issue_ticket
from ..records import AuditEntry, Officer, Role
from ..store import audit as audit_store
from ..store import officers as officer_store
from ..store import second_factors as factor_store
from ..store import surges as surge_store
from ..store.database import Tx
from ..store.officers import SessionSeen
from .installation import Installation

SESSION_HOURS = 12
SECOND_STEP = "second-step"
FACTOR_CHOICE = "require-second-factor"  # a choice of the desk: yes or no
SEEN_EVERY = timedelta(minutes=10)  # how exactly it is kept when a session was last used
LONGEST_AGENT = 200
CHOICES_DAYS = 90
NOBODYS_NAMES = ("mailbox", "public", "reporter", "subscriber", "this machine", "timer")
SHORTEST_PASSWORD = 12


@dataclass(frozen=True, slots=True)
class Session:
    """An officer who has logged in; ``token`` is what the browser keeps."""

    token: str
    officer: Officer


@dataclass(frozen=True, slots=True)
class HalfWay:
    """An officer whose password was right and who has a second factor: ``ticket`` lets them go on with it, for a while."""

    ticket: str
    officer: Officer


@dataclass(frozen=True, slots=True)
class Standing:
    """Who asks, and how they came in. ``needs_factor``: this desk wants a second factor, and they have shown none."""

    officer: Officer
    session: SessionSeen
    needs_factor: bool


def log_in(
    installation: Installation, name: str, password: str, *, remote: str = "", agent: str = ""
) -> Session | HalfWay:
    """Begin a session; for an officer with a second factor, only the first half of it.

    ``remote``: the address that the request came from; ``agent``: the browser, as it names itself.

    Raises:
        NotAllowedError: wrong name or password (the sentence does not say which), or too many tries.
    """
    name = name.strip().lower()
    now = installation.now()
    limits = installation.limits
    if not (limits.log_in_by_name.allows(name, at=now) and limits.log_in_by_remote.allows(remote, at=now)):
        raise NotAllowedError(
            "There were too many tries.", fix="Wait a quarter of an hour, then try again.", code="too-many-tries"
        )
    with installation.store.read() as tx:
        officer = officer_store.get_officer_by_name(tx, name)
        known_hash = officer_store.get_password_hash(tx, officer.id) if officer else None
    right = verify_password(password, known_hash)  # takes as long when there is nobody of that name
    if officer is None or known_hash is None or not right or officer.disabled_at is not None:
        with installation.store.begin() as tx:
            audit_store.add_entry(
                tx, at=now, actor=name[:60] or "nobody", action="log-in-refused", subject=name[:60], detail=remote
            )
        raise NotAllowedError(
            "That name and password do not go together.",
            fix="Try again, or ask an administrator for a new one-time password.",
            code="wrong-password",
        )
    with installation.store.begin() as tx:
        if needs_rehash(known_hash):
            officer_store.set_password(
                tx, officer.id, hash_password(password), must_change=officer.must_change_password, end_sessions=False
            )
        if factor_store.list_factors(tx, officer.id):
            return HalfWay(issue_ticket(installation.secret, SECOND_STEP, officer=officer.id), officer)
        return begin_session(tx, installation, officer, factor="password", remote=remote, agent=agent)


def begin_session(
    tx: Tx, installation: Installation, officer: Officer, *, factor: str, remote: str = "", agent: str = ""
) -> Session:
    """A session for somebody who has proved who they are, by ``factor``: password, code, recovery, passkey or sso."""
    token, now = new_token(), installation.now()
    officer_store.add_session(
        tx,
        token_sha256(token),
        officer.id,
        at=now,
        expires_at=now + timedelta(hours=SESSION_HOURS),
        factor=factor,
        agent=agent[:LONGEST_AGENT],
    )
    detail = remote if factor == "password" else f"{remote} by {factor}".strip()
    audit_store.add_entry(tx, at=now, actor=officer.name, action="logged-in", subject=officer.name, detail=detail)
    return Session(token=token, officer=officer)


def standing_of(installation: Installation, token: str | None) -> Standing | None:
    """Who holds this session, and how they came in; None when it is nobody's, over, or the officer was disabled."""
    if not token:
        return None
    sha256, now = token_sha256(token), installation.now()
    with installation.store.read() as tx:
        officer = officer_store.get_session_officer(tx, sha256, at=now)
        session = officer_store.get_session(tx, sha256, at=now) if officer else None
        wanted = surge_store.get_choice(tx, FACTOR_CHOICE) == "yes"
    if officer is None or session is None:
        return None
    due = session.seen_at is None or now - session.seen_at > SEEN_EVERY
    if due and installation.store.takes_writes():
        with installation.store.begin() as tx:
            officer_store.see_session(tx, sha256, at=now)
    return Standing(officer, session, needs_factor=wanted and session.factor == "password")


def list_sessions(installation: Installation, officer: Officer) -> list[SessionSeen]:
    """Where this officer is logged in, the newest first."""
    with installation.store.read() as tx:
        return officer_store.list_sessions(tx, officer.id, at=installation.now())


def end_sessions(installation: Installation, officer: Officer, *, handle: str | None = None, token: str = "") -> int:
    """End one of one's sessions by its handle; without one all but that of ``token``. Gives how many ended."""
    with installation.store.begin() as tx:
        keep = token_sha256(token) if handle is None and token else None
        ended = officer_store.end_sessions(tx, officer.id, handle=handle, keep=keep)
        now = installation.now()
        audit_store.add_entry(
            tx, at=now, actor=officer.name, action="sessions-ended", subject=officer.name, detail=str(ended)
        )
    return ended


def end_sessions_of(installation: Installation, *, by: Officer, name: str) -> int:
    """End every session of another officer; gives how many ended."""
    require(by, "manage-people")
    officer = officer_named(installation, name)
    with installation.store.begin() as tx:
        ended = officer_store.end_sessions(tx, officer.id)
        now = installation.now()
        audit_store.add_entry(tx, at=now, actor=by.name, action="sessions-ended", subject=name, detail=str(ended))
    return ended


def log_out(installation: Installation, token: str) -> None:
    """End a session; ending one that is over is no error."""
    with installation.store.begin() as tx:
        officer_store.end_session(tx, token_sha256(token))


def officer_for(installation: Installation, token: str | None) -> Officer | None:
    """Whose session this is; None when it is nobody's, over, or the officer was disabled."""
    if not token:
        return None
    with installation.store.read() as tx:
        return officer_store.get_session_officer(tx, token_sha256(token), at=installation.now())


def officer_for_api_token(installation: Installation, token: str | None) -> Officer | None:
    """Whose API token this is."""
    if not token:
        return None
    with installation.store.read() as tx:
        return officer_store.get_api_token_officer(tx, token_sha256(token), at=installation.now())


def make_api_token(installation: Installation, officer: Officer) -> str:
    """A token that lets a program act as this officer. It is shown once; only its SHA-256 is kept."""
    token = f"tocsin_{secrets.token_urlsafe(32)}"
    now = installation.now()
    with installation.store.begin() as tx:
        officer_store.add_api_token(tx, token_sha256(token), officer.id, at=now)
        audit_store.add_entry(tx, at=now, actor=officer.name, action="api-token-made", subject=officer.name)
    return token


def change_password(
    installation: Installation, officer: Officer, *, old: str, new: str, token: str | None = None
) -> None:
    """Set a new password; every session of this officer ends, but the one with this ``token``."""
    if len(new) < SHORTEST_PASSWORD:
        raise InputError(
            f"The new password is shorter than {SHORTEST_PASSWORD} characters.",
            fix="Three or four unrelated words do well.",
        )
    if new == old:
        raise InputError("The new password is the old one.", fix="Choose another.")
    with installation.store.begin() as tx:
        known_hash = officer_store.get_password_hash(tx, officer.id)
        if known_hash is None or not verify_password(old, known_hash):
            raise NotAllowedError(
                "The old password is not right.", fix="Type the password you logged in with.", code="wrong-password"
            )
        officer_store.set_password(
            tx, officer.id, hash_password(new), must_change=False, keep_session=token_sha256(token) if token else None
        )
        audit_store.add_entry(
            tx, at=installation.now(), actor=officer.name, action="password-changed", subject=officer.name
        )


def add_officer(
    installation: Installation, *, by: Officer | None, name: str, display_name: str = "", role: Role = "officer"
) -> tuple[Officer, str]:
    """Add an officer with a one-time password, to be changed at the first log-in.

    ``by`` None: from the command line of this machine, or the first start.
    """
    if by is not None:
        require(by, "manage-people")
    name = name.strip().lower()
    if not name or not all(character.isalnum() or character in ".-_" for character in name) or len(name) > 60:
        raise InputError(
            f"“{name}” is not a log-in name.", fix="Use letters, digits, full stops, hyphens and underscores."
        )
    password = new_one_time_password()
    now = installation.now()
    officer = Officer(
        id=secrets.token_hex(8),
        name=name,
        display_name=display_name.strip() or name,
        role=role,
        created_at=now,
        must_change_password=True,
    )
    with installation.store.begin() as tx:
        if officer_store.get_officer_by_name(tx, name) is not None:
            raise InputError(f"There is already an officer “{name}”.", fix="Choose another name.", code="name-taken")
        officer_store.add_officer(tx, officer, password_hash=hash_password(password))
        audit_store.add_entry(
            tx, at=now, actor=by.name if by else "this machine", action="officer-added", subject=name, detail=role
        )
    return officer, password


def reset_password(installation: Installation, *, by: Officer | None, name: str) -> str:
    """Give an officer a new one-time password; their sessions end."""
    if by is not None:
        require(by, "manage-people")
    password = new_one_time_password()
    with installation.store.begin() as tx:
        officer = officer_store.get_officer_by_name(tx, name.strip().lower())
        if officer is None:
            raise NotFoundError(f"There is no officer “{name}”.", fix="Look at the list of people.")
        officer_store.set_password(tx, officer.id, hash_password(password), must_change=True)
        audit_store.add_entry(
            tx,
            at=installation.now(),
            actor=by.name if by else "this machine",
            action="password-reset",
            subject=officer.name,
        )
    return password


def officer_named(installation: Installation, name: str) -> Officer:
    """The officer with this log-in name.

    Raises:
        NotFoundError: there is none.
    """
    with installation.store.read() as tx:
        officer = officer_store.get_officer_by_name(tx, name.strip().lower())
    if officer is None:
        raise NotFoundError(f"There is no officer “{name}”.", fix="Look at the list of people.")
    return officer


def disable_officer(installation: Installation, *, by: Officer, name: str) -> None:
    """Shut an officer out; what they did stays."""
    require(by, "manage-people")
    if by.name == name:
        raise InputError("You cannot shut yourself out.", fix="Ask another administrator.")
    with installation.store.begin() as tx:
        officer = officer_store.get_officer_by_name(tx, name)
        if officer is None:
            raise NotFoundError(f"There is no officer “{name}”.", fix="Look at the list of people.")
        officer_store.disable_officer(tx, officer.id, at=installation.now())
        audit_store.add_entry(tx, at=installation.now(), actor=by.name, action="officer-disabled", subject=name)


def list_people(installation: Installation, *, by: Officer | None) -> list[Officer]:
    """Everybody with a log-in. ``by`` None: from the command line of this machine."""
    if by is not None:
        require(by, "see-people")
    with installation.store.read() as tx:
        return officer_store.list_officers(tx)


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the audit trail is asked for; empty fields ask for everything. Days by the clock in UTC, both included."""

    subject: str = ""
    actor: str = ""
    action: str = ""
    from_on: date | None = None
    to_on: date | None = None


def audit_log(
    installation: Installation,
    *,
    by: Officer,
    limit: int | None = 200,
    offset: int = 0,
    subject: str | None = None,
    wanted: LogFilter | None = None,
) -> list[AuditEntry]:
    """Who did what, the newest first."""
    require(by, "see-audit")
    wanted = wanted or LogFilter(subject=subject or "")
    with installation.store.read() as tx:
        return audit_store.list_entries(
            tx,
            limit=limit,
            offset=offset,
            subject=wanted.subject or None,
            actor=wanted.actor or None,
            action=wanted.action or None,
            since=datetime.combine(wanted.from_on, time.min, tzinfo=UTC) if wanted.from_on else None,
            until=datetime.combine(wanted.to_on, time.min, tzinfo=UTC) + timedelta(days=1) if wanted.to_on else None,
        )


def audit_choices(installation: Installation, *, by: Officer) -> tuple[list[str], list[str]]:
    """What was done in the last :data:`CHOICES_DAYS`, and who may have done it: officers, the public, this machine."""
    require(by, "see-audit")
    since = installation.now() - timedelta(days=CHOICES_DAYS)
    with installation.store.read() as tx:
        officers = [one.name for one in officer_store.list_officers(tx)]
        return audit_store.known_actions(tx, since=since), [*officers, *NOBODYS_NAMES]


def first_start(installation: Installation) -> tuple[Officer, str] | None:
    """On a desk without officers, make ``admin`` with a one-time password; None when somebody is there already."""
    with installation.store.read() as tx:
        if officer_store.list_officers(tx):
            return None
    try:
        return add_officer(installation, by=None, name="admin", display_name="Administrator", role="admin")
    except InputError as error:
        if error.code == "name-taken":  # another process started at the same moment and was first
            return None
        raise
