"""Knowledge proves itself: every example must be recognised as its scam, every near miss must not be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ..checking.check import check as judge
from ..knowledge.load import Knowledge
from ..records import Scam, Verdict
from ..understanding.understand import understand

ALARMS = frozenset({"scam", "suspicious"})


@dataclass(frozen=True, slots=True)
class Failure:
    """One text that did not come out as its entry says, and how."""

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


def prove_knowledge(knowledge: Knowledge, *, scams: Sequence[str] | None = None) -> Proof:
    """Run the examples and near misses of all scams, or of those named."""
    chosen = [knowledge.scams[name] for name in scams] if scams is not None else list(knowledge.scams.values())
    failures = tuple(failure for scam in chosen for failure in _failures(scam, knowledge))
    examples = sum(len(scam.examples) for scam in chosen)
    return Proof(len(chosen), examples, sum(len(scam.near_misses) for scam in chosen), failures)


def _failures(scam: Scam, knowledge: Knowledge) -> Iterator[Failure]:
    for example in scam.examples:
        verdict = _verdict(example.text, example.channel, knowledge)
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
        verdict = _verdict(near_miss.text, near_miss.channel, knowledge)
        if verdict.level == "scam" or verdict.scam == scam.id:
            yield Failure(
                scam.id,
                f"this genuine text came out as {verdict.level} ({verdict.scam}); narrow the sign that caught it",
                near_miss.text,
            )


def _verdict(text: str, channel: str, knowledge: Knowledge) -> Verdict:
    how = None if channel == "description" else channel
    return judge(understand(text, knowledge, channel=how, deep=False), knowledge, channel=how, on=date.today())
