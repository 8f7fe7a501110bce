"""Sentences of everyday life, which say nothing of whether a text is a scam: when the choir meets, how the roses are.

Genuine messages are full of them, so their words would speak for whatever stands beside them, and a scam among them would pass.
So in a written text of some length they are left out before its words are weighed. Which sentences these are is learnt apart
(checking/training/everyday.py), and not from which texts are scams: leaving them out favours neither answer
(docs/decisions/021-everyday-sentences.md).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from tocsin.records import Understanding

FEW_WORDS = 30
"""Words: shorter texts are weighed whole."""
FEWEST_LEFT = 4  # words: what leaves fewer is weighed whole
LONGEST_SENTENCE = 40  # words without a mark that ends a sentence: more of them are cut
CUT = 20  # words of each part of those, at most
EVEN = 3  # added to the number of a sentence's words, before its root divides what they weigh
NEAR = 0.6  # of what each of the two neighbours says: everyday sentences stand together
MOST_OF_NEAR = 3.0  # what a neighbour says at most, either way
LEFT_OUT_FROM = -2.0  # such a sentence and its neighbours together (docs/decisions/021-everyday-sentences.md)
_ENDS = re.compile(r"[.!?](?=\s)|\n")
_TELLING = frozenset({"tactic", "link", "phone", "email"})

Sentence = tuple[int, int, bool]
"""Of the masked words of a text the first of a sentence and the one after its last; and whether something was found in it that always
counts: what it asks, a link, a number."""


class Everyday:
    """What each word says for a sentence's being one of everyday life. ``start``: what is said of a sentence without any of them."""

    __slots__ = ("_weights", "start")

    def __init__(self, weights: Mapping[str, int], start: float) -> None:
        """``weights``: in thousandths."""
        self._weights = weights
        self.start = start

    def of(self, words: Sequence[str]) -> float:
        """How much the words of one sentence, each once, are of everyday life: above nothing likelier than not."""
        said = set(words)
        known = self._weights
        total = sum([known[word] for word in said if word in known])
        return self.start + 0.001 * total / math.sqrt(len(said) + EVEN)

    def weighed(self, words: Sequence[str], sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
        """First and end of the sentences that are left when those of everyday life are out; all, where too few words would be."""
        said = [self.of(words[first:end]) for first, end, _ in sentences]
        near = [0.0, *(max(-MOST_OF_NEAR, min(MOST_OF_NEAR, each)) for each in said), 0.0]
        left = [
            (first, end)
            for at, (first, end, telling) in enumerate(sentences)
            if telling or said[at] + NEAR * (near[at] + near[at + 2]) < LEFT_OUT_FROM
        ]
        if sum(end - first for first, end in left) < FEWEST_LEFT:
            return [(first, end) for first, end, _ in sentences]
        return left


def sentences_of(understanding: Understanding, places: Sequence[int]) -> list[Sentence]:
    """The sentences of a text, as numbers of its masked words. ``places``: which word of the text each of these begins at."""
    spans = understanding.word_spans
    every = spans.starts() if hasattr(spans, "starts") else [start for start, _ in spans]
    starts = [every[at] for at in places]
    bounds = {0, *(bisect_left(starts, found.end()) for found in _ENDS.finditer(understanding.text)), len(starts)}
    ordered = sorted(bounds)
    for first, end in pairwise(ordered):
        if end - first > LONGEST_SENTENCE:
            parts = -(-(end - first) // CUT)
            bounds.update(first + (end - first) * part // parts for part in range(1, parts))
    ordered = sorted(bounds)
    telling = {
        bisect_right(ordered, bisect_right(starts, mention.start) - 1) - 1
        for mention in understanding.mentions
        if mention.kind in _TELLING and (mention.kind != "tactic" or mention.role == "asked")
    }
    return [(first, end, number in telling) for number, (first, end) in enumerate(pairwise(ordered))]


def everyday_of(given: Mapping[str, Any] | None) -> Everyday | None:
    """What the JSON of a model file says; a model may have none."""
    if not given:
        return None
    return Everyday(dict(zip(given["words"].split("\n"), given["weights"], strict=True)), given["start"])
