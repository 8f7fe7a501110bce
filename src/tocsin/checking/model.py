"""The learned model: one sum over the structure of a text and its words, and which words moved it most.

It is a file of plain numbers (``model.json``), made by ``tocsin train`` and described in ``docs/model.md``. The sum is
linear, so every part of it can be shown. Length alone cannot raise it: each word and pair counts once, what they add is
divided by more than the root of their number, and of a long text the stretch that adds most is weighed, so that padding
cannot drown it.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.errors import InputError

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


FILE = Path(__file__).with_name("model.json")
FEWEST = 20  # words: shorter texts are divided by the root of this, so that one word is no proof
LONGEST = 240  # words: longer texts are weighed by their heaviest stretch of so many
STRETCH = 60  # words: a short text hidden in a long one
STEP = 20
LENGTH_POWER = 0.25  # beyond STRETCH words the sum counts still less
TYPICAL_RARITY = 4.0  # of a feature that scams are named by, as training weighs them
MOST_PASSAGES = 3
LONGEST_PASSAGE = 9  # words


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores from which a text of one channel is suspicious, and from which hard evidence makes it a scam."""

    suspicious: float
    scam: float


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers. ``grams`` holds the weight of masked words and pairs of them ("new payee"), in thousandths."""

    id: str
    bias: float
    structure: Mapping[str, float]
    grams: Mapping[str, int]
    hidden: float  # what a short stretch must outweigh, before it counts more than the whole
    slope: float  # of the calibration: the probability is the logistic of slope × sum + intercept
    intercept: float
    thresholds: Mapping[str, Thresholds]
    names: str  # JSON, read when a text first has to be named: feature → {scam: weight in hundredths}

    def of_structure(self, features: Mapping[str, float]) -> float:
        """What the structure adds."""
        weight = self.structure.get
        return sum(weight(name, 0.0) * amount for name, amount in features.items())

    def probability(self, total: float) -> float:
        """The calibrated probability of a scam, among as many scams as genuine texts."""
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.slope * total + self.intercept))))

    def most_like(self, features: Mapping[str, float], words: Sequence[str]) -> dict[str, float]:
        """For each scam how much the text is like it, about -1 to 1: to name it by, never to decide by."""
        held = naming_features(features, words)
        names = _read_names(self.names)
        start = names.get("", {})
        likeness = dict.fromkeys(start, 0)
        for name in held & names.keys():
            for scam, weight in names[name].items():
                likeness[scam] += weight
        share = 0.01 / (TYPICAL_RARITY * math.sqrt(max(1, len(held))))
        return {scam: weight * share + start[scam] / 100 for scam, weight in likeness.items()}

    def thresholds_for(self, channel: str | None, genre: str) -> Thresholds:
        """Those of the channel; of a person's account told without one, those of accounts."""
        name = channel or ("account" if genre == "account" else "none")
        return self.thresholds.get(name) or self.thresholds["none"]


@cache
def _read_names(names: str) -> dict[str, dict[str, int]]:
    read: dict[str, dict[str, int]] = json.loads(names)
    return read


def naming_features(features: Mapping[str, float], words: Sequence[str]) -> set[str]:
    """What a scam is named by: its tactics, whom it claims to be, and its words and pairs of them."""
    held = {name for name in features if name.startswith(("t:", "c:"))}
    held.update(words)
    held.update(map(" ".join, itertools.pairwise(words)))
    return held


def share_of(count: int) -> float:
    """What the weights of ``count`` words are multiplied with, so that many words are no reason."""
    share = 0.001 / math.sqrt(max(count, FEWEST))
    return share if count <= STRETCH else share * (STRETCH / count) ** LENGTH_POWER


class Heard:
    """The words of one text, or of a call turn after turn: each :meth:`add` costs only what is added."""

    __slots__ = ("_hidden", "_longest", "_model", "_seen", "_sums", "contributions")

    def __init__(self, model: Model) -> None:
        self._model = model
        self._seen: set[str] = set()
        self.contributions: list[int] = []
        self._sums: list[int] = [0]
        self._longest = self._hidden = -(1 << 60)  # the heaviest stretches of LONGEST and of STRETCH words

    def add(self, words: Sequence[str]) -> None:
        """Weigh more words: each word and pair once, however often it is said. A pair counts at its first word."""
        if not words:
            return
        weight_of, seen = self._model.grams.get, self._seen
        new: list[int] = []
        for word in words:
            weight = weight_of(word, 0)
            if weight and word in seen:
                weight = 0
            elif weight:
                seen.add(word)
            new.append(weight)
        for at, pair in enumerate(map(" ".join, itertools.pairwise(words))):
            weight = weight_of(pair, 0)
            if weight and pair not in seen:
                seen.add(pair)
                new[at] += weight
        first = len(self.contributions)
        self.contributions += new
        sums, total = self._sums, self._sums[-1]
        for weight in new:
            total += weight
            sums.append(total)
        if len(sums) > STRETCH:
            self._hidden = max(self._hidden, self._heaviest(first, STRETCH))
        if len(sums) > LONGEST:
            self._longest = max(self._longest, self._heaviest(first, LONGEST))

    def _heaviest(self, first: int, width: int) -> int:
        """The heaviest stretch of ``width`` words that ends after word ``first``: looked at every STEP words, and at the end."""
        sums, count = self._sums, len(self._sums) - 1
        if count < width:
            return -(1 << 60)
        ends = [width, *range(max(width + -width % STEP, first + STEP - first % STEP), count, STEP), count]
        best: int = max(sums[end] - sums[end - width] for end in ends)
        return best

    @property
    def total(self) -> float:
        """What the words add."""
        if len(self.contributions) <= STRETCH:
            return self.whole
        return max(self.whole, self.hidden - self._model.hidden)

    @property
    def whole(self) -> float:
        """What the whole text adds, or the heaviest LONGEST words of it."""
        count = len(self.contributions)
        return self._sums[-1] * share_of(count) if count <= LONGEST else self._longest * share_of(LONGEST)

    @property
    def hidden(self) -> float:
        """What the heaviest STRETCH words would add alone."""
        return self._hidden * share_of(STRETCH) if len(self.contributions) > STRETCH else self.whole

    def passages(self) -> list[tuple[int, int]]:
        """First and last word (inclusive) of the passages that moved the sum most, in their order."""
        contributions = self.contributions
        found: list[tuple[int, int, int]] = []
        start = total = 0
        for at, weight in enumerate(contributions):
            if total <= 0 or at - start >= LONGEST_PASSAGE:
                start, total = at, 0
            total += weight
            if total > 0:
                found.append((-total, start, at))
        least = min(found, default=(0, 0, 0))[0] * 0.4
        found = sorted(each for each in found if each[0] <= least)
        chosen: list[tuple[int, int]] = []
        for _, start, end in found:
            if len(chosen) == MOST_PASSAGES:
                break
            if all(end < left or right < start for left, right in chosen):
                chosen.append((start, end))
        return sorted(chosen)


def read_model(path: Path) -> Model:
    """The model of a file.

    Raises:
        InputError: the file is missing or is no model of ours.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        return model_of(given)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "The model file cannot be read.", where=str(path), fix="Make it again with: tocsin train"
        ) from error


def model_of(given: Mapping[str, Any]) -> Model:
    """The model that the JSON of a model file says."""
    return Model(
        id=given["id"],
        bias=given["bias"],
        structure=given["structure"],
        grams=given["grams"],
        hidden=given["hidden"],
        slope=given["slope"],
        intercept=given["intercept"],
        thresholds={name: Thresholds(*each) for name, each in given["thresholds"].items()},
        names=given.get("names", "{}"),
    )


@cache
def shipped_model() -> Model:
    """The model that comes with Tocsin, read once."""
    return read_model(FILE)


def spans_of(
    passages: Sequence[tuple[int, int]], places: Sequence[int], spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where passages of masked words stand in the text as given. ``places``: the word that each masked word begins at."""
    ends = [*places[1:], len(spans)]  # a masked link ends where the next word begins
    return [(spans[places[first]][0], spans[ends[last] - 1][1]) for first, last in passages]
