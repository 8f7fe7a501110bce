"""Which entry of knowledge to name: the one that the text is most like, by the entries' signs and by its words.

A broken conduct rule alone can make a text a scam. People still want to know which one, and what others did about it.
A name decides nothing: it is given only where a text alarms, or tells how far somebody went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tocsin.checking.model import Model
from tocsin.knowledge.load import Knowledge
from tocsin.records import ScamMatch, Understanding

FITS_FROM = 0.4
"""Share of an entry's own weighted signs from which it is near enough to be named, beside its story.

On the corpus' training half two of three names so given are right; from 0.3 it is one of four."""
FITS_WITHOUT_STORY_FROM = 0.6
"""The same where the text only asks for what it asks."""


def likely_match(understanding: Understanding, knowledge: Knowledge) -> ScamMatch | None:
    """The match to name: the first that held, else the first near one that fits. ``None`` when none does.

    A near one fits when it is told under a name that is claimed and asks for what is asked, or when a good part of its
    own signs are there together with its story: money is asked for in every scam, and alone tells of none.
    """
    if understanding.genre == "warning":
        return next((match for match in understanding.matches if match.held), None)
    tactics = [knowledge.tactics[tactic] for tactic in understanding.tactics]
    asks = {tactic.id for tactic in tactics if tactic.kind == "ask"}
    story = {tactic.id for tactic in tactics if tactic.kind != "ask"}
    claimed = {f"kind:{knowledge.organisations[each].kind}" for each in understanding.claimed}
    claimed.update(understanding.claimed)
    for match in understanding.matches:
        if match.held:
            return match
        scam = knowledge.scams[match.scam]
        under_the_name = not claimed.isdisjoint(scam.impersonates)
        shares_ask, shares_story = not asks.isdisjoint(scam.tactics), not story.isdisjoint(scam.tactics)
        if (under_the_name or match.strength >= FITS_WITHOUT_STORY_FROM) and shares_ask:
            return match
        if shares_story and match.strength >= FITS_FROM:
            return match
    return None


NEAR_COUNTS, HELD_COUNTS = 0.3, 0.5
"""What the share of an entry's own signs, and that it holds, add to how much a text is like its scam (held-out rows of the
corpus). An entry that holds is the right one in seven of ten cases: only words that speak strongly for another outweigh it."""


UNDECIDED_WITHIN, VAGUE_BELOW = 0.05, -0.5
"""A scam that does not hold is named only where it is this much more like the text than any other, or like it at all. Of held-out
scams of the corpus 4 of 100 are left without one; the nearest was right for 26 of 100 of those, and for 70 of 100 of the others."""


def most_like(
    understanding: Understanding,
    knowledge: Knowledge,
    *,
    model: Model,
    features: Mapping[str, float],
    words: Sequence[str],
) -> ScamMatch | None:
    """The match to name where a text alarms: the scam that its signs, its words and its tactics are most like, together.

    ``None`` where they are hardly like one and as like another: a wrong name sends people to the wrong advice.
    ``features`` and ``words`` are what the model weighed. A model without names leaves it to :func:`likely_match`.
    """
    near = {match.scam: match for match in understanding.matches}
    more = {scam: NEAR_COUNTS * match.strength + HELD_COUNTS * match.held for scam, match in near.items()}
    likeness = model.likeness(features, words, near=more)
    if not likeness.keys() <= knowledge.scams.keys():
        likeness = {scam: much for scam, much in likeness.items() if scam in knowledge.scams}
    if not likeness:
        return likely_match(understanding, knowledge)
    most = max(likeness, key=likeness.__getitem__)
    top = near.get(most) or ScamMatch(most, False, 0.0)
    much = likeness.pop(most)
    if not top.held and much < VAGUE_BELOW and likeness and much - max(likeness.values()) < UNDECIDED_WITHIN:
        return None
    return top


def likely_scam(understanding: Understanding, knowledge: Knowledge) -> str | None:
    """The id of the entry to name, for a text that alarms or tells of a stage."""
    match = likely_match(understanding, knowledge)
    return None if match is None else match.scam
