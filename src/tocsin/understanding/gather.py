"""What was found, gathered into what an Understanding holds: for one text, or turn after turn of a call."""

from __future__ import annotations

from tocsin.knowledge.load import Knowledge
from tocsin.records import Genre, Mention, MentionKind, ScamMatch, Span
from tocsin.understanding.reading import Read, counts_as_asked
from tocsin.understanding.scams import claims_of, match_scams

WEAKEST_FRAME = 0.7  # "free" or "offer" beside a link is any shop
MOST_OF_ONE = 6
"""Mentions kept of one tactic with one stance, and spans shown for one sign: enough to see it, however long the text."""


class Gathered:
    """Grows with :meth:`add`; each call costs only what is added."""

    def __init__(self, knowledge: Knowledge, genre: Genre) -> None:
        self._knowledge = knowledge
        self._genre = genre
        self._found: set[str] = set()
        self._spans: dict[str, list[Span]] = {}
        self._kept: dict[tuple[str, str], int] = {}
        self.mentions: list[Mention] = []
        self.tactics: dict[str, None] = {}
        self.claimed: dict[str, None] = {}

    def add(self, part: Read, text: str, offset: int) -> None:
        """Take in what was read of ``text[offset:]``."""
        for hit in part.hits:
            start, end = part.given_span(hit.start, hit.end, offset)
            if self._genre in ("message", "other"):
                counts = counts_as_asked(hit)
            else:
                counts = hit.stance == "asked" or (self._genre == "warning" and hit.described)
            if counts:
                self._show(hit.sign, text, start, end)
                if hit.tactic is not None:
                    self._hold(hit.tactic, text, start, end)
            if hit.tactic is not None and (counts or hit.stance != "asked"):
                stance = "asked" if counts else hit.stance
                self._mention("tactic", text, start, end, hit.tactic, f"sign:{hit.sign}", role=stance)
        for named in part.named:
            start, end = part.given_span(named.start, named.end, offset)
            role = "impersonated" if named.claimed else ""
            self._mention("organisation", text, start, end, named.organisation, "names", role=role)
            if named.claimed:
                self.claimed[named.organisation] = None
        for frame in part.frames:
            if self._genre in ("message", "other") and frame.strength >= WEAKEST_FRAME:
                self.add_frame(
                    frame.tactic, frame.strength, [part.given_span(*span, offset) for span in frame.spans], text
                )
        for name, places in (("own-way", part.own_ways), ("to-anybody", part.to_anybody)):
            for left, right in places:
                start, end = part.given_span(left, right, offset)
                self._mention("advice", text, start, end, name, f"cue:{name}")
        for route in part.routes:
            self._mention(
                route.kind, text, route.start + offset, route.end + offset, route.value, route.found_by, role=route.role
            )

    def add_frame(self, tactic: str, strength: float, spans: list[tuple[int, int]], text: str) -> None:
        """A bait found by its shape. Its mentions carry its strength, for the weighing."""
        if tactic not in self._knowledge.tactics:
            return
        for start, end in spans:
            self._hold(tactic, text, start, end)
            self._mention("tactic", text, start, end, tactic, f"frame:{strength:.2f}", role="asked")

    def add_telling(self, name: str, start: int, end: int, text: str) -> None:
        """What shows that a person tells of a fraud (understanding/tellings.py)."""
        self._mention("advice", text, start, end, name, f"cue:{name}")

    def matches(self) -> tuple[ScamMatch, ...]:
        """The entries of knowledge that what was gathered so far tells of."""
        return match_scams(
            self._found,
            claims_of(self.claimed, self._knowledge),
            self._knowledge,
            spans_of=lambda sign: tuple(self._spans.get(sign, ())),
        )

    def _hold(self, tactic: str, text: str, start: int, end: int) -> None:
        self.tactics[tactic] = None
        self._show(tactic, text, start, end)

    def _show(self, sign: str, text: str, start: int, end: int) -> None:
        self._found.add(sign)
        shown = self._spans.setdefault(sign, [])
        if len(shown) < MOST_OF_ONE and all(span.start != start for span in shown):
            shown.append(Span(start, end, text[start:end]))

    def _mention(
        self, kind: MentionKind, text: str, start: int, end: int, value: str, found_by: str, *, role: str = ""
    ) -> None:
        key = (value, f"{kind}:{role}:{found_by}")
        kept = self._kept.get(key, 0)
        if kept < MOST_OF_ONE:
            self._kept[key] = kept + 1
            self.mentions.append(Mention(kind, text[start:end], start, end, value, found_by, role=role))
