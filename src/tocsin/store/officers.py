"""Officers, their sessions and their tokens for programs. Of passwords and tokens only hashes are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ..errors import InputError, NotFoundError
from ..records import Officer
from .database import Tx
from .faults import breaks_unique
from .tables import api_tokens, officers, sessions


def add_officer(tx: Tx, officer: Officer, *, password_hash: str) -> None:
    """Keep a new officer.

    Raises:
        InputError: the log-in name is taken (code ``name-taken``), even if by another process at the same moment.
    """
    try:
        tx.run(insert(officers).values(**_values(officer), password_hash=password_hash))
    except IntegrityError as error:
        if not breaks_unique(error):
            raise
        raise InputError(
            f"There is already an officer “{officer.name}”.", fix="Choose another name.", code="name-taken"
        ) from error


def get_officer(tx: Tx, officer_id: str) -> Officer | None:
    """The officer with this id, disabled or not."""
    return _first(tx, _chosen().where(officers.c.id == officer_id))


def get_officer_by_name(tx: Tx, name: str) -> Officer | None:
    """The officer with this log-in name, disabled or not."""
    return _first(tx, _chosen().where(officers.c.name == name))


def list_officers(tx: Tx) -> list[Officer]:
    """Everybody with a log-in, disabled or not, by name."""
    return [Officer(**row) for row in tx.rows(_chosen().order_by(officers.c.name))]


def get_password_hash(tx: Tx, officer_id: str) -> str | None:
    """The hash of this officer's password."""
    row = tx.row(select(officers.c.password_hash).where(officers.c.id == officer_id))
    return str(row["password_hash"]) if row else None


def set_password(
    tx: Tx,
    officer_id: str,
    password_hash: str,
    *,
    must_change: bool,
    end_sessions: bool = True,
    keep_session: str | None = None,
) -> None:
    """Set the hash of a password. Every session of this officer ends, but for ``keep_session`` (its token's SHA-256);
    ``end_sessions`` False when the password is the same and only its hash is a newer one.

    Raises:
        NotFoundError: there is no such officer.
    """
    changes = {"password_hash": password_hash, "must_change_password": must_change}
    _change(tx, officer_id, changes)
    if end_sessions:
        ending = delete(sessions).where(sessions.c.officer == officer_id)
        tx.run(ending if keep_session is None else ending.where(sessions.c.token_sha256 != keep_session))


def set_email(tx: Tx, officer_id: str, address: str) -> None:
    """Keep where a colleague may ask this officer for a second opinion."""
    _change(tx, officer_id, {"email": address})


def disable_officer(tx: Tx, officer_id: str, *, at: datetime) -> None:
    """Shut an officer out: no log-in, no session, no token. What they did stays."""
    _change(tx, officer_id, {"disabled_at": at})
    tx.run(delete(sessions).where(sessions.c.officer == officer_id))
    tx.run(delete(api_tokens).where(api_tokens.c.officer == officer_id))


@dataclass(frozen=True, slots=True)
class SessionSeen:
    """A session as its officer sees it. ``handle``: the first 16 digits of its token's SHA-256, enough to name it by."""

    handle: str
    officer: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None
    factor: str
    agent: str


HANDLE = 16


def add_session(
    tx: Tx,
    token_sha256: str,
    officer_id: str,
    *,
    at: datetime,
    expires_at: datetime,
    factor: str = "password",
    agent: str = "",
) -> None:
    """Begin a session; sessions that are over are cleared away. ``factor``: how the officer proved who they are."""
    tx.run(delete(sessions).where(sessions.c.expires_at <= at))
    fields = {"created_at": at, "expires_at": expires_at, "factor": factor, "agent": agent, "seen_at": at}
    tx.run(insert(sessions).values(token_sha256=token_sha256, officer=officer_id, **fields))


def list_sessions(tx: Tx, officer_id: str, *, at: datetime) -> list[SessionSeen]:
    """The sessions of an officer that are not over, the newest first."""
    chosen = select(sessions).where(sessions.c.officer == officer_id, sessions.c.expires_at > at)
    return [
        SessionSeen(
            handle=str(row["token_sha256"])[:HANDLE],
            **{name: row[name] for name in ("officer", "created_at", "expires_at", "seen_at", "factor", "agent")},
        )
        for row in tx.rows(chosen.order_by(sessions.c.created_at.desc()))
    ]


def get_session(tx: Tx, token_sha256: str, *, at: datetime) -> SessionSeen | None:
    """The session of this token, unless it is over."""
    row = tx.row(select(sessions).where(sessions.c.token_sha256 == token_sha256, sessions.c.expires_at > at))
    if row is None:
        return None
    names = ("officer", "created_at", "expires_at", "seen_at", "factor", "agent")
    return SessionSeen(handle=token_sha256[:HANDLE], **{name: row[name] for name in names})


def see_session(tx: Tx, token_sha256: str, *, at: datetime) -> None:
    """Write down that a session was used."""
    tx.run(update(sessions).where(sessions.c.token_sha256 == token_sha256).values(seen_at=at))


def prove_session(tx: Tx, token_sha256: str, *, factor: str) -> None:
    """Write down that the officer of this session has proved themselves by a second factor too."""
    tx.run(update(sessions).where(sessions.c.token_sha256 == token_sha256).values(factor=factor))


def end_sessions(tx: Tx, officer_id: str, *, handle: str | None = None, keep: str | None = None) -> int:
    """End an officer's sessions: the one with this handle, or all but the one of the token's SHA-256 ``keep``."""
    ending = delete(sessions).where(sessions.c.officer == officer_id)
    if handle is not None:
        ending = ending.where(func.substr(sessions.c.token_sha256, 1, HANDLE) == handle)
    if keep is not None:
        ending = ending.where(sessions.c.token_sha256 != keep)
    return int(tx.run(ending).rowcount)


def get_session_officer(tx: Tx, token_sha256: str, *, at: datetime) -> Officer | None:
    """Whose session this is; None when it is nobody's, over, or the officer is disabled."""
    question = _chosen().join(sessions, sessions.c.officer == officers.c.id)
    question = question.where(
        sessions.c.token_sha256 == token_sha256, sessions.c.expires_at > at, officers.c.disabled_at.is_(None)
    )
    return _first(tx, question)


def end_session(tx: Tx, token_sha256: str) -> None:
    """End a session; ending one that is over is no error."""
    tx.run(delete(sessions).where(sessions.c.token_sha256 == token_sha256))


def add_api_token(tx: Tx, token_sha256: str, officer_id: str, *, at: datetime) -> None:
    """Let a program that holds this token act as the officer."""
    tx.run(insert(api_tokens).values(token_sha256=token_sha256, officer=officer_id, created_at=at))


def get_api_token_officer(tx: Tx, token_sha256: str, *, at: datetime) -> Officer | None:
    """Whose API token this is; None when it is nobody's, made after ``at``, or the officer is disabled."""
    question = _chosen().join(api_tokens, api_tokens.c.officer == officers.c.id)
    question = question.where(
        api_tokens.c.token_sha256 == token_sha256, api_tokens.c.created_at <= at, officers.c.disabled_at.is_(None)
    )
    return _first(tx, question)


def end_api_token(tx: Tx, token_sha256: str) -> None:
    """Take a token back; taking back one that is not there is no error."""
    tx.run(delete(api_tokens).where(api_tokens.c.token_sha256 == token_sha256))


_FIELDS = tuple(Officer.__dataclass_fields__)


def _chosen() -> Select[Any]:
    return select(*(officers.c[name] for name in _FIELDS))


def _values(officer: Officer) -> dict[str, Any]:
    return {name: getattr(officer, name) for name in _FIELDS}


def _first(tx: Tx, question: Select[Any]) -> Officer | None:
    row = tx.row(question)
    return Officer(**row) if row else None


def _change(tx: Tx, officer_id: str, changes: Mapping[str, Any]) -> None:
    if tx.run(update(officers).where(officers.c.id == officer_id).values(**changes)).rowcount != 1:
        raise NotFoundError(f"There is no officer {officer_id}.", fix="Look at the list of people.")
