"""Personal data out of what analysts see. The words as given are sealed (see ``seal``), never thrown away.

Every one found is replaced, not the first only, however it is written: spaced, dotted, in other digits, spelt out. What
each kind looks like stands in ``personal_numbers`` and ``personal_words``; how much is found is measured by
``make bench-redaction``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..records import Span
from .levelling import level
from .personal_numbers import KEPT_SHORT_CODES, LEADS, Piece, Tokens, numbers, secret_words, spoken_numbers
from .personal_words import leads, words

__all__ = ["KEPT_SHORT_CODES", "Redacted", "redact"]


@dataclass(frozen=True, slots=True)
class Redacted:
    """``text`` with each piece of personal data replaced by ``[kind]``; ``found`` are the kinds with their spans as given."""

    text: str
    found: tuple[tuple[str, Span], ...]


def redact(text: str, *, keep: frozenset[str] = frozenset(), known: frozenset[str] = frozenset()) -> Redacted:
    """Replace personal data in a text.

    ``keep``: digit strings that are published contact numbers of organisations (never personal), such as
    ``"03001232040"``. ``known``: names of organisations in small letters, which are nobody's name. Where two kinds claim
    the same characters, the surer one wins.
    """
    hidden = bytearray(len(text))
    taken: list[Piece] = []
    for start, end, kind in _pieces(level(text), keep, known):
        if 1 in hidden[start:end]:
            continue
        hidden[start:end] = b"\1" * (end - start)
        taken.append((start, end, kind))
    if not taken:
        return Redacted(text, ())
    taken.sort()
    pieces: list[str] = []
    at = 0
    for start, end, kind in taken:
        pieces += [text[at:start], f"[{kind}]"]
        at = end
    pieces.append(text[at:])
    return Redacted("".join(pieces), tuple((kind, Span(start, end, text[start:end])) for start, end, kind in taken))


def _pieces(plain: str, keep: frozenset[str], known: frozenset[str]) -> Iterator[Piece]:
    tokens = _tokens(plain)
    if _DIGIT.search(plain):
        yield from numbers(plain, tokens, keep)
    yield from spoken_numbers(plain, tokens)
    yield from secret_words(plain, tokens)
    yield from words(plain, tokens, known)


def _tokens(plain: str) -> Tokens:
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    uses = _uses()
    lowered = plain.lower()
    if len(lowered) != len(plain):  # a few letters of other alphabets are two when small
        lowered = "".join(small if len(small := character.lower()) == 1 else character for character in plain)
    for match in _TOKEN.finditer(lowered):
        word = match[0]
        leads_to = uses.get(word)
        if leads_to is None:
            if "'" not in word:
                continue
            leads_to = uses.get(word.partition("'")[0], ())
        at = match.start()
        for use in leads_to:
            found[use].append((at, word.removesuffix("'s") if use == "given" else word))
    return found


@cache
def _uses() -> dict[str, tuple[str, ...]]:
    """Each word that leads to personal data, and what for."""
    uses: defaultdict[str, list[str]] = defaultdict(list)
    for use, listed in {**LEADS, **leads()}.items():
        for word in listed:
            uses[word].append(use)
    return {word: tuple(several) for word, several in uses.items()}


_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"[^\W\d_][^\W_]*(?:['-][^\W_]+)*|\b[0346]\b")
