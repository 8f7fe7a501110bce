"""Who speaks in a written-down call: "caller: …  me: …", one a line or run together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Side = Literal["caller", "callee", "unknown"]

_CALLER = "caller|them|scammer|suspect|agent|officer|operator|representative|rep|advisor|adviser|fraudster|engineer|technician"
_CALLEE = "callee|me|recipient|receiver|victim|innocent|customer|user|client|target|resident"
_LABEL = re.compile(
    rf"(?:^|(?<=[\s.!?\"]))(?:(?P<caller>{_CALLER})|(?P<callee>{_CALLEE})|(?P<unknown>speaker ?[0-9a-z]{{1,2}}|[a-b]|person [0-9a-z]))\s?(?:[0-9]{{1,2}})?\s?:"
)
FEWEST_LABELS = 2


def turns_of(text: str) -> list[tuple[int, int, Side]] | None:
    """``(start, end, side)`` of each turn of a normalised text without its label; None when it is no dialogue."""
    if text.count(":") < FEWEST_LABELS:
        return None
    labels = list(_LABEL.finditer(text))
    if len(labels) < FEWEST_LABELS or len({label.group().strip(" :") for label in labels}) < 2:
        return None
    turns: list[tuple[int, int, Side]] = []
    if labels[0].start() > 2:
        turns.append((0, labels[0].start(), "unknown"))
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        side: Side = label.lastgroup or "unknown"  # type: ignore[assignment]
        turns.append((label.end(), len(text) if after is None else after.start(), side))
    return turns


_WANTS = re.compile(
    r"\b(?:i want|i need|i wish|i would like|id like|i am looking|im looking|can you|could you|will you|would you|help me|i have an? (?:question|problem|issue|query)|"
    r"please (?:help|check|send|make|find|tell|transfer)|what(?:s| is) my|how (?:do|can) i|i lost|my card|check my)\b"
)


def reader_began(text: str, turns: Sequence[tuple[int, int, Side]]) -> list[tuple[int, int]]:
    """Where the reader himself opens the talk with what he wants: then he rang them, and much that they ask is in order."""
    start, end, side = turns[0]
    wants = _WANTS.search(text, start, end) if side == "callee" else None
    # Twice, for it says as much as two remarks such as "use the number on your card".
    return [] if wants is None else [wants.span(), wants.span()]
