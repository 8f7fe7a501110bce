"""The reference that a reporter keeps and can read out: ``R-7K4M-Q2XD``. 40 bits, no letters that look or sound alike."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"


LETTERS, LETTERS_OF_MANY = 8, 12


def new_reference(*, letters: int = LETTERS) -> str:
    """A new random reference. Of the millions that imports take, more ``letters`` keep two from being the same."""
    number = secrets.randbelow(len(ALPHABET) ** letters)
    drawn = []
    for _ in range(letters):
        number, at = divmod(number, len(ALPHABET))
        drawn.append(ALPHABET[at])
    return _grouped("".join(drawn))


def read_reference(text: str) -> str:
    """A reference as somebody typed it, made regular: ``r 7k4m q2xd`` → ``R-7K4M-Q2XD``."""
    letters = "".join(character for character in text.upper() if character.isalnum())
    if len(letters) in (LETTERS + 1, LETTERS_OF_MANY + 1):
        letters = letters.removeprefix("R")
    return _grouped(letters)


def _grouped(letters: str) -> str:
    if len(letters) == LETTERS_OF_MANY:
        return f"R-{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    return f"R-{letters[:4]}-{letters[4:]}"
