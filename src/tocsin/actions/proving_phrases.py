"""Every phrase of the knowledge meets some text: an example, a near miss, an exercise or a row of the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..knowledge.exercises import TACTICS, Exercise
from ..knowledge.load import Knowledge
from ..understanding.held_phrases import held_phrases
from .proving import Failure, Tell

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

_TELL_EVERY = 100


@dataclass(frozen=True, slots=True)
class PhraseProof:
    """``unmet`` of ``phrases`` met no text. Without the corpus that is told and fails nothing: a row of it may hold them."""

    phrases: int
    exercises: int
    unmet: int
    with_corpus: bool
    failures: tuple[Failure, ...]


def prove_phrases(
    knowledge: Knowledge,
    exercises: Sequence[Exercise],
    *,
    corpus: Sequence[str] | None,
    scams: Sequence[str] | None = None,
    tell: Tell | None = None,
) -> PhraseProof:
    """Look for the phrases of all scams and tactics, or of the scams named, in every text there is.

    ``corpus``: texts of its training half, None where it is not there. An exercise that meets no phrase of its own entry is
    a failure too.
    """
    owner = _owners(knowledge)
    all_phrases = list(knowledge.phrases())
    wanted = {number for number, (sign, _, _) in enumerate(all_phrases) if scams is None or owner[sign] in scams}
    unmet = set(wanted)
    failures: list[Failure] = []
    mine = [exercise for exercise in exercises if scams is None or exercise.owner in scams]
    for exercise in mine:
        held = held_phrases(exercise.text, knowledge)
        unmet -= held
        if not any(owner[all_phrases[number][0]] == exercise.owner for number in held):
            said = f"this exercise meets no phrase of its own ({exercise.path}:{exercise.line}); mend it or take it out"
            failures.append(Failure(exercise.owner, said, exercise.text))
    texts = [each.text for scam in knowledge.scams.values() for each in (*scam.examples, *scam.near_misses)]
    texts += corpus or ()
    _look(texts, unmet, knowledge, tell)
    if corpus is not None:
        for number in sorted(unmet):
            sign, _, phrase = all_phrases[number]
            said = f"no text meets this phrase of “{sign}”; write a sentence that does in exercises/{owner[sign]}.yaml"
            failures.append(Failure(owner[sign], f"{said}, or take it out", phrase))
    return PhraseProof(len(wanted), len(mine), len(unmet), corpus is not None, tuple(failures))


def _look(texts: Sequence[str], unmet: set[int], knowledge: Knowledge, tell: Tell | None) -> None:
    """Take what the texts hold out of ``unmet``, until nothing is left of it."""
    for number, text in enumerate(texts, start=1):
        if not unmet:
            return
        unmet -= held_phrases(text, knowledge, among=unmet)
        if tell is not None and number % _TELL_EVERY == 0:
            tell("Phrases", number, len(texts))


def _owners(knowledge: Knowledge) -> dict[str, str]:
    """The file that each sign and tactic stands in: the scam's id, or "tactics"."""
    owner = dict.fromkeys(knowledge.tactics, TACTICS)
    owner.update((sign.id, scam.id) for scam in knowledge.scams.values() for sign in scam.signs)
    return owner
