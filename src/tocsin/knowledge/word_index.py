"""Which phrases a word helps: the table behind the one cheap look over a text's words.

Made with the knowledge and kept in its cache, because making it takes longer than checking a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.knowledge.wanted_words import wanted_words

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


SETS = 3  # of words that a phrase cannot match without; further ones are not looked at
Masks = tuple[int, ...]
"""One bit set of phrase numbers for each place: the word is in the phrase's first, second or third set."""


@dataclass(frozen=True, slots=True)
class WordIndex:
    """``exact`` by word, ``prefixes`` by the beginning of a word, ``digits`` for every word with a digit in it.

    ``needs_one`` and ``needs_two`` are the phrases with fewer than two and fewer than three sets.
    """

    exact: Mapping[str, Masks]
    prefixes: Mapping[str, Masks]
    digits: Masks
    needs_one: int
    needs_two: int

    def masks(self, word: str) -> Masks | None:
        """Which phrases this word helps, by place; None for a word that helps none."""
        found = [masks for masks in self._tables(word) if masks is not None]
        if not found:
            return None
        first = second = third = 0
        for masks in found:
            first |= masks[0]
            second |= masks[1]
            third |= masks[2]
        return first, second, third

    def _tables(self, word: str) -> Iterator[Masks | None]:
        yield self.exact.get(word)
        for length in range(2, min(len(word), 20) + 1):
            yield self.prefixes.get(word[:length])
        if any(character.isdigit() for character in word):
            yield self.digits

    def as_plain(self) -> dict[str, Any]:
        """For the cache: JSON holds no numbers of this size, so they are hexadecimal."""
        return {
            "exact": {word: [format(mask, "x") for mask in masks] for word, masks in self.exact.items()},
            "prefixes": {word: [format(mask, "x") for mask in masks] for word, masks in self.prefixes.items()},
            "digits": [format(mask, "x") for mask in self.digits],
            "needs": [format(self.needs_one, "x"), format(self.needs_two, "x")],
        }


def from_plain(data: Mapping[str, Any]) -> WordIndex:
    """What :meth:`WordIndex.as_plain` gave."""
    return WordIndex(
        exact={word: (int(a, 16), int(b, 16), int(c, 16)) for word, (a, b, c) in data["exact"].items()},
        prefixes={word: (int(a, 16), int(b, 16), int(c, 16)) for word, (a, b, c) in data["prefixes"].items()},
        digits=tuple(int(mask, 16) for mask in data["digits"]),
        needs_one=int(data["needs"][0], 16),
        needs_two=int(data["needs"][1], 16),
    )


def index_words(phrases: Sequence[str], parts: Mapping[str, tuple[str, ...]]) -> WordIndex:
    """The index over phrases, numbered as they stand."""
    tables: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
    needs_one = needs_two = 0
    for number, phrase in enumerate(phrases):
        bit = 1 << number
        sets = wanted_words(phrase, parts)[:SETS]
        needs_one |= bit if len(sets) < 2 else 0
        needs_two |= bit if len(sets) < 3 else 0
        for place, words in enumerate(sets):
            for word in words:
                table = tables[word.endswith("*")]
                table.setdefault(word.removesuffix("*"), [0] * SETS)[place] |= bit
    digits = tuple(tables[0].pop("#", [0] * SETS))
    exact, prefixes = ({word: tuple(masks) for word, masks in table.items()} for table in tables)
    return WordIndex(exact, prefixes, digits, needs_one, needs_two)
