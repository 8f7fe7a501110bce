"""The invented texts of ``personal_data.txt``, and how much of what is marked in them a redaction finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.reports.redact import redact

FILE = Path(__file__).resolve().parent / "personal_data.txt"
_MARK = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")
_TELLS = re.compile(r"[^\W_]")  # letters and digits: what has to be gone


@dataclass(frozen=True)
class Marked:
    """A text and the spans of personal data in it: ``(kind, start, end)``."""

    number: int
    text: str
    spans: tuple[tuple[str, int, int], ...]


@dataclass
class Found:
    """What a redaction found of the marked spans, by kind; ``wrong`` is what it took that is nobody's."""

    marked: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    missed: list[tuple[int, str, str]] = field(default_factory=list)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.gone.total() / max(1, self.marked.total())

    @property
    def precision(self) -> float:
        return 1 - len(self.wrong) / max(1, self.taken)


def read_marked() -> list[Marked]:
    """The texts, in their order."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [_read(number, line) for number, line in enumerate(lines, start=1)]


def built_with(texts: Sequence[Marked]) -> list[Marked]:
    """The half that the patterns were written against."""
    return [text for text in texts if text.number % 2 == 1]


def kept_apart(texts: Sequence[Marked]) -> list[Marked]:
    """The half that only measures."""
    return [text for text in texts if text.number % 2 == 0]


def measure(texts: Sequence[Marked], *, keep: frozenset[str] = frozenset()) -> Found:
    """A span counts as found when no letter or digit of it is left."""
    found = Found()
    for text in texts:
        taken = [(kind, span.start, span.end) for kind, span in redact(text.text, keep=keep).found]
        found.taken += len(taken)
        hidden = {at for _, start, end in taken for at in range(start, end)}
        for kind, start, end in text.spans:
            found.marked[kind] += 1
            if all(match.start() + start in hidden for match in _TELLS.finditer(text.text[start:end])):
                found.gone[kind] += 1
            else:
                found.missed.append((text.number, kind, text.text[start:end]))
        for kind, start, end in taken:
            if not any(start < stop and begin < end for _, begin, stop in text.spans):
                found.wrong.append((text.number, kind, text.text[start:end]))
    return found


def rows(found: Found) -> Iterator[tuple[str, int, int]]:
    """``(kind, marked, found)``, the commonest first."""
    for kind, marked in found.marked.most_common():
        yield kind, marked, found.gone[kind]


def _read(number: int, line: str) -> Marked:
    pieces: list[str] = []
    spans: list[tuple[str, int, int]] = []
    at = length = 0
    for match in _MARK.finditer(line):
        pieces.append(line[at : match.start()])
        length += match.start() - at
        spans.append((match[1], length, length + len(match[2])))
        pieces.append(match[2])
        length += len(match[2])
        at = match.end()
    return Marked(number, "".join([*pieces, line[at:]]), tuple(spans))
