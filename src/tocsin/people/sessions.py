"""Tokens that stand for an officer. The holder keeps the token; the store keeps only its SHA-256."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, fit for a cookie or a header."""
    return secrets.token_urlsafe(32)


def token_sha256(token: str) -> str:
    """What the store keeps of a token: 64 hexadecimal digits. The token has too many bits to be guessed from it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
