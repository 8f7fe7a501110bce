"""What a person told us, encrypted at rest: opened by an officer with a reason that is logged.

Fernet (AES-128-CBC with HMAC-SHA256; the ``cryptography`` library's specification) under a key derived with HKDF-SHA256
(RFC 5869) from the installation's secret, so that sealing and link signing never share a key.
"""

from __future__ import annotations

import base64
import hmac
from functools import lru_cache
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def seal(text: str, *, secret: bytes) -> bytes:
    """Encrypt a text. The result carries its own time and check."""
    return _fernet(secret).encrypt(text.encode("utf-8", "surrogatepass"))


def unseal(sealed: bytes, *, secret: bytes) -> str:
    """Decrypt what :func:`seal` made.

    Raises:
        InputError: the secret is not the one it was sealed with, or the bytes were changed.
    """
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(secret).decrypt(sealed).decode("utf-8", "surrogatepass")
    except InvalidToken as error:
        raise InputError(
            "The sealed words cannot be opened: they were sealed with another key, or changed.",
            fix="Check that TOCSIN_SECRET_KEY is the one this desk has always used.",
            code="cannot-unseal",
        ) from error


@lru_cache(maxsize=8)
def derived_key(secret: bytes, purpose: bytes) -> bytes:
    """A key of 32 bytes for one purpose, from the installation's secret (HKDF-SHA256 with no salt, one block)."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


@lru_cache(maxsize=4)
def _fernet(secret: bytes) -> Fernet:
    from cryptography.fernet import Fernet

    return Fernet(base64.urlsafe_b64encode(derived_key(secret, b"tocsin report seal")))
