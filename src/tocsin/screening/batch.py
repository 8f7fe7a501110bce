"""The one pure function of screening: an Arrow batch of texts in, the same batch with what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .files import RESULT_TYPES, arrow

Screened = tuple[str, float, str | None, tuple[str, ...]]
"""``level, score, scam, tactics`` of one text."""
Judge = Callable[[Sequence[str], Sequence[str | None] | None], list[Screened]]
"""Texts, and the channel of each where it is known, to what was found of each."""


def screen_batch(batch: Any, judge: Judge) -> Any:
    """A ``pyarrow.RecordBatch`` with ``text`` (and ``channel``?) to the same with ``level, score, scam, tactics``.

    Rows keep their order. A row without a text gets no values; whoever drives this puts such rows aside beforehand.
    """
    pa = arrow()
    names = batch.schema.names
    texts = batch.column("text").to_pylist()
    channels = batch.column("channel").to_pylist() if "channel" in names else None
    there = [number for number, text in enumerate(texts) if text is not None]
    found = judge(
        [texts[number] for number in there], None if channels is None else [channels[number] for number in there]
    )
    columns: list[list[Any]] = [[None] * len(texts) for _ in RESULT_TYPES]
    for number, results in zip(there, found, strict=True):
        for column, value in zip(columns, results, strict=True):
            column[number] = list(value) if isinstance(value, tuple) else value
    kept = [name for name in names if name not in RESULT_TYPES]
    return pa.RecordBatch.from_arrays(
        [batch.column(name) for name in kept]
        + [pa.array(column, kind(pa)) for column, kind in zip(columns, RESULT_TYPES.values(), strict=True)],
        names=[*kept, *RESULT_TYPES],
    )
