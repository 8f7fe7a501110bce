"""Which word of ours a misspelt or disguised word means: "pasword", "p455w0rd", "yourpayment".

Only a word that nobody knows is looked at, and only words that phrases of knowledge look for are guessed: an ordinary word
that happens to lie close to one of them ("carpet", "parcel") stays what it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cache
from itertools import product
from pathlib import Path

ORDINARY_WORDS = Path(__file__).with_name("ordinary_words.txt")
SHORTEST, LONGEST = 5, 16
SHORTEST_LEET = 4
SHORTEST_CHANGED = 6  # of which one letter is another: shorter ones ("shame", "share") lie too close together
MOST_READINGS = 16
MOST_JOINED = 60
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "r", "y", "n", "able", "ment", "ness", "ful", "less", "al")
_READ_AS = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i", "|": "l",
}  # fmt: skip
_ALONE = frozenset({"a", "i", "u", "r"})


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are simply English (made by ``scripts/build_ordinary_words.py``)."""
    return frozenset(ORDINARY_WORDS.read_text(encoding="ascii").split())


class Spelling:
    """``wanted``: the words worth guessing; ``known``: every other word that has a meaning here."""

    def __init__(self, wanted: Iterable[str], known: Container[str]) -> None:
        self._wanted = frozenset(word for word in wanted if len(word) >= SHORTEST_LEET and word.isalpha())
        self._known = known
        self._by_start: dict[str, list[str]] = {}
        self._by_end: dict[str, list[str]] = {}
        for word in sorted(self._wanted):
            if len(word) >= SHORTEST:
                self._by_start.setdefault(word[:2] + word[-1], []).append(word)
                self._by_end.setdefault(word[0] + word[-3:], []).append(word)

    def is_word(self, word: str) -> bool:
        return word in self._wanted or word in self._known or word in ordinary_words()

    def meant(self, word: str) -> str | None:
        """The wanted word that ``word`` is with one slip of the finger inside it; None for a word that may be itself."""
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or self.is_word(word):
            return None
        if any(word.endswith(ending) and self.is_word(word[: -len(ending)]) for ending in _ENDINGS):
            return None
        close: list[str] = [
            *self._by_start.get(word[:2] + word[-1], ()),
            *self._by_end.get(word[0] + word[-3:], ()),
        ]
        return next((near for near in close if abs(len(near) - len(word)) <= 1 and one_slip(word, near)), None)

    def unleet(self, word: str) -> str | None:
        """The word that digits and signs stand in: "p@$$w0rd"."""
        if len(word) < SHORTEST_LEET:
            return None
        letters = [_READ_AS.get(character, character) for character in word]
        count = 1
        for each in letters:
            count *= len(each)
        if count > MOST_READINGS:
            return None
        for reading in map("".join, product(*letters)):
            if self.is_word(reading):
                return reading
        return None

    def split(self, letters: str) -> list[str] | None:
        """Letters that were spaced out, as the words they make ("yourpayment"); None when they make none."""
        if len(letters) > MOST_JOINED:
            return None
        best: list[list[str] | None] = [[]] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - LONGEST), end):
                before = best[start]
                word = letters[start:end]
                if before is None or not (self.is_word(word) if len(word) > 1 else word in _ALONE):
                    continue
                there = best[end]
                if there is None or len(before) + 1 < len(there):
                    best[end] = [*before, word]
        return best[-1]


def one_slip(word: str, near: str) -> bool:
    """Whether one letter is missing, too many, another, or two have changed places."""
    if len(word) > len(near):
        word, near = near, word
    at = 0
    while at < len(word) and word[at] == near[at]:
        at += 1
    if len(word) < len(near):
        return word[at:] == near[at + 1 :]
    if word[at + 1 :] == near[at + 1 :]:
        return len(word) >= SHORTEST_CHANGED
    return word[at : at + 2] == near[at : at + 2][::-1] and word[at + 2 :] == near[at + 2 :]
