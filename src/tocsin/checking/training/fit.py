"""Rows with features → the numbers of a model: logistic regression over structure and masked words, and a net over words.

What transfers decides everything here. A word or pair counts only when several situations hold it; the two classes of
a source weigh the same, so that no source's style becomes the label; structure is held back less than words. Every
figure that sets a threshold comes from rows, situations or whole sources that the weights have not seen.
"""

from __future__ import annotations

import itertools
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from tocsin.checking.everyday import Sentence
from tocsin.checking.model import (
    LEAST_MASS,
    MASS_POWER,
    MASS_SCALE,
    WORDS_BELIEVED,
    share_of,
)
from tocsin.checking.training.asked import AskWeights, Turns
from tocsin.checking.training.net import NetWeights, fit_net, told_of
from tocsin.checking.training.rows import Row
from tocsin.checking.training.side_by_side import side_by_side

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


FOLDS = 5
STRENGTH = 0.03  # C of the regression: the smaller, the less it trusts any one feature
GRAM_SCALE = 5.0
STRUCTURE_SCALE = 0.5
NET_SCALE = 10.0
MASS_OF_WORD = 3_000  # thousandths: what a word and its pair weigh, before any weight is known
FEWEST_GROUPS = 3  # situations (or thirds of a public source) that a word or pair must stand in
FEWEST_STRUCTURE = 8  # examples that a feature of structure must stand in
MOST_GRAMS = 70_000
SOURCE_WEIGHTS: Mapping[str, float] = {
    "corpus": 20.0, "knowledge": 0.8, "mendeley": 0.35, "robocalls": 0.15, "bothbosu": 1.0, "multidogo": 0.12,
    "banking77": 0.12, "spamassassin": 0.2, "cfpb": 1.0, "ftc": 0.08,
}  # fmt: skip
GIVEN_WEIGHT = 0.5  # of each file that somebody supplies
VIEW_WEIGHTS: Mapping[str, float] = {
    "whole": 1.0, "text": 0.6, "flat": 0.5, "copy": 0.5, "nochannel": 0.5, "first3": 0.15, "first6": 0.3, "first12": 0.5,
    "padded": 1.0, "spoken": 0.5,
}  # fmt: skip
# Times as much as a text: calls are one row in nine, and the only ones in which an alarm must come early.
OF_CALLS = 2.5
ONE_CLASS = 0.6  # a source of one class cannot teach what tells the classes apart
ROUNDS = 3
SPEAKS_FOR = ("known-link", "known-number", "known-route", "own-way", "denied", "told-genuine")
TEACHING = frozenset({"whole", "text", "copy"})  # views whose words make the vocabulary
NOT_FOR_NET = frozenset({"nochannel"})  # the same words again

Floats = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Example:
    """One way of seeing one row: its structure and masked words, and whether hard evidence was found in it."""

    row: Row
    view: str
    structure: Mapping[str, float]
    words: Sequence[str]
    genre: str
    channel: str | None
    hard: bool  # an entry holds, or a verified rule is broken
    held: bool  # an entry holds
    near: Mapping[str, float]  # entries that come near: their strength, and one more where they hold
    turns: Sequence[Sequence[str]] = ()  # of a talk: what the other side says, turn by turn where turns are known
    harm: int | None = None  # which of those first asks for what does harm, where that is known
    sentences: Sequence[Sentence] = ()  # of a text of which some may be left out (checking/everyday.py)


@dataclass(frozen=True, slots=True)
class Weights:
    """What one fit gave: as vectors over the material's own numbers, and (``structure``, ``grams``) by name."""

    bias: float
    of_structure: Floats
    of_grams: Numbers
    structure: Mapping[str, float]
    grams: Mapping[str, int]
    columns: Numbers  # the numbers of ``grams`` in the material: the net's rows
    net: NetWeights
    asks: AskWeights


def group_of(row: Row) -> str:
    """What must not be split: a situation; of a public source, whose rows stand alone, one third of it."""
    if row.source in ("corpus", "knowledge", "bothbosu"):
        return row.group
    return f"{row.source}:{zlib.crc32(row.group.encode()) % 3}"


def folds_of(rows: Sequence[Row]) -> list[int]:
    """The fold of each row. The corpus is parted by batches, the first word of its situations: what was written together shares
    habits, and the next text that somebody sends was written by nobody whom the weights know. A batch is dealt by its own name,
    so that a new one moves no other."""
    return [zlib.crc32((f"a{_batch(row)}" if row.source == "corpus" else row.group).encode()) % FOLDS for row in rows]


def _batch(row: Row) -> str:
    return row.group.partition("-")[0]


def sign_of(name: str) -> int:
    """Which way a feature of structure may push: +1 evidence of a scam, -1 evidence of a genuine text, 0 either way.

    Evidence must never speak against itself, whatever an accident of the rows says: more of it never lowers the score.
    """
    if any(name.endswith(each) for each in SPEAKS_FOR):
        return -1
    return 1 if name.startswith(("t:", "e:", "r:", "rule:", "h:", "x:")) else 0


class Material:
    """All examples as numbers, made once for the many fits over parts of them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self.labels = np.array([example.row.is_scam for example in examples])
        self.sources = np.array([example.row.source for example in examples])
        self.folds = np.array(folds_of([example.row for example in examples]))
        self.names, self.structure = _structure(examples)
        self._signs = np.array([sign_of(name) for name in self.names])
        self.grams, self._ids, self._places = _grams(examples)
        groups = {name: at for at, name in enumerate(sorted({group_of(example.row) for example in examples}))}
        self._groups = np.array([groups[group_of(example.row)] for example in examples])
        self._teaches = np.array([example.view in TEACHING for example in examples])
        self._lengths = np.array([len(example.words) for example in examples])
        ends = np.cumsum([0, *map(len, self._ids)])
        self._held = sparse.csr_matrix(
            (np.ones(ends[-1]), np.concatenate(self._ids), ends), shape=(len(examples), len(self.grams))
        )
        self._trains = np.array([example.view in VIEW_WEIGHTS for example in examples])
        self._told, self._known = told_of([example.row for example in examples])
        self._told_by_net = np.array([example.view not in NOT_FOR_NET for example in examples])
        self._turns = Turns(examples, {gram: at for at, gram in enumerate(self.grams)})

    def fit(self, chosen: Numbers, *, most_grams: int = MOST_GRAMS) -> Weights:
        """Fit, then again with what each text's words weigh by then, without what had the wrong sign; then the net."""
        chosen = chosen[self._trains[chosen]]
        columns = self._vocabulary(chosen)
        kept = np.flatnonzero(np.asarray((self.structure[chosen] != 0).sum(axis=0)).ravel() >= FEWEST_STRUCTURE)
        weights = self._weights(chosen)
        of_structure, of_grams = np.zeros(len(self.names)), np.zeros(len(self.grams), dtype=np.int64)
        held = self._held[chosen][:, columns]
        shares = 1000.0 * np.array([share_of(MASS_OF_WORD * length) for length in self._lengths[chosen]])
        bias = 0.0
        for number in range(ROUNDS):
            structure = self.structure[chosen][:, kept] * STRUCTURE_SCALE
            grams = sparse.diags(shares * GRAM_SCALE) @ held
            regression = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-4)
            regression.fit(sparse.hstack([structure, grams]).tocsr(), self.labels[chosen], sample_weight=weights)
            found = regression.coef_[0]
            bias = round(float(regression.intercept_[0]), 5)
            of_structure[:] = 0.0
            of_structure[kept] = np.round(found[: len(kept)] * STRUCTURE_SCALE, 4)
            learned = np.round(found[len(kept) :] * GRAM_SCALE * 1000).astype(np.int64)
            learned[np.argsort(-np.abs(learned), kind="stable")[most_grams:]] = 0
            of_grams[columns] = learned
            kept = kept[of_structure[kept] * self._signs[kept] >= 0]
            if number + 1 < ROUNDS:
                shares = 1000.0 * _shares(held @ np.abs(learned))
        of_structure[of_structure * self._signs < 0] = 0.0
        asks = self._turns.fit(chosen, self._groups)
        columns = np.flatnonzero((of_grams != 0) | (asks.weights != 0))
        teaches = self._told_by_net[chosen]
        shares = 1000.0 * _shares(self._held[chosen] @ np.abs(of_grams))
        matrix = sparse.diags(shares[teaches] * NET_SCALE) @ self._held[chosen[teaches]][:, columns]
        net = fit_net(
            matrix,
            self.labels[chosen[teaches]],
            weights[teaches],
            self._told[chosen[teaches]],
            self._known[chosen[teaches]],
        )
        return Weights(
            round(bias + net.start, 5),
            of_structure,
            of_grams,
            {name: float(weight) for name, weight in zip(self.names, of_structure, strict=True) if weight},
            {self.grams[at]: int(of_grams[at]) for at in columns},
            columns,
            net,
            asks,
        )

    def sums(self, weights: Weights, chosen: Numbers) -> Floats:
        """For each example the sum."""
        held = self._held[chosen]
        shares = _shares(held @ np.abs(weights.of_grams))
        single = WORDS_BELIEVED * shares * (held @ weights.of_grams)
        together = WORDS_BELIEVED * weights.net.adds(
            sparse.diags(1000.0 * shares * NET_SCALE) @ held[:, weights.columns]
        )
        totals: Floats = weights.bias + self.structure[chosen] @ weights.of_structure + single + together
        totals += self._turns.adds(weights.asks, chosen)
        return totals

    def fit_all(self, tell: Callable[[str], None], *, processes: int = 1) -> tuple[Weights, Floats]:
        """The weights of all examples; and what :meth:`sums` gives each example from a fit that has not seen its fold.

        With more than one of ``processes`` those fits are made side by side, with the same numbers.
        """
        totals = np.zeros(len(self.examples))
        weights: Weights | None = None
        for number, (mine, found) in enumerate(side_by_side(self.fit_without, range(FOLDS + 1), processes), start=1):
            tell(f"fitted {number} of {FOLDS + 1}")
            if isinstance(found, Weights):
                weights = found
            else:
                totals[mine] = found
        assert weights is not None
        return weights, totals

    def fit_without(self, fold: int) -> tuple[Numbers, Weights | Floats]:
        """Of a fold its examples, and what a fit without them gives them; with the number of no fold all, and their weights."""
        mine = np.flatnonzero(self.folds == fold)
        with threadpool_limits(limits=1):  # else the sums differ with the number of cores
            weights = self.fit(np.flatnonzero(self.folds != fold))
            return mine, weights if fold == FOLDS else self.sums(weights, mine)

    def _vocabulary(self, chosen: Numbers) -> Numbers:
        """The words and pairs that stand in enough groups of what is chosen."""
        teaching = chosen[self._teaches[chosen]]
        groups = sparse.csr_matrix(
            (np.ones(len(teaching)), (self._groups[teaching], np.arange(len(teaching)))),
            shape=(int(self._groups.max()) + 1, len(teaching)),
        )
        counts = np.asarray(((groups @ self._held[teaching]) > 0).sum(axis=0)).ravel()
        return np.flatnonzero(counts >= FEWEST_GROUPS)

    def _weights(self, chosen: Numbers) -> Floats:
        weights = np.array(
            [VIEW_WEIGHTS[self.examples[at].view] * (OF_CALLS if self.examples[at].row.turns else 1.0) for at in chosen]
        )
        sources, labels = self.sources[chosen], self.labels[chosen]
        for source in sorted(set(sources)):
            of_source = sources == source
            both = len(set(labels[of_source])) == 2
            for side in (True, False):
                mine = of_source & (labels == side)
                if mine.any():
                    share = SOURCE_WEIGHTS.get(source, GIVEN_WEIGHT) * (0.5 if both else ONE_CLASS)
                    weights[mine] *= share / weights[mine].sum()
        for side in (True, False):
            weights[labels == side] *= 0.5 / weights[labels == side].sum()
        return weights * len(chosen)


def _shares(masses: Floats) -> Floats:
    """:func:`share_of` of many."""
    shares: Floats = 0.001 * MASS_SCALE * (0.001 * (masses + LEAST_MASS)) ** -MASS_POWER
    return shares


def _structure(examples: Sequence[Example]) -> tuple[list[str], Any]:
    counted = Counter(name for example in examples for name in example.structure)
    names = sorted(name for name, count in counted.items() if count >= FEWEST_STRUCTURE)
    numbers = {name: at for at, name in enumerate(names)}
    columns, values, ends = [], [], [0]
    for example in examples:
        for name, amount in sorted(example.structure.items()):  # added up in one order, or no two runs give the same
            if name in numbers:
                columns.append(numbers[name])
                values.append(amount)
        ends.append(len(columns))
    return names, sparse.csr_matrix((values, columns, ends), shape=(len(examples), len(names)))


def _grams(examples: Sequence[Example]) -> tuple[list[str], list[Numbers], list[Numbers]]:
    """Every word and pair that stands in enough groups, and for each example which it holds and where each first stands."""
    groups: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        if example.view in TEACHING:
            group = group_of(example.row)
            for gram in first_places(example.words):
                held_by = groups[gram]
                if len(held_by) < FEWEST_GROUPS:
                    held_by.add(group)
    grams = sorted(gram for gram, held_by in groups.items() if len(held_by) >= FEWEST_GROUPS)
    numbers = {gram: at for at, gram in enumerate(grams)}
    ids, places = [], []
    for example in examples:
        held = [(numbers[gram], at) for gram, at in first_places(example.words).items() if gram in numbers]
        ids.append(np.array([number for number, _ in held], dtype=np.int64))
        places.append(np.array([at for _, at in held], dtype=np.int64))
    return grams, ids, places


def first_places(words: Sequence[str]) -> dict[str, int]:
    """Each word and pair, and the number of the word at which it first stands."""
    places = dict(zip(reversed(words), range(len(words) - 1, -1, -1), strict=True))
    pairs = list(map(" ".join, itertools.pairwise(words)))
    places.update(zip(reversed(pairs), range(len(pairs) - 1, -1, -1), strict=True))
    return places
