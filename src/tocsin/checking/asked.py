"""What one turn of a call asks for, beside what the whole call is like.

A scam call is mostly talk that any call has, and one turn that no genuine caller would say: the one that asks for the money, the code,
the screen. In a sum over all words that turn drowns. So each turn is weighed for itself, with weights learnt from turns alone
(checking/training/asked.py), and the one that asks most counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from tocsin.checking.grams import Grams

WORDS = 30
STEP = 15
"""Words: a longer turn, or a talk of which nobody knows who speaks when, is looked at in stretches of so many, every so many."""
EVEN = 5  # added to the number of words and pairs that say something, before its root divides what they weigh
COUNTS = 0.5  # of it in the sum
LEAST = -2.0
"""Nothing lowers the sum by more than this: a caller who says good morning has proved nothing."""
_COUNT_BITS = 16


def stretches(count: int) -> list[tuple[int, int]]:
    """First and end of each stretch of ``count`` words; of few words the one that holds them all."""
    if count <= WORDS:
        return [(0, count)]
    # One word more than two steps: the pair over the end of a step belongs to it (Asks.most).
    return [(at, min(at + 2 * STEP + 1, count)) for at in range(0, count - STEP, STEP)]


class Asks:
    """What each word and pair says for a turn's being the one that asks. ``start``: what a turn is without any that says something."""

    __slots__ = ("_sums", "start", "weights")

    def __init__(self, weights: Sequence[int], start: float) -> None:
        """``weights``: by the number of each, in thousandths; 0 for those that say nothing."""
        self.weights = weights
        self.start = start
        self._sums: list[int] = []  # made when a turn is first weighed: most of what is checked is no talk

    def of(self, found: Collection[int]) -> float:
        """How much the words and pairs of one turn, each once, ask for what does harm: above nothing likelier than not."""
        total = sum(map((self._sums or self._made()).__getitem__, found))
        return self.start + (total >> _COUNT_BITS) * _share(total & (1 << _COUNT_BITS) - 1)

    def _made(self) -> list[int]:
        """Weight and count of each as one number: a turn is one sum over these."""
        self._sums = [(weight << _COUNT_BITS) + 1 if weight else 0 for weight in self.weights]
        return self._sums

    def most(
        self, words: Sequence[str], find: Callable[[Sequence[str]], set[int]]
    ) -> tuple[float, tuple[int, int], set[int]]:
        """What the stretch of these words that asks most asks, its first word and its end, and all words and pairs found.

        ``find``: gives the numbers of the words and pairs of some words.
        """
        if len(words) <= WORDS:
            found = find(words)
            return self.of(found), (0, len(words)), found
        steps = [find(words[at : at + STEP + 1]) for at in range(0, len(words), STEP)]
        asked, stretch = max(
            (self.of(steps[number] | steps[number + 1]), stretch)
            for number, stretch in enumerate(stretches(len(words)))
        )
        return asked, stretch, set().union(*steps)

    def each(self, words: Sequence[str], grams: Grams) -> list[float]:
        """What each word of one turn adds, with the pair that it begins: as :meth:`of` counts them."""
        first: dict[int, int] = {}
        grams.first_in(words, first)
        share = _share(sum(1 for number in first if self.weights[number]))
        added = [0.0] * len(words)
        for number, at in first.items():
            added[at] += self.weights[number] * share
        return added


def _share(count: int) -> float:
    return 0.001 / math.sqrt(count + EVEN)


def asks_of(given: Mapping[str, Any] | None) -> Asks | None:
    """What the JSON of a model file says; a model may have none."""
    return Asks(given["weights"], given["start"]) if given else None
