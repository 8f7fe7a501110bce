"""Whose voice a report is: one person, or one source that says the same again, counts once."""

from __future__ import annotations

import hashlib
import re

_WORD = re.compile(r"[^\W\d_]{4,}")


def voice_of(reporter: str | None, source: str, redacted: str) -> str:
    """The reporter's keyed hash where that is known. Else what is the same in copies from one source: its longer words,
    whatever their order, numbers, spacing and capitals; so that a list of sums or of numbers in one wording is one voice.
    """
    if reporter is not None:
        return reporter
    words = sorted(set(_WORD.findall(redacted.lower())))
    said = "\0".join((source, *(words or (redacted,))))
    return f"w:{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
