"""Keyed hashes: the same number gives the same key at this desk, and nobody without its secret can list what was kept.

HMAC-SHA256 (RFC 2104). A plain hash would not do: all telephone numbers there are can be hashed in a minute.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from .seal import derived_key

_SCRYPT = {"n": 2**13, "r": 8, "p": 1}


def keyed(kind: str, value: str, *, secret: bytes) -> str:
    """32 hexadecimal digits that stand for ``value`` as a ``kind`` of thing."""
    key = derived_key(secret, b"tocsin report indicators")
    return hmac.new(key, f"{kind}\0{value}".encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def contact_key(contact: str, *, secret: bytes) -> str:
    """The key of an e-mail address or telephone number, however it was typed."""
    folded = contact.strip().casefold()
    if "@" not in folded:
        digits = "".join(character for character in folded if character.isdigit())
        folded = (
            f"0{digits.removeprefix('0044').removeprefix('44')}"
            if digits.startswith(("44", "0044"))
            else digits or folded
        )
    return keyed("contact", folded, secret=secret)


def hash_word(word: str) -> str:
    """A word of the reporter's own, for keeping: salted, and slow to try out (scrypt, RFC 7914)."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(word, salt).hex()}"


def is_word(word: str, kept: str) -> bool:
    """Whether this is the word that was kept."""
    salt, _, digest = kept.partition("$")
    return hmac.compare_digest(_scrypt(word, bytes.fromhex(salt)), bytes.fromhex(digest))


def _scrypt(word: str, salt: bytes) -> bytes:
    folded = " ".join(word.casefold().split())
    return hashlib.scrypt(folded.encode("utf-8", "surrogatepass"), salt=salt, dklen=32, **_SCRYPT)
