"""Keys for programs: made for one purpose, limited in what they may do and how often, renewed without a gap."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ..errors import InputError, NotAllowedError, NotFoundError
from ..people.roles import require
from ..people.sessions import token_sha256
from ..records import Officer
from ..store import api_keys as key_store
from ..store import audit as audit_store
from ..store import officers as officer_store
from ..store.api_keys import ApiKey
from .installation import Installation

SCOPES = {
    "reports:read": "read the queue of reports",
    "reports:write": "hand in reports",
    "alerts:read": "read alerts in every state",
    "alerts:write": "move alerts on, as the officer who holds the key",
    "surges:read": "read what is rising, where",
}
"""What a key may be given to do, in words. What everybody may do needs no key."""
PER_MINUTE = 600
MOST_PER_MINUTE = 60_000
OVERLAP = timedelta(hours=24)  # an old key goes on for so long after its successor was made
ANSWERS_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program at the door: in whose name it acts, and by which key. A token of the desk's own has no key and may all."""

    officer: Officer
    key: ApiKey | None = None

    @property
    def test(self) -> bool:
        return self.key is not None and self.key.test

    def require(self, scope: str) -> None:
        """Pass when the key may do this.

        Raises:
            NotAllowedError: it was not given that.
        """
        if self.key is not None and scope not in self.key.scopes:
            raise NotAllowedError(
                f"This key may not {SCOPES[scope]}.",
                where=self.key.name,
                fix=f"Make a key with the scope {scope} on the desk, under Keys.",
                code="scope-needed",
            )


def make_api_key(
    installation: Installation,
    *,
    officer: Officer,
    name: str,
    scopes: Sequence[str],
    test: bool = False,
    per_minute: int = PER_MINUTE,
    days: int | None = 365,
) -> tuple[ApiKey, str]:
    """A key that acts in the name of ``officer``, and its token, which is shown once.

    Raises:
        InputError: no name, no scope, an unknown scope, or a limit that makes no sense.
    """
    name = " ".join(name.split())[:80]
    if len(name) < 3:
        raise InputError("The key has no name.", fix="Name the program that will hold it.")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise InputError(
            f"There is no scope “{unknown[0]}”." if unknown else "The key may do nothing.",
            fix=f"Choose from: {', '.join(SCOPES)}.",
        )
    if not 1 <= per_minute <= MOST_PER_MINUTE or (days is not None and not 1 <= days <= 3650):
        raise InputError("The limit or the number of days makes no sense.", fix="Give 1 to 60000, and 1 to 3650 days.")
    now = installation.now()
    key = ApiKey(
        id=f"k-{secrets.token_hex(5)}",
        officer=officer.id,
        name=name,
        scopes=tuple(scope for scope in SCOPES if scope in scopes),
        test=test,
        per_minute=per_minute,
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    return key, _keep(installation, key, officer, "api-key-made")


def renew_api_key(installation: Installation, key_id: str, *, officer: Officer) -> tuple[ApiKey, str]:
    """A new key like the old one, which runs out a day later: time enough to hand the new one over."""
    old = _own_or_any(installation, key_id, officer)
    now = installation.now()
    until = None if old.expires_at is None else now + (old.expires_at - old.created_at)
    fresh = replace(old, id=f"k-{secrets.token_hex(5)}", created_at=now, expires_at=until, last_used_on=None)
    token = _keep(installation, fresh, officer, "api-key-renewed")
    over_at = now + OVERLAP if old.expires_at is None else min(old.expires_at, now + OVERLAP)
    with installation.store.begin() as tx:
        key_store.end_api_key(tx, old.id, at=over_at)
    return fresh, token


def revoke_api_key(installation: Installation, key_id: str, *, officer: Officer) -> None:
    """Take a key back at once."""
    key = _own_or_any(installation, key_id, officer)
    with installation.store.begin() as tx:
        key_store.end_api_key(tx, key_id)
        audit_store.add_entry(
            tx, at=installation.now(), actor=officer.name, action="api-key-revoked", subject=key_id, detail=key.name
        )


def list_api_keys(installation: Installation, *, officer: Officer) -> list[tuple[ApiKey, str]]:
    """Every key with the name of the officer it acts for; to an officer who is no administrator, their own."""
    with installation.store.read() as tx:
        keys = key_store.list_api_keys(tx)
        names = {each.id: each.name for each in officer_store.list_officers(tx)}
    return [(key, names[key.officer]) for key in keys if officer.role == "admin" or key.officer == officer.id]


def caller_of(installation: Installation, token: str | None) -> Caller | None:
    """Who holds this token; None when nobody does any more."""
    if not token:
        return None
    digest = token_sha256(token)
    caller: Caller | None = installation.callers.get(digest, lambda: _caller(installation, digest))
    if caller is None or caller.key is None:
        return caller
    now = installation.now()
    if caller.key.expires_at is not None and caller.key.expires_at <= now:
        return None
    if caller.key.last_used_on != now.date() and installation.store.takes_writes():
        with installation.store.begin() as tx:
            key_store.note_use(tx, caller.key.id, on=now.date())
    return caller


def caller_in_memory(installation: Installation, token: str) -> Caller | None:
    """As :func:`caller_of`, where a moment ago it was asked and nothing needs writing down; None says nothing."""
    caller: Caller | None = installation.callers.held(token_sha256(token))
    if caller is None or caller.key is None:
        return caller
    now = installation.now()
    over = caller.key.expires_at is not None and caller.key.expires_at <= now
    return None if over or caller.key.last_used_on != now.date() else caller


def _caller(installation: Installation, digest: str) -> Caller | None:
    now = installation.now()
    with installation.store.read() as tx:
        found = key_store.key_and_holder(tx, digest, at=now)
        if found is None:
            officer = officer_store.get_api_token_officer(tx, digest, at=now)
            return None if officer is None else Caller(officer)
    key, holder = found
    return None if holder.disabled_at is not None else Caller(holder, key)


def answered_once(
    installation: Installation,
    caller: Caller,
    idempotency_key: str,
    request: bytes,
    answer: Callable[[], tuple[int, str]],
) -> tuple[int, str, bool]:
    """The answer to a request, given once: sent again with the same key, the first answer comes again.

    Returns the status, the body, and whether it was answered before.

    Raises:
        InputError: the key was used for another request, or the first one is still at work.
    """
    named = caller.key.id if caller.key else caller.officer.id
    digest = hashlib.sha256(f"{named}\0{idempotency_key}".encode()).hexdigest()
    asked = hashlib.sha256(request).hexdigest()
    now = installation.now()
    with installation.store.begin() as tx:
        key_store.forget_answers(tx, before=now - ANSWERS_KEPT)
        before = key_store.begin_answer(tx, digest, asked, at=now)
    if before is not None:
        if before.request_sha256 != asked:
            raise InputError(
                "This Idempotency-Key was used for another request.",
                fix="Use a new one for each request, and the same one only to send that request again.",
                code="key-used",
            )
        if before.status is None or before.body is None:
            raise InputError(
                "The first request with this Idempotency-Key is still being answered.",
                fix="Send it again in a few seconds.",
                code="still-at-work",
            )
        return before.status, before.body, True
    try:
        status, body = answer()
    except BaseException:
        with installation.store.begin() as tx:
            key_store.drop_answer(tx, digest)
        raise
    with installation.store.begin() as tx:
        key_store.keep_answer(tx, digest, status=status, body=body)
    return status, body, False


def _keep(installation: Installation, key: ApiKey, officer: Officer, action: str) -> str:
    token = f"tocsin_{'test' if key.test else 'live'}_{secrets.token_urlsafe(32)}"
    with installation.store.begin() as tx:
        key_store.add_api_key(tx, key, token_sha256=token_sha256(token))
        detail = f"{key.name}: {', '.join(key.scopes)}{' (test)' if key.test else ''}"
        audit_store.add_entry(
            tx, at=installation.now(), actor=officer.name, action=action, subject=key.id, detail=detail
        )
    return token


def _own_or_any(installation: Installation, key_id: str, officer: Officer) -> ApiKey:
    with installation.store.read() as tx:
        found = key_store.list_api_keys(tx, key_id=key_id)
    if not found:
        raise NotFoundError(f"There is no key {key_id}.", fix="Choose one from the list.")
    if found[0].officer != officer.id:
        require(officer, "manage-people")
    return found[0]
