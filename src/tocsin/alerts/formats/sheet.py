"""Words laid out on paper: lines broken, and as large as fits.

Only the fonts that every PDF reader has are used. So a file is small, is the same bytes on every machine, and prints
alike; a letter that they lack (ŵ, ŷ) is printed without its mark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
LEADING = 1.28  # of the size of the letters
SCALES = tuple(step / 20 for step in range(20, 10, -1))  # from 1.0 down to 0.55
Measure = Callable[[str, str, float], float]  # text, font, size → width


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. ``size`` and ``before`` (the room above it) in points at scale 1."""

    text: str
    size: float
    bold: bool = False
    bullet: bool = False
    before: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line to print, its base line ``down`` points below the top of the column and ``right`` of its left edge."""

    right: float
    down: float
    text: str
    font: str
    size: float


def lay_out(blocks: Sequence[Block], *, width: float, height: float, measure: Measure) -> list[list[Line]]:
    """The lines of one column as large as fits, or of several columns at the smallest size."""
    for scale in SCALES:
        columns = _set(blocks, width, height, scale, measure)
        if len(columns) == 1:
            return columns
    return columns


def printable(text: str) -> str:
    """The text in letters that the fonts have (Windows-1252): others lose their marks, and what is left becomes “?”."""
    kept: list[str] = []
    for sign in " ".join(text.split()):
        if _has(sign):
            kept.append(sign)
            continue
        plain = "".join(one for one in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(one))
        kept += [one if _has(one) else "?" for one in plain]
    return "".join(kept)


def _has(sign: str) -> bool:
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _set(blocks: Sequence[Block], width: float, height: float, scale: float, measure: Measure) -> list[list[Line]]:
    columns: list[list[Line]] = [[]]
    down = 0.0
    for block in blocks:
        font, size = BOLD if block.bold else REGULAR, block.size * scale
        indent = size if block.bullet else 0.0
        lines = _broken(printable(block.text), font, size, width - indent, measure)
        if columns[-1]:
            down += block.before * scale
        for place, text in enumerate(lines):
            if down + size * LEADING > height and columns[-1]:
                columns.append([])
                down = 0.0
            down += size * LEADING
            if block.bullet and place == 0:
                columns[-1].append(Line(0.0, down, "•", font, size))
            columns[-1].append(Line(indent, down, text, font, size))
    return columns


def _broken(text: str, font: str, size: float, width: float, measure: Measure) -> list[str]:
    """The text in lines of at most this width. A word that is wider is cut where it must be."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if measure(longer, font, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while measure(word, font, size) > width:
            fits = next(end for end in range(len(word), 0, -1) if end == 1 or measure(word[:end], font, size) <= width)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines
