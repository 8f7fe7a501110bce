"""Telephone numbers: United Kingdom numbers and short codes, and others in international or American form.

Those written otherwise than in plain digits are read by ``spoken_phones``.
"""

from __future__ import annotations

import re

from tocsin.records import Mention
from tocsin.understanding.sentences import holds, level
from tocsin.understanding.spoken_phones import find_spoken

# A run of digits as numbers are written. What it is, is decided from its digits; slashes would make dates of it.
_CANDIDATE = re.compile(r"(?<![\w.,/@£$€:-])(?:\+|\(\+?)?\d(?:[\d]|[ ().-]{1,3}(?=[\d(])){5,34}(?![\w@])")
_SLASHED = re.compile(r"(?<![\w./-])\d{3}/\d{3}-\d{4}(?![\w/-])")
_SHORT = re.compile(
    r"(?<![\w.,/£$€:+-])(?:999|112|111|101|105|119|159|150|151|7726|87726|60599|61016|18000|18001|116 ?123|116 ?000)(?![\w/%-]|[.,:]\d| ?[ap]m\b)"
)
_SHORT_STARTS = ("999", "11", "10", "15", "7726", "60599", "61016", "1800")  # one of these is in every short code
# A short code is only one where somebody is told to use it: 101 and 999 are ordinary numbers elsewhere.
_SHORT_BEFORE = re.compile(
    r"(?:call(?:ing|s|ed)?|dial(?:ling|s|led)?|ring(?:ing)?|rang|phon(?:e[ds]?|ing)|telephon(?:e|ing)|text(?:ing|phone)?|number|numbers|via|on|to|"
    r"us on|service|use|using|forward(?:ing)?|contact|police|or|and|reports?|emergency|by|"
    r"ffoniwch|neu|al|na|le|ou|lub|numer|n[úu]mero|llame|appelez|ligue|suna[țt]i)\W{0,4}$",
    re.IGNORECASE,
)
_SHORT_CUE = re.compile(
    r"\b(?:call|dial|ring|rang|phon|telephon|text|forward|number|emergency|police|psni|constabulary|officers?\b|contact|reach|speak|talk to|bank|report|ffoni|llam|zadzwo|appel|ligue|suna)",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"(?:\+?1[ .-])?\(?[2-9]\d\d\)?[ .-]{1,2}\d{3}[ .-]\d{4}")


def find_phones(text: str) -> list[Mention]:
    """Every telephone number in ``text``. ``value``: +44… (or +1…, +353…); short codes as they are dialled."""
    plain = level(text)
    found: list[Mention] = []
    for match in _CANDIDATE.finditer(plain):
        for start, end, value in _numbers_in(plain, match.start(), match.end()):
            found.append(Mention("phone", text[start:end], start, end, value, "phones"))
    for match in _SLASHED.finditer(plain) if "/" in plain else ():
        value = "+1" + "".join(filter(str.isdigit, match[0]))
        found.append(Mention("phone", text[match.start() : match.end()], match.start(), match.end(), value, "phones"))
    spans = [(mention.start, mention.end) for mention in found]
    for start, end, value in find_spoken(plain, phone_value):
        if not any(start < stop and begin < end for begin, stop in spans):
            found.append(Mention("phone", text[start:end], start, end, value, "spoken_phones"))
    if not holds(plain, _SHORT_STARTS):
        return sorted(found, key=_start)
    taken = {position for mention in found for position in (mention.start, mention.end - 1)}
    for match in _SHORT.finditer(plain):
        before = plain[max(0, match.start() - 30) : match.start()]
        if match.start() in taken or not (_SHORT_BEFORE.search(before) and _cued(plain, match.start())):
            continue
        value = match[0].replace(" ", "")
        found.append(Mention("phone", text[match.start() : match.end()], match.start(), match.end(), value, "phones"))
    return sorted(found, key=_start)


def _start(mention: Mention) -> int:
    return mention.start


def _cued(plain: str, at: int) -> bool:
    return bool(_SHORT_CUE.search(plain, max(0, at - 60), at))


def _numbers_in(plain: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The numbers in one run of digits, which may be several written side by side."""
    end = start + len(plain[start:end].rstrip(" ().-"))
    pieces = [(start + piece.start(), start + piece.end()) for piece in re.finditer(r"[^ ]+", plain[start:end])]
    found: list[tuple[int, int, str]] = []
    first = 0
    while first < len(pieces):
        for last in range(min(len(pieces), first + 7), first, -1):  # the longest first
            piece_start, piece_end = pieces[first][0], pieces[last - 1][1]
            written = plain[piece_start:piece_end]
            if value := phone_value(written) or _american(written):
                found.append((piece_start + (written[0] == "(" and ")" not in written), piece_end, value))
                first = last
                break
        else:
            first += 1
    return found


def _american(written: str) -> str | None:
    if not _AMERICAN.fullmatch(written):
        return None
    digits = "".join(filter(str.isdigit, written))
    return f"+{digits}" if len(digits) == 11 else f"+1{digits}"


def phone_value(written: str) -> str | None:
    """The number in international form; None when its digits make none.

    Shapes from the National Telephone Numbering Plan: ten digits after the 0 (nine for some 01 and 0800 numbers, seven
    for 0800 1111 and 0845 46 47). Numbers that may not be in use (Ofcom's drama ranges) count: a text can hold any.
    """
    compact = written.replace("(0)", "")
    digits = "".join(filter(str.isdigit, compact))
    if compact.lstrip(" (").startswith("+") or digits.startswith("00"):
        digits = digits[2:] if digits.startswith("00") else digits
        if digits.startswith("44"):
            return _british(digits[2:].removeprefix("0"))
        return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else None
    if digits.startswith("0"):
        return _british(digits[1:])
    if digits.startswith("44") and len(digits) == 12:
        return _british(digits[2:])
    return None


def _british(national: str) -> str | None:
    length = len(national)
    if not national or national[0] not in "1235789":
        return None
    short = national in ("8001111", "8454647") or (length == 9 and national.startswith(("1", "800", "500")))
    return f"+44{national}" if length == 10 or short else None
