"""How much two reports tell of the same thing, and why: by what they share and by their words.

Two thresholds. From :data:`SUGGEST` on, the pair is shown side by side; from :data:`LIKELY` on it is offered to be confirmed
with one press. Nothing is ever merged by itself. Short texts and indicators that stand everywhere only ever suggest:
in other systems they linked everything with everything.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from ..records import Indicator, Report
from .personal_numbers import spread

SUGGEST, LIKELY = 0.45, 0.80
SHORT_WORDS = 12
"""Different words of weight; below this a text only suggests."""
LIKELY_TEXT = 0.75
"""Share of rare words that two texts have in common, from which the words alone are nearly the same."""

_WORD = re.compile(r"[a-z0-9£']{2,24}")
_MARK = re.compile(r"\[[a-zA-Z -]{2,24}\]")
_PLAIN = spread(
    "a about after all also am an and any are as asked at back be because been but by call called calling came can could did do for from get "
    "go got had has have he her him his how i if in into is it just like made me money my no not number of on one or our out phone rang report "
    "said saying says scam she so some that the their them then there they this to told up us wanted was we were what when which who will "
    "with would you your"
)
_SAME_DAYS = timedelta(days=3)
_WEIGHTS: Mapping[str, float] = {"phone": 0.5, "account": 0.55, "email": 0.5, "host": 0.45}
_UBIQUITOUS_WEIGHT = 0.08


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` 0–1 ranks; it is no probability. ``level``: likely, maybe, or none. ``reasons``: sentences for an officer."""

    score: float
    level: Literal["likely", "maybe", "none"]
    reasons: tuple[str, ...]
    words: tuple[str, ...] = ()  # the rarest words that both have


class Rarity:
    """How rare each word is among many texts (idf), so that what all have in common counts little."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._seen: Counter[str] = Counter()
        self.texts = 0
        for text in texts:
            self._seen.update(words_of(text))
            self.texts += 1

    def of(self, word: str) -> float:
        """From about 0.7 for a word of every text upwards."""
        return math.log(2 + self.texts / (1 + self._seen[word]))


def words_of(text: str) -> frozenset[str]:
    """The different words of a text that say something, one or many alike, without what redaction put there."""
    found = _WORD.findall(_MARK.sub(" ", text.lower()))
    return (
        frozenset(word[:-1] if len(word) > 4 and word[-1] == "s" and word[-2] != "s" else word for word in found)
        - _PLAIN
    )


def likeness(
    one: Report,
    other: Report,
    rarity: Rarity,
    *,
    shared: Sequence[Indicator] = (),
    ubiquitous: frozenset[str] = frozenset(),
) -> Likeness:
    """How alike two reports are. ``shared``: indicators that both have; ``ubiquitous``: the keys of those that stand everywhere."""
    mine, theirs = words_of(one.redacted), words_of(other.redacted)
    both = mine & theirs
    text_score = text_share(mine, theirs, rarity.of)
    short = min(len(mine), len(theirs)) < SHORT_WORDS
    reasons: list[str] = []
    score = 0.62 * text_score
    if text_score >= LIKELY_TEXT:
        reasons.append("The words are nearly the same.")
    elif text_score >= 0.4:
        reasons.append("They use many of the same words.")
    telling = [each for each in shared if each.key not in ubiquitous]
    for each in shared:
        known = each.key in ubiquitous
        score += _UBIQUITOUS_WEIGHT if known else _WEIGHTS.get(each.kind, 0.3)
        said = {"phone": "number", "host": "web address", "email": "e-mail address", "account": "account"}.get(
            each.kind, each.kind
        )
        reasons.append(f"Both name the {said} {each.hint}{', but so do many other reports' if known else ''}.")
    for matches, weight, reason in (
        (one.scam is not None and one.scam == other.scam, 0.08, "Both read as the same scam."),
        (one.place is not None and one.place == other.place, 0.08, f"Both happened in {one.place_name}."),
        (abs(one.received_at - other.received_at) <= _SAME_DAYS, 0.06, "They came within three days of each other."),
        (bool(set(one.claimed) & set(other.claimed)), 0.06, "Both callers claimed to be the same organisation."),
        (one.reporter is not None and one.reporter == other.reporter, 0.25, "The same person told us both."),
        (one.loss_minor is not None and one.loss_minor == other.loss_minor, 0.08, "The same sum was lost."),
    ):
        if matches:
            score += weight
            reasons.append(reason)
    score = min(score, 1.0)
    if score >= LIKELY and (telling or (not short and text_score >= LIKELY_TEXT)):
        level: Literal["likely", "maybe", "none"] = "likely"
    elif score >= SUGGEST or telling:
        level = "maybe"
        if score >= LIKELY and short:
            reasons.append("One of them is too short to be sure.")
        score = min(max(score, SUGGEST if telling else 0.0), LIKELY - 0.01)
    else:
        level = "none"
    rarest = sorted(both, key=lambda word: (-rarity.of(word), word))[:8]
    return Likeness(round(score, 3), level, tuple(reasons), tuple(rarest))


def text_share(mine: frozenset[str], theirs: frozenset[str], rarity: Callable[[str], float]) -> float:
    """How much of what is rare in two texts both have, 0–1. Texts that were copied differ in a brand or an amount;
    accounts of one scam share its rare words."""
    both = mine & theirs
    shares = [_share(both, text, rarity) for text in (mine, theirs)]
    return math.sqrt(shares[0] * shares[1])


def _share(both: frozenset[str], text: frozenset[str], rarity: Callable[[str], float]) -> float:
    whole = sum(map(rarity, text))
    return sum(map(rarity, both)) / whole if whole else 0.0
