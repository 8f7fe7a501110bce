"""Whether a document is a warning of a scam: what speaks for it, weighed together.

No single word decides. A council page that mentions fraud once is none; a note about roofers that never says "scam" is
one when it tells of losses, gives advice and says whom to ring.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.records import Genre
from tocsin.understanding.lazily import lazily

_I = re.IGNORECASE
_FRAUD = lazily(
    r"(?i)\b(?:scam\w*|fraud\w*|con(?:men|man|ned)|hoax|phishing|smishing|vishing|spoof\w*|swindl\w*|bogus|rogue|doorstep|impersonat\w*|"
    r"cold[ -]call\w*|impost[eo]rs?|dup(?:ed|ing)|identity theft|fak(?:e|ed)|tricked|not genuine|pretend\w*|pos(?:e|ing) as|purporting|"
    r"claiming to be|copycat|look-?alike|misleading|sham|hi,? (?:mum|dad)|con(?:s|ning)\b|catfish\w*|blackmail\w*|sextort\w*|criminals|cheated|cheats|hijack\w*|forged|"
    r"(?:don't|do not|doesn't|does not|didn't|did not|never) (?:really )?exist(?:ed)?|(?:accounts?|identit(?:y|ies)) (?:\w+ ){0,3}stolen|untrue|too good to be true|money mules?|knock(?:s|ed|ing) (?:on|at) (?:your |the |people's |residents' )?doors?|door[ -]to[ -]door|(?:money|payments?) (?:\w+ ){0,5}(?:is|are|was) stolen|"
    r"laundering|ripped off|preying|(?:say|says|said|saying|claim\w*) (?:that )?(?:they|he|she) (?:are|is|was|were) (?:from|calling)|con trick|at the door)\b",
)
# Routes and rules that only warnings of fraud speak of.
_FRAUD_ROUTE = re.compile(
    r"\b(?:action ?fraud|report ?fraud|7726|159|phishing@|take five|friends against scams|crimestoppers|citizens advice consumer|0808 223 1133|trading standards)\b",
    _I,
)
_WARNS = re.compile(
    r"\b(?:warn(?:s|ed|ing|ings)?|alert(?:s|ed)?|beware|be (?:aware|wary|alert|vigilant|careful|on (?:your|their) guard)|watch out|scams?|fraud|"
    r"urg(?:e|ed|es|ing)|advice|do(?:n't| not)|fake|stay (?:alert|vigilant)|remind(?:ed|ing|s)?)\b",
    _I,
)
_LOSES = re.compile(
    r"\b(?:los(?:e|es|t|ing)|paid|pays?|hand(?:s|ed) over|out of)\b[^.]{0,40}(?:[£$€]\s?\d|\bthousands\b|\bsavings\b)|[£$€]\s?[\d,.]+\w* (?:lost|taken|stolen)\b",
    _I,
)
_COURT = re.compile(
    r"\b(?:sentenced|jailed|pleaded guilty|found guilty|magistrates|crown court|suspended sentence|community order)\b",
    _I,
)
NEEDED = 4.0
"""Points from which a document counts as a warning."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was read of a document that bears on the question."""

    genre: Genre
    scam: str | None
    tactics: int
    impersonated: int
    rules: int
    advice: int
    losses: int
    title: str
    asks: int = 0  # tactics told that ask or press
    pretends: int = 0  # tactics told that are a pretext or a lure


def is_warning(text: str, told: Told) -> bool:
    """Whether ``text``, the main part of a document, warns of a scam."""
    return warning_points(text, told) >= NEEDED


def warning_points(text: str, told: Told) -> float:
    """How much speaks for a warning. 0 when nothing in it is about fraud at all."""
    part = text[:20_000]
    words = max(1, len(part.split()))
    fraud = sum(1 for _ in _FRAUD().finditer(part))
    routes = len({match[0].lower() for match in _FRAUD_ROUTE.finditer(part)})
    lead = f"{told.title} {part[:300]}"
    story = told.pretends >= 1 and told.asks >= 1  # a pretext, and what it is for
    lost = told.losses and told.asks + told.pretends
    story = story or (told.asks >= 2 and bool(told.advice))
    if not (fraud or told.impersonated or told.rules or told.scam or lost or (story and told.advice)):
        return 0.0
    if _COURT.search(part) and not (told.advice or told.rules):
        return 0.0  # what a court did to somebody: news, and nothing to beware of
    # in a long document one word means little
    points = min(4.0, fraud * min(1.0, 150 / words))
    points += 1.5 if _FRAUD().search(told.title) else 0.0
    points += 1.0 if _WARNS.search(lead) else 0.0
    points += min(3.0, 1.5 * told.rules) + min(2.0, 1.5 * told.impersonated)
    points += min(2.0, 1.0 * routes) + min(1.0, 0.5 * told.advice)
    points += min(1.5, 0.5 * told.tactics) + (1.0 if told.scam else 0.0) + (1.0 if told.losses else 0.0)
    points += 1.0 if story else 0.0
    points += 1.5 if _LOSES.search(told.title) and lost else 0.0
    # "You're asked to draw it out. Say no.": a warning too speaks to its readers
    to_readers = -0.5 if told.asks >= 2 and told.advice else -1.5
    points += {"warning": 2.0, "account": 0.0, "other": 0.0, "message": to_readers}[told.genre]
    return points
