"""A call while it goes on: an alarm as early as the evidence allows, in one short sentence.

State carries over from turn to turn; what is said later never takes an alarm back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tocsin.checking import words
from tocsin.checking.check import alarm_words, check, judge
from tocsin.checking.features import masked_words, structure
from tocsin.checking.model import Heard as HeardWords
from tocsin.checking.model import Model, shipped_model
from tocsin.checking.naming import most_like
from tocsin.checking.routes import RouteSign, read_routes
from tocsin.checking.rules import broken_rules
from tocsin.knowledge.load import Knowledge
from tocsin.records import BrokenRule, Evidence, Level, Mention, Span, Understanding, Verdict

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


Hear = Callable[[str, str], Understanding]
"""Speaker and words of one turn → everything understood so far (``understanding.conversation.Conversation.hear``)."""

_ALARMING = ("suspicious", "scam")


def _says_the_same(before: Understanding, now: Understanding) -> bool:
    """Whether a turn brought nothing that structure is made of: all of it only ever grows (understanding/conversation.py)."""
    return (
        len(before.mentions) == len(now.mentions)
        and len(before.tactics) == len(now.tactics)
        and before.matches is now.matches
        and before.stage == now.stage
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """After one turn: how it stands, what was new in this turn, and the alarm if it was raised just now."""

    turn: int
    level: Level
    score: float
    evidence: tuple[Evidence, ...]
    alarm: str = ""


class Call:
    """Listens to one call. ``hear`` reads a turn; rooms do not know each other, so it is handed in."""

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        hear: Hear,
        nation: str = "gb-eng",
        on: date | None = None,
        model: Model | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._model = model or shipped_model()
        self._words = HeardWords(self._model)
        self._words_read = [0, 0]  # of the other side, and of the callee
        self._mentions_read = 0
        self._routes: Sequence[RouteSign] = ()
        self._rules: Sequence[BrokenRule] = ()
        self._features: Mapping[str, float] = {}
        self._read = hear
        self._nation = nation
        self._on = on
        self._understanding: Understanding | None = None
        self._named: str | None = None
        self._shown: set[str] = set()
        self._starts: list[int] = []  # where each turn begins in the joined text
        self._best: tuple[float, Level, str | None] = (0.0, "no-signs", None)
        self.alarm_turn: int | None = None
        self.scores: list[float] = []

    def hear(self, speaker: str, text: str) -> Heard:
        """One more turn. ``speaker``: caller, callee or unknown."""
        self._starts.append(0 if self._understanding is None else len(self._understanding.text) + 1)
        before, understanding = self._understanding, self._read(speaker, text)
        self._understanding = understanding
        if before is None or not _says_the_same(before, understanding):
            self._routes = read_routes(understanding.mentions, understanding.claimed, self._knowledge)
            self._rules = broken_rules(understanding, self._knowledge, channel="call")
            self._features = structure(
                understanding, self._knowledge, routes=self._routes, rules=self._rules, channel="call"
            )
        rules, features = self._rules, self._features
        since_mention = self._mentions_read
        for callee, count in enumerate((len(understanding.words), len(understanding.callee_words))):
            if count > self._words_read[callee]:
                masked, _ = masked_words(
                    understanding,
                    self._knowledge,
                    routes=self._routes,
                    since=self._words_read[callee],
                    since_mention=since_mention,
                    callee=bool(callee),
                )
                self._words.add(masked, asks=not callee)
                self._words_read[callee] = count
        self._mentions_read = len(understanding.mentions)
        level, score = judge(
            understanding,
            rules=rules,
            channel="call",
            model=self._model,
            features=features,
            heard=self._words,
            routes=self._routes,
            live=True,
        )
        self.scores.append(round(score, 4))
        alarm = ""
        if self.alarm_turn is None and level in _ALARMING:
            self.alarm_turn = len(self.scores) - 1
            self._named = self._name(understanding, features)
            alarm = words.ALARM
            if self._named is not None:
                alarm = words.ALARM_NAMED.format(name=self._knowledge.scams[self._named].name)
        if score >= self._best[0]:
            self._best = (score, level, understanding.scam or self._named)
        return Heard(
            len(self.scores) - 1,
            level,
            round(score, 4),
            self._new_evidence(understanding.mentions[since_mention:]),
            alarm,
        )

    def verdict(self) -> Verdict:
        """The answer to the call so far, never below what it was at the alarm."""
        understanding = self._understanding or Understanding(text="", channels=("call",))
        on = self._on or datetime.now(UTC).date()
        verdict = check(understanding, self._knowledge, channel="call", nation=self._nation, on=on, model=self._model)
        score, level, scam = self._best
        if level not in _ALARMING or (score <= verdict.score and verdict.level in ("scam", level)):
            return verdict
        # At the alarm little was said yet: by the end it is clearer which scam it was.
        scam = verdict.scam or self._name(understanding, self._features) or scam
        name = None if scam is None else self._knowledge.scams[scam].name
        answer = verdict.answer
        if level == "scam":
            answer = words.SCAM if name is None else words.SCAM_NAMED.format(name=name)
        elif level == "suspicious":
            answer = words.SUSPICIOUS if scam is None else alarm_words(understanding, self._knowledge.scams[scam])
        return replace(
            verdict, level=level, score=round(max(score, verdict.score), 4), scam=scam, scam_name=name, answer=answer
        )

    def turn_of(self, start: int) -> tuple[int, int]:
        """Which turn a position of the joined text lies in, and where in that turn."""
        turn = max(at for at, begins in enumerate(self._starts) if begins <= start)
        return turn, start - self._starts[turn]

    def _new_evidence(self, mentions: Iterable[Mention]) -> tuple[Evidence, ...]:
        new: dict[str, Evidence] = {}
        for mention in mentions:
            if mention.kind == "tactic" and mention.role == "asked" and mention.value not in self._shown:
                known = self._knowledge.tactics[mention.value]
                span = Span(mention.start, mention.end, mention.text)
                new.setdefault(mention.value, Evidence(mention.value, True, known.says, (span,), mention.value))
        self._shown |= new.keys()
        return tuple(new.values())

    def _name(self, understanding: Understanding, features: Mapping[str, float]) -> str | None:
        """Which scam it is most like, from all that was said so far: asked when the alarm is raised, and at the end."""
        routes = read_routes(understanding.mentions, understanding.claimed, self._knowledge)
        said, _ = masked_words(understanding, self._knowledge, routes=routes)
        named = most_like(understanding, self._knowledge, model=self._model, features=features, words=said)
        return None if named is None else named.scam
