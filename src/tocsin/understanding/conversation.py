"""A call while it goes on: what was understood so far, after each turn, at the cost of that turn."""

from __future__ import annotations

from collections import deque

from tocsin.knowledge.load import Knowledge
from tocsin.records import STAGES, Stage, Understanding
from tocsin.understanding.frames import REWARD, reward_strength
from tocsin.understanding.gather import Gathered
from tocsin.understanding.reading import DETAILS, counts_as_asked, read
from tocsin.understanding.speakers import Side
from tocsin.understanding.stage import tell_stage

RECENT_TURNS = 12  # how long a promise is remembered until details are asked for


class Conversation:
    """Hears one call. Offsets of what it gives count the turns joined by line ends."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._gathered = Gathered(knowledge, "message")
        self._texts: list[str] = []
        self._offset = 0
        self._recent: deque[list[str]] = deque(maxlen=RECENT_TURNS)
        self._stage: Stage | None = None

    def hear(self, speaker: str, text: str) -> Understanding:
        """Everything understood up to and with this turn. ``speaker``: caller, callee or unknown."""
        side: Side = "caller" if speaker == "caller" else "callee" if speaker == "callee" else "unknown"
        part = read(text, self._knowledge, side=side)
        self._texts.append(text)
        whole = "\n".join(self._texts)
        self._gathered.add(part, whole, self._offset)
        if side != "callee":
            self._recent.append(list(part.words))
            asked = [hit for hit in part.hits if hit.tactic in DETAILS and counts_as_asked(hit)]
            if asked:
                strength = reward_strength(word for words in self._recent for word in words)
                if strength >= 1.0:
                    spans = [part.given_span(hit.start, hit.end, self._offset) for hit in asked]
                    self._gathered.add_frame(REWARD, strength, spans, whole)
        else:
            stage = tell_stage(part.normalised.text, part.sentences)
            if stage is not None and (self._stage is None or STAGES.index(stage) > STAGES.index(self._stage)):
                self._stage = stage
        self._offset += len(text) + 1
        gathered = self._gathered
        return Understanding(
            text=whole,
            genre="message",
            mentions=tuple(gathered.mentions),
            tactics=tuple(gathered.tactics),
            claimed=tuple(gathered.claimed),
            channels=("call",),
            matches=gathered.matches(),
            stage=self._stage or "engaged",
            on_call=True,
            urgency="now",
        )
