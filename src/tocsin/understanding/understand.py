"""A text → Understanding: one readable flow over the readers of this room."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate
from typing import overload

from tocsin.knowledge.load import Knowledge
from tocsin.records import Genre, Mention, Stage, Understanding, Urgency
from tocsin.understanding import marks
from tocsin.understanding.asking_help import ASKS_HELP, asks_for_help
from tocsin.understanding.channel_words import channels_told
from tocsin.understanding.gather import Gathered
from tocsin.understanding.genre import Cues, tell_genre
from tocsin.understanding.reading import Read, begin, counts_as_asked, finish, read
from tocsin.understanding.signs import Part
from tocsin.understanding.stage import may_tell_on_call, tell_on_call, tell_stage, tell_urgency
from tocsin.understanding.sweep import FEW_WORDS, find_phrases

LONGEST_READ = 60_000
"""Characters that are read for meaning: some forty minutes of speech. Longer texts say what was left out."""

STRETCH_WORDS = 160
NEWSLETTER_HOSTS = 2
"""A newsletter of pages holds every word of every scam somewhere. A written bait is a few paragraphs: of a longer text
the stretch that asks most is judged. Calls are judged whole: they work on somebody for an hour."""


def understand(
    text: str,
    knowledge: Knowledge,
    *,
    channel: str | None = None,
    place: str | None = None,
    at: datetime | None = None,
    deep: bool = True,
    own_areas: Sequence[str] = (),
) -> Understanding:
    """All that is read out of ``text``. Never raises; linear in its length.

    ``channel``: how it came, where that is known. ``place`` and ``at``: where and when an account was given, for what
    it leaves out. ``deep=False`` leaves out what a check does not need: money, dates, places and mending encodings.
    ``own_areas``: names of a desk's own areas, which count as places.
    """
    shown = text if len(text) <= LONGEST_READ else text[:LONGEST_READ]
    understanding = _understood(text, read(shown, knowledge), knowledge, channel=channel)
    if not deep:
        return understanding
    from tocsin.understanding.facts import find_facts

    facts = find_facts(shown, knowledge, place=place, at=at, own_areas=own_areas)
    mentions = _merge(understanding.mentions, facts.mentions)
    return replace(
        understanding,
        mentions=mentions,
        losses=tuple(facts.losses),
        places=tuple(facts.places),
        repairs=tuple(facts.repairs),
    )


def understand_many(texts: Sequence[tuple[str, str | None]], knowledge: Knowledge) -> list[Understanding]:
    """Some texts, and the channel that each came by: as :func:`understand` with ``deep=False`` of each.

    One step after another for all of them: what a step needs does not fit beside the others in a processor's nearest memory,
    so a handful of texts together take less time than one by one.
    """
    founds = [begin(text[:LONGEST_READ], knowledge) for text, _ in texts]
    for found in founds:
        find_phrases(found.swept, knowledge)
    for (text, _), found in zip(texts, founds, strict=True):
        finish(found, text[:LONGEST_READ], knowledge)
    return [
        _understood(text, found, knowledge, channel=channel)
        for (text, channel), found in zip(texts, founds, strict=True)
    ]


def _understood(text: str, found: Read, knowledge: Knowledge, *, channel: str | None) -> Understanding:
    """What was read of a text, as its kind of text has it."""
    if found.turns is not None:
        genre: Genre = "message"  # a call written down is what somebody was told, whoever speaks of "I" and "he"
    else:
        normalised = found.normalised
        genre = tell_genre(
            normalised.text,
            normalised.data,
            found.words,
            found.marked,
            lambda: _cues(found),
            any_hits=bool(found.hits),
            channel=channel,
        )
        if genre in ("message", "other") and channel != "call" and len(found.words) > FEW_WORDS:
            _keep_densest(found, knowledge)
    not_read: tuple[str, ...] = ()
    if len(text) > LONGEST_READ:
        not_read = (f"We read the first {LONGEST_READ:,} characters. The rest was not read.",)
    return judge_whole(text, found, knowledge, genre=genre, channel=channel, not_read=not_read)


def judge_whole(
    text: str,
    found: Read,
    knowledge: Knowledge,
    *,
    genre: Genre,
    channel: str | None,
    not_read: tuple[str, ...] = (),
) -> Understanding:
    """One Understanding of what was found in one text."""
    told = found.turns is None and _is_told(genre, found.marked, channel)
    gathered: Gathered | None = None  # of most texts there is nothing to gather
    if found.hits or found.named or found.routes or found.own_ways or found.to_anybody or found.frames:
        gathered = Gathered(knowledge, genre)
        gathered.add(found, text, 0)
    data = found.normalised.data
    marked = found.marked
    if told:
        from tocsin.understanding.tellings import tellings  # here: most of what is checked is no telling

        for name, start, end in tellings(found.normalised.text, genre):
            gathered = gathered or Gathered(knowledge, genre)
            gathered.add_telling(name, *found.given_span(start, end, 0), text)
        asking = asks_for_help(data, found.words)
        if asking is not None:
            gathered = gathered or Gathered(knowledge, genre)
            gathered.add_telling(ASKS_HELP, *found.given_span(*asking, 0), text)
    on_call = (
        bool(marked & marks.ON_CALL)
        and genre != "warning"
        and may_tell_on_call(found.words)
        and tell_on_call(found.normalised.text, data)
    )
    stage: Stage | None = None
    urgency: Urgency = "none"
    if genre == "account" or on_call:
        stage = tell_stage(data, found.sentences())
        if stage is None and ((gathered and (gathered.tactics or gathered.claimed)) or on_call):
            stage = "engaged" if on_call else "approached"
        urgency = tell_urgency(stage, data, on_call=on_call)
    elif genre == "message" and gathered and gathered.tactics:
        stage = "approached"
    channels: tuple[str, ...] = () if channel is None else (channel,)
    if marked & marks.CHANNEL and genre in ("account", "warning"):
        channels = tuple(dict.fromkeys((*channels, *channels_told(found.words))))
    if gathered and len(gathered.mentions) > 1:
        gathered.mentions.sort(key=_start)
    return Understanding(
        text=text,
        genre=genre,
        mentions=tuple(gathered.mentions) if gathered else (),
        tactics=tuple(gathered.tactics) if gathered else (),
        claimed=tuple(gathered.claimed) if gathered else (),
        channels=channels,
        matches=gathered.matches() if gathered else (),
        stage=stage,
        on_call=on_call,
        urgency=urgency,
        not_read=not_read,
        words=found.said(),
        callee_words=found.said(callee=True),
        callee_word_spans=WordSpans(found, callee=True),
        word_spans=WordSpans(found),
    )


def _start(mention: Mention) -> int:
    return mention.start


def _is_told(genre: Genre, marked: int, channel: str | None) -> bool:
    """As genre.is_told, by the marks of the words."""
    if channel is not None:
        return False
    if genre == "account":
        return True
    return genre != "warning" and not marked & marks.READER and bool(marked & marks.TELLERS)


class WordSpans(Sequence[tuple[int, int]]):
    """Where each word stands in the text as given. Most checks ask for none or for a few, so each is worked out when asked for."""

    __slots__ = ("_callee", "_found", "_numbers", "_parts", "_spans", "_starts", "_within")

    def __init__(self, found: Read, *, callee: bool = False) -> None:
        """``callee``: of the words that the callee says, and not of those that are said to the reader."""
        self._found = found
        self._callee = callee
        self._parts: list[Part] = []  # that hold those words
        self._numbers: list[int] = []  # of the first word of each of them
        self._starts: list[int] = []  # where that word begins
        self._within: dict[int, list[int]] = {}  # where each word of a part begins, by its place among them
        self._spans: list[tuple[int, int]] | None = None

    def _made(self) -> list[tuple[int, int]]:
        if self._spans is None:
            self._spans = self._found.said_spans(callee=self._callee)
        return self._spans

    def starts(self) -> list[int]:
        """Where each begins."""
        at = self._found.said_at(callee=self._callee)
        return self._found.normalised.given_starts([start for start, _ in at])

    def numbers_at(self, offset: int) -> tuple[int, int]:
        """The number of the first word that begins at this offset of the text as given, or after it, and of the first that
        begins after it. For a long text, of which only the sentence that lies there is looked at."""
        found = self._found
        parts, numbers = self._cut()
        if not self._starts:
            letters, words = found.normalised.letters, found.swept.words
            places = [letters.find(words[part.first], part.start) for part in parts]
            self._starts = found.normalised.given_starts(places)
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return 0, 0
        within = self._within.get(at)
        if within is None:
            starts = [start for start, _ in found.swept.spans_of(parts[at])]
            within = self._within[at] = found.normalised.given_starts(starts)
        return numbers[at] + bisect_left(within, offset), numbers[at] + bisect_right(within, offset)

    def _cut(self) -> tuple[list[Part], list[int]]:
        """The parts that hold those words, and the number of the first word of each; at the end how many words there are."""
        if not self._numbers:
            self._parts = self._found.parts_of(callee=self._callee)
            self._numbers = list(accumulate([part.last - part.first for part in self._parts], initial=0))
        return self._parts, self._numbers

    def first(self) -> int:
        """Where the first begins, and nothing worked out of the others."""
        return self._made()[0][0] if self._callee else self._found.first_said()

    @overload
    def __getitem__(self, at: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[int, int]]: ...

    def __getitem__(self, at: int | slice) -> tuple[int, int] | Sequence[tuple[int, int]]:
        if self._spans is not None or isinstance(at, slice):
            return self._made()[at]
        parts, numbers = self._cut()
        if not 0 <= at < numbers[-1]:
            return self._made()[at]
        number = bisect_right(numbers, at) - 1
        found = self._found
        return found.normalised.given_span(*found.swept.spans_of(parts[number])[at - numbers[number]])

    def __len__(self) -> int:
        return self._cut()[1][-1]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._made())

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> tuple[type[list[tuple[int, int]]], tuple[list[tuple[int, int]]]]:
        return list, (self._made(),)


def _keep_densest(found: Read, knowledge: Knowledge) -> None:
    """Leave of the read of a long written text only what lies in the stretch that asks most."""
    if len({route.value.split("/")[2] for route in found.routes if route.kind == "link"}) > NEWSLETTER_HOSTS:
        found.frames = []  # a reason and a link stand close together all over a newsletter
    found.frames = [replace(frame, strength=frame.strength / 2) for frame in found.frames]
    if not found.hits:
        return
    width = int(len(found.normalised.text) * STRETCH_WORDS / len(found.words))
    weights = {tactic.id: tactic.weight for tactic in knowledge.tactics.values()}
    asked = [(hit.start, hit.tactic) for hit in found.hits if hit.tactic is not None and counts_as_asked(hit)]
    best, inside = -1.0, (0, width)
    held: dict[str, int] = {}
    last = 0
    weight = 0.0
    gone = 0
    for start in [hit.start for hit in found.hits]:  # one stretch from each hit on; each hit comes and goes once
        while last < len(asked) and asked[last][0] < start + width:
            tactic = asked[last][1]
            held[tactic] = held.get(tactic, 0) + 1
            weight += weights[tactic] if held[tactic] == 1 else 0.0
            last += 1
        while gone < last and asked[gone][0] < start:
            tactic = asked[gone][1]
            held[tactic] -= 1
            weight -= weights[tactic] if not held[tactic] else 0.0
            gone += 1
        if weight > best + 1e-9:
            best, inside = weight, (start, start + width)
    first, end = inside
    found.hits = [hit for hit in found.hits if first <= hit.start < end]
    found.frames = [frame for frame in found.frames if first - width <= frame.spans[0][0] < end + width]


def _cues(found: Read) -> Cues:
    direct = {hit.tactic for hit in found.hits if hit.stance == "asked" and hit.tactic is not None}
    if not found.marked & marks.CUE:
        return Cues(direct_asks=len(direct))
    counts = found.swept.count_cues()
    return Cues(len(direct), counts["described"], counts["denied"], counts["advised"])


def _merge(mine: Iterable[Mention], facts: Iterable[Mention]) -> tuple[Mention, ...]:
    """Both, each once: a telephone number or a link that both read is the facts' own."""
    merged = {(mention.kind, mention.start, mention.end, mention.value): mention for mention in mine}
    for mention in facts:
        merged[(mention.kind, mention.start, mention.end, mention.value)] = mention
    return tuple(sorted(merged.values(), key=lambda mention: (mention.start, mention.end)))
