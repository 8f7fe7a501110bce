"""The learned model: one sum over the structure of a text and its words, and which words moved it most.

It is a packed file of plain numbers (checking/model_file.py), made by ``tocsin train`` and described in ``docs/model.md``. The sum has a
part for each feature and each word, and one for the words together (checking/net.py), so every part of it can be shown.
Length alone cannot raise it: each word and pair counts once, and what they add is divided by more than the root of what they
weigh, whichever way. So words that say nothing neither raise it nor drown what others say; and the sentences of everyday life in a
written text of some length are left out before (checking/everyday.py).
"""

from __future__ import annotations

import itertools
import json
import math
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tocsin.checking.asked import COUNTS, LEAST, Asks, asks_of
from tocsin.checking.everyday import Everyday, everyday_of
from tocsin.checking.grams import NONE, Grams
from tocsin.checking.model_file import Names, read_file
from tocsin.checking.net import ZERO, Net, Rows, Sums, bytes_of, net_of
from tocsin.errors import InputError

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


FILE = Path(__file__).with_name("model.json.gz")
LEAST_MASS = 8_000  # thousandths: added to what the words weigh, so that one word is no proof
MASS_POWER = 0.5
MASS_SCALE = 1.9
LESS_WITH_ENTRY = 0.1  # an entry that holds needs so much less score to be suspicious: its signs are there to read
WORDS_BELIEVED = (
    0.35  # of what the words add: they transfer worse to sources unseen than what a text does (docs/model.md)
)
SHORT = 40  # words: most text messages have no more
BRIEF = 70  # words: a voicemail or a recorded voice seldom has more
TYPICAL_RARITY = 4.0  # of a feature that scams are named by, as training weighs them
NAMED_BY = ("t:", "c:")  # of the structure: tactics, and whom it claims to be
MOST_PASSAGES = 3
LONGEST_PASSAGE = 9  # words
WORTH_SHOWING = 0.4  # of what the heaviest passage adds
Form = Literal["talk", "brief", "short", "long"]
"""A talk written down with who speaks, or a brief one of no more than ``BRIEF`` words (a recorded voice, a voicemail); of other
texts those of no more than ``SHORT`` words, and longer ones."""


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
    grams: Grams
    weights: Sequence[int]
    sums: Sums  # of weights and net, for each gram
    slope: float  # of the calibration: the probability is the logistic of slope × sum + intercept
    intercept: float
    thresholds: Mapping[str, Thresholds]
    names: str | Names  # JSON, read when a text first has to be named (:class:`_Names`)
    net: Net | None = None
    asks: Asks | None = None  # what one turn of a call asks for
    everyday: Everyday | None = None  # which sentences say nothing of it

    def of_structure(self, features: Mapping[str, float]) -> float:
        """What the structure adds."""
        weights = self.structure
        added = 0.0
        for name, amount in features.items():
            if name in weights:
                added += weights[name] * amount
        return added

    def probability(self, total: float) -> float:
        """The calibrated probability of a scam, among as many scams as genuine texts."""
        return _from_odds(self.slope * total + self.intercept)

    def likeness(
        self, features: Mapping[str, float], words: Sequence[str], *, near: Mapping[str, float]
    ) -> dict[str, float]:
        """How much the text is like each scam: to name it by, never to decide by. Empty where the model knows none.

        ``near``: what is added for scams of which more is known than words and features.
        """
        names = _read_names(self.names)
        seen = names.numbers.found_in(words)
        told = [name for name in features if name.startswith(NAMED_BY)]
        seen.update([names.numbers.words[name][0] for name in told])
        seen.discard(NONE)
        count = len(set(words)) + len(set(itertools.pairwise(words))) + len(told)  # of naming_features
        likeness = names.likeness(seen, 1.0 / (TYPICAL_RARITY * math.sqrt(max(1, count))))
        for scam, more in near.items():
            if scam in names.place:
                likeness[names.place[scam]] += more
        return dict(zip(names.scams, likeness, strict=True))

    def thresholds_for(self, channel: str | None, genre: str, *, live: bool = False, form: Form = "long") -> Thresholds:
        """Those of the channel; of a person's account told without one, those of accounts; of a call while it goes on, its own.

        ``form``: of a call, and of what came by nobody knows what.
        """
        if live and "live" in self.thresholds:
            return self.thresholds["live"]
        name = channel or ("account" if genre == "account" else form)
        if form == "brief" and form in self.thresholds:
            name = form
        return self.thresholds.get(name) or self.thresholds["none"]


def _from_odds(odds: float) -> float:
    """The probability of these odds."""
    return 1.0 / (1.0 + math.exp(-30.0 if odds > 30.0 else 30.0 if odds < -30.0 else -odds))


class _Names:
    """What scams are named by: for each feature a weight for every scam, as small whole numbers in a row, which are added up
    scam by scam at once (checking/net.py has how)."""

    __slots__ = ("_rows", "_start", "_step", "numbers", "place", "scams")

    def __init__(self, given: Mapping[str, Any]) -> None:
        """``scams`` and what each begins with (``start``); the ``features``, a line each; ``rows``: for each feature what it says
        for each scam, as :class:`Rows` has them; ``step``: what one is worth."""
        self.scams: list[str] = given.get("scams", [])
        self.place = {scam: at for at, scam in enumerate(self.scams)}
        features = given.get("features", "")
        self.numbers = Grams(features.split("\n") if features else [])
        self._start: list[float] = given.get("start", [])
        self._step: float = given.get("step", 1.0)
        self._rows = Rows(bytes_of(given.get("rows", b"")), len(self.scams))

    def likeness(self, features: Collection[int], share: float) -> list[float]:
        """How much a text with these features (by their numbers) is like each scam; ``share``: what each of them counts."""
        rows = self._rows
        lanes = rows.unpack(sum(map(rows.__getitem__, features)).to_bytes(rows.width, "little"))
        less = ZERO * len(features)
        share *= self._step
        return [(lane - less) * share + start for lane, start in zip(lanes, self._start)]  # noqa: B905 (one a scam)


@cache
def _read_names(names: str | Names) -> _Names:
    return _Names(json.loads(names) if isinstance(names, str) else names.read())


def naming_features(features: Mapping[str, float], words: Sequence[str]) -> set[str]:
    """What a scam is named by: its tactics, whom it claims to be, and its words and pairs of them."""
    held = {name for name in features if name.startswith(NAMED_BY)}
    held.update(words)
    held.update(map(" ".join, itertools.pairwise(words)))
    return held


def share_of(mass: float) -> float:
    """What weights are multiplied with, so that many of them are no reason. ``mass``: what they weigh together, whichever
    way each pulls, in thousandths."""
    share: float = 0.001 * MASS_SCALE * (0.001 * (mass + LEAST_MASS)) ** -MASS_POWER
    return share


class Heard:
    """The words of one text, or of a call turn after turn: each :meth:`add` costs only what is added."""

    __slots__ = ("_added", "_asked", "_asking", "_asking_at", "_at", "_model", "_numbers", "_said", "count")

    def __init__(self, model: Model) -> None:
        self._model = model
        self._said: list[Sequence[str]] = []
        self._numbers: set[int] = set()  # of each word and pair
        self._at: dict[int, int] | None = None  # by number, at which word it stands first; worked out when asked for
        self._added = 0  # what those add (checking/net.py: Sums)
        self._asked = -math.inf  # what the turn asks that asks most
        self._asking: Sequence[str] = ()  # its words
        self._asking_at = 0  # the number of the first of them
        self.count = 0
        """Words."""

    def add(self, words: Sequence[str], *, asks: bool = False) -> None:
        """Weigh more words: each word and pair once, however often it is said. A pair counts at its first word.

        ``asks``: they are what the other side says in a talk, one turn of it or all that is known of it.
        """
        turns = self._model.asks if asks and words else None
        if turns is None:
            fresh = self._model.grams.found_in(words)
        else:
            asked, (first, end), fresh = turns.most(words, self._model.grams.found_in)
            if asked > self._asked:
                self._asked, self._asking, self._asking_at = asked, words[first:end], self.count + first
        fresh -= self._numbers
        self._said.append(words)
        self.count += len(words)
        self._at = None
        if fresh:
            self._numbers |= fresh
            self._added += sum(map(self._model.sums.__getitem__, fresh))

    def _first_at(self) -> dict[int, int]:
        """By the number of each word and pair, at which word it stands first."""
        if self._at is None:
            self._at = {}
            at = self.count
            for words in reversed(self._said):  # from the last word on, so that the first place is what stays
                at -= len(words)
                self._model.grams.first_in(words, self._at, at)
        return self._at

    @property
    def contributions(self) -> list[int]:
        """What each word adds, with the pair that it begins, in thousandths; worked out when asked for."""
        weights, found = self._model.weights, [0] * self.count
        for number, at in self._first_at().items():
            found[at] += weights[number]
        return found

    @property
    def whole(self) -> float:
        """What all words add."""
        single, together = self._parts()
        return single + together

    @property
    def asked(self) -> float:
        """What the turn adds that asks most; nothing where no turn was weighed for what it asks."""
        return 0.0 if self._asked == -math.inf else COUNTS * max(self._asked, LEAST)

    def asking(self) -> tuple[int, int]:
        """First word and end of that turn, or of the stretch of a longer one, among all words."""
        return self._asking_at, self._asking_at + len(self._asking)

    @property
    def single(self) -> float:
        """What they add, each for itself."""
        return self._parts()[0]

    @property
    def together(self) -> float:
        """What they add by standing in one text."""
        return self._parts()[1]

    def _parts(self) -> tuple[float, float]:
        net, count = self._model.net, len(self._numbers)
        weight, mass, rows = self._model.sums.apart(self._added)
        share = share_of(mass)
        single = WORDS_BELIEVED * weight * share
        return single, 0.0 if net is None or not count else WORDS_BELIEVED * net.adds(rows, count, share)

    def passages(self, first: int) -> list[tuple[int, int]]:
        """First and last word (inclusive) of the passages among the ``first`` so many words that moved the sum most, in their order."""
        contributions = self.contributions
        if self._asked > 0 and self._model.asks is not None:
            # In the measure of the others, which are multiplied with their share before they count.
            mass = self._model.sums.apart(self._added)[1]
            scale = COUNTS / (WORDS_BELIEVED * share_of(mass))
            for at, added in enumerate(self._model.asks.each(self._asking, self._model.grams), start=self._asking_at):
                contributions[at] += round(added * scale)
        found: list[tuple[int, int, int]] = []
        start = total = most = 0
        least = 0.0
        for at, weight in enumerate(contributions[:first]):
            if total <= 0 or at - start >= LONGEST_PASSAGE:
                start, total = at, 0
            total += weight
            if total > 0 and total >= least:
                found.append((-total, start, at))
                if total > most:
                    most, least = total, total * WORTH_SHOWING
        found = sorted([each for each in found if -each[0] >= least])
        chosen: list[tuple[int, int]] = []
        for _, start, end in found:
            if len(chosen) == MOST_PASSAGES:
                break
            for left, right in chosen:
                if left <= end and start <= right:
                    break
            else:
                chosen.append((start, end))
        return sorted(chosen)


def read_model(path: Path) -> Model:
    """The model of a file, packed (gzip) or plain JSON.

    Raises:
        InputError: the file is missing or is no model of ours.
    """
    try:
        return model_of(read_file(path))
    except (OSError, ValueError, KeyError, TypeError, struct.error, zlib.error) as error:
        raise InputError(
            "The model file cannot be read.", where=str(path), fix="Make it again with: tocsin train"
        ) from error


def model_of(given: Mapping[str, Any]) -> Model:
    """The model that the JSON of a model file says."""
    grams = given["grams"].split("\n") if given["grams"] else []
    net = net_of(given.get("net"))
    return Model(
        id=given["id"],
        bias=given["bias"],
        structure=given["structure"],
        grams=Grams(grams),
        weights=given["weights"],
        sums=Sums(given["weights"], net),
        slope=given["slope"],
        intercept=given["intercept"],
        thresholds={name: Thresholds(*each) for name, each in given["thresholds"].items()},
        names=given.get("names", "{}"),
        net=net,
        asks=asks_of(given.get("asks")),
        everyday=everyday_of(given.get("everyday")),
    )


@cache
def shipped_model() -> Model:
    """The model that comes with Tocsin, read once."""
    return read_model(FILE)


def ends_of(places: Sequence[int], count: int) -> Sequence[int]:
    """The word after each masked word, of ``count`` words: a masked link ends where the next begins. ``places``: the word that
    each masked word begins at."""
    return range(1, count + 1) if places == range(count) else [*places[1:], count]


def spans_of(
    passages: Sequence[tuple[int, int]],
    places: Sequence[int],
    ends: Sequence[int],
    spans: Sequence[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Where passages of masked words stand in the text as given. ``places``, ``ends``: the word that each masked word begins
    at, and the one after it."""
    return [(spans[places[first]][0], spans[ends[last] - 1][1]) for first, last in passages]
