"""Numbers as people write them: 4,555, 6.7 million, 2.5k, "forty", "two thousand four hundred"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)  # noqa: SIM905
}
_SCALES = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 1_000,
    "grand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
_SUFFIXES = {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "b": 1_000_000_000}

_UNIT = "|".join(sorted((*_SMALL, *_TENS, *_SCALES), key=len, reverse=True))
WORDS = (
    rf"(?:(?:a|half a)\s+(?=hundred|thousand|million|billion|dozen|grand))?\b(?:{_UNIT})\b"
    rf"(?:(?:(?<=hundred)\s+and\s+|(?<=thousand)\s+and\s+|[\s-]\s?)(?:{_UNIT})\b){{0,9}}"
)
"""A number in words. In a pattern with ``re.IGNORECASE``."""
FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = rf"(?:(?:{FIGURES})(?:\s?(?:million|billion|thousand|hundred|bn|mn|m|k)\b)?|{WORDS})"

_FIGURES = re.compile(rf"({FIGURES})\s?([a-z]*)", re.IGNORECASE)


def read_number(written: str) -> Decimal | None:
    """The number that ``written`` stands for; None when it stands for none."""
    written = " ".join(written.lower().split())
    if match := _FIGURES.fullmatch(written):
        return _read_figures(match[1], match[2])
    return _read_words(re.split(r"[\s-]+", written))


def read_count(written: str) -> int | None:
    """The whole number that ``written`` stands for; None when it stands for none, or for a part."""
    number = read_number(written)
    if number is None or number != number.to_integral_value() or number > 10**12:
        return None
    return int(number)


def _read_figures(figures: str, unit: str) -> Decimal | None:
    factor = 1 if not unit else _SUFFIXES.get(unit) or _SCALES.get(unit)
    try:
        return None if factor is None else Decimal(figures.replace(",", "")) * factor
    except InvalidOperation:
        return None


def _read_words(words: list[str]) -> Decimal | None:
    """By the grammar of English numerals: units after tens, hundreds inside thousands; anything else is no number."""
    half = words[:2] == ["half", "a"]
    words = [word for word in (words[2:] if half else words) if word not in ("a", "and")]
    total = current = 0
    last = 10**12
    for word in words:
        if word in _SMALL:
            if last < 20:  # "one two": two numbers, not one
                return None
            current += _SMALL[word]
            last = 1
        elif word in _TENS:
            if last < 100:
                return None
            current += _TENS[word]
            last = 20
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALES[word]
            last = 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
            last = _SCALES[word]
        else:
            return None
    if not words:
        return None
    return Decimal(total + current) / (2 if half else 1)
