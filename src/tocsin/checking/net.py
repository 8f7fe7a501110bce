"""A small net over the words of a text, for what no single word tells: "move" and "keep it safe" and "a new account".

Every word and pair has a row of small whole numbers, one for each column. Fifteen different ones say as much as any number would
(:data:`LEVELS`; docs/decisions/019-a-wider-net.md), and take half a byte in the file. Those of a text are added up column by
column and divided as the words' own weights are; what a column has above its bound counts with that column's weight. So words
that serve the same purpose share what was learnt of any of them. What it adds for no words at all is nothing.

The rows are added up as one wide number each, 32 bits a column: some sixteen columns cost what one costs.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LANE_BYTES = 4
_MASS_BITS = 64
LEVELS = (0, 3, 8, 15, 26, 42, 68, 127)
"""What a number of a row may be, above or below nothing: most are small, and the few large ones must stay large."""
ZERO = 128  # what stands for 0 in a lane, which holds no number below nothing
_LANES = bytes([ZERO - LEVELS[-1], *(ZERO - each for each in reversed(LEVELS)), *(ZERO + each for each in LEVELS[1:])])
_FIRST, _SECOND = bytes(_LANES[each & 15] for each in range(256)), bytes(_LANES[each >> 4] for each in range(256))


class Net:
    """The numbers of a net, ready to be used."""

    __slots__ = ("_columns", "_empty", "_step", "_unpack", "rows", "width")

    def __init__(self, rows: bytes, *, step: float, bounds: Sequence[float], outs: Sequence[float]) -> None:
        """``rows``: as :class:`Rows` has them, for each word and pair. ``step``: what one is worth."""
        self.rows = Rows(rows, len(bounds))
        self.width = self.rows.width  # bytes
        self._step = step
        self._columns = tuple(zip(bounds, outs, strict=True))
        self._unpack = self.rows.unpack
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
            for lane, (bound, out) in zip(lanes, self._columns)  # noqa: B905 (one a column)
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

    __slots__ = ("_bytes", "_packed", "unpack", "width")

    def __init__(self, rows: bytes, columns: int) -> None:
        """``rows``: for each word half a byte for each of the ``columns``, the first of two in the lower half; 8 stands for nothing,
        and what is above and below it for that one of ``LEVELS``. A column without another has the last byte for itself."""
        super().__init__()
        self._packed = (columns + 1) // 2
        self._bytes = rows
        self.width = 2 * self._packed * LANE_BYTES  # bytes
        self.unpack = struct.Struct(f"<{columns}I{self.width - columns * LANE_BYTES}x").unpack

    def __missing__(self, number: int) -> int:
        row = self[number] = self.made(number)
        return row

    def made(self, number: int) -> int:
        """The row of one, not kept."""
        at = number * self._packed
        packed, wide = self._bytes[at : at + self._packed], bytearray(self.width)
        wide[:: 2 * LANE_BYTES] = packed.translate(_FIRST)
        wide[LANE_BYTES :: 2 * LANE_BYTES] = packed.translate(_SECOND)
        return int.from_bytes(wide, "little")


def net_of(given: Mapping[str, Any] | None) -> Net | None:
    """The net that the JSON of a model file says; a model may have none."""
    if not given:
        return None
    return Net(bytes_of(given["rows"]), step=given["step"], bounds=given["bounds"], outs=given["outs"])


def bytes_of(rows: str | bytes) -> bytes:
    """Rows as they are, or as JSON has them."""
    return rows if isinstance(rows, bytes) else base64.b64decode(rows)


def as_plain(rows: bytes, *, step: float, bounds: Sequence[float], outs: Sequence[float]) -> dict[str, Any]:
    """What :func:`net_of` reads."""
    return {"step": step, "bounds": list(bounds), "outs": list(outs), "rows": base64.b64encode(rows).decode("ascii")}
