"""A call while it goes on: what was understood so far, after each turn, at the cost of that turn."""

from __future__ import annotations

from collections import deque

from tocsin.knowledge.load import Knowledge
from tocsin.records import STAGES, Stage, Understanding
from tocsin.understanding import marks
from tocsin.understanding.frames import REWARD, good_words, reward_strength
from tocsin.understanding.gather import Gathered
from tocsin.understanding.reading import DETAILS, Read, counts_as_asked, read
from tocsin.understanding.speakers import Side
from tocsin.understanding.stage import tell_stage

RECENT_TURNS = 12  # how long a promise is remembered until details are asked for


class Conversation:
    """Hears one call. Offsets of what it gives count the turns joined by line ends."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._gathered = Gathered(knowledge, "message")
        self._whole = ""
        self._offset = 0
        self._recent: deque[tuple[str, ...]] = deque(maxlen=RECENT_TURNS)
        self._stage: Stage | None = None
        self._words: list[str] = []
        self._word_spans: list[tuple[int, int]] = []
        self._callee_words: list[str] = []
        self._callee_word_spans: list[tuple[int, int]] = []

    def hear(self, speaker: str, text: str) -> Understanding:
        """Everything understood up to and with this turn. ``speaker``: caller, callee or unknown.

        ``mentions``, ``tactics`` and ``claimed`` only ever grow at their end: what is new of a turn is what lies beyond what
        there was before it. ``matches`` is the very same tuple until something new is found.
        """
        side: Side = "caller" if speaker == "caller" else "callee" if speaker == "callee" else "unknown"
        part = read(text, self._knowledge, side=side)
        gathered = self._gathered
        offset = self._offset
        self._whole = f"{self._whole}\n{text}" if offset else text
        gathered.add(part, text, offset)
        if side != "callee":
            self._hear_promises(part, text)
            self._words += part.said()
            self._word_spans += [(start + offset, end + offset) for start, end in part.said_spans()]
        if side != "caller":
            self._callee_words += part.said(callee=True)
            self._callee_word_spans += [(start + offset, end + offset) for start, end in part.said_spans(callee=True)]
        if side == "callee":
            stage = tell_stage(part.normalised.data, part.sentences())
            if stage is not None and (self._stage is None or STAGES.index(stage) > STAGES.index(self._stage)):
                self._stage = stage
        self._offset = offset + len(text) + 1
        return Understanding(
            text=self._whole,
            genre="message",
            mentions=tuple(gathered.mentions),
            tactics=tuple(gathered.tactics),
            claimed=tuple(gathered.claimed),
            channels=("call",),
            matches=gathered.matches_now(),
            stage=self._stage or "engaged",
            on_call=True,
            urgency="now",
            words=self._words,
            word_spans=self._word_spans,
            callee_words=self._callee_words,
            callee_word_spans=self._callee_word_spans,
        )

    def _hear_promises(self, part: Read, text: str) -> None:
        """A promise and a request for details make a bait, though turns lie between them."""
        self._recent.append(good_words(part.words) if part.marked & marks.GOOD_OR_BAD else ())
        asked = [hit for hit in part.hits if hit.tactic in DETAILS and counts_as_asked(hit)]
        if asked:
            strength = reward_strength(word for words in self._recent for word in words)
            if strength >= 1.0:
                spans = [part.normalised.given_span(hit.start, hit.end) for hit in asked]
                self._gathered.add_frame(REWARD, strength, spans, text, self._offset)
