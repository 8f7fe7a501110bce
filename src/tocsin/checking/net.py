"""A small net over the words of a text, for what no single word tells: "move" and "keep it safe" and "a new account".

Every word and pair has a row of small whole numbers, one for each column. Those of a text are added up column by column and
divided as the words' own weights are; what a column has above its bound counts with that column's weight. So words that
serve the same purpose share what was learnt of any of them. What it adds for no words at all is nothing.

The rows are added up as one wide number each, 32 bits a column: some sixteen columns cost what one costs.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LANE_BYTES = 4
_MASS_BITS = 64
ZERO = 128  # what stands for 0 in the file: a lane holds no number below nothing


class Net:
    """The numbers of a net, ready to be used."""

    __slots__ = ("_columns", "_empty", "_step", "_unpack", "rows", "width")

    def __init__(self, rows: bytes, *, step: float, bounds: Sequence[float], outs: Sequence[float]) -> None:
        """``rows``: for each word and pair a byte for each column, ``ZERO`` above what it is. ``step``: what one is worth."""
        columns = len(bounds)
        self.width = columns * LANE_BYTES  # bytes
        self.rows = Rows(rows, self.width)
        self._step = step
        self._columns = tuple(zip(bounds, outs, strict=True))
        self._unpack = struct.Struct(f"<{columns}I").unpack
        self._empty = sum(bound * out for bound, out in zip(bounds, outs, strict=True) if bound > 0)

    def sum_of(self, numbers: Iterable[int]) -> int:
        """The rows of these words and pairs, added up."""
        return sum(map(self.rows.__getitem__, numbers))

    def adds(self, rows: int, count: int, share: float) -> float:
        """What ``count`` rows together add, ``share``: what each of them counts."""
        less = ZERO * count
        share *= self._step
        lanes = self._unpack(rows.to_bytes(self.width, "little"))
        over = [
            above * out
            for lane, (bound, out) in zip(lanes, self._columns)  # noqa: B905 (as many)
            if (above := (lane - less) * share + bound) > 0.0
        ]
        return sum(over, -self._empty)


class Sums(dict[int, int]):
    """What each word or pair adds, by its number: its row of the net, its mass and its weight as one wide number. A text is one
    sum over these, and not one for each of the three; each is made when its word is first met."""

    __slots__ = ("_every_mass", "_every_row", "_mass_at", "_rows", "_weight_at", "_weights")

    def __init__(self, weights: Sequence[int], net: Net | None) -> None:
        super().__init__()
        self._weights = weights
        self._rows = None if net is None else net.rows
        self._mass_at = 0 if net is None else 8 * net.width
        self._weight_at = self._mass_at + _MASS_BITS  # the highest, for it may be below nothing
        self._every_row = (1 << self._mass_at) - 1
        self._every_mass = (1 << _MASS_BITS) - 1

    def __missing__(self, number: int) -> int:
        weight = self._weights[number]
        made = (weight << self._weight_at) + (abs(weight) << self._mass_at)
        if self._rows is not None:
            made += self._rows.made(number)
        self[number] = made
        return made

    def apart(self, added: int) -> tuple[int, int, int]:
        """Weights, mass and rows of some of these, added up."""
        return added >> self._weight_at, added >> self._mass_at & self._every_mass, added & self._every_row


class Rows(dict[int, int]):
    """The rows of words met so far, as wide numbers: one is made when its word is first met."""

    __slots__ = ("_bytes", "_width")

    def __init__(self, rows: bytes, width: int) -> None:
        super().__init__()
        wide = bytearray(len(rows) * LANE_BYTES)
        wide[::LANE_BYTES] = rows
        self._bytes = bytes(wide)
        self._width = width

    def __missing__(self, number: int) -> int:
        row = self[number] = self.made(number)
        return row

    def made(self, number: int) -> int:
        """The row of one, not kept."""
        at = number * self._width
        return int.from_bytes(self._bytes[at : at + self._width], "little")


def net_of(given: Mapping[str, Any] | None) -> Net | None:
    """The net that the JSON of a model file says; a model may have none."""
    if not given:
        return None
    return Net(base64.b64decode(given["rows"]), step=given["step"], bounds=given["bounds"], outs=given["outs"])


def as_plain(rows: bytes, *, step: float, bounds: Sequence[float], outs: Sequence[float]) -> dict[str, Any]:
    """What :func:`net_of` reads."""
    return {"step": step, "bounds": list(bounds), "outs": list(outs), "rows": base64.b64encode(rows).decode("ascii")}
