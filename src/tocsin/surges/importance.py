"""The chance of a scan's highest score, however small, from a hundred replicates drawn where they matter.

Naiman & Priebe (2001), "Computing scan statistic p values using importance sampling, with applications to genetics and medical
image analysis", J. Comput. Graph. Statist. 10:296–328. When reports are dealt out at random, the count of one circle and window
is hypergeometric, so the chance that it alone reaches the score is known; over all of them these add up to a bound B
(Bonferroni's). Each replicate is dealt so that one of them, picked by those chances, does reach it, and N, the number that then
reach it, is counted. The chance that any does is B × the mean of 1/N: unbiased, whatever the shape of the tail.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .chances import Floats
from .windows import NEVER, reaching, replicates_at_once
from .zones import Zones

_NOTHING_MORE = 1e-14  # of a tail's sum


def chance_by_importance(
    places: NDArray[np.intp],
    recent_days: NDArray[np.intp],
    zones: Zones,
    least: Sequence[NDArray[np.int64]],
    by_circle: Floats,
    by_window: Floats,
    *,
    draws: int,
    random: np.random.Generator,
) -> float:
    """The chance that a deal of the days brings any circle and window to its ``least`` count.

    ``places``: of every report; ``recent_days``: days ago of those within the windows. ``least[k]``: places × windows, for circles
    of k + 1 places; ``by_circle``: places × sizes, reports of all days; ``by_window``: windows, reports of all places.
    """
    total, windows = places.size, by_window.size
    needed = np.stack(least, axis=1)  # places × sizes × windows
    tails = _tails(needed, by_circle, by_window, total=total)
    until = np.cumsum(tails)
    bound = float(until[-1])
    if bound <= 0:
        return 0.0
    picked = np.minimum(np.searchsorted(until, random.random(draws) * bound, side="right"), tails.size - 1)
    centre, rest = np.divmod(picked, needed.shape[1] * windows)
    size, window = np.divmod(rest, windows)
    log_factorial = _log_factorials(total)
    weights = np.empty(draws)
    batch = replicates_at_once(zones, windows)
    for start in range(0, draws, batch):
        chosen = range(start, min(start + batch, draws))
        counts = np.empty((zones.places, len(chosen), windows), dtype=np.int64)
        for column, i in enumerate(chosen):
            inside = np.isin(places, zones.members(int(centre[i]), int(size[i]) + 1))
            within = recent_days <= window[i]
            many = _count_from(
                int(needed[centre[i], size[i], window[i]]), int(inside.sum()), int(within.sum()), total,
                log_factorial, random,
            )  # fmt: skip
            dealt = _deal(places, inside, within, many, random)
            table = np.bincount(dealt * windows + recent_days, minlength=zones.places * windows)
            counts[:, column] = np.cumsum(table.reshape(zones.places, windows), axis=1)
        reached = np.zeros(len(chosen), dtype=np.int64)
        for _, _, replicate, _, _ in reaching(counts, zones, least):
            reached += np.bincount(replicate, minlength=reached.size)
        weights[start : start + len(chosen)] = 1.0 / reached
    return min(bound * float(weights.mean()), 1.0)


def _tails(needed: NDArray[np.int64], by_circle: Floats, by_window: Floats, *, total: int) -> Floats:
    """P(hypergeometric ≥ needed), flat over places × sizes × windows; 0 where that cannot be."""
    result = np.zeros(needed.shape)
    circle = np.broadcast_to(by_circle[:, :, None], needed.shape)
    window = np.broadcast_to(by_window, needed.shape)
    can = (needed <= np.minimum(circle, window)) & (needed < NEVER)
    # The least count depends on both margins alone, so equal margins need one sum.
    margins, back = np.unique(
        circle[can].astype(np.int64) * (total + 1) + window[can].astype(np.int64), return_inverse=True
    )
    in_circle, in_window = np.divmod(margins, total + 1)
    count = np.empty(margins.size, dtype=np.int64)
    count[back] = needed[can]
    term = np.exp(_log_share(count, in_circle, in_window, total, _log_factorials(total)))
    tail = term.copy()
    while term.size and np.any(term > _NOTHING_MORE * tail):
        term = (
            term
            * ((in_circle - count) * (in_window - count))
            / ((count + 1.0) * (total - in_circle - in_window + count + 1.0))
        )
        count = count + 1
        tail += term
    result[can] = tail[back]
    return result.ravel()


def _log_factorials(total: int) -> Floats:
    return np.append(0.0, np.cumsum(np.log(np.arange(1, total + 1, dtype=float))))


def _log_share(
    count: NDArray[np.int64],
    in_circle: NDArray[np.int64],
    in_window: NDArray[np.int64],
    total: int,
    log_factorial: Floats,
) -> Floats:
    """ln P(hypergeometric = count), for counts that can be."""
    f = log_factorial
    result: Floats = (
        f[in_circle] - f[count] - f[in_circle - count]
        + f[total - in_circle] - f[in_window - count] - f[total - in_circle - in_window + count]
        - f[total] + f[in_window] + f[total - in_window]
    )  # fmt: skip
    return result


def _count_from(
    least: int, in_circle: int, in_window: int, total: int, log_factorial: Floats, random: np.random.Generator
) -> int:
    """A hypergeometric count, given that it is at least ``least``."""
    counts = np.arange(least, min(in_circle, in_window) + 1)
    log_share = _log_share(counts, np.array(in_circle), np.array(in_window), total, log_factorial)
    share = np.cumsum(np.exp(log_share - log_share.max()))
    return int(counts[min(int(np.searchsorted(share, random.random() * share[-1], side="right")), counts.size - 1)])


def _deal(
    places: NDArray[np.intp],
    inside: NDArray[np.bool_],
    within: NDArray[np.bool_],
    many: int,
    random: np.random.Generator,
) -> NDArray[np.intp]:
    """A place for every recent slot, at random but for ``many`` of the slots ``within`` the window being ``inside`` the circle."""
    ours, others = random.permutation(places[inside]), random.permutation(places[~inside])
    slots, older = random.permutation(np.flatnonzero(within)), np.flatnonzero(~within)
    beside = slots.size - many
    dealt = np.empty(within.size, dtype=np.intp)
    dealt[slots[:many]], dealt[slots[many:]] = ours[:many], others[:beside]
    dealt[older] = random.choice(np.concatenate([ours[many:], others[beside:]]), older.size, replace=False)
    return dealt
