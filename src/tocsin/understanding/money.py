"""Amounts of money, as written in the United Kingdom and abroad."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from tocsin.records import Mention
from tocsin.understanding.numbers import FIGURES, WORDS, read_number
from tocsin.understanding.sentences import level

CURRENCIES = {"£": "GBP", "gbp": "GBP", "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR"}
_NAMES = {
    "pounds": "GBP", "pound": "GBP", "quid": "GBP", "gbp": "GBP", "sterling": "GBP", "grand": "GBP",
    "dollars": "USD", "dollar": "USD", "usd": "USD", "euros": "EUR", "euro": "EUR", "eur": "EUR",
}  # fmt: skip
_SCALE = r"(?:\s?(?:million|billion|thousand|hundred|bn|mn|m|k)\b)?"
# Three ways of writing it, apart: the last two are looked for only in texts that hold their words.
_SIGNED = re.compile(
    rf"(?<![\w£$€.,])(?P<sign>us\$|gbp|usd|eur|[£$€])\s?(?P<number>(?:{FIGURES}){_SCALE})(?![\w%])(?!,\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<![\w£$€.,])(?P<number>(?:{FIGURES}){_SCALE}|{WORDS})\s?(?P<name>pounds?|quid|gbp|dollars?|euros?)\b(?!-)",
    re.IGNORECASE,
)
_GRAND = re.compile(
    rf"(?<![\w£$€.,])(?P<number>(?:{FIGURES})(?=\s?(?:grand|k)\b)|{WORDS}(?=\s?grand\b))\s?(?P<unit>grand|k)\b",
    re.IGNORECASE,
)
_HAS_NAME = re.compile(r"pound|quid|gbp|dollar|euro", re.IGNORECASE)
_HAS_GRAND = re.compile(r"grand\b|\dk\b|\d k\b", re.IGNORECASE)
# "3k" alone is money only where money changed hands: it is a distance or a count of followers elsewhere.
_MONEY_VERB = re.compile(
    r"\b(?:lost|lose|paid|pay|sent|send|transferr?(?:ed)?|took|taken|stole|stolen|gave|give|withdr[ae]w|spent|owe[ds]?|of|for)"
    r"\W+(?:\w+\W+){0,5}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at ``start:end`` of the text. ``amount_minor`` in pence or cents."""

    start: int
    end: int
    amount_minor: int
    currency: str


def find_amounts(text: str) -> list[Amount]:
    """Every amount of money in ``text``, in order."""
    plain = level(text)
    found = [amount for match in _SIGNED.finditer(plain) if (amount := _read(match, CURRENCIES[match["sign"].lower()]))]
    if _HAS_NAME.search(plain):
        found += [amount for match in _NAMED.finditer(plain) if (amount := _read(match, _NAMES[match["name"].lower()]))]
    if _HAS_GRAND.search(plain):
        found += [
            amount
            for match in _GRAND.finditer(plain)
            if (
                match["unit"].lower() == "grand" or _MONEY_VERB.search(plain, max(0, match.start() - 60), match.start())
            )
            and (amount := _read(match, "GBP", unit=" thousand"))
        ]
    found.sort(key=lambda amount: (amount.start, -amount.end))
    return [each for index, each in enumerate(found) if index == 0 or each.start >= found[index - 1].end]


def find_money(text: str) -> list[Mention]:
    """Every amount as a mention; ``value`` is in pounds ("900", "15466.19"), other money with its code ("USD 120")."""
    return [money_mention(text, amount) for amount in find_amounts(text)]


def money_mention(text: str, amount: Amount, *, role: str = "") -> Mention:
    value = money_value(amount.amount_minor, amount.currency)
    return Mention("money", text[amount.start : amount.end], amount.start, amount.end, value, "money", role)


def money_value(amount_minor: int, currency: str) -> str:
    pounds, pence = divmod(amount_minor, 100)
    plain = f"{pounds}.{pence:02d}" if pence else str(pounds)
    return plain if currency == "GBP" else f"{currency} {plain}"


def _read(match: re.Match[str], currency: str, *, unit: str = "") -> Amount | None:
    # "474,000 thousand dollars": a slip; nobody writes thousands of thousands
    written = re.sub(r"^(\d{1,3},\d{3})\s?(?:thousand|k)$", r"\1", match["number"], flags=re.IGNORECASE)
    number = read_number(f"{written}{unit}")
    if number is None or number > Decimal(10) ** 13:
        return None
    return Amount(match.start(), match.end(), int((number * 100).to_integral_value()), currency)
