"""Tickets: what we sign so that it comes back unchanged, soon, and once. Nothing is kept until one is used."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from ..errors import NotAllowedError

MINUTES = 10


@dataclass(frozen=True, slots=True)
class Ticket:
    """``nonce`` is what the store remembers of it once it is used; ``says`` is what it was signed with."""

    nonce: str
    says: dict[str, Any]


def issue_ticket(secret: bytes, purpose: str, **says: Any) -> str:
    """A ticket for one purpose. Whoever holds it can read what it says, and change nothing."""
    return str(_signer(secret, purpose).dumps({"nonce": secrets.token_urlsafe(18), **says}))


def read_ticket(secret: bytes, purpose: str, given: str) -> Ticket:
    """What a ticket says.

    Raises:
        NotAllowedError: it is not ours, for something else, or older than :data:`MINUTES` (code ``stale-ticket``).
    """
    try:
        says = dict(_signer(secret, purpose).loads(given, max_age=MINUTES * 60))
    except (BadSignature, ValueError, TypeError) as error:
        raise stale() from error
    return Ticket(nonce=str(says.pop("nonce", "")), says=says)


def stale() -> NotAllowedError:
    """The refusal of a ticket that is too old, changed or used."""
    return NotAllowedError("This took too long, or was done already.", fix="Begin again.", code="stale-ticket")


def _signer(secret: bytes, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"tocsin ticket {purpose}")
