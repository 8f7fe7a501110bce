"""The reference that a reporter keeps and can read out: ``R-7K4M-Q2XD``. 40 bits, no letters that look or sound alike."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"


def new_reference() -> str:
    """A new random reference."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"R-{letters[:4]}-{letters[4:]}"


def read_reference(text: str) -> str:
    """A reference as somebody typed it, made regular: ``r 7k4m q2xd`` → ``R-7K4M-Q2XD``."""
    letters = "".join(character for character in text.upper() if character.isalnum())
    letters = letters.removeprefix("R") if len(letters) == 9 else letters
    return f"R-{letters[:4]}-{letters[4:]}"
