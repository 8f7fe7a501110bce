"""Listening in on a call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..checking.call import Call
from ..knowledge.load import Knowledge
from ..understanding.conversation import Conversation


def start_call(knowledge: Knowledge, *, nation: str = "gb-eng", on: date | None = None) -> Call:
    """A call to listen to: give each turn to its ``hear(speaker, text)`` as it is said. Nothing is kept."""
    return Call(knowledge, hear=Conversation(knowledge).hear, nation=nation, on=on)


def care_in_call(turns: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """What is said first to somebody who says in a call that they do not want to live, or that somebody hurts or controls them.

    ``turns``: speaker and words. What the caller says is no word of theirs: a fraudster may threaten to die. () for everybody else.
    """
    from ..reports.vulnerability import care_for

    return care_for("\n".join(words for speaker, words in turns if speaker != "caller"))
