"""Calibration and thresholds, from sums that the weights have not seen: batches of the corpus left out, and parts of the public sources."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from tocsin.checking.model import BRIEF, LESS_WITH_ENTRY, SHORT
from tocsin.checking.training.fit import Example, Floats

CHANNELS = ("sms", "email", "letter", "call", "social", "web", "short", "brief", "talk", "none", "account")
WRITTEN_BESIDE = ("corpus", "bothbosu")  # sources whose genuine texts were written beside scams, to look like them
FLAGGED_OF_HARD = 0.15  # of genuine texts of those, at most so many may be flagged
FLAGGED_OF_CALLS = {"call": 0.04, "talk": 0.04, "brief": 0.05}  # and of their calls, which are told apart better
FLAGGED_OF_FLAT = 0.08  # and of calls written down without who speaks, which nobody can tell from other long texts
FLAGGED_OF_ANY = 0.05  # of any other genuine source
SCAM_OF_ANY = 0.01  # of any genuine source, at most so many may be called a scam
FEWEST = 40  # genuine examples of one source and channel, for it to have a say
ALARMED = 0.05  # of genuine calls heard turn by turn, at most so many may raise an alarm at any turn
LIVE = "live"  # their threshold
LEAST_SUSPICIOUS, LEAST_SCAM = 0.4, 0.62  # hard evidence may need less than wording alone
LEAST_LIVE = 0.35
SHOWN_WHOLE = ("whole", "text", "nochannel")
FLAT = "flat"  # the view of a call without who speaks


def channel_of(example: Example) -> str:
    if example.channel is not None:
        return "brief" if example.channel == "call" and len(example.words) <= BRIEF else example.channel
    if example.genre == "account":
        return "account"
    if example.turns or example.row.turns:
        return "talk"
    return "short" if len(example.words) <= SHORT else "none"


def calibrate(examples: Sequence[Example], sums: Floats) -> tuple[float, float]:
    """Slope and intercept of the logistic that makes the sum a probability, with both classes of a source alike."""
    chosen = [at for at, example in enumerate(examples) if example.row.source in ("corpus", "mendeley", "bothbosu")]
    if not chosen:  # somebody's own rows alone
        chosen = list(range(len(examples)))
    labels = np.array([examples[at].row.is_scam for at in chosen])
    names = np.array([examples[at].row.source for at in chosen])
    weights = np.ones(len(chosen))
    for name in sorted(set(names)):
        for side in (True, False):
            mine = (names == name) & (labels == side)
            if mine.any():
                weights[mine] = (3.0 if name == "corpus" else 1.0) / mine.sum()
    regression = LogisticRegression(C=1e6).fit(sums[chosen, None], labels, sample_weight=weights * len(chosen))
    return round(float(regression.coef_[0][0]), 4), round(float(regression.intercept_[0]), 4)


def probabilities_of(sums: Floats, slope: float, intercept: float) -> Floats:
    """The calibrated probabilities of sums."""
    probabilities: Floats = 1.0 / (1.0 + np.exp(-(slope * sums + intercept)))
    return probabilities


def thresholds(examples: Sequence[Example], probabilities: Floats) -> dict[str, tuple[float, float]]:
    """For each channel the probability from which a text is suspicious, and from which hard evidence makes it a scam."""
    chosen: dict[str, tuple[float, float]] = {}
    flat = [
        float(probabilities[at]) + LESS_WITH_ENTRY * example.held
        for at, example in enumerate(examples)
        if example.view == FLAT and example.row.source == "corpus" and not example.row.is_scam
    ]
    for channel in CHANNELS:
        suspicious, scam = LEAST_SUSPICIOUS, LEAST_SCAM
        by_source: dict[str, list[int]] = {}
        for at, example in enumerate(examples):
            if not example.row.is_scam and example.view in SHOWN_WHOLE and channel_of(example) == channel:
                by_source.setdefault(example.row.source, []).append(at)
        for source, mine in by_source.items():
            if len(mine) < FEWEST or source == "ftc":  # warnings are told apart by their genre
                continue
            seen = np.array([probabilities[at] for at in mine])
            held = np.array([examples[at].held for at in mine])  # these need less: as ``check.judge`` has it
            most = FLAGGED_OF_CALLS.get(channel, FLAGGED_OF_HARD)
            share = most if source in WRITTEN_BESIDE else FLAGGED_OF_ANY
            suspicious = max(suspicious, float(np.quantile(seen + LESS_WITH_ENTRY * held, 1 - share)))
            hard = np.array([examples[at].hard for at in mine])
            left = np.sort(seen[hard])[::-1]
            allowed = int(SCAM_OF_ANY * len(mine))
            if len(left) > allowed:
                scam = max(scam, float(left[allowed]))
        if channel == "none" and len(flat) >= FEWEST:
            suspicious = max(suspicious, float(np.quantile(flat, 1 - FLAGGED_OF_FLAT)))
        chosen[channel] = (round(suspicious, 4), round(scam + 1e-4, 4))
    highest: dict[int, float] = {}  # of each genuine call, over its turns
    for at, example in enumerate(examples):
        row = example.row
        if row.source == "corpus" and row.turns and not row.is_scam and example.view not in ("text", "flat"):
            score = float(probabilities[at]) + LESS_WITH_ENTRY * example.held
            highest[id(row)] = max(highest.get(id(row), 0.0), score)
    suspicious = LEAST_SUSPICIOUS
    if len(highest) >= FEWEST:
        suspicious = max(LEAST_LIVE, float(np.quantile(list(highest.values()), 1 - ALARMED)))
    chosen[LIVE] = (round(suspicious, 4), chosen["call"][1])
    return chosen
