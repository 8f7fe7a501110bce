"""A text as the words and contact details it holds, the same however it was copied.

Quoting marks, line breaks, case, the kind of quotation marks and hyphens, invisible characters and the way a number is
spaced all fall away. What somebody could act on does not: phones, links, e-mail addresses, sums and codes are tokens of
their own. Linear in the length of the text: every repeat in the patterns is bounded or cannot overlap its neighbour.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .code import CODE

Kind = Literal["word", "number", "phone", "link", "email", "money", "code"]


@dataclass(slots=True)
class Token:
    """One token. ``value`` is what is compared; ``start`` and ``end`` count characters of :attr:`Tokens.text`.

    ``marker``: a list number at the start of a line. ``wrapping``: stands in a line that mail and chat programs put
    round a copy ("From: …", "On Tuesday … wrote:").
    """

    kind: Kind
    value: str
    start: int
    end: int
    marker: bool = False
    wrapping: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, and the text as it was read: folded, without invisible characters."""

    text: str
    tokens: list[Token]

    def words(self, first: int, last: int) -> str:
        """The text from token ``first`` up to, not including, token ``last``, on one line."""
        return " ".join(self.text[self.tokens[first].start : self.tokens[last - 1].end].replace("\n>", "\n").split())


_MONEY_UNITS = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_CURRENCIES = {
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
}  # fmt: skip
_GAP = r"(?:[ \t]?|[ \t]*\n[>|\ \t]{0,20})"  # a blank, or the end of a line that was wrapped
_TOKEN = re.compile(
    rf"""
    (?P<email>[a-z0-9._%+'-]{{1,64}}@(?:[a-z0-9-]{{1,63}}\.){{1,8}}[a-z]{{2,24}})
  | (?P<link>(?:https?|ftp)://[^\s<>"]{{1,2000}}
      | (?<![\w@.])(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?\.){{1,8}}[^\W\d_]{{2,24}}(?![\w@])(?:[/?\#][^\s<>"]{{0,2000}})?)
  | (?P<code>(?<!\w){CODE.pattern.replace("-", "[ -]?")}(?!\w))
  | (?P<money>(?:[£€$]|\b(?:gbp|eur|usd)){_GAP}(?P<sum>[0-9][0-9,]{{0,15}}(?:\.[0-9]{{1,2}})?)
        (?:{_GAP}(?P<unit>k|m|bn|thousand|million|billion)\b)?
      | (?P<sum_first>[0-9][0-9,]{{0,15}}(?:\.[0-9]{{1,2}})?){_GAP}(?P<currency>pounds?|quid|gbp|euros?|eur|dollars?|usd)\b)
  | (?P<number>\+?[0-9]+)
  | (?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LINK_END = ".,;:!?)]}'\"”’>*_|"
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[>| \t]*(?=[^\W\d_])")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "−": "-", "­": None})
_LIST_NUMBER = re.compile(r"[>| \t]{0,40}\(?([0-9]{1,2}|[ivx]{1,4}|[a-h])[.)]\s")
_WRAPPING = re.compile(
    r"""[>| \t*_]{0,40}(?:
        (?:from|to|cc|bcc|sent|date|reply-to|subject|fwd|fw|re)[ \t]*:[^\n]{0,200}
      | -{2,}[ \t]*(?:original|forwarded)[ \t]+message[^\n]{0,20}
      | begin[ \t]+forwarded[ \t]+message
      | on[ \t][^\n]{6,120}[ \t]wrote[ \t]*:
      | sent[ \t]+from[ \t]+my[ \t][^\n]{0,30}
      | \[?[0-9]{1,2}[/.:][0-9]{2}[^\n:\]]{0,20}(?::[0-9]{2})?[^\n:\]]{0,20}(?:\]|[ ]-[ ])[^\n:]{0,40}:   # a chat's time and name
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN_DIGITS = re.compile(r"[\s().\-–>|]{0,6}")


def read_tokens(text: str) -> Tokens:
    """Every token of the text, in order."""
    text = unicodedata.normalize("NFKC", text.translate(_QUOTES)).translate(_QUOTES)
    if not text.isascii():
        text = "".join(_plain_character(each) for each in text)
    text = _HYPHENATED.sub("-", text.replace("\r\n", "\n").replace("\r", "\n"))
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        tokens += _read(match)
    tokens = _join_phones(text, tokens)
    _mark_lines(text, tokens)
    return Tokens(text, tokens)


def _plain_character(character: str) -> str:
    """Nothing for what cannot be seen; any script's digit as 0–9."""
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return str(unicodedata.digit(character)) if category == "Nd" else character


def _read(match: re.Match[str]) -> list[Token]:
    kind, whole, start = match.lastgroup, match[0], match.start()
    if match["money"] is not None:
        return [Token("money", _sum(match), start, match.end())]
    if kind == "link":
        whole = whole.rstrip(_LINK_END)
        value = re.sub(r"^(?:https?|ftp)://", "", whole.casefold()).removeprefix("www.")
        return [Token("link", value.rstrip("/"), start, start + len(whole))]
    if kind == "email":
        return [Token("email", whole.casefold(), start, match.end())]
    if kind == "code":
        return [Token("code", f"{whole[:3]}-{whole[-3:]}".upper(), start, match.end())]
    if kind == "number":
        return [Token("number", whole, start, match.end())]
    folded = whole.casefold().replace("'", "").replace("-", "")
    if not folded.isascii():
        plain = unicodedata.normalize("NFKD", folded)
        folded = "".join(each for each in plain if not unicodedata.combining(each))
    return [Token("word", folded, start, match.end())]


def _sum(match: re.Match[str]) -> str:
    amount = Decimal((match["sum"] or match["sum_first"]).replace(",", ""))
    amount *= _MONEY_UNITS.get((match["unit"] or "").casefold(), 1)
    currency = match["currency"] or re.match(r"[£€$]|[a-z]{3}", match[0], re.IGNORECASE)[0]  # type: ignore[index]
    return f"{_CURRENCIES[currency.casefold()]} {amount.normalize():f}"


def _join_phones(text: str, tokens: list[Token]) -> list[Token]:
    """Groups of digits that make up one phone number become one token, whatever blanks and brackets stand between."""
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        taken = _phone_from(text, tokens, at) if token.kind == "number" and token.value[0] in "+0" else 0
        if taken:
            digits = "".join(each.value for each in tokens[at : at + taken])
            joined.append(Token("phone", _national(digits), token.start, tokens[at + taken - 1].end))
            at += taken
        else:
            token.value = token.value.lstrip("+") or token.value
            joined.append(token)
            at += 1
    return joined


def _phone_from(text: str, tokens: list[Token], first: int) -> int:
    """How many tokens from ``first`` on make up a phone number; 0 when they do not."""
    most = _most_digits(tokens[first].value, tokens[first + 1].value if first + 1 < len(tokens) else "")
    count, digits, last = 0, 0, first
    while last < len(tokens) and tokens[last].kind == "number":
        gap = text[tokens[last - 1].end : tokens[last].start] if last > first else ""
        size = len(tokens[last].value.lstrip("+"))
        if not _BETWEEN_DIGITS.fullmatch(gap) or digits + size > most or (last > first and "+" in tokens[last].value):
            break
        digits, last = digits + size, last + 1
        count = last - first
    least = 8 if tokens[first].value.startswith("0800") else 9
    return count if digits >= least else 0


def _most_digits(group: str, next_group: str) -> int:
    for prefix, most in (("+44", 12), ("0044", 14)):
        if group.startswith(prefix):  # +44 (0)… has a nought too many
            return most + (next_group == "0" or group.startswith(f"{prefix}0"))
    return 15 if group.startswith(("+", "00")) else 11


def _national(digits: str) -> str:
    for prefix in ("+44", "0044"):
        if digits.startswith(prefix):
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits


def _mark_lines(text: str, tokens: list[Token]) -> None:
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    wrapped_to: list[int] = []
    numbered: dict[int, tuple[int, int]] = {}
    for line, start in enumerate(starts):
        wrapping = _WRAPPING.match(text, start)
        wrapped_to.append(wrapping.end() if wrapping else 0)
        if found := _LIST_NUMBER.match(text, start):
            numbered[line] = found.span(1)
    for token in tokens:
        line = bisect_right(starts, token.start) - 1
        token.wrapping = token.start < wrapped_to[line]
        token.marker = numbered.get(line) == (token.start, token.end)
