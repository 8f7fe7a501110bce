"""Which phrases a word helps: the table behind the one cheap look over a text's words.

Made with the knowledge and kept in its cache, because making it takes longer than checking a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.knowledge.wanted_words import wanted_words

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


SETS = 3
"""Sets of words that a phrase cannot match without, looked for in one go. They stand in the phrase's own order."""
_STEM = re.compile(r"([a-z0-9]+)\*")
Bits = tuple[int, ...]
"""Places in one wide bit set: phrase ``n`` of ``count`` has the places ``n``, ``n + count`` and ``n + 2 * count``."""


@dataclass(frozen=True, slots=True)
class WordIndex:
    """``exact`` by word, ``pairs`` by a word and the one right after it, ``prefixes`` by the beginning of a word, ``digits`` for
    every word with a digit in it.

    ``words``: every word that phrases are looked for by, alone. ``missing``: the first places of phrases that have fewer sets than ``SETS``; no word is needed for them. ``stems``: every
    beginning of a word that some phrase wants, without its star.
    """

    count: int
    exact: Mapping[str, Bits]
    pairs: Mapping[str, Mapping[str, Bits]]
    prefixes: Mapping[str, Bits]
    digits: Bits
    missing: Bits
    stems: tuple[str, ...]
    words: tuple[str, ...]

    def mask(self, bits: Bits) -> int:
        wide = 0
        for bit in bits:
            wide |= 1 << bit
        return wide

    def as_plain(self) -> dict[str, Any]:
        """For the cache."""
        return {name: getattr(self, name) for name in self.__slots__}


def from_plain(data: Mapping[str, Any]) -> WordIndex:
    """What :meth:`WordIndex.as_plain` gave, by way of JSON. Lists of places are left as they are: nothing changes them."""
    return WordIndex(**{**data, "stems": tuple(data["stems"]), "words": tuple(data["words"])})


def index_words(phrases: Sequence[str], parts: Mapping[str, tuple[str, ...]]) -> WordIndex:
    """The index over phrases, numbered as they stand."""
    count = len(phrases)
    exact: dict[str, list[int]] = {}
    pairs: dict[str, dict[str, list[int]]] = {}
    prefixes: dict[str, list[int]] = {}
    missing: list[int] = []
    stems = {
        stem
        for phrase in (*phrases, *(each for part in parts.values() for each in part))
        for stem in _STEM.findall(phrase.lower())
    }
    for number, phrase in enumerate(phrases):
        chosen = wanted_words(phrase, parts, most=SETS, pairs=True)
        before = SETS - len(chosen)
        missing += [number + place * count for place in range(before)]
        for place, words in enumerate(chosen, before):
            for word in words:
                first, _, second = word.partition(" ")
                if second:
                    table, word = pairs.setdefault(first, {}), second
                else:
                    table = prefixes if word.endswith("*") else exact
                table.setdefault(word.removesuffix("*"), []).append(number + place * count)
    digits = tuple(exact.pop("#", ()))
    alone = {word for phrase in phrases for words in wanted_words(phrase, parts, most=SETS) for word in words}
    return WordIndex(
        count=count,
        exact={word: tuple(bits) for word, bits in exact.items()},
        pairs={first: {second: tuple(bits) for second, bits in rest.items()} for first, rest in pairs.items()},
        prefixes={word: tuple(bits) for word, bits in prefixes.items()},
        digits=digits,
        missing=tuple(missing),
        stems=tuple(sorted(stems)),
        words=tuple(sorted(word for word in alone if word[-1] not in "*#")),
    )
