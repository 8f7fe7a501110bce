"""How rarely chance alone reaches a score, from replicates: Gumbel's distribution for one stream, an exponential tail for many.

Abrams, Kulldorff & Kleinman (2010), "Gumbel based p-value approximations for spatial scan statistics", Int. J. Health Geogr.
9:61: the maxima of a scan's replicates are near enough to Gumbel that 99 replicates tell a chance of one in thousands.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import exp, expm1, log, pi, sqrt
from operator import neg

import numpy as np
from numpy.typing import ArrayLike

EULER = 0.5772156649015329


@dataclass(frozen=True, slots=True)
class Gumbel:
    """P(a replicate's maximum ≥ x) = 1 − exp(−exp(−(x − ``location``)/``scale``))."""

    location: float
    scale: float

    @classmethod
    def fit(cls, maxima: ArrayLike) -> Gumbel:
        """By moments, as Abrams et al. did."""
        values = np.asarray(maxima, dtype=float)
        scale = max(float(values.std(ddof=1)) * sqrt(6) / pi, 1e-12)
        return cls(float(values.mean()) - EULER * scale, scale)

    def chance_of(self, score: float) -> float:
        """The chance that a replicate reaches ``score``."""
        away = (score - self.location) / self.scale
        return -expm1(-exp(-away)) if away > -700 else 1.0

    def score_at(self, chance: float) -> float:
        """The score that a replicate reaches with this ``chance``."""
        return (
            self.location - self.scale * log(-log(1 - chance))
            if chance > 1e-15
            else self.location - self.scale * log(chance)
        )


@dataclass(frozen=True, slots=True)
class ExceedanceRate:
    """How many streams of a desk reach a score, a day: counted where replicates are many, exponential beyond.

    The exponential tail is the peaks-over-threshold method (Coles 2001, §4) with shape 0, which is what log-likelihood
    ratios have.
    """

    from_score: float
    rate_there: float  # a day
    scale: float
    seen: tuple[float, ...]  # scores, highest first; below ``from_score`` they are counted
    runs: int

    @classmethod
    def fit(cls, maxima: ArrayLike, *, runs: int, tail_share: int = 150) -> ExceedanceRate:
        """From the maxima of all streams in ``runs`` replicates of a day; the highest ``tail_share`` make the tail."""
        values = np.sort(np.asarray(maxima, dtype=float))[::-1]
        values = values[np.isfinite(values)]
        if values.size < 3:
            return cls(0.0, max(values.size, 0.5) / runs, 1.0, tuple(values), runs)
        kept = min(tail_share, values.size // 2)
        level = float(values[kept])
        return cls(level, kept / runs, max(float((values[:kept] - level).mean()), 1e-9), tuple(values.tolist()), runs)

    def a_day(self, score: float) -> float:
        """Streams a day that reach ``score`` by chance."""
        if score <= self.from_score:
            return max(bisect_right(self.seen, -score, key=neg) / self.runs, self.rate_there)
        return self.rate_there * exp(-(score - self.from_score) / self.scale)

    def score_at(self, rate_a_day: float) -> float:
        """The score that chance reaches so often."""
        if rate_a_day >= self.rate_there:
            at = min(int(rate_a_day * self.runs), len(self.seen)) - 1
            return min(self.seen[at], self.from_score) if at >= 0 else self.from_score
        return self.from_score + self.scale * log(self.rate_there / rate_a_day)
