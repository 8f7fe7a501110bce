"""Amounts of money, as written in the United Kingdom and abroad."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tocsin.records import Mention
from tocsin.understanding.numbers import FIGURES, WORDS, read_number
from tocsin.understanding.sentences import holds, level

CURRENCIES = {"£": "GBP", "gbp": "GBP", "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR"}
_NAMES = {
    "pounds": "GBP", "pound": "GBP", "quid": "GBP", "gbp": "GBP", "sterling": "GBP", "grand": "GBP",
    "£": "GBP", "€": "EUR", "dollars": "USD", "dollar": "USD", "usd": "USD", "euros": "EUR", "euro": "EUR", "eur": "EUR",
}  # fmt: skip
_SCALE = r"(?:\s?(?:million|billion|thousand|hundred|bn|mn|m|k)\b)?"
# Three ways of writing it, apart: the last two are looked for only in texts that hold their words.
_SIGNED = re.compile(
    rf"(?<![\w£$€.,])(?P<sign>us\$|gbp|usd|eur|[£$€])\s?(?P<number>(?:\d{{1,3}}(?: \d{{3}})+(?!\d)|{FIGURES}){_SCALE})(?:p\b|(?![\w%]))(?!,\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<![\w£$€.,])(?<!couple of )(?<!few )(?P<number>(?:\d{{1,3}}(?: \d{{3}})+(?!\d)|{FIGURES}){_SCALE}|{WORDS})\s?(?P<name>pounds?|quid|gbp|dollars?|euros?|[£€](?!\s?\d))(?!\w)(?!-)",
    re.IGNORECASE,
)
_GRAND = re.compile(
    rf"(?<![\w£$€.,])(?P<number>(?:{FIGURES})(?=\s?(?:grand|k)\b)|{WORDS}(?=\s?grand\b))\s?(?P<unit>grand|k)\b",
    re.IGNORECASE,
)
_NAME_STEMS = ("pound", "quid", "gbp", "dollar", "euro", "£", "€")
_PENCE = re.compile(r"(?<![\w£$€.,-])(?P<number>\d{1,2})\s?(?:p|pence)\b(?!\.)(?!\s?m\b)")
# "I sent 3000 to them": a bare number, but money went
_BARE = re.compile(
    r"(?<![\w£$€.,-])(?:\d{1,3},\d{3}|\d{3,6})(?=\s+(?:to|from|out|off|by|into|through|via|in (?:cash|total)|of my|straight|today|yesterday)\b|\s*[.,!?;](?!\d)|\s*$)"
)
_BARE_BEFORE = re.compile(
    r"\b(?:lost|paid|sent|transferr?ed|withdrew|stole|stolen|took|taken|(?:gave|paid|sent) (?:him|her|them))\s+"
    r"(?:(?:over|about|nearly|around|almost|another|me|out|a further)\s+){0,2}$",
    re.IGNORECASE,
)
_HAS_K = re.compile(r"\d ?k\b")
_HAS_PENCE = re.compile(r"\d ?p(?:ence)?\b")
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
    small = plain.lower()
    if len(small) != len(plain):  # a letter that is two in small ("İ")
        small = plain
    found = []
    for sign in _signs(plain, small):  # the whole pattern only where there is a sign
        match = _SIGNED.match(plain, sign)
        if match is not None and (amount := _read(match, CURRENCIES[match["sign"].lower()])):
            found.append(amount)
    if holds(small, _NAME_STEMS):
        found += [amount for match in _NAMED.finditer(plain) if (amount := _read(match, _NAMES[match["name"].lower()]))]
    if "grand" in small or _HAS_K.search(small):
        found += [
            amount
            for match in _GRAND.finditer(plain)
            if (
                match["unit"].lower() == "grand" or _MONEY_VERB.search(plain, max(0, match.start() - 60), match.start())
            )
            and (amount := _read(match, "GBP", unit=" thousand"))
        ]
    if _HAS_PENCE.search(small):
        found += [Amount(match.start(), match.end(), int(match["number"]), "GBP") for match in _PENCE.finditer(plain)]
    for match in _BARE.finditer(plain):
        written = match[0]
        if "1900" <= written <= "2100" and len(written) == 4:
            continue
        if _BARE_BEFORE.search(plain, max(0, match.start() - 45), match.start()) and (number := read_number(written)):
            found.append(Amount(*match.span(), int(number * 100), "GBP"))
    found.sort(key=lambda amount: (amount.start, -amount.end))
    return [each for index, each in enumerate(found) if index == 0 or each.start >= found[index - 1].end]


def _signs(plain: str, small: str) -> Iterator[int]:
    """Where a sign or code of a currency stands."""
    for match in _CURRENCY_SIGN.finditer(plain):
        at = match.start()
        yield at - 2 if small.startswith("us$", max(0, at - 2)) else at
    for code in ("gbp", "usd", "eur"):
        at = small.find(code)
        while at >= 0:
            yield at
            at = small.find(code, at + 3)


_CURRENCY_SIGN = re.compile(r"[£$€]")


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
    written = re.sub(r"(?<=\d) (?=\d{3}\b)", ",", match["number"])
    written = re.sub(r"^(\d{1,3},\d{3})\s?(?:thousand|k)$", r"\1", written, flags=re.IGNORECASE)
    number = read_number(f"{written}{unit}")
    if number is None or number > Decimal(10) ** 13:
        return None
    return Amount(match.start(), match.end(), int((number * 100).to_integral_value()), currency)
