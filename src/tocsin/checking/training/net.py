"""Examples → the numbers of the net over words (checking/net.py), by plain gradient descent (Adam, Kingma & Ba 2015).

It learns more than the label: which tactics a text uses and which scam it tells of. Only the label's column is kept; the
others make the net's columns say what texts do, and not only which of the rows at hand are scams.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.checking.net import LEVELS
from tocsin.checking.training.rows import Row

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


Floats = np.ndarray[Any, np.dtype[np.float32]]

COLUMNS = 64
COUNTS = 0.88  # what they say beside the words' own weights
ROUNDS = 20  # times that every example is seen
BATCH = 1024
RATE = 0.015  # at the start, and less with each step until nothing is left of it at the end
DECAY = 3e-3
LEFT_OUT = 0.6  # share of the words of a text that are left out each time: none of them may decide alone
TOLD_COUNTS = 0.03  # what each of the tactics and the scam count beside the label: they are a hundred
PIECE = 512  # rows moved at a time
CLIPPED = 0.0005  # share of the weights that would be more than the highest level


@dataclass(frozen=True, slots=True)
class NetWeights:
    """``rows``: one for each word and pair, levels of ``step`` each. ``start``: what it says of no words at all."""

    rows: np.ndarray[Any, np.dtype[np.int8]]
    step: float
    bounds: Sequence[float]
    outs: Sequence[float]
    start: float

    def adds(self, matrix: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
        """What it adds for each example of ``matrix`` (as it was fitted on)."""
        added: np.ndarray[Any, np.dtype[np.float64]] = self.adds_of(matrix @ self.rows.astype(np.float64))
        return added

    def adds_of(self, sums: Any) -> Any:
        """The same from the rows, added up."""
        inner = np.maximum(sums * self.step + np.array(self.bounds), 0.0)
        return (inner - np.maximum(self.bounds, 0.0)) @ np.array(self.outs)


def told_of(rows: Sequence[Row]) -> tuple[Floats, Floats]:
    """For each row which tactics and which scam it tells of (one column each), and whether that is known of it."""
    names = sorted({name for row in rows for name in _told(row)})
    numbers = {name: at for at, name in enumerate(names)}
    told = np.zeros((len(rows), len(names)), dtype=np.float32)
    known = np.zeros(len(rows), dtype=np.float32)
    for at, row in enumerate(rows):
        known[at] = row.source in ("corpus", "knowledge")
        for name in _told(row):
            told[at, numbers[name]] = 1.0
    return told, known


def _told(row: Row) -> Sequence[str]:
    return (*row.tactics, *(() if row.scam_id is None else (f"scam {row.scam_id}",)))


def fit_net(matrix: Any, labels: Any, weights: Any, told: Floats, known: Floats) -> NetWeights:
    """The net of examples (a sparse row of words each), weighed by ``weights``.

    The same examples give the same numbers.
    """
    matrix = matrix.astype(np.float32).tocsr()
    wanted = np.hstack([np.asarray(labels, dtype=np.float32)[:, None], told])
    weigh = np.asarray(weights / weights.mean(), dtype=np.float32)
    inner, bounds, outer, starts = _descend(matrix, wanted, weigh, known)
    outs = outer[:, 0] * COUNTS
    start = float(starts[0]) * COUNTS + float(np.maximum(bounds, 0.0) @ outs)
    rows, unit = as_small(inner, clipped=CLIPPED)
    return NetWeights(
        rows=rows,
        step=unit,
        bounds=[round(float(each), 5) for each in bounds],
        outs=[round(float(each), 5) for each in outs],
        start=start,
    )


def as_small(numbers: Any, *, clipped: float) -> tuple[np.ndarray[Any, np.dtype[np.int8]], float]:
    """Numbers as levels of ``checking.net``, and what one of those is worth; ``clipped``: share of them above the highest."""
    unit = (float(np.quantile(np.abs(numbers), 1 - clipped)) / LEVELS[-1] if numbers.size else 0.0) or 1.0
    levels = np.array(LEVELS)
    nearest = levels[np.searchsorted((levels[1:] + levels[:-1]) / 2, np.abs(numbers) / unit)]
    return (np.sign(numbers) * nearest).astype(np.int8), unit


def packed(rows: np.ndarray[Any, np.dtype[np.int8]]) -> bytes:
    """Rows of levels as ``checking.net.Rows`` reads them: two in a byte."""
    count, width = rows.shape
    halves = np.full((count, width + width % 2), len(LEVELS))
    halves[:, :width] += np.sign(rows) * np.searchsorted(LEVELS, np.abs(rows))
    return bytes((halves[:, ::2] | halves[:, 1::2] << 4).astype(np.uint8))


def _descend(matrix: Any, wanted: Floats, weigh: Floats, known: Floats) -> list[Floats]:
    """Weights of the words, bounds of the columns, what each column says of each thing wanted, and its start."""
    chance = np.random.default_rng(0)
    count, width = matrix.shape
    numbers: list[Floats] = [
        (chance.normal(size=(width, COLUMNS)) * 0.05).astype(np.float32),
        np.zeros(COLUMNS, dtype=np.float32),
        (chance.normal(size=(COLUMNS, wanted.shape[1])) * 0.1).astype(np.float32),
        np.zeros(wanted.shape[1], dtype=np.float32),
    ]
    inner, bounds, outer, starts = numbers
    means = [np.zeros_like(each) for each in numbers]
    squares = [np.zeros_like(each) for each in numbers]
    step, steps = 0, ROUNDS * -(-count // BATCH)
    for _ in range(ROUNDS):
        order = chance.permutation(count)
        for first in range(0, count, BATCH):
            ids = order[first : first + BATCH]
            batch = matrix[ids]
            batch.data *= (chance.random(len(batch.data), dtype=np.float32) > LEFT_OUT) / np.float32(1 - LEFT_OUT)
            batch.eliminate_zeros()
            sums = batch @ inner + bounds
            above = np.maximum(sums, 0.0)
            wrong = 1.0 / (1.0 + np.exp(-np.clip(above @ outer + starts, -30, 30))) - wanted[ids]
            wrong *= weigh[ids][:, None] / len(ids)
            wrong[:, 1:] *= TOLD_COUNTS * known[ids][:, None]
            back = (wrong @ outer.T) * (sums > 0)
            slopes = (batch.T @ back, back.sum(axis=0), above.T @ wrong, wrong.sum(axis=0))
            step += 1
            rate = np.float32(RATE * (1 - step / steps) * np.sqrt(1 - 0.999**step) / (1 - 0.9**step))
            for number, slope, mean, square in zip(numbers, slopes, means, squares, strict=True):
                held_back = DECAY * (number.ndim > 1)
                for at in range(0, len(number), PIECE):  # so many rows stay in the processor's nearest memory
                    here = slice(at, at + PIECE)
                    _move(number[here], slope[here], mean[here], square[here], rate, held_back)
    return numbers


def _move(number: Floats, slope: Floats, mean: Floats, square: Floats, rate: Any, held_back: float) -> None:
    """One step of Adam, in place."""
    mean *= 0.9
    mean += 0.1 * slope
    square *= 0.999
    square += 0.001 * slope * slope
    number -= rate * (mean / (np.sqrt(square) + 1e-6) + held_back * number)
