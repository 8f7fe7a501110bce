"""Which words a phrase of knowledge cannot match without: the cheap look that decides whether to search for it at all.

A phrase "(move|transfer) .. your .. savings" needs one of {move, transfer}, one of {your} and one of {savings}.
Most texts lack one of them, so most phrases are never searched for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Words = frozenset[str]
"""Any one of these will do. ``instal*`` stands for every word that begins so, ``#`` for any word with a digit, ``right to`` for
these two words side by side: far fewer texts hold "right to" than "right"."""

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


def wanted_words(
    phrase: str, parts: Mapping[str, tuple[str, ...]], *, most: int = 3, pairs: bool = False
) -> tuple[Words, ...]:
    """The ``most`` most telling sets of words of which a text must hold one each, in this order, for ``phrase`` to match.

    With ``pairs`` words that stand side by side in the phrase are wanted so.
    """
    tokens = _TOKEN.findall(phrase.lower().replace("'", "").replace("’", ""))
    sets, _ = _choices(tokens, 0, None, parts, pairs)
    telling = sorted(range(len(sets)), key=lambda number: _rarest(sets[number]))[:most]
    return tuple(sets[number] for number in sorted(telling))


@cache
def _commonness(words: Words) -> float:
    return sum([_common(word) for word in words]) + (20.0 if "#" in words else 0.0)


def _common(word: str) -> float:
    first, _, second = word.partition(" ")
    if second:
        return 3.0 if first in EVERYWHERE and second in EVERYWHERE else 0.4
    return 1.0 if len(word) > 4 else 2.0


def _choices(
    tokens: list[str], at: int, closing: str | None, parts: Mapping[str, tuple[str, ...]], pairs: bool
) -> tuple[list[Words], int]:
    """What ``a|b c|d`` needs, and where it ended. Several choices need one word out of the best set of each."""
    found: list[list[Words]] = []
    sets, at = _sequence(tokens, at, closing, parts, pairs)
    found.append(sets)
    while at < len(tokens) and tokens[at] == "|":
        sets, at = _sequence(tokens, at + 1, closing, parts, pairs)
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


_known_parts: dict[tuple[str, tuple[str, ...], bool], Words] = {}


def _part(name: str, parts: Mapping[str, tuple[str, ...]], pairs: bool) -> Words:
    """One word out of the best set of each phrase of a named group, worked out once."""
    key = (name, parts[name], pairs)
    if key not in _known_parts:
        _known_parts[key] = _work_out_part(name, parts, pairs)
    return _known_parts[key]


def _work_out_part(name: str, parts: Mapping[str, tuple[str, ...]], pairs: bool) -> Words:
    chosen: list[Words] = []
    for phrase in parts[name]:
        sets, _ = _choices(_TOKEN.findall(phrase.lower().replace("'", "")), 0, None, parts, pairs)
        if sets:
            chosen.append(min(sets, key=_rarest))
    return frozenset().union(*chosen)


def _sequence(
    tokens: list[str], at: int, closing: str | None, parts: Mapping[str, tuple[str, ...]], pairs: bool
) -> tuple[list[Words], int]:
    sets: list[Words] = []
    before = ""  # the plain word that the next one must follow at once
    while at < len(tokens) and tokens[at] not in ("|", closing):
        token = tokens[at]
        at += 1
        follows, before = before, ""
        if token == "[":
            _, at = _choices(tokens, at, "]", parts, pairs)  # may be left out, so nothing of it is needed
        elif token == "(":
            more, at = _choices(tokens, at, ")", parts, pairs)
            sets += more
        elif token == "#":
            sets.append(_single("#"))
        elif token == "{money}":
            sets.append(_MONEY)
        elif token.startswith("{"):
            sets.append(_part(token[1:-1], parts, pairs))
        elif token[0] != ".":
            if token[-1] != "*":
                before = token
                if follows and pairs:
                    if sets[-1] == _single(follows):
                        sets.pop()
                    token = f"{follows} {token}"
            sets.append(_single(token))
    return sets, at
