"""Who speaks in a written-down call: "caller: …  me: …", one a line or run together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Side = Literal["caller", "callee", "unknown"]

_CALLER = "caller|them|scammer|suspect|agent|officer|operator|representative|rep|advisor|adviser|fraudster|engineer|technician"
_CALLEE = "callee|me|recipient|receiver|victim|innocent|customer|user|client|target|resident"
_WHOLE = re.compile(
    rf"(?:(?P<caller>{_CALLER})|(?P<callee>{_CALLEE})|(?P<unknown>speaker ?[0-9a-z]{{1,2}}|[a-b]|person [0-9a-z]))\s?(?:[0-9]{{1,2}})?\s?"
)
_LABEL = re.compile(rf"(?:^|(?<=[\s.!?\"])){_WHOLE.pattern}$")
_LONGEST_LABEL = 24
FEWEST_LABELS = 2


def turns_of(text: str) -> list[tuple[int, int, Side]] | None:
    """``(start, end, side)`` of each turn of a normalised text without its label; None when it is no dialogue."""
    if text.count(":") < FEWEST_LABELS:
        return None
    labels: list[tuple[int, int, Side]] = []
    names: set[str] = set()
    known: dict[str, tuple[Side, str] | None] = {}
    at = text.find(":")
    while at >= 0:
        line = text.rfind("\n", max(0, at - _LONGEST_LABEL), at) + 1
        label: tuple[Side, str] | None = None
        start = line
        if line or at <= _LONGEST_LABEL:
            written = text[line:at]
            if written not in known:
                whole = _WHOLE.fullmatch(written)
                known[written] = None if whole is None else (whole.lastgroup, written.strip())  # type: ignore[assignment]
            label = known[written]
        if label is None:  # turns run together
            within = _LABEL.search(text, max(0, at - _LONGEST_LABEL), at)
            if within is not None:
                start = within.start()
                label = within.lastgroup, text[start:at].strip()  # type: ignore[assignment]
        if label is not None:
            labels.append((start, at + 1, label[0]))
            names.add(label[1])
        at = text.find(":", at + 1)
    if len(labels) < FEWEST_LABELS or len(names) < 2:
        return None
    turns: list[tuple[int, int, Side]] = []
    if labels[0][0] > 2:
        turns.append((0, labels[0][0], "unknown"))
    for number, (_, end, side) in enumerate(labels):
        turns.append((end, labels[number + 1][0] if number + 1 < len(labels) else len(text), side))
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
