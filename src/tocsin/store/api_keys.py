"""Keys of programs, and the answers that are kept so that a request sent twice is done once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from ..records import Officer
from .database import Tx
from .tables import api_answers, api_keys, officers
from .writing import insert_or_pass


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What a program may do, in whose name. The token itself is kept nowhere.

    ``test``: it is answered as any other, but nothing that it asks for is kept or sent.
    """

    id: str
    officer: str  # an officer's id
    name: str
    scopes: tuple[str, ...]
    test: bool
    per_minute: int
    created_at: datetime
    expires_at: datetime | None = None
    last_used_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The answer to a request that came before; ``status`` is None while that one is still at work."""

    request_sha256: str
    status: int | None
    body: str | None


_COLUMNS = [column for column in api_keys.c if column.name != "token_sha256"]


def add_api_key(tx: Tx, key: ApiKey, *, token_sha256: str) -> None:
    """Keep a key under the hash of its token."""
    tx.run(
        insert(api_keys).values(
            id=key.id,
            token_sha256=token_sha256,
            officer=key.officer,
            name=key.name,
            scopes=key.scopes,
            test=key.test,
            per_minute=key.per_minute,
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
    )


def list_api_keys(tx: Tx, *, key_id: str | None = None) -> list[ApiKey]:
    """Every key, or the one; the newest first."""
    question = select(*_COLUMNS).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
    if key_id is not None:
        question = question.where(api_keys.c.id == key_id)
    return [ApiKey(**row) for row in tx.rows(question)]


def key_and_holder(tx: Tx, token_sha256: str, *, at: datetime) -> tuple[ApiKey, Officer] | None:
    """Whose token this is, and the officer it acts for, in one question; None when it is none, or over."""
    theirs = [officers.c[name].label(f"officer_{name}") for name in Officer.__dataclass_fields__]
    question = select(*_COLUMNS, *theirs).join(officers, officers.c.id == api_keys.c.officer)
    row = tx.row(question.where(api_keys.c.token_sha256 == token_sha256))
    if row is None:
        return None
    key = ApiKey(**{column.name: row[column.name] for column in _COLUMNS})
    holder = Officer(**{name: row[f"officer_{name}"] for name in Officer.__dataclass_fields__})
    return (key, holder) if key.expires_at is None or key.expires_at > at else None


def note_use(tx: Tx, key_id: str, *, on: date) -> None:
    """Write down the day on which a key was last used."""
    tx.run(update(api_keys).where(api_keys.c.id == key_id).values(last_used_on=on))


def end_api_key(tx: Tx, key_id: str, *, at: datetime | None = None) -> bool:
    """Take a key back at once, or let it run out ``at`` a time. False when there is none of that id."""
    if at is not None:
        return tx.run(update(api_keys).where(api_keys.c.id == key_id).values(expires_at=at)).rowcount == 1
    return tx.run(delete(api_keys).where(api_keys.c.id == key_id)).rowcount == 1


def begin_answer(tx: Tx, key_sha256: str, request_sha256: str, *, at: datetime) -> KeptAnswer | None:
    """Claim a request as the first of its key; None when it is. Otherwise what is known of the one before."""
    values = {"key_sha256": key_sha256, "request_sha256": request_sha256, "at": at}
    if insert_or_pass(tx, api_answers, values, unless=("key_sha256",)):
        return None
    chosen = (api_answers.c.request_sha256, api_answers.c.status, api_answers.c.body)
    row = tx.row(select(*chosen).where(api_answers.c.key_sha256 == key_sha256))
    return None if row is None else KeptAnswer(**row)


def keep_answer(tx: Tx, key_sha256: str, *, status: int, body: str) -> None:
    """Keep what was answered."""
    tx.run(update(api_answers).where(api_answers.c.key_sha256 == key_sha256).values(status=status, body=body))


def drop_answer(tx: Tx, key_sha256: str) -> None:
    """Forget a request that failed, so that it can be tried again."""
    tx.run(delete(api_answers).where(api_answers.c.key_sha256 == key_sha256))


def forget_answers(tx: Tx, *, before: datetime) -> int:
    """Forget answers that are old; how many."""
    return tx.run(delete(api_answers).where(api_answers.c.at < before)).rowcount
