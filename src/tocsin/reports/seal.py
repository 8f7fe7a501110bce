"""What a person told us, encrypted at rest: opened by an officer with a reason that is logged.

Fernet (AES-128-CBC with HMAC-SHA256; the ``cryptography`` library's specification) under a key derived with HKDF-SHA256
(RFC 5869) from the installation's secret, so that sealing and link signing never share a key.
"""

from __future__ import annotations

import base64

from ..errors import InputError


def seal(text: str, *, secret: bytes) -> bytes:
    """Encrypt a text. The result carries its own time and check."""
    from cryptography.fernet import Fernet

    return Fernet(_key(secret)).encrypt(text.encode("utf-8"))


def unseal(sealed: bytes, *, secret: bytes) -> str:
    """Decrypt what :func:`seal` made.

    Raises:
        InputError: the secret is not the one it was sealed with, or the bytes were changed.
    """
    from cryptography.fernet import Fernet, InvalidToken

    try:
        return Fernet(_key(secret)).decrypt(sealed).decode("utf-8")
    except InvalidToken as error:
        raise InputError(
            "The sealed words cannot be opened: they were sealed with another key, or changed.",
            fix="Check that TOCSIN_SECRET_KEY is the one this desk has always used.",
            code="cannot-unseal",
        ) from error


def _key(secret: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tocsin report seal").derive(secret)
    return base64.urlsafe_b64encode(derived)
