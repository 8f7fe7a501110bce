"""The masked words and pairs of words that a model weighs, each with its number, found word by word.

A text has as many pairs as words. To join each and look it up costs more than all the rest of the weighing, and most words
begin no pair that counts: so a word is looked up once, and gives its number and the words that make a pair with it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from sys import intern

MOST_WORDS = 50_000  # remembered; whoever sends ever new words makes us forget and look them up again
NONE = -1
Found = tuple[int, dict[str, int] | None]
"""The number of a word, ``NONE`` where it has none; and by the word after it those of the pairs that it begins."""


class Grams(Mapping[str, int]):
    """``grams["new payee"]`` is the number of the pair; ``grams.words["new"]`` what is known of the word."""

    __slots__ = ("_names", "_numbers", "words")

    def __init__(self, names: Sequence[str]) -> None:
        """``names``: each at the place that is its number."""
        self._numbers: Sequence[int] = range(len(names))
        ordered = sorted(names)
        if ordered != names:
            self._numbers = sorted(self._numbers, key=names.__getitem__)
        self._names = ordered
        self.words = _Words(self._look_up)

    def found_in(self, words: Sequence[str]) -> set[int]:
        """The numbers of all words and pairs that stand in these words."""
        known = list(map(self.words.__getitem__, words))
        found = {number for number, _ in known}
        keep = found.add
        after = iter(words)
        next(after, None)
        for word, (_, pairs) in zip(after, known):  # noqa: B905 (each word but the first, and what is known of the one before)
            if pairs is not None and word in pairs:
                keep(pairs[word])
        found.discard(NONE)
        return found

    def first_in(self, words: Sequence[str], places: dict[int, int], begins: int = 0) -> None:
        """Put into ``places`` by the number of each word and pair the number of the word at which it first stands; ``begins``: of the
        first of these words. What is there already stays only where these words do not have it."""
        known = list(map(self.words.__getitem__, words))
        following = ""
        at = begins + len(words)
        for word, (number, pairs) in zip(reversed(words), reversed(known)):  # noqa: B905 (one a word)
            at -= 1
            if pairs is not None and following in pairs:
                places[pairs[following]] = at
            if number >= 0:
                places[number] = at
            following = word

    def __getitem__(self, gram: str) -> int:
        at = bisect_left(self._names, gram)
        if at == len(self._names) or self._names[at] != gram:
            raise KeyError(gram)
        return self._numbers[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _look_up(self, word: str) -> Found:
        """A blank comes before all that words are made of: the pairs of a word stand right after it."""
        names, numbers = self._names, self._numbers
        at = bisect_left(names, word)
        number = NONE
        if at < len(names) and names[at] == word:
            number = numbers[at]
            at += 1
        begin = f"{word} "
        pairs: dict[str, int] = {}
        while at < len(names) and names[at].startswith(begin):
            pairs[intern(names[at][len(begin) :])] = numbers[at]  # one word of many pairs is kept once
            at += 1
        return number, pairs or None


class _Words(dict[str, Found]):
    """What is known of any word: what was looked up before, else looked up now."""

    __slots__ = ("_look_up",)

    def __init__(self, look_up: Callable[[str], Found]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> Found:
        if len(self) >= MOST_WORDS:
            self.clear()
        found = self[word] = self._look_up(word)
        return found
