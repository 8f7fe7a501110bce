"""Encoding faults mended before reading, each one recorded.

Only what is broken is touched: a run of characters that is UTF-8 read as Windows-1252 ("Â£900"), HTML entities left in
plain text, and characters that nobody sees. ``to_given`` leads from a position in the mended text back to the given.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from tocsin.records import Repair

MAX_RECORDED = 1000
"""Every fault is mended; a text with more than this many is recorded no further."""

_MARKERS = re.compile("[ÂâÃãð]")
# Mojibake runs begin with one of these and go on with what a UTF-8 tail byte looks like in Windows-1252 or Latin-1.
_RUN = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
    r"\u00c2-\u00f4]{1,24}"
)
_INVISIBLE = re.compile(
    r"[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\x00]+|(?<=[ -~])\u200d(?=[ -~])"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_ANY = re.compile(f"{_RUN.pattern}|{_INVISIBLE.pattern}|{_ENTITY.pattern}")


@dataclass(frozen=True, slots=True)
class Repaired:
    """The mended text; ``_starts`` and ``_shifts`` say by how much positions from there on moved."""

    text: str
    repairs: tuple[Repair, ...] = ()
    _starts: tuple[int, ...] = ()
    _givens: tuple[int, ...] = ()
    _given_length: int = 0

    def to_given(self, offset: int) -> int:
        """The position in the given text of a position in the mended one (the end of the text included)."""
        if not self._starts:
            return offset
        piece = bisect_right(self._starts, offset) - 1
        if piece < 0:
            return offset
        given = self._givens[piece] + offset - self._starts[piece]
        limit = self._givens[piece + 1] if piece + 1 < len(self._givens) else self._given_length
        return min(given, limit)


def repair(text: str) -> Repaired:
    """The text with encoding faults mended. The text itself, untouched, when there are none."""
    pieces: list[str] = []
    repairs: list[Repair] = []
    starts: list[int] = []
    givens: list[int] = []
    at = length = 0
    for match in _ANY.finditer(text):
        mended = _mend(match[0])
        if mended is None:
            continue
        kind, after = mended
        kept = text[at : match.start()]
        pieces += (kept, after)
        length += len(kept)
        # two pieces: what replaces the fault, then the rest of the text. The first maps onto the fault's beginning.
        starts += (length, length + len(after))
        givens += (match.start(), match.end())
        length += len(after)
        if len(repairs) < MAX_RECORDED:
            repairs.append(Repair(kind, match.start(), match.end(), match[0], after))
        at = match.end()
    if not givens:
        return Repaired(text)
    pieces.append(text[at:])
    return Repaired("".join(pieces), tuple(repairs), tuple(starts), tuple(givens), len(text))


@lru_cache(maxsize=512)
def _mend(fault: str) -> tuple[str, str] | None:
    """``(kind, what it should be)``; None when it is no fault after all."""
    if fault[0] == "&":
        plain = html.unescape(fault)
        return ("html-entity", plain) if plain != fault and len(plain) == 1 else None
    if _INVISIBLE.fullmatch(fault):
        return "invisible-character", ""
    if not _MARKERS.search(fault):
        return None
    import ftfy

    mended: str = ftfy.fix_encoding(fault)
    return ("mojibake", mended) if mended != fault else None
