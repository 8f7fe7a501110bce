"""The learned model: one sum over the structure of a text and its words, and which words moved it most.

It is a file of plain numbers (``model.json``), made by ``tocsin train`` and described in ``docs/model.md``. The sum has a
part for each feature and each word, and one for the words together (checking/net.py), so every part of it can be shown.
Length alone cannot raise it: each word and pair counts once, and what they add is divided by more than the root of what they
weigh, whichever way. So words that say nothing neither raise it nor drown what others say; and of a written text of some
length the stretch that adds most is weighed too.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.checking.net import Net, net_of
from tocsin.errors import InputError

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


FILE = Path(__file__).with_name("model.json")
LEAST_MASS = 8_000  # thousandths: added to what the words weigh, so that one word is no proof
MASS_POWER = 0.5
MASS_SCALE = 1.9
WORDS_BELIEVED = (
    0.45  # of what the words add: they transfer worse to sources unseen than what a text does (docs/model.md)
)
STRETCH = 60  # words: a short text hidden in a long one
STEP = 20
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
    """The numbers. ``grams``: the masked words and pairs of them ("new payee") that count, each with its number;
    ``weights``: what each counts, in thousandths."""

    id: str
    bias: float
    structure: Mapping[str, float]
    grams: Mapping[str, int]
    weights: Sequence[int]
    hidden: float  # what a short stretch must outweigh, before it counts more than the whole
    slope: float  # of the calibration: the probability is the logistic of slope × sum + intercept
    intercept: float
    thresholds: Mapping[str, Thresholds]
    names: str  # JSON, read when a text first has to be named: feature → {scam: weight in hundredths}
    net: Net | None = None

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

    def thresholds_for(self, channel: str | None, genre: str, *, live: bool = False) -> Thresholds:
        """Those of the channel; of a person's account told without one, those of accounts; of a call while it goes on, its own."""
        if live and "live" in self.thresholds:
            return self.thresholds["live"]
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


def share_of(mass: float) -> float:
    """What weights are multiplied with, so that many of them are no reason. ``mass``: what they weigh together, whichever
    way each pulls, in thousandths."""
    share: float = 0.001 * MASS_SCALE * (0.001 * (mass + LEAST_MASS)) ** -MASS_POWER
    return share


def stretches_of(count: int) -> list[int]:
    """Where the stretches of STRETCH words end that are looked at in a text of ``count`` words: every STEP words, and at its end."""
    ends = list(range(STRETCH, count + 1, STEP))
    return ends if ends[-1] == count else [*ends, count]


class Heard:
    """The words of one text, or of a call turn after turn: each :meth:`add` costs only what is added."""

    __slots__ = ("_each_mass", "_fresh", "_fresh_at", "_mass", "_model", "_rows", "_seen", "_sum", "contributions")

    def __init__(self, model: Model) -> None:
        self._model = model
        self._seen: set[int] = set()  # numbers of words and pairs
        self._fresh: list[int] = []  # the same in their order, and at which word each stands first
        self._fresh_at: list[int] = []
        self._rows = 0  # of the net, added up
        self.contributions: list[int] = []
        self._each_mass: list[int] = []
        self._sum = self._mass = 0

    def add(self, words: Sequence[str]) -> None:
        """Weigh more words: each word and pair once, however often it is said. A pair counts at its first word."""
        if not words:
            return
        number_of, weights, seen = self._model.grams.get, self._model.weights, self._seen
        fresh, fresh_at = self._fresh, self._fresh_at
        known, first = len(fresh), len(self.contributions)
        new = [0] * len(words)
        masses = [0] * len(words)
        for at, number in enumerate(map(number_of, words)):
            if number is not None and number not in seen:
                seen.add(number)
                fresh.append(number)
                fresh_at.append(first + at)
                weight = new[at] = weights[number]
                masses[at] = weight if weight > 0 else -weight
        for at, number in enumerate(map(number_of, map(" ".join, itertools.pairwise(words)))):
            if number is not None and number not in seen:
                seen.add(number)
                fresh.append(number)
                fresh_at.append(first + at)
                weight = weights[number]
                new[at] += weight
                masses[at] += weight if weight > 0 else -weight
        if len(fresh) > known and self._model.net is not None:
            self._rows += self._model.net.sum_of(fresh[known:] if known else fresh)
        self.contributions += new
        self._each_mass += masses
        self._sum += sum(new)
        self._mass += sum(masses)

    @property
    def total(self) -> float:
        """What the words add: those of the whole text, or of its heaviest stretch where that outweighs the whole by far."""
        whole = self.whole
        return whole if len(self.contributions) <= STRETCH else max(whole, self.hidden - self._model.hidden)

    @property
    def whole(self) -> float:
        """What all words add."""
        return self.single + self.together

    @property
    def single(self) -> float:
        """What they add, each for itself."""
        return WORDS_BELIEVED * self._sum * share_of(self._mass)

    @property
    def together(self) -> float:
        """What they add by standing in one text."""
        net, seen = self._model.net, self._seen
        if net is None or not seen:
            return 0.0
        return WORDS_BELIEVED * net.adds(self._rows, len(seen), share_of(self._mass))

    @property
    def hidden(self) -> float:
        """What the heaviest STRETCH words would add alone."""
        count, net = len(self.contributions), self._model.net
        if count <= STRETCH:
            return self.whole
        sums = [0, *itertools.accumulate(self.contributions)]
        masses = [0, *itertools.accumulate(self._each_mass)]
        blocks: list[list[int]] = [[] for _ in range(0, count, STEP)]
        for number, at in zip(self._fresh, self._fresh_at, strict=True):
            blocks[at // STEP].append(number)
        rows = [0 if net is None else net.sum_of(block) for block in blocks]
        best = -math.inf
        for end in stretches_of(count):
            share = share_of(masses[end] - masses[end - STRETCH])
            weight = (sums[end] - sums[end - STRETCH]) * share
            if net is not None:
                if end % STEP:  # the last words
                    held = [
                        number
                        for number, at in zip(self._fresh, self._fresh_at, strict=True)
                        if end - STRETCH <= at < end
                    ]
                    weight += net.adds(net.sum_of(held), len(held), share)
                else:
                    inside = slice((end - STRETCH) // STEP, end // STEP)
                    weight += net.adds(sum(rows[inside]), sum(map(len, blocks[inside])), share)
            best = max(best, weight)
        return WORDS_BELIEVED * best

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
    grams = given["grams"].split("\n") if given["grams"] else []
    return Model(
        id=given["id"],
        bias=given["bias"],
        structure=given["structure"],
        grams={gram: number for number, gram in enumerate(grams)},
        weights=given["weights"],
        hidden=given["hidden"],
        slope=given["slope"],
        intercept=given["intercept"],
        thresholds={name: Thresholds(*each) for name, each in given["thresholds"].items()},
        names=given.get("names", "{}"),
        net=net_of(given.get("net")),
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
