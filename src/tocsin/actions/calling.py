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


def words_not_by_caller(turns: Iterable[tuple[str, str]]) -> str:
    """What anybody but the caller says in a call, of ``turns`` (speaker and words): to look in it for somebody who needs more than
    advice. What the caller says is no word of theirs: a fraudster may threaten to die."""
    return "\n".join(words for speaker, words in turns if speaker != "caller")
