"""Sentences → what each word says for a sentence's being one of everyday life (checking/everyday.py).

A regression over the words of single sentences: everyday ones, against those of the rows, scams and genuine texts alike. So
what it learns says nothing of which is which.
"""

from __future__ import annotations

import itertools
import random
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from tocsin.checking.everyday import EVEN, everyday_of
from tocsin.checking.training.fit import Example
from tocsin.checking.training.rows import Row

STRENGTH = 10.0  # C of the regression
FEWEST = 3  # sentences that a word must stand in
SHORTEST = 3  # words of a sentence that teaches
LEAST_WEIGHT = 20  # thousandths: words that say less are left out
MOST_ROWS = 25_000  # drawn of all
WRITTEN = frozenset({"corpus", "knowledge"})
SHOWN_WITH = "padded"  # the view of a row among everyday sentences
HALVES = (slice(0, None, 2), slice(1, None, 2))  # of the everyday texts

Sentences = Sequence[Sequence[str]]


def learn_everyday(
    everyday: Sequence[Sentences], examples: Sequence[Example]
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """What :func:`everyday_of` reads: learnt from all; then without the everyday texts of ``HALVES[0]``. None where there is nothing to
    tell apart.

    ``everyday``: of each everyday text the masked words of its sentences.
    """
    whole = [each for each in examples if each.view == "whole" and not each.row.turns and each.genre != "warning"]
    # Public sources hold as much of everyday life as anybody's messages.
    whole = [each for each in whole if each.row.source in WRITTEN] or whole
    drawn = random.Random(0).sample(whole, min(MOST_ROWS, len(whole)))
    others = [
        example.words[first:end]
        for example in drawn
        for first, end, _ in example.sentences or [(0, len(example.words), False)]
        if end - first >= SHORTEST
    ]
    taught = [
        [words for sentences in some for words in sentences if len(words) >= SHORTEST]
        for some in (everyday, everyday[HALVES[1]])
    ]
    if not others or not all(taught):
        return None
    return _fit(taught[0], others), _fit(taught[1], others)


def half_of(row: Row) -> int:
    """Which half of the everyday texts the row is shown among: a number of ``HALVES``."""
    return zlib.crc32(row.text.encode()) % len(HALVES)


def leave_out(examples: Sequence[Example], learned: tuple[Mapping[str, Any], Mapping[str, Any]]) -> list[Example]:
    """The examples without the sentences of everyday life, as they will be weighed.

    Of rows shown among everyday sentences one half is read by what has not seen those, and the other half keeps them all: some
    are always left over, and those must not decide. ``learned``: of :func:`learn_everyday`.
    """
    everyday, unseen = map(everyday_of, learned)
    read: list[Example] = []
    for example in examples:
        which = everyday
        if example.view == SHOWN_WITH:
            which = unseen if half_of(example.row) == 0 else None
        if which is None or not example.sentences:
            read.append(example)
            continue
        kept = which.weighed(example.words, example.sentences)
        if len(kept) == len(example.sentences):
            read.append(example)
        else:
            said = list(itertools.chain.from_iterable(example.words[first:end] for first, end in kept))
            words = [*said, *example.words[example.sentences[-1][1] :]]  # what the person called says comes after it
            turns = (said,) if example.turns else ()
            read.append(replace(example, words=words, turns=turns, sentences=()))
    return read


def _fit(everyday: Sentences, others: Sentences) -> Mapping[str, Any]:
    counted = Counter(word for words in itertools.chain(everyday, others) for word in set(words))
    names = sorted(word for word, count in counted.items() if count >= FEWEST)
    numbers = {word: at for at, word in enumerate(names)}
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for words in itertools.chain(everyday, others):
        held = sorted(numbers[word] for word in set(words) if word in numbers)
        columns += held
        values += [1.0 / np.sqrt(len(set(words)) + EVEN)] * len(held)
        ends.append(len(columns))
    matrix = sparse.csr_matrix((values, columns, ends), shape=(len(ends) - 1, len(names)))
    labels = np.arange(len(ends) - 1) < len(everyday)
    weights = np.where(labels, len(others) / max(1, len(everyday)), 1.0)
    regression = LogisticRegression(C=STRENGTH, max_iter=500).fit(matrix, labels, sample_weight=weights)
    found = np.round(regression.coef_[0] * 1000).astype(int)
    kept = np.flatnonzero(np.abs(found) >= LEAST_WEIGHT)
    return {
        "start": round(float(regression.intercept_[0]), 4),
        "words": "\n".join(names[at] for at in kept),
        "weights": [int(found[at]) for at in kept],
    }
