"""Links that work without log-in: to confirm, to manage and to leave. Only this desk can make one.

A token is ``<subscriber>.<HMAC-SHA256>``, base64url without padding. It names what it is for inside the HMAC, so that a
link to leave cannot be turned into one to manage. It holds no address and does not run out: the link to stop in an old
e-mail must always work.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Literal, get_args

Purpose = Literal["confirm", "manage", "leave"]
_TOKEN = re.compile(r"([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{43})")


def make_link_token(secret: bytes, *, purpose: str, subscriber: str) -> str:
    """The token for one subscriber and one purpose ("confirm", "manage" or "leave").

    Raises:
        ValueError: there is no such purpose, or the id holds characters that a link would have to escape.
    """
    token = f"{subscriber}.{_mac(secret, purpose, subscriber)}"
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{subscriber!r} is no id of a subscriber")
    return token


def read_link_token(secret: bytes, token: str, *, purpose: str) -> str | None:
    """The subscriber's id; None when the token was not made here for this purpose."""
    found = _TOKEN.fullmatch(token)
    if found is None or not hmac.compare_digest(found[2], _mac(secret, purpose, found[1])):
        return None
    return found[1]


def _mac(secret: bytes, purpose: str, subscriber: str) -> str:
    if purpose not in get_args(Purpose):
        raise ValueError(f"{purpose!r} is no purpose of a link")
    message = f"tocsin-link-1\0{purpose}\0{subscriber}".encode()
    return base64.urlsafe_b64encode(hmac.new(secret, message, hashlib.sha256).digest()).rstrip(b"=").decode("ascii")
