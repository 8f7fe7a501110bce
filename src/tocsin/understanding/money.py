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
_MONEY = re.compile(
    rf"(?<![\w£$€.,])(?P<sign>us\$|gbp|usd|eur|[£$€])\s?(?P<figures>(?:{FIGURES}){_SCALE})(?![\w%])(?!,\d)"
    rf"|(?<![\w£$€.,])(?P<number>(?:{FIGURES}){_SCALE}|{WORDS})\s?(?P<name>pounds?|quid|gbp|dollars?|euros?)\b(?!-)"
    rf"|(?<![\w£$€.,])(?P<grand>(?:{FIGURES})(?=\s?(?:grand|k)\b)|{WORDS}(?=\s?grand\b))\s?(?P<unit>grand|k)\b",
    re.IGNORECASE,
)
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
    found = []
    for match in _MONEY.finditer(plain):
        amount = _read(match, plain)
        if amount is not None:
            found.append(amount)
    return found


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


def _read(match: re.Match[str], plain: str) -> Amount | None:
    if match["figures"]:
        written, currency = match["figures"], CURRENCIES[match["sign"].lower()]
    elif match["number"]:
        written, currency = match["number"], _NAMES[match["name"].lower()]
    else:
        if match["unit"].lower() == "k" and not _MONEY_VERB.search(plain, max(0, match.start() - 60), match.start()):
            return None
        written, currency = f"{match['grand']} thousand", "GBP"
    # "474,000 thousand dollars": a slip; nobody writes thousands of thousands
    written = re.sub(r"^(\d{1,3},\d{3})\s?(?:thousand|k)$", r"\1", written, flags=re.IGNORECASE)
    number = read_number(written)
    if number is None or number > Decimal(10) ** 13:
        return None
    start = match.start() + (len(match[0]) - len(match[0].lstrip()))
    return Amount(start, match.end(), int((number * 100).to_integral_value()), currency)
