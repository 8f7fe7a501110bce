"""Passwords: kept as Argon2id hashes; one-time passwords that can be read out over the phone."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

# No letter or digit here is taken for another, on paper or on the phone (0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V are left out).
LETTERS = "acdefghjkmnpqrtwxy34679"
_GROUPS, _GROUP_LENGTH = 4, 4  # 16 of 23 letters: 72 bits

_HASHER = PasswordHasher()  # RFC 9106's second recommended setting: 64 MiB, 3 passes


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its own salt and settings in it."""
    return _HASHER.hash(password)


def verify_password(password: str, known_hash: str | None) -> bool:
    """Whether the password is the one. ``known_hash`` None (nobody of that name): False, and it takes as long."""
    try:
        right = _HASHER.verify(_nobodys_hash() if known_hash is None else known_hash, password)
    except VerifyMismatchError:
        return False
    return bool(right) and known_hash is not None


def needs_rehash(known_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's, and should be made again at this log-in."""
    return bool(_HASHER.check_needs_rehash(known_hash))


def new_one_time_password() -> str:
    """A password to be changed at the first log-in, in groups of four: ``k7qm-4xhd-…``."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))
