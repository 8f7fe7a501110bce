"""Telephone numbers as they are said or hidden: "oh seven seven double oh", "07OO 9OO 123", "0 7 7 0 0 …"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tocsin.understanding.lazily import lazily

_DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "hundred": "00",
}  # fmt: skip
_TIMES = {"double": 2, "treble": 3, "triple": 3}
# Letters that pass for digits, only beside digits.
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8"})
_FIRSTS = frozenset("+0123456789OoQDIl|SB")
_MIXED = re.compile(r"[0-9OoQDIl|SB]{1,13}")
_TOKEN = re.compile(r"\+?[A-Za-z0-9|]{1,14}")
_GAP = re.compile(r"[ ,.()/-]{0,3}")
# Without one of these a text holds no such number: cheaper than to look at every word.
_MAY = lazily(
    r"(?i)\b(?:oh|zero|nought|naught|plus)\b|[0o][0-9oil]{0,6}[oil][0-9oil ]{0,12}[0-9]|[0-9][ .-][0-9][ .-][0-9][ .-][0-9][ .-][0-9]"
)
MOST_TOKENS = 20
"""Words of one number: eleven digits, a few of them "double"."""


def find_spoken(plain: str, value_of: Callable[[str], str | None]) -> Iterator[tuple[int, int, str]]:
    """``(start, end, value)`` of each in level text; ``value_of`` makes the value of digits, None when they make none."""
    if _MAY().search(plain) is None:
        return
    tokens = [(match.start(), match.end(), _read(match[0])) for match in _TOKEN.finditer(plain)]
    at = 0
    while at < len(tokens):
        found = _number_from(plain, tokens, at, value_of)
        if found is None:
            at += 1
            continue
        last, value = found
        yield tokens[at][0], tokens[last][1], value
        at = last + 1


def _number_from(
    plain: str, tokens: list[tuple[int, int, str | int | None]], first: int, value_of: Callable[[str], str | None]
) -> tuple[int, str] | None:
    """The last token of the longest number that begins with token ``first``, and its value."""
    begin = tokens[first][2]
    if not isinstance(begin, str) or begin[:1] not in ("0", "+"):
        return None
    digits, times, best = "", 1, None
    hidden = False
    for index in range(first, min(len(tokens), first + MOST_TOKENS)):
        start, end, read = tokens[index]
        if read is None or (index > first and not _GAP.fullmatch(plain, tokens[index - 1][1], start)):
            break
        if isinstance(read, int):
            times = read
            hidden = True
            continue
        written = plain[start:end]
        hidden = hidden or not written.lstrip("+").isdigit() or len(written) == 1
        digits += read * times
        times = 1
        if len(digits) > 14:
            break
        if hidden and len(digits) >= 10 and (value := value_of(digits)) is not None:
            best = (index, value)
    return best


def _read(word: str) -> str | int | None:
    """The digits that a word says; how many times the next one is said; None when it is neither."""
    small = word.lower()
    if small in _DIGITS:
        return _DIGITS[small]
    if small in _TIMES:
        return _TIMES[small]
    if small == "plus" or word == "+":
        return "+"
    if word[0] not in _FIRSTS:
        return None
    plus, body = ("+", word[1:]) if word[:1] == "+" else ("", word)
    if _MIXED.fullmatch(body) and (any(letter.isdigit() for letter in body) or set(body) <= {"O"}):
        return plus + body.translate(_LOOKALIKES)
    return None
