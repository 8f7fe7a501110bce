"""An alert as plain text: for e-mail, for paste and print, and to read out. Everything comes from the signed document.

The same lines are what a pasted copy is compared with (``recognise.py``), so this module stays light.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

SECTIONS: Mapping[str, str] = {
    "happening": "What is happening",
    "spot": "How to spot it",
    "do": "What to do",
    "contact": "Who to contact",
}
EXERCISE = "EXERCISE. This is only a drill. Nothing here is real, and you need not do anything."
UPDATED = "This replaces an earlier version of the same alert."
WITHDRAWN = "Withdrawn"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def plain_text(document: Mapping[str, Any]) -> str:
    """The whole alert, lines ended by newlines, its code and how to check it last.

    ``document`` is what :func:`tocsin.alerts.content.public_document` makes.
    """
    return "\n".join(text_lines(document)) + "\n"


def text_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """The lines of :func:`plain_text`; empty lines stand between paragraphs."""
    if document["exercise"]:
        yield from (EXERCISE, "")
    yield headline(document)
    yield ""
    yield f"For: {', '.join(area['name'] for area in document['areas'])}"
    yield f"Sent on {say_day(document['sent_at'])} by {document['desk']['name']}"
    if document["kind"] == "Cancel":
        yield from ("", str(document["withdrawal"]))
    else:
        if document["kind"] == "Update":
            yield UPDATED
        yield from section_lines(document)
        yield from ("", f"This alert ends on {say_day(document['expires_at'])}.")
    yield from ("", how_to_check(document))


def headline(document: Mapping[str, Any]) -> str:
    """The headline as it is sent, saying of itself that the alert is withdrawn."""
    said = str(document["headline"])
    return f"{WITHDRAWN}: {said}" if document["kind"] == "Cancel" else said


def how_to_check(document: Mapping[str, Any]) -> str:
    """The last words of every copy."""
    return f"To check that this alert is ours, enter {document['code']} at {document['desk']['url']}/verify"


def say_day(at: str | datetime) -> str:
    """``24 November 2026``, by the clock on the wall in the United Kingdom."""
    day = in_the_uk(datetime.fromisoformat(at) if isinstance(at, str) else at)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def in_the_uk(at: datetime) -> datetime:
    """The clock time there: an hour ahead of UTC from the last Sunday of March to the last of October, at 01:00 UTC.

    Worked out here because a small machine may have no time-zone data. A naive time is taken as UTC.
    """
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    summer = _last_sunday(at.year, 3) <= at < _last_sunday(at.year, 10)
    return at + timedelta(hours=1 if summer else 0)


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def section_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """What an alert says, section by section, each with its title."""
    for section, title in SECTIONS.items():
        sentences = [one["text"] for one in document["sentences"] if one["section"] == section]
        if not sentences:
            continue
        yield from ("", title)
        yield from sentences if section == "happening" else (f"- {sentence}" for sentence in sentences)
