"""Which phrases a word helps: the table behind the one cheap look over a text's words.

Made with the knowledge and kept in its cache, because making it takes longer than checking a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.knowledge.phrase_words import alphabet_of
from tocsin.knowledge.wanted_words import wanted_words

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


SETS = 3
"""Sets of words that a phrase cannot match without, looked for in one go. They stand in the phrase's own order."""
_STEM = re.compile(r"([a-z0-9]+)\*")
Bits = str
"""Places in one wide bit set, numbers with blanks between: only those of words that are met are read. First come the phrases that have three sets, a stretch of places for each of the three; then those
that have two, and those that have one: a wide bit set is no wider than it must be."""


@dataclass(frozen=True, slots=True)
class WordIndex:
    """``exact`` by word, ``pairs`` by a word and the one right after it, ``prefixes`` by the beginning of a word, ``digits`` for
    every word with a digit in it.

    ``sizes``: how many phrases have three sets, two and one. ``order``: the numbers of all those phrases, in that order.
    ``words``: every word that phrases are looked for by, alone. ``stems``: every beginning of a word that some phrase wants,
    without its star. ``alphabet``: every word that phrases want, with their stars (knowledge/phrase_words.py).
    """

    sizes: tuple[int, int, int]
    order: tuple[int, ...]
    exact: Mapping[str, Bits]
    pairs: Mapping[str, Mapping[str, Bits]]
    prefixes: Mapping[str, Bits]
    digits: Bits
    stems: tuple[str, ...]
    words: tuple[str, ...]
    alphabet: tuple[str, ...]

    def mask(self, bits: Bits) -> int:
        """These places as one number."""
        places = list(map(int, bits.split()))
        wide = bytearray(max(places, default=0) // 8 + 1)
        for bit in places:
            wide[bit >> 3] |= 1 << (bit & 7)
        return int.from_bytes(wide, "little")

    def as_plain(self) -> dict[str, Any]:
        """For the cache."""
        return {name: getattr(self, name) for name in self.__slots__}


def from_plain(data: Mapping[str, Any]) -> WordIndex:
    """What :meth:`WordIndex.as_plain` gave, by way of JSON."""
    tuples = {name: tuple(data[name]) for name in ("sizes", "order", "stems", "words", "alphabet")}
    return WordIndex(**{**data, **tuples})


def _written(places: Sequence[int]) -> Bits:
    return " ".join(map(str, places))


def index_words(phrases: Sequence[str], parts: Mapping[str, tuple[str, ...]]) -> WordIndex:
    """The index over phrases, numbered as they stand. Of several that are the same the first is looked for alone."""
    exact: dict[str, list[int]] = {}
    pairs: dict[str, dict[str, list[int]]] = {}
    prefixes: dict[str, list[int]] = {}
    stems = {
        stem
        for phrase in (*phrases, *(each for part in parts.values() for each in part))
        for stem in _STEM.findall(phrase.lower())
    }
    first = {phrase: number for number, phrase in reversed(list(enumerate(phrases)))}
    chosen = {number: wanted_words(phrase, parts, most=SETS, pairs=True) for phrase, number in first.items()}
    order = sorted(chosen, key=lambda number: (-len(chosen[number]), number))
    sizes = tuple(sum(len(sets) == many for sets in chosen.values()) for many in (3, 2, 1))
    begins = {3: 0, 2: 3 * sizes[0], 1: 3 * sizes[0] + 2 * sizes[1]}  # by how many sets a phrase has, its first stretch
    earlier = {3: 0, 2: sizes[0], 1: sizes[0] + sizes[1]}  # phrases in the order before
    for at, number in enumerate(order):
        many = len(chosen[number])
        for place, words in enumerate(chosen[number]):
            bit = begins[many] + place * sizes[SETS - many] + at - earlier[many]
            for word in words:
                one, _, second = word.partition(" ")
                if second:
                    table, word = pairs.setdefault(one, {}), second
                else:
                    table = prefixes if word.endswith("*") else exact
                table.setdefault(word.removesuffix("*"), []).append(bit)
    digits = exact.pop("#", [])
    alone = {word for phrase in phrases for words in wanted_words(phrase, parts, most=SETS) for word in words}
    return WordIndex(
        sizes=(sizes[0], sizes[1], sizes[2]),
        order=tuple(order),
        exact={word: _written(bits) for word, bits in exact.items()},
        pairs={first: {second: _written(bits) for second, bits in rest.items()} for first, rest in pairs.items()},
        prefixes={word: _written(bits) for word, bits in prefixes.items()},
        digits=_written(digits),
        stems=tuple(sorted(stems)),
        words=tuple(sorted(word for word in alone if word[-1] not in "*#")),
        alphabet=tuple(alphabet_of([*phrases, *(each for part in parts.values() for each in part)])),
    )
