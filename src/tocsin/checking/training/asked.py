"""Turns of calls → what each of their words says for its being the one that asks for what does harm (checking/asked.py).

A regression over the words and pairs of single turns: those at which a training call first asks for what does harm, against every turn of
genuine ones. Other turns of a scam call teach nothing: some ask again, most say what any call says. Turns that ask are longer than
most; so both classes are seen in stretches of one length too, across the turns, or length would be the reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from tocsin.checking.asked import COUNTS, EVEN, LEAST, WORDS, stretches
from tocsin.checking.training.rows import Row

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


STRENGTH = 10.0  # C of the regression
KEPT = 8_000  # words and pairs
FEWEST = 5  # turns that a word or pair must stand in
FEWEST_GROUPS = 3  # situations
TEACHING = "whole"  # the view that does

Floats = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Talk(Protocol):
    """What is asked of an example (training/fit.py)."""

    @property
    def row(self) -> Row: ...
    @property
    def view(self) -> str: ...
    @property
    def turns(self) -> Sequence[Sequence[str]]: ...
    @property
    def harm(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class AskWeights:
    """``weights``: of each word and pair of the material, in thousandths; ``start``: what a turn is without any."""

    weights: Numbers
    start: float


class Turns:
    """The turns of all examples as numbers: those that teach, and those that each example is weighed by."""

    def __init__(self, examples: Sequence[Talk], numbers: Mapping[str, int]) -> None:
        """``numbers``: of each word and pair that may count."""
        self._numbers = numbers
        seen: dict[int, range] = {}  # by the turn's identity, for the views of a call share their turns
        pieces: list[Sequence[str]] = []
        self._of: list[list[int]] = []  # for each example the pieces of its turns
        for example in examples:
            mine: list[int] = []
            for turn in example.turns:
                if id(turn) not in seen:
                    cut = [turn[first:end] for first, end in stretches(len(turn))] if turn else []
                    seen[id(turn)] = range(len(pieces), len(pieces) + len(cut))
                    pieces += cut
                mine += seen[id(turn)]
            self._of.append(mine)
        self._pieces = self._matrix(pieces)
        taught = [
            (words, asks, at)
            for at, example in enumerate(examples)
            if example.view == TEACHING and example.turns
            for words, asks in _teaching(example)
        ]
        self._teaching = self._matrix([words for words, _, _ in taught])
        self._asks = np.array([asks for _, asks, _ in taught], dtype=bool)
        self._owners = np.array([at for _, _, at in taught], dtype=np.int64)

    def _matrix(self, pieces: Sequence[Sequence[str]]) -> Any:
        """A row for each: which words and pairs it holds."""
        numbers, columns, ends = self._numbers, [], [0]
        for words in pieces:
            held = {numbers[gram] for gram in {*words, *map(" ".join, itertools.pairwise(words))} if gram in numbers}
            columns += sorted(held)
            ends.append(len(columns))
        return sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(pieces), len(numbers)))

    def fit(self, chosen: Numbers, groups: Numbers) -> AskWeights:
        """The weights, from the talks among the examples ``chosen``. ``groups``: the situation of each of all examples."""
        weights = np.zeros(len(self._numbers), dtype=np.int64)
        mine = np.flatnonzero(np.isin(self._owners, chosen))
        asks = self._asks[mine]
        if len(set(asks.tolist())) < 2:  # nobody says where harm is asked for
            return AskWeights(weights, 0.0)
        held = self._teaching[mine]
        by_group = sparse.csr_matrix(
            (np.ones(len(mine)), (groups[self._owners[mine]], np.arange(len(mine)))),
            shape=(int(groups.max()) + 1, len(mine)),
        )
        stands = np.asarray(held.sum(axis=0)).ravel() >= FEWEST
        stands &= np.asarray(((by_group @ held) > 0).sum(axis=0)).ravel() >= FEWEST_GROUPS
        columns = np.flatnonzero(stands)
        balance = np.where(asks, (~asks).sum() / asks.sum(), 1.0)
        for last in (False, True):
            part = held[:, columns]
            part = sparse.diags(1.0 / np.sqrt(np.asarray(part.sum(axis=1)).ravel() + EVEN)) @ part
            regression = LogisticRegression(C=STRENGTH, max_iter=300)
            regression.fit(part, asks, sample_weight=balance / balance.mean())
            found = np.round(regression.coef_[0] * 1000).astype(np.int64)
            if not last:
                columns = np.sort(columns[np.argsort(-np.abs(found), kind="stable")[:KEPT]])
        weights[columns] = found
        return AskWeights(weights, round(float(regression.intercept_[0]), 4))

    def adds(self, asks: AskWeights, chosen: Numbers) -> Floats:
        """What each of the examples ``chosen`` has for the turn that asks most (as ``model.Heard.asked`` has it)."""
        added = np.zeros(len(chosen))
        if asks.weights.any():
            known = self._pieces @ (asks.weights != 0).astype(float)
            said = asks.start + 0.001 * (self._pieces @ asks.weights) / np.sqrt(known + EVEN)
            for number, at in enumerate(chosen):
                if self._of[at]:
                    added[number] = COUNTS * max(LEAST, float(said[self._of[at]].max()))
        return added


def _teaching(example: Talk) -> list[tuple[Sequence[str], bool]]:
    """The turns and stretches of a talk that teach, and whether each asks for what does harm."""
    turns = example.turns
    together = [word for turn in turns for word in turn]
    if not example.row.is_scam:
        cut = [together[first:end] for first, end in stretches(len(together)) if end > first]
        return [*((turn, False) for turn in turns if turn), *((piece, False) for piece in cut)]
    if len(turns) == 1:  # a message on an answering machine: all there is
        return [(together, True)] if together else []
    if example.harm is None or not turns[example.harm]:
        return []
    asking = turns[example.harm]
    told: list[tuple[Sequence[str], bool]] = [(asking, True)]
    if len(asking) < WORDS and example.harm:
        until = [word for turn in turns[: example.harm + 1] for word in turn]
        told.append((until[-WORDS:], True))
    return told
