"""What was found, gathered into what an Understanding holds: for one text, or turn after turn of a call."""

from __future__ import annotations

from tocsin.knowledge.load import Knowledge
from tocsin.records import Evidence, Genre, Mention, MentionKind, ScamMatch, Span
from tocsin.understanding.reading import Read
from tocsin.understanding.scams import Matching, reasons
from tocsin.understanding.signs import MOST_OF_ONE, Hit

WEAKEST_FRAME = 0.7  # "free" or "offer" beside a link is any shop


_Shown = tuple[Hit, Read, str, int]
"""What shows a sign, and in which part of the whole: its span is worked out when it is asked for, which is seldom."""


class Gathered:
    """Grows with :meth:`add`; each call costs only what is added."""

    def __init__(self, knowledge: Knowledge, genre: Genre) -> None:
        self._knowledge = knowledge
        self._genre = genre
        self._matching = Matching(knowledge)
        self._shown: dict[str, list[_Shown | Span]] = {}
        self._starts: dict[str, set[int]] = {}  # where those begin in the whole, of signs that are shown more than once
        self._evidence: dict[str, Evidence] = {}
        self._matches: tuple[ScamMatch, ...] | None = ()
        self._kept: dict[tuple[str, str, str, str], int] = {}
        self.mentions: list[Mention] = []
        self.tactics: dict[str, None] = {}
        self.claimed: dict[str, None] = {}

    def add(self, part: Read, text: str, offset: int) -> None:
        """Take in what was read of the part of the whole that is ``text`` and begins at ``offset`` of it."""
        given = part.normalised.given_span
        in_message = self._genre in ("message", "other")
        warning = self._genre == "warning"
        for hit in part.hits:
            tactic = hit.tactic
            stance = hit.stance
            if stance == "asked":
                counts = not in_message or (hit.asks and hit.side != "callee")  # counts_as_asked
            else:
                counts = warning and hit.described
            if counts:
                self._show(hit, part, text, offset, hit.sign)
                if tactic is not None:
                    self.tactics[tactic] = None
                    if tactic != hit.sign:
                        self._show(hit, part, text, offset, tactic)
                    start, end = given(hit.start, hit.end)
                    self._mention("tactic", text, start, end, offset, tactic, f"sign:{hit.sign}", "asked")
            elif tactic is not None and stance != "asked":
                start, end = given(hit.start, hit.end)
                self._mention("tactic", text, start, end, offset, tactic, f"sign:{hit.sign}", stance)
        for named in part.named:
            start, end = given(named.start, named.end)
            role = "impersonated" if named.claimed else ""
            self._mention("organisation", text, start, end, offset, named.organisation, "names", role)
            if named.claimed and named.organisation not in self.claimed:
                self.claimed[named.organisation] = None
                self._matching.claim(named.organisation)
                self._matches = None
        if in_message:
            for frame in part.frames:
                if frame.strength >= WEAKEST_FRAME:
                    spans = [given(*span) for span in frame.spans]
                    self.add_frame(frame.tactic, frame.strength, spans, text, offset)
        for left, right in part.own_ways:
            self._mention("advice", text, *given(left, right), offset, "own-way", "cue:own-way", "")
        for left, right in part.to_anybody:
            self._mention("advice", text, *given(left, right), offset, "to-anybody", "cue:to-anybody", "")
        for route in part.routes:
            self._mention(route.kind, text, route.start, route.end, offset, route.value, route.found_by, route.role)

    def add_frame(self, tactic: str, strength: float, spans: list[tuple[int, int]], text: str, offset: int) -> None:
        """A bait found by its shape. Its mentions carry its strength, for the weighing."""
        if tactic not in self._knowledge.tactics:
            return
        self.tactics[tactic] = None
        for start, end in spans:
            self._show_span(tactic, text, start, end, offset)
            self._mention("tactic", text, start, end, offset, tactic, f"frame:{strength:.2f}", "asked")

    def add_telling(self, name: str, start: int, end: int, text: str) -> None:
        """What shows that a person tells of a fraud (understanding/tellings.py)."""
        self._mention("advice", text, start, end, 0, name, f"cue:{name}", "")

    def matches(self) -> tuple[ScamMatch, ...]:
        """The entries of knowledge that what was gathered so far tells of, their evidence worked out when asked for."""
        return self._matching.matches(self._evidence_of)

    def matches_now(self) -> tuple[ScamMatch, ...]:
        """The same with the evidence as it is now, for what goes on; the same tuple until something new is found."""
        if self._matches is None:
            self._matches = tuple([match.plain() for match in self._matching.matches(self._evidence_of)])
        return self._matches

    def _evidence_of(self, sign: str) -> Evidence:
        evidence = self._evidence.get(sign)
        shown = self._shown.get(self._matching.alike(sign), ())
        if evidence is None or len(evidence.spans) != len(shown):
            why, tactic = reasons(self._knowledge)[sign]
            evidence = self._evidence[sign] = Evidence(sign, True, why, tuple(map(_span, shown)), tactic)
        return evidence

    def _show(self, hit: Hit, part: Read, text: str, offset: int, sign: str) -> None:
        """``sign``: the hit's own, or its tactic."""
        shown = self._shown.get(sign)
        if shown is None:
            self._matching.find_alike(sign)
            self._shown[sign] = [(hit, part, text, offset)]
        elif len(shown) < MOST_OF_ONE and self._is_new(sign, part.normalised.given_start(hit.start) + offset):
            shown.append((hit, part, text, offset))
        else:
            return
        self._matches = None

    def _show_span(self, sign: str, text: str, start: int, end: int, offset: int) -> None:
        shown = self._shown.get(sign)
        span = Span(start + offset, end + offset, text[start:end])
        if shown is None:
            self._matching.find_alike(sign)
            self._shown[sign] = [span]
        elif len(shown) < MOST_OF_ONE and self._is_new(sign, span.start):
            shown.append(span)
        else:
            return
        self._matches = None

    def _is_new(self, sign: str, start: int) -> bool:
        """Whether nothing that shows the sign begins there yet."""
        starts = self._starts.get(sign)
        if starts is None:
            starts = self._starts[sign] = set(map(_start, self._shown[sign]))
        if start in starts:
            return False
        starts.add(start)
        return True

    def _mention(
        self, kind: MentionKind, text: str, start: int, end: int, offset: int, value: str, found_by: str, role: str
    ) -> None:
        key = (value, kind, role, found_by)
        kept = self._kept.get(key, 0)
        if kept < MOST_OF_ONE:
            self._kept[key] = kept + 1
            self.mentions.append(Mention(kind, text[start:end], start + offset, end + offset, value, found_by, role))


def _span(shown: _Shown | Span) -> Span:
    if isinstance(shown, Span):
        return shown
    hit, part, text, offset = shown
    start, end = part.normalised.given_span(hit.start, hit.end)
    return Span(start + offset, end + offset, text[start:end])


def _start(shown: _Shown | Span) -> int:
    """Where it begins in the whole."""
    if isinstance(shown, Span):
        return shown.start
    hit, part, _, offset = shown
    return part.normalised.given_start(hit.start) + offset
