"""Postcodes, payment cards, and bank accounts."""

from __future__ import annotations

import re

from tocsin.records import Mention
from tocsin.understanding.lazily import lazily
from tocsin.understanding.sentences import level

# Royal Mail's format: area (one or two letters), district, then a digit and two letters without C I K M O V.
_POSTCODE = re.compile(
    r"(?<![\w-])(?:GIR ?0AA|[A-PR-UWYZ](?:[A-HK-Y]?\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY]) ?\d[ABD-HJLNP-UW-Z]{2})(?![\w-])"
)
_CARD = re.compile(r"(?<![\w+-])\d(?:[ -]?\d){12,18}(?![\w-])")
_SORT_CODE = re.compile(r"(?<![\d/.-])(\d\d)[- ](\d\d)[- ](\d\d)(?![\d/.-])")
_ACCOUNT = re.compile(r"(?<![\w+./,-])\d{8}(?![\w/-]|[.,]\d)")
# Quick looks before the patterns that look around.
_MAY_BE_POSTCODE = lazily(r"[A-Z][0-9][0-9A-Z]? ?[0-9][A-Z]{2}|GIR ?0AA")
_MAY_BE_NUMBER = lazily(r"[0-9](?:[ -]?[0-9]){5}")
_ACCOUNT_CUE = re.compile(r"\b(?:account|acc(?:oun)?t?\.?|a/c|sort code)\b", re.IGNORECASE)


def find_identifiers(text: str) -> list[Mention]:
    """Postcodes ("ME13 7BH"), cards (digits that pass the Luhn check) and accounts ("200000 12345678")."""
    plain = level(text)
    found: list[Mention] = []
    if _MAY_BE_POSTCODE().search(plain):
        found = [_mention(text, "postcode", match, _spaced(match[0])) for match in _POSTCODE.finditer(plain)]
    if not _MAY_BE_NUMBER().search(plain):
        return found
    for match in _CARD.finditer(plain):
        digits = "".join(filter(str.isdigit, match[0]))
        found += [_mention(text, "card", match, digits)] if _luhn(digits) else []
    found += [
        _mention(text, "account", match, "".join(match.groups()))
        for match in _SORT_CODE.finditer(plain)
        if _ACCOUNT_CUE.search(plain, max(0, match.start() - 40), match.end() + 30)
    ]
    found += [
        _mention(text, "account", match, match[0])
        for match in _ACCOUNT.finditer(plain)
        if _ACCOUNT_CUE.search(plain, max(0, match.start() - 40), match.start())
    ]
    return sorted(found, key=lambda mention: mention.start)


def _mention(text: str, kind: str, match: re.Match[str], value: str) -> Mention:
    start, end = match.span()
    return Mention(kind, text[start:end], start, end, value, "identifiers")  # type: ignore[arg-type]


def _spaced(postcode: str) -> str:
    compact = postcode.replace(" ", "")
    return f"{compact[:-3]} {compact[-3:]}"


def _luhn(digits: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + index % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0 and len(set(digits)) > 1
