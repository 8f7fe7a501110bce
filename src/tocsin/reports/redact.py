"""Personal data out of what analysts see. The words as given are sealed (see ``seal``), never thrown away.

Patterns for the United Kingdom: phones, cards (Luhn), sort codes and accounts, e-mails, National Insurance and NHS
numbers (check digit), postcodes, names after "my name is" and the like. Every one found is replaced, not the first only.
All patterns are bounded, so reading is linear. Facts: HMRC's NINO format (manual NIM39110), the NHS number's modulus 11
(NHS data dictionary), ISO/IEC 7812 (Luhn).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ..records import Span

KEPT_SHORT_CODES = frozenset({"101", "105", "111", "119", "159", "999", "112", "7726", "18000", "60599", "18001"})


@dataclass(frozen=True, slots=True)
class Redacted:
    """``text`` with each piece of personal data replaced by ``[kind]``; ``found`` are the kinds with their spans as given."""

    text: str
    found: tuple[tuple[str, Span], ...]


def redact(text: str, *, keep: frozenset[str] = frozenset()) -> Redacted:
    """Replace personal data in a text.

    ``keep``: digit strings that are published contact numbers of organisations (never personal), such as ``"03001232040"``.
    Where two kinds claim the same characters, the first in :data:`_KINDS` wins.
    """
    taken: list[tuple[int, int, str]] = []
    for kind, pattern, accept in _KINDS:
        for match in pattern.finditer(text):
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            if any(start < other_end and other_start < end for other_start, other_end, _ in taken):
                continue
            if accept(text[start:end], keep):
                taken.append((start, end, kind))
    taken.sort()
    pieces: list[str] = []
    at = 0
    for start, end, kind in taken:
        pieces += [text[at:start], f"[{kind}]"]
        at = end
    pieces.append(text[at:])
    found = tuple((kind, Span(start, end, text[start:end])) for start, end, kind in taken)
    return Redacted("".join(pieces), found)


def _digits(value: str) -> str:
    return "".join(character for character in value if character.isdigit())


def _always(value: str, keep: frozenset[str]) -> bool:
    return True


def _is_card(value: str, keep: frozenset[str]) -> bool:
    digits = _digits(value)
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    total = 0
    for place, character in enumerate(reversed(digits)):
        number = int(character) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def _is_nhs_number(value: str, keep: frozenset[str]) -> bool:
    digits = _digits(value)
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9]) and check != 10


def _is_phone(value: str, keep: frozenset[str]) -> bool:
    digits = _digits(value)
    national = (
        "0" + digits.removeprefix("0044").removeprefix("44") if value.lstrip("( ").startswith(("+", "00")) else digits
    )
    national = national.replace("00", "0", 1) if national.startswith("00") else national
    return digits not in KEPT_SHORT_CODES and digits not in keep and national not in keep and 9 <= len(digits) <= 15


def _is_account(value: str, keep: frozenset[str]) -> bool:
    return _digits(value) not in keep


_NAME = r"(?P<it>[A-Z][a-z'’-]{1,30}(?:[ \t][A-Z][a-z'’-]{1,30}){0,3})"
_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str, frozenset[str]], bool]], ...] = (
    ("e-mail", re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"), _always),
    ("card", re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)"), _is_card),
    ("sort code and account", re.compile(r"(?<!\d)\d\d[- ]\d\d[- ]\d\d[ ,;:/and]{1,8}(?:a/?c|acc(?:oun)?t)?[ .:noumber]{0,9}\d{8}(?!\d)", re.I), _is_account),
    ("sort code", re.compile(r"(?<![\d-])\d\d-\d\d-\d\d(?![\d-])"), _is_account),
    ("sort code", re.compile(r"sort ?code[ :is]{0,5}(?P<it>\d\d ?\d\d ?\d\d)(?!\d)", re.I), _is_account),
    ("account", re.compile(r"(?:a/?c|acc(?:oun)?t)[ .]{0,3}(?:no|number|num)?[ .:is]{0,6}(?P<it>\d{7,8}|\d{4} \d{4})(?!\d)", re.I), _is_account),
    ("NI number", re.compile(r"(?<![A-Za-z])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?![A-Za-z])", re.I), _always),
    ("NHS number", re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)"), lambda value, keep: not value.startswith("0") and _is_nhs_number(value, keep)),
    ("phone", re.compile(r"(?<![\d£])(?:\+|00)\d{1,3}[ .-]?(?:\(0\)[ .-]?)?\d(?:[ .-]?\d){6,12}(?!\d)"), _is_phone),
    ("phone", re.compile(r"(?<![\d£.])\(?0\d{2,5}\)?(?:[ .-]?\d){5,9}(?!\d)"), _is_phone),
    ("postcode", re.compile(r"(?<![A-Za-z0-9])(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])", re.I), _always),
    ("date of birth", re.compile(r"(?:date of birth|d\.?o\.?b\.?|born on)[ :is]{0,5}(?P<it>\d{1,2}[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-]\d{2,4})", re.I), _always),
    ("name", re.compile(r"(?:[Mm]y name(?:'s|’s| is)|[Nn]ame ?:|I am called|[Mm]y (?:mum|mother|dad|father|nan|gran|husband|wife|neighbour|friend|son|daughter)(?: is called)?,?) " + _NAME), _always),
    ("name", re.compile(r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? " + _NAME), _always),
)  # fmt: skip
