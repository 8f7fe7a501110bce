"""A text → Understanding: one readable flow over the readers of this room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tocsin.knowledge.load import Knowledge
from tocsin.records import Genre, Mention, Span, Understanding
from tocsin.understanding.claims import Named, find_named
from tocsin.understanding.frames import NEAR_WORDS, Frame, find_frames, own_ways, to_anybody
from tocsin.understanding.genre import Cues, tell_genre
from tocsin.understanding.normalise import Normalised, normalise
from tocsin.understanding.scams import claims_of, match_scams
from tocsin.understanding.signs import Hit, sentences, sign_index
from tocsin.understanding.speakers import Side, turns_of
from tocsin.understanding.stage import tell_on_call, tell_stage, tell_urgency
from tocsin.understanding.stance import CUE_WORDS, count_cues

LONGEST_READ = 60_000
"""Characters that are read for meaning: some forty minutes of speech. Longer texts say what was left out."""

_WORD = re.compile(r"[a-z0-9]+")
_DIGITS = re.compile(r"[0-9][0-9 ().-]{5,}[0-9]|\b(?:159|999|7726|101|60599)\b")
_LINK_LIKE = re.compile(r"[a-z0-9](?:\.|\[\.\]|\(\.\)|\[dot\]|\(dot\))[a-z]|@", re.IGNORECASE)
_CHANNEL_WORDS: dict[str, str] = {
    **dict.fromkeys("rang rings ringing called phoned phone voicemail phonecall caller landline callers".split(), "call"),
    **dict.fromkeys("text texts texted sms imessage".split(), "sms"),
    **dict.fromkeys("email emails emailed inbox".split(), "email"),
    **dict.fromkeys("whatsapp facebook instagram messenger telegram snapchat tiktok tinder marketplace".split(), "social"),
    **dict.fromkeys("letter leaflet envelope".split(), "letter"),
    **dict.fromkeys("website popup browser webpage".split(), "web"),
    **dict.fromkeys("doorstep knocked".split(), "in-person"),
}  # fmt: skip
WEAKEST_FRAME = 0.7  # "free" or "offer" beside a link is any shop
LONG_WRITTEN_WORDS, STRETCH_WORDS = 260, 160
"""A newsletter of pages holds every word of every scam somewhere. A written bait is a few paragraphs: of a longer text
the stretch that asks most is judged. Calls are judged whole: they work on somebody for an hour."""
NEAR_WORDS_IN_CALL = 110  # people answer in between
_DETAILS = frozenset({"personal-details-request", "payment-details-request", "password-request", "pin-request"})
SHOWN_SPANS = 4  # spans kept for one sign: enough to see it, however often it comes


@dataclass(frozen=True, slots=True)
class Read:
    """What one text (or one turn of a call) holds, before it is judged as a whole."""

    normalised: Normalised
    words: Sequence[str]
    sentences: Sequence[tuple[int, int]]
    hits: Sequence[Hit]
    named: Sequence[Named]
    routes: Sequence[Mention]  # links, e-mail addresses and telephone numbers
    frames: Sequence[Frame]
    own_ways: Sequence[tuple[int, int]]
    to_anybody: Sequence[tuple[int, int]]
    dialogue: bool  # written down with who speaks


def read(text: str, knowledge: Knowledge, *, side: Side = "unknown") -> Read:
    """Find what is in ``text``, at most :data:`LONGEST_READ` characters; ``side`` is who says it, where known."""
    normalised = normalise(text)
    plain = normalised.text
    turns = turns_of(plain)
    index = sign_index(knowledge)
    cut: list[tuple[int, int]] = []
    hits: list[Hit] = []
    seen: set[tuple[str, int]] = set()
    for turn_start, turn_end, speaker in turns or ((0, len(plain), side),):
        for start, end in sentences(plain, turn_start, turn_end):
            for hit in index.find(plain, start, end, sentence=len(cut), side=speaker):
                if (hit.sign, hit.start) not in seen:  # windows overlap
                    seen.add((hit.sign, hit.start))
                    hits.append(hit)
            cut.append((start, end))
    hits.sort(key=lambda hit: hit.start)
    found = list(_WORD.finditer(plain))
    words, spans = [each.group() for each in found], [each.span() for each in found]
    if turns is not None:  # the labels are no words of anybody
        words = [word for start, end, _ in turns for word in _WORD.findall(plain[start:end])]
    details = [(hit.start, hit.end) for hit in hits if hit.tactic in _DETAILS and _counts(hit)]
    ways, anybody = own_ways(plain), to_anybody(plain)
    if turns is not None:
        ways = [way for way in ways if any(s <= way[0] < e and who != "callee" for s, e, who in turns)]
    return Read(
        normalised,
        words,
        cut,
        hits,
        find_named(plain, [each.group() for each in found], knowledge, spans=spans),
        _routes(text),
        find_frames(
            plain,
            [each.group() for each in found],
            spans,
            details=details,
            near_words=NEAR_WORDS if turns is None else NEAR_WORDS_IN_CALL,
            dialogue=turns is not None,
        )
        if side != "callee"
        else (),
        ways,
        anybody,
        turns is not None,
    )


def _routes(text: str) -> list[Mention]:
    routes: list[Mention] = []
    if _LINK_LIKE.search(text):
        from tocsin.understanding.links import find_links

        routes += find_links(text)
    if _DIGITS.search(text):
        from tocsin.understanding.phones import find_phones

        linked = [(each.start, each.end) for each in routes]
        routes += [
            each for each in find_phones(text) if not any(s <= each.start < e for s, e in linked)
        ]
    return sorted(routes, key=lambda mention: mention.start)


def understand(
    text: str,
    knowledge: Knowledge,
    *,
    channel: str | None = None,
    place: str | None = None,
    at: datetime | None = None,
    deep: bool = True,
) -> Understanding:
    """All that is read out of ``text``. Never raises; linear in its length.

    ``channel``: how it came, where that is known. ``place`` and ``at``: where and when an account was given, for what
    it leaves out. ``deep=False`` leaves out what a check does not need: money, dates, places and mending encodings.
    """
    shown = text[:LONGEST_READ]
    found = read(shown, knowledge)
    cues = _cues(found)
    genre = tell_genre(found.normalised.text, found.words, cues, channel=channel)
    if found.dialogue:
        genre = "message"  # a call written down is what somebody was told, whoever speaks of "I" and "he"
    if genre in ("message", "other") and not found.dialogue and channel != "call":
        found = _densest(found, knowledge)
    not_read: tuple[str, ...] = ()
    if len(text) > LONGEST_READ:
        not_read = (f"We read the first {LONGEST_READ:,} characters. The rest was not read.",)
    understanding = judge_whole(shown if not not_read else text, [found], knowledge, genre=genre, channel=channel)
    if not deep:
        return replace(understanding, not_read=not_read)
    from tocsin.understanding.facts import find_facts

    facts = find_facts(shown, knowledge, place=place, at=at)
    mentions = _merge(understanding.mentions, facts.mentions)
    return replace(
        understanding,
        mentions=mentions,
        losses=tuple(facts.losses),
        places=tuple(facts.places),
        repairs=tuple(facts.repairs),
        not_read=not_read,
    )


def judge_whole(
    text: str,
    parts: Sequence[Read],
    knowledge: Knowledge,
    *,
    genre: Genre,
    channel: str | None = None,
    offsets: Sequence[int] = (0,),
) -> Understanding:
    """One Understanding of what was found in one text, or in the turns of a call that begin at ``offsets`` of it."""
    spans: dict[str, list[Span]] = {}
    mentions: list[Mention] = []
    tactics: dict[str, None] = {}
    found: set[str] = set()
    claimed: dict[str, None] = {}
    for part, offset in zip(parts, offsets, strict=True):
        for hit in part.hits:
            start, end = part.normalised.given_span(hit.start, hit.end)
            start, end = start + offset, end + offset
            if genre in ("message", "other"):
                counts = _counts(hit)
            else:
                counts = hit.stance == "asked" or (genre == "warning" and hit.described)
            if counts:
                found.add(hit.sign)
                shown = spans.setdefault(hit.sign, [])
                if len(shown) < SHOWN_SPANS:
                    shown.append(Span(start, end, text[start:end]))
                if hit.tactic is not None:
                    tactics[hit.tactic] = None
                    found.add(hit.tactic)
            if hit.tactic is not None and (counts or hit.stance != "asked"):
                mentions.append(
                    Mention("tactic", text[start:end], start, end, hit.tactic, f"sign:{hit.sign}", role=hit.stance)
                )
        for named in part.named:
            start, end = part.normalised.given_span(named.start, named.end)
            start, end = start + offset, end + offset
            role = "impersonated" if named.claimed else ""
            mentions.append(
                Mention("organisation", text[start:end], start, end, named.organisation, "names", role=role)
            )
            if named.claimed:
                claimed[named.organisation] = None
        for frame in part.frames:
            if genre in ("message", "other") and frame.tactic in knowledge.tactics and frame.strength >= WEAKEST_FRAME:
                tactics[frame.tactic] = None
                found.add(frame.tactic)
                for left, right in frame.spans:
                    start, end = part.normalised.given_span(left, right)
                    start, end = start + offset, end + offset
                    name = f"frame:{frame.strength:.2f}"
                    mentions.append(Mention("tactic", text[start:end], start, end, frame.tactic, name, role="asked"))
        for name, places in (("own-way", part.own_ways), ("to-anybody", part.to_anybody)):
            for left, right in places:
                start, end = part.normalised.given_span(left, right)
                start, end = start + offset, end + offset
                mentions.append(Mention("advice", text[start:end], start, end, name, f"cue:{name}"))
        for route in part.routes:
            mentions.append(
                Mention(route.kind, route.text, route.start + offset, route.end + offset, route.value, route.found_by)
            )
    # A tactic that only a sign showed has that sign's spans.
    for mention in mentions:
        if mention.kind == "tactic" and mention.value in tactics and mention.value not in spans and mention.role != "denied":
            spans.setdefault(mention.value, []).append(Span(mention.start, mention.end, mention.text))
    matches = match_scams(
        found, claims_of(claimed, knowledge), knowledge, spans_of=lambda sign: tuple(spans.get(sign, ()))
    )
    plain = "\n".join(part.normalised.text for part in parts) if len(parts) > 1 else parts[0].normalised.text
    on_call = genre in ("account", "message", "other") and tell_on_call(plain)
    stage = None
    if genre == "account" or on_call:
        stage = tell_stage(plain, parts[0].sentences if len(parts) == 1 else list(sentences(plain)))
        if stage is None and (tactics or on_call):
            stage = "engaged" if on_call else "approached"
    elif genre == "message" and tactics:
        stage = "approached"
    return Understanding(
        text=text,
        genre=genre,
        mentions=tuple(sorted(mentions, key=lambda mention: mention.start)),
        tactics=tuple(tactics),
        claimed=tuple(claimed),
        channels=_channels(channel, parts, genre),
        matches=matches,
        stage=stage,
        on_call=on_call,
        urgency=tell_urgency(stage, plain, on_call=on_call) if genre == "account" or on_call else "none",
    )


def _densest(found: Read, knowledge: Knowledge) -> Read:
    """The read of a long written text with only what lies in the stretch that asks most."""
    if len(found.words) <= LONG_WRITTEN_WORDS or not found.hits:
        return found
    width = int(len(found.normalised.text) * STRETCH_WORDS / len(found.words))
    best, inside = -1.0, (0, width)
    for first in found.hits:
        last = first.start + width
        held = {hit.tactic for hit in found.hits if first.start <= hit.start < last and _counts(hit) and hit.tactic}
        weight = sum(knowledge.tactics[tactic].weight for tactic in held)
        if weight > best:
            best, inside = weight, (first.start, last)
    start, end = inside
    return replace(
        found,
        hits=[hit for hit in found.hits if start <= hit.start < end],
        frames=[frame for frame in found.frames if start - width <= frame.spans[0][0] < end + width],
    )


def _counts(hit: Hit) -> bool:
    return hit.stance == "asked" and hit.asks and hit.side != "callee"


def _cues(found: Read) -> Cues:
    direct = {hit.tactic for hit in found.hits if hit.stance == "asked" and hit.tactic is not None}
    if CUE_WORDS.isdisjoint(found.words):
        return Cues(direct_asks=len(direct))
    counts = count_cues(found.normalised.text)
    return Cues(len(direct), counts["described"], counts["denied"], counts["advised"])


def _channels(channel: str | None, parts: Sequence[Read], genre: Genre) -> tuple[str, ...]:
    named: dict[str, None] = {} if channel is None else {channel: None}
    if genre in ("account", "warning"):
        for part in parts:
            for word in part.words:
                if word in _CHANNEL_WORDS:
                    named[_CHANNEL_WORDS[word]] = None
    return tuple(named)


def _merge(mine: Iterable[Mention], facts: Iterable[Mention]) -> tuple[Mention, ...]:
    """Both, each once: a telephone number or a link that both read is the facts' own."""
    merged = {(mention.kind, mention.start, mention.end, mention.value): mention for mention in mine}
    for mention in facts:
        merged[(mention.kind, mention.start, mention.end, mention.value)] = mention
    return tuple(sorted(merged.values(), key=lambda mention: (mention.start, mention.end)))
