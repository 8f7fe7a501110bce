"""Codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day the phone is lost."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pyotp

from .passwords import new_one_time_password

STEP_SECONDS = 30
STEPS_EITHER_WAY = 1  # a clock that is half a minute off, or a slow typist
HOW_MANY_RECOVERY_CODES = 10


def new_secret() -> str:
    """160 random bits in Base32, as authenticator apps take them."""
    return str(pyotp.random_base32())


def address_of(secret: str, *, name: str, desk: str) -> str:
    """The ``otpauth:`` address that the QR code holds."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=desk))


def step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The time step that ``code`` is right for; None when for none that is near ``at`` and later than ``after``.

    A code works once (RFC 6238, section 5.2): ``after`` is the step of the last code that was taken.
    """
    code = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for step in range(now - STEPS_EITHER_WAY, now + STEPS_EITHER_WAY + 1):
        if step > after and pyotp.utils.strings_equal(pyotp.HOTP(secret).at(step), code):
            return step
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes, each good once. They have 72 random bits, so that a plain hash of them is enough to keep."""
    return tuple(new_one_time_password() for _ in range(HOW_MANY_RECOVERY_CODES))


def recovery_sha256(code: str) -> str:
    """What the store keeps of a recovery code, however it was typed."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
