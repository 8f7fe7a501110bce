"""Listening in on a call."""

from __future__ import annotations

from datetime import date

from ..checking.call import Call
from ..knowledge.load import Knowledge
from ..understanding.conversation import Conversation


def start_call(knowledge: Knowledge, *, nation: str = "gb-eng", on: date | None = None) -> Call:
    """A call to listen to: give each turn to its ``hear(speaker, text)`` as it is said. Nothing is kept."""
    return Call(knowledge, hear=Conversation(knowledge).hear, nation=nation, on=on)
