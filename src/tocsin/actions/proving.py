"""Knowledge proves itself: every example must be recognised as its scam, every near miss must not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..checking.check import check as judge
from ..knowledge.load import Knowledge
from ..records import Scam, Verdict
from ..understanding.understand import understand

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

ALARMS = frozenset({"scam", "suspicious"})
Tell = Callable[[str, int, int], None]
"""How far the proof is: what it does, how many are done, how many there are."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One text that did not come out as its entry says, and how. ``scam`` may be "tactics", for a phrase of theirs."""

    scam: str
    said: str
    text: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was run, and what failed."""

    scams: int
    examples: int
    near_misses: int
    failures: tuple[Failure, ...]


def prove_knowledge(
    knowledge: Knowledge, *, scams: Sequence[str] | None = None, tell: Tell | None = None, on: date | None = None
) -> Proof:
    """Run the examples and near misses of all scams, or of those named, as they would be checked on a day (today)."""
    chosen = [knowledge.scams[name] for name in scams] if scams is not None else list(knowledge.scams.values())
    failures: list[Failure] = []
    for number, scam in enumerate(chosen, start=1):
        failures += _failures(scam, knowledge, on or date.today())
        if tell is not None:
            tell("Examples", number, len(chosen))
    examples = sum(len(scam.examples) for scam in chosen)
    return Proof(len(chosen), examples, sum(len(scam.near_misses) for scam in chosen), tuple(failures))


def _failures(scam: Scam, knowledge: Knowledge, on: date) -> Iterator[Failure]:
    for example in scam.examples:
        verdict = verdict_on(example.text, example.channel, knowledge, on=on)
        if verdict.level not in ALARMS:
            yield Failure(
                scam.id, f"this example came out as {verdict.level}; a sign should catch what it asks for", example.text
            )
        elif verdict.scam != scam.id:
            yield Failure(
                scam.id,
                f"this example was taken for {verdict.scam or 'no known scam'}; a sign should tell them apart",
                example.text,
            )
    for near_miss in scam.near_misses:
        verdict = verdict_on(near_miss.text, near_miss.channel, knowledge, on=on)
        if verdict.level == "scam" or verdict.scam == scam.id:
            yield Failure(
                scam.id,
                f"this genuine text came out as {verdict.level} ({verdict.scam}); narrow the sign that caught it",
                near_miss.text,
            )


def verdict_on(text: str, channel: str | None, knowledge: Knowledge, *, on: date) -> Verdict:
    """What the checker says of a text; the channel ``description`` is a person's account, however it came."""
    how = None if channel == "description" else channel
    return judge(understand(text, knowledge, channel=how, deep=False), knowledge, channel=how, on=on)
