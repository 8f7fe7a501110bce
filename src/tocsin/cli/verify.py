"""``tocsin verify``: is this alert really ours?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from ..actions.checking import as_of
from ..alerts.code import read_code
from ..alerts.recognise import recognise
from ..errors import InputError
from .check import published_here


@click.command()
@click.argument("words", nargs=-1, metavar="[CODE or TEXT]")
def verify(words: Sequence[str]) -> int:
    """Is this alert really ours? Give its code ("K7Q-4M2"), or a copy of its text.

    Exit status: 0 genuine; 1 altered, or none of ours; 2 an error.
    """
    given = " ".join(words) if words else sys.stdin.read()
    if not given.strip():
        raise InputError(
            "There is no code and no text.",
            fix="Give the code, such as K7Q-4M2, or pipe in the text.",
            code="empty-text",
        )
    today = datetime.now(UTC).date()
    publications = [as_of(publication, today) for publication in published_here()]
    code = read_code(given) if len(given.strip()) <= 20 else None
    if code is not None:
        publications = [publication for publication in publications if publication["code"] == code]
        given = code
    recognition = recognise(given, publications) if publications else None
    if recognition is None:
        click.echo(
            "This desk has not published that. Do not act on it because of a code; ask us by a way you already know."
        )
        return 1
    click.echo(recognition.note)
    for change in recognition.changes:
        click.echo(f"  • {change}")
    return 1 if recognition.changes else 0
