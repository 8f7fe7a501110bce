"""Understanding + knowledge → Verdict: one readable flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tocsin.checking import words
from tocsin.checking.contacts import confirm_routes, independent_routes
from tocsin.checking.everyday import FEW_WORDS, sentences_of
from tocsin.checking.features import is_talk, masked_words, may_ask, says_who_speaks, structure
from tocsin.checking.model import BRIEF, LESS_WITH_ENTRY, SHORT, Form, Heard, Model, ends_of, shipped_model, spans_of
from tocsin.checking.naming import most_like
from tocsin.checking.routes import RouteSign, read_routes
from tocsin.checking.rules import broken_rules
from tocsin.knowledge.load import Knowledge
from tocsin.records import BrokenRule, Evidence, Level, Scam, ScamMatch, Span, Understanding, Verdict
from tocsin.version import VERSION

FEWEST_WORDS = 4
FEWEST_WORDS_ASKING = 20  # of which the asking takes half
ASKS_HELP = "asks-help"  # the mention of it (understanding/asking_help.py)
SERIOUS = frozenset({"shared_details", "gave_access", "paid"})
WARNING_SCORE = 0.02
MOST_SPANS = 3
UNSURE_FROM = 0.5
"""Even odds. Of texts that the model had not seen, two of three with a score from here to the alarm were scams (docs/model.md):
nobody may be told of those in calm words that nothing was found."""


def check(
    understanding: Understanding,
    knowledge: Knowledge,
    *,
    channel: str | None = None,
    nation: str = "gb-eng",
    on: date,
    model: Model | None = None,
) -> Verdict:
    """Is it a scam? A matching entry or a broken, verified conduct rule gives ``scam``; weaker evidence ``suspicious``.

    The learned model weighs all of it together (checking/model.py); alone it never says more than ``suspicious``. Which scam is said wherever it alarms: the entry that holds, else the nearest that fits.

    ``channel``: how it came, where known. ``nation`` (``gb-eng`` …) and ``on`` choose the contact routes. ``model``:
    another one than ships.
    """
    routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
    rules = broken_rules(understanding, knowledge, channel=channel)
    model = model or shipped_model()
    weighed = weigh_words(understanding, knowledge, routes=routes, channel=channel, model=model)
    features = structure(understanding, knowledge, routes=routes, rules=rules, channel=channel)
    level, score = judge(
        understanding, rules=rules, channel=channel, model=model, features=features, heard=weighed.heard, routes=routes
    )
    alarming = level in ("scam", "suspicious")
    score = round(score, 4)
    wary = alarming or is_unsure(level, score)
    whoever = wary or (level == "too-little" and _asks_for_help(understanding))
    named = None
    if alarming:
        named = most_like(understanding, knowledge, model=model, features=features, words=weighed.words)
    scam = None if named is None else knowledge.scams[named.scam]
    first, advice = _advice(understanding, scam, level, score)
    return Verdict(
        level=level,
        score=score,
        answer=_answer(level, score, understanding, rules, scam, routes, knowledge),
        scam=None if scam is None else scam.id,
        scam_name=None if scam is None else scam.name,
        tactics=understanding.tactics,
        claimed=understanding.claimed,
        evidence=(
            *_evidence(understanding, knowledge, routes, named, wary=wary),
            *(wording(understanding, weighed) if wary else ()),
        ),
        rules=rules if wary else (),
        first=first,
        advice=advice,
        routes=independent_routes(understanding, knowledge, channel=channel, nation=nation, on=on)
        if alarming
        else confirm_routes(understanding, knowledge, nation=nation, on=on, whoever=whoever),
        not_checked=not_checked(understanding, channel),
        versions={"tocsin": VERSION, "knowledge": knowledge.version, "model": model.id},
    )


def screened(
    understanding: Understanding, knowledge: Knowledge, *, channel: str | None = None, model: Model | None = None
) -> tuple[Level, float, str | None, tuple[str, ...]]:
    """Level, score, scam and tactics of :func:`check`, and nothing said about them: for archives of millions."""
    model = model or shipped_model()
    routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
    rules = broken_rules(understanding, knowledge, channel=channel)
    weighed = weigh_words(understanding, knowledge, routes=routes, channel=channel, model=model)
    features = structure(understanding, knowledge, routes=routes, rules=rules, channel=channel)
    level, score = judge(
        understanding, rules=rules, channel=channel, model=model, features=features, heard=weighed.heard, routes=routes
    )
    named = None
    if level in ("scam", "suspicious"):
        named = most_like(understanding, knowledge, model=model, features=features, words=weighed.words)
    return level, round(score, 4), None if named is None else named.scam, understanding.tactics


class Weighed(NamedTuple):
    """The words of a text, weighed."""

    heard: Heard  # of both sides
    words: list[str]  # those that are said to the reader and were weighed, masked
    places: Sequence[int]  # the word of the text that each of these begins at
    ends: Sequence[int]  # and the one after it
    left_out: Sequence[tuple[int, int]] = ()  # first word and end of each sentence of everyday life


def weigh_words(
    understanding: Understanding,
    knowledge: Knowledge,
    *,
    routes: Sequence[RouteSign],
    channel: str | None,
    model: Model,
) -> Weighed:
    """The words of both sides, weighed: of a written text of some length without its sentences of everyday life."""
    heard = Heard(model)
    masked, places = masked_words(understanding, knowledge, routes=routes)
    ends = ends_of(places, len(understanding.words))
    left_out: list[tuple[int, int]] = []
    if model.everyday is not None and len(masked) > FEW_WORDS and not says_who_speaks(understanding):
        sentences = sentences_of(understanding, places)
        kept = model.everyday.weighed(masked, sentences)
        if len(kept) < len(sentences):
            left = set(kept)
            left_out = [(places[first], ends[end - 1]) for first, end, _ in sentences if (first, end) not in left]
            numbers = [number for first, end in kept for number in range(first, end)]
            masked = [masked[number] for number in numbers]
            places, ends = [places[number] for number in numbers], [ends[number] for number in numbers]
    heard.add(masked, asks=may_ask(understanding, channel))
    if understanding.callee_words:
        heard.add(masked_words(understanding, knowledge, routes=routes, callee=True)[0])
    return Weighed(heard, masked, places, ends, left_out)


def sum_of_words(understanding: Understanding, heard: Heard, *, channel: str | None) -> tuple[float, Form]:
    """What the words add, and the form of the text.

    Of a talk the turn that asks most counts beside all words (checking/asked.py).
    """
    short = heard.count <= SHORT
    talk = not (short and channel) and is_talk(understanding, channel)  # else it changes nothing
    form: Form = "talk" if talk else "short" if short else "long"
    if channel == "call" and heard.count <= BRIEF:
        form = "brief"
    return heard.whole + heard.asked, form


def judge(
    understanding: Understanding,
    *,
    rules: Sequence[BrokenRule],
    channel: str | None,
    model: Model,
    features: Mapping[str, float],
    heard: Heard,
    routes: Sequence[RouteSign] = (),
    live: bool = False,
) -> tuple[Level, float]:
    """The level and the score, and nothing said about them: all that a live call needs at every turn.

    ``features`` are those of :func:`structure`; ``heard`` holds the words, weighed; ``live``: a call that goes on.
    An address that is disguised as somebody's needs no more than even odds beside it.
    """
    if understanding.genre == "warning":
        return "no-signs", WARNING_SCORE
    said, form = sum_of_words(understanding, heard, channel=channel)
    score = model.probability(model.bias + model.of_structure(features) + said)
    thresholds = model.thresholds_for(channel, understanding.genre, live=live, form=form)
    entry = understanding.scam
    if score >= thresholds.scam and (entry is not None or any(rule.verified for rule in rules)):
        return "scam", score
    needed = thresholds.suspicious
    if entry is not None:
        needed -= LESS_WITH_ENTRY
    if routes and any(route.disguised for route in routes):
        needed = min(needed, UNSURE_FROM)
    if score >= needed:
        return "suspicious", score
    for name in features:
        if name.startswith("r:"):  # it leads somewhere
            return "no-signs", score
    if heard.count < FEWEST_WORDS and not understanding.tactics:
        return "too-little", score
    # "Think it's a scam, dont know what to do": whoever asks so must not hear that nothing was found.
    asked = "h:ask" in features or "h:small-ask" in features
    if score < UNSURE_FROM and heard.count <= FEWEST_WORDS_ASKING and not asked and _asks_for_help(understanding):
        return "too-little", score
    return "no-signs", score


def _asks_for_help(understanding: Understanding) -> bool:
    return any(mention.value == ASKS_HELP for mention in understanding.mentions)


def is_unsure(level: Level, score: float) -> bool:
    """Whether an answer without signs is one of those where we cannot tell: as likely a scam as not, or likelier."""
    return level == "no-signs" and score >= UNSURE_FROM


def level_of(understanding: Understanding, knowledge: Knowledge, *, channel: str | None) -> Level:
    """The level alone."""
    return screened(understanding, knowledge, channel=channel)[0]


def _answer(
    level: Level,
    score: float,
    understanding: Understanding,
    rules: Sequence[BrokenRule],
    scam: Scam | None,
    routes: Sequence[RouteSign],
    knowledge: Knowledge,
) -> str:
    if level == "scam":
        if understanding.scam is None and rules and rules[0].verified:
            return words.SCAM_RULE.format(name=rules[0].organisation_name)
        return words.SCAM if scam is None else words.SCAM_NAMED.format(name=scam.name)
    if level == "suspicious":
        return words.SUSPICIOUS if scam is None else alarm_words(understanding, scam)
    if level == "too-little":
        return words.TOO_LITTLE
    if understanding.genre == "warning":
        return words.WARNING
    if is_unsure(level, score):
        return words.UNSURE
    theirs = _really_theirs(understanding, routes)
    return words.NO_SIGNS if theirs is None else words.REALLY_THEIRS.format(name=knowledge.organisations[theirs].name)


def alarm_words(understanding: Understanding, scam: Scam) -> str:
    """What is said of a suspicious text: an entry that holds has its signs in it; the nearest is only most like it."""
    pattern = words.SUSPICIOUS_NAMED if understanding.scam == scam.id else words.SUSPICIOUS_LIKE
    return pattern.format(name=scam.name)


def _really_theirs(understanding: Understanding, routes: Sequence[RouteSign]) -> str | None:
    """Whom a text without signs claims to be, where every route that it gives is known to be genuine."""
    if not routes or not understanding.claimed or any(route.weight >= 0 for route in routes):
        return None
    return understanding.claimed[0]


def _advice(understanding: Understanding, scam: Scam | None, level: Level, score: float) -> tuple[str, tuple[str, ...]]:
    """What to do first, and then, by how far it went."""
    if level == "too-little":
        if not _asks_for_help(understanding):
            return words.FIRST_TOO_LITTLE, words.ADVICE_NOTHING
        told = understanding.stage in SERIOUS
        return (words.FIRST[understanding.stage or ""] if told else words.FIRST_TOO_LITTLE), words.ADVICE_UNSURE
    if is_unsure(level, score):
        return words.FIRST_UNSURE, words.ADVICE_UNSURE
    if level not in ("scam", "suspicious"):
        return (words.FIRST_WARNING if understanding.genre == "warning" else words.FIRST_NOTHING), words.ADVICE_NOTHING
    stage = understanding.stage or "approached"
    own = () if scam is None else scam.advice.get(stage, ())
    if understanding.on_call:
        on_call = () if scam is None else scam.advice.get("on_call", ())
        return words.FIRST_ON_CALL, tuple(dict.fromkeys((*on_call, *own, *words.ADVICE_ANY)))
    first = own[0] if own else words.FIRST[stage]
    return first, tuple(dict.fromkeys((*own[1:], *words.ADVICE_ANY)))


def _evidence(
    understanding: Understanding,
    knowledge: Knowledge,
    routes: Sequence[RouteSign],
    named: ScamMatch | None,
    *,
    wary: bool,
) -> tuple[Evidence, ...]:
    """What was found, with the words that show it: the named scam's own signs first, then everything else.

    A warning's own words are no evidence against it.
    """
    if understanding.genre == "warning":
        return ()
    shown: list[Evidence] = []
    told: set[str] = set()
    if named is not None:
        for evidence in named.evidence:
            if evidence.spans:
                shown.append(evidence)
                told.add(evidence.sign)
                if evidence.tactic is not None:
                    told.add(evidence.tactic)
    untold = [tactic for tactic in understanding.tactics if tactic not in told]
    if untold:
        by_tactic: dict[str, list[Span]] = {tactic: [] for tactic in untold}
        for mention in understanding.mentions:
            if mention.kind == "tactic" and mention.role == "asked" and mention.value in by_tactic:
                spans = by_tactic[mention.value]
                if len(spans) < MOST_SPANS:
                    spans.append(Span(mention.start, mention.end, mention.text))
        shown += [
            Evidence(tactic, True, knowledge.tactics[tactic].says, tuple(by_tactic[tactic]), tactic)
            for tactic in untold
            if by_tactic[tactic]
        ]
    if wary:
        shown += [Evidence(route.sign, True, route.why, route.spans) for route in routes if route.weight > 0]
        shown += [
            Evidence(mention.value, True, words.TOLD[mention.value], (Span(mention.start, mention.end, mention.text),))
            for mention in understanding.mentions
            if mention.value in words.TOLD
        ]
    if routes:
        shown += [Evidence(route.sign, True, route.why, route.spans) for route in routes if route.weight < 0]
    return tuple(shown)


def wording(understanding: Understanding, weighed: Weighed) -> tuple[Evidence, ...]:
    """The passages whose words moved the model most; of one that runs over the end of a line, or a sentence that was left out, the
    longer part.

    Between two lines of a talk stand the words of the other side, which are never quoted.
    """
    text, spans = understanding.text, []
    for first, last in weighed.heard.passages(len(weighed.places)):
        parts: list[tuple[int, int]] = []
        each = range(first, last + 1)
        quoted = spans_of([(at, at) for at in each], weighed.places, weighed.ends, understanding.word_spans)
        for at, (start, end) in zip(each, quoted, strict=True):
            end = start + len(text[start:end].partition("\n")[0].rstrip())
            follows = at > first and weighed.ends[at - 1] == weighed.places[at]
            if follows and "\n" not in text[parts[-1][1] : start]:
                start = parts.pop()[0]
            parts.append((start, end))
        start, end = max(parts, key=lambda part: part[1] - part[0])
        spans.append(Span(start, end, text[start:end]))
    return (Evidence("wording", True, words.WORDING, tuple(spans)),) if spans else ()


def not_checked(understanding: Understanding, channel: str | None) -> tuple[str, ...]:
    """What we could not see. There is always something."""
    sentences: list[str] = list(understanding.not_read)
    if understanding.mentions:
        kinds = [mention.kind for mention in understanding.mentions]
        links = kinds.count("link")
        if links:
            sentences.append(words.NOT_OPENED_LINK if links == 1 else words.NOT_OPENED_LINKS)
        if "phone" in kinds:
            sentences.append(words.NOT_RUNG)
    how = channel or next(iter(understanding.channels), None)
    if how == "call" or understanding.on_call:
        sentences.append(words.NOT_SEEN_CALLER)
    elif how in ("sms", "email", "social", "letter"):
        sentences.append(words.NOT_SEEN_SENDER)
    else:
        sentences.append(words.NOT_SEEN_ANYONE)
    sentences.append(words.NOT_SEEN_REST)
    return tuple(sentences)
