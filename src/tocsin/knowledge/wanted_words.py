"""Which words a phrase of knowledge cannot match without: the cheap look that decides whether to search for it at all.

A phrase "(move|transfer) .. your .. savings" needs one of {move, transfer}, one of {your} and one of {savings}.
Most texts lack one of them, so most phrases are never searched for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Words = frozenset[str]
"""Any one of these will do. ``instal*`` stands for every word that begins so, ``#`` for any word with a digit."""

_TOKEN = re.compile(r"\.\.\.|\.\.|\{[a-z0-9-]+\}|[()\[\]|#]|[a-z0-9]+\*?")
_MONEY = frozenset({"#", "pounds", "pound", "quid", "pence", "gbp"})
# Words that nearly every text holds: a set with one of them tells nothing.
EVERYWHERE = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "it",
        "is",
        "was",
        "be",
        "i",
        "me",
        "my",
        "you",
        "your",
        "we",
        "us",
        "our",
        "he",
        "him",
        "his",
        "she",
        "her",
        "they",
        "them",
        "their",
        "this",
        "that",
        "for",
        "from",
        "with",
        "have",
        "has",
        "had",
        "are",
        "will",
        "if",
        "not",
        "so",
        "up",
        "out",
        "by",
        "as",
        "do",
        "no",
        "can",
        "now",
        "any",
        "all",
    ]
)


def wanted_words(phrase: str, parts: Mapping[str, tuple[str, ...]], *, most: int = 3) -> tuple[Words, ...]:
    """The ``most`` most telling sets of words of which a text must hold one each, in this order, for ``phrase`` to match."""
    tokens = _TOKEN.findall(phrase.lower().replace("'", "").replace("’", ""))
    sets, _ = _choices(tokens, 0, None, parts)
    telling = sorted(range(len(sets)), key=lambda number: _rarest(sets[number]))[:most]
    return tuple(sets[number] for number in sorted(telling))


@cache
def _commonness(words: Words) -> float:
    return sum([1.0 if len(word) > 4 else 2.0 for word in words]) + (20.0 if "#" in words else 0.0)


def _choices(
    tokens: list[str], at: int, closing: str | None, parts: Mapping[str, tuple[str, ...]]
) -> tuple[list[Words], int]:
    """What ``a|b c|d`` needs, and where it ended. Several choices need one word out of the best set of each."""
    found: list[list[Words]] = []
    sets, at = _sequence(tokens, at, closing, parts)
    found.append(sets)
    while at < len(tokens) and tokens[at] == "|":
        sets, at = _sequence(tokens, at + 1, closing, parts)
        found.append(sets)
    if closing is not None:
        at += 1
    if len(found) == 1:
        return found[0], at
    return [frozenset().union(*(min(sets, key=_rarest) for sets in found if sets))], at


@cache
def _rarest(words: Words) -> float:
    return _commonness(words) + (0.0 if words.isdisjoint(EVERYWHERE) else 50.0)


_single = cache(lambda word: frozenset({word}))


_known_parts: dict[tuple[str, tuple[str, ...]], Words] = {}


def _part(name: str, parts: Mapping[str, tuple[str, ...]]) -> Words:
    """One word out of the best set of each phrase of a named group, worked out once."""
    key = (name, parts[name])
    if key not in _known_parts:
        _known_parts[key] = _work_out_part(name, parts)
    return _known_parts[key]


def _work_out_part(name: str, parts: Mapping[str, tuple[str, ...]]) -> Words:
    chosen: list[Words] = []
    for phrase in parts[name]:
        sets, _ = _choices(_TOKEN.findall(phrase.lower().replace("'", "")), 0, None, parts)
        if sets:
            chosen.append(min(sets, key=_rarest))
    return frozenset().union(*chosen)


def _sequence(
    tokens: list[str], at: int, closing: str | None, parts: Mapping[str, tuple[str, ...]]
) -> tuple[list[Words], int]:
    sets: list[Words] = []
    while at < len(tokens) and tokens[at] not in ("|", closing):
        token = tokens[at]
        at += 1
        if token == "[":
            _, at = _choices(tokens, at, "]", parts)  # may be left out, so nothing of it is needed
        elif token == "(":
            more, at = _choices(tokens, at, ")", parts)
            sets += more
        elif token == "#":
            sets.append(_single("#"))
        elif token == "{money}":
            sets.append(_MONEY)
        elif token.startswith("{"):
            sets.append(_part(token[1:-1], parts))
        elif token[0] != ".":
            sets.append(_single(token))
    return sets, at
