"""A text → Understanding: one readable flow over the readers of this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tocsin.knowledge.load import Knowledge
from tocsin.records import Genre, Mention, Understanding
from tocsin.understanding.gather import Gathered
from tocsin.understanding.genre import Cues, is_told, tell_genre
from tocsin.understanding.reading import Read, counts_as_asked, read
from tocsin.understanding.stage import tell_on_call, tell_stage, tell_urgency
from tocsin.understanding.stance import CUE_WORDS, count_cues

LONGEST_READ = 60_000
"""Characters that are read for meaning: some forty minutes of speech. Longer texts say what was left out."""

_CHANNEL_WORDS: dict[str, str] = {
    **dict.fromkeys(["rang", "rings", "ringing", "called", "phoned", "phone", "voicemail", "phonecall", "caller", "landline", "callers"], "call"),
    **dict.fromkeys(["text", "texts", "texted", "sms", "imessage"], "sms"),
    **dict.fromkeys(["email", "emails", "emailed", "inbox"], "email"),
    **dict.fromkeys(["whatsapp", "facebook", "instagram", "messenger", "telegram", "snapchat", "tiktok", "tinder", "marketplace"], "social"),
    **dict.fromkeys(["letter", "leaflet", "envelope"], "letter"),
    **dict.fromkeys(["website", "popup", "browser", "webpage"], "web"),
    **dict.fromkeys(["doorstep", "knocked"], "in-person"),
}  # fmt: skip
LONG_WRITTEN_WORDS, STRETCH_WORDS = 260, 160
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
) -> Understanding:
    """All that is read out of ``text``. Never raises; linear in its length.

    ``channel``: how it came, where that is known. ``place`` and ``at``: where and when an account was given, for what
    it leaves out. ``deep=False`` leaves out what a check does not need: money, dates, places and mending encodings.
    """
    shown = text[:LONGEST_READ]
    found = read(shown, knowledge)
    genre = tell_genre(
        found.normalised.text, found.words, lambda: _cues(found), any_hits=bool(found.hits), channel=channel
    )
    if found.dialogue:
        genre = "message"  # a call written down is what somebody was told, whoever speaks of "I" and "he"
    if genre in ("message", "other") and not found.dialogue and channel != "call":
        found = _densest(found, knowledge)
    not_read: tuple[str, ...] = ()
    if len(text) > LONGEST_READ:
        not_read = (f"We read the first {LONGEST_READ:,} characters. The rest was not read.",)
    understanding = judge_whole(text, found, knowledge, genre=genre, channel=channel)
    if not deep:
        return replace(understanding, not_read=not_read) if not_read else understanding
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


def judge_whole(text: str, found: Read, knowledge: Knowledge, *, genre: Genre, channel: str | None) -> Understanding:
    """One Understanding of what was found in one text."""
    gathered = Gathered(knowledge, genre)
    gathered.add(found, text, 0)
    plain = found.normalised.text
    if not found.dialogue and is_told(genre, found.words, channel=channel):
        from tocsin.understanding.tellings import tellings  # here: most of what is checked is no telling

        for name, start, end in tellings(plain, genre):
            gathered.add_telling(name, *found.given_span(start, end, 0), text)
    on_call = genre != "warning" and tell_on_call(plain)
    stage = None
    if genre == "account" or on_call:
        stage = tell_stage(plain, found.sentences)
        if stage is None and (gathered.tactics or gathered.claimed or on_call):
            stage = "engaged" if on_call else "approached"
    elif genre == "message" and gathered.tactics:
        stage = "approached"
    return Understanding(
        text=text,
        genre=genre,
        mentions=tuple(sorted(gathered.mentions, key=lambda mention: mention.start)),
        tactics=tuple(gathered.tactics),
        claimed=tuple(gathered.claimed),
        channels=_channels(channel, found.words, genre),
        matches=gathered.matches(),
        stage=stage,
        on_call=on_call,
        urgency=tell_urgency(stage, plain, on_call=on_call) if genre == "account" or on_call else "none",
    )


def _densest(found: Read, knowledge: Knowledge) -> Read:
    """The read of a long written text with only what lies in the stretch that asks most."""
    if len(found.words) <= LONG_WRITTEN_WORDS:
        return found
    if len({route.value.split("/")[2] for route in found.routes if route.kind == "link"}) > NEWSLETTER_HOSTS:
        found = replace(found, frames=[])  # a reason and a link stand close together all over a newsletter
    found = replace(found, frames=[replace(frame, strength=frame.strength / 2) for frame in found.frames])
    if not found.hits:
        return found
    width = int(len(found.normalised.text) * STRETCH_WORDS / len(found.words))
    best, inside = -1.0, (0, width)
    for first in found.hits:
        last = first.start + width
        held = {
            hit.tactic for hit in found.hits if first.start <= hit.start < last and counts_as_asked(hit) and hit.tactic
        }
        weight = sum(knowledge.tactics[tactic].weight for tactic in held)
        if weight > best:
            best, inside = weight, (first.start, last)
    start, end = inside
    return replace(
        found,
        hits=[hit for hit in found.hits if start <= hit.start < end],
        frames=[frame for frame in found.frames if start - width <= frame.spans[0][0] < end + width],
    )


def _cues(found: Read) -> Cues:
    direct = {hit.tactic for hit in found.hits if hit.stance == "asked" and hit.tactic is not None}
    if CUE_WORDS.isdisjoint(found.words):
        return Cues(direct_asks=len(direct))
    counts = count_cues(found.normalised.text)
    return Cues(len(direct), counts["described"], counts["denied"], counts["advised"])


def _channels(channel: str | None, words: Sequence[str], genre: Genre) -> tuple[str, ...]:
    named: dict[str, None] = {} if channel is None else {channel: None}
    if genre in ("account", "warning"):
        named |= {_CHANNEL_WORDS[word]: None for word in words if word in _CHANNEL_WORDS}
    return tuple(named)


def _merge(mine: Iterable[Mention], facts: Iterable[Mention]) -> tuple[Mention, ...]:
    """Both, each once: a telephone number or a link that both read is the facts' own."""
    merged = {(mention.kind, mention.start, mention.end, mention.value): mention for mention in mine}
    for mention in facts:
        merged[(mention.kind, mention.start, mention.end, mention.value)] = mention
    return tuple(sorted(merged.values(), key=lambda mention: (mention.start, mention.end)))
