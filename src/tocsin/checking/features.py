"""What is weighed of one text: the structure of what it does, and its words with names, links and numbers masked.

Structure counts most: who it claims to be, what it asks, which route it offers, which rule that breaks. Words come
after it, masked so that no brand, number or address can become the reason ("hsbc" and "barclays" are both a bank).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from tocsin.checking.routes import RouteSign
from tocsin.checking.weigh import features as amounts_of
from tocsin.knowledge.kept import KeptFor
from tocsin.knowledge.load import Knowledge
from tocsin.records import BrokenRule, Mention, Understanding

MOST_CLAIMED = 2
MOST_CROSSED = 4

_LINKS = {
    "known-link": "<link-own>",
    "look-alike-letters": "<link-like>",
    "look-alike-link": "<link-like>",
    "bare-number-link": "<link-other>",
    "link-not-theirs": "<link-other>",
    "short-link": "<link-short>",
    "unknown-link": "<link-other>",
}
_PHONES = {"known-number": "<phone-own>", "premium-number": "<phone-dear>", "personal-number": "<phone-dear>"}
_CURRENCIES = ("£", "$", "€")
FEW_WORDS = 120
_Places = Callable[[int], tuple[int, int]]
CALLEE = "me:"
"""Before each word that the callee says: "how much" is another thing in the mouth of whoever is asked to pay."""
_UNITS = frozenset(["am", "pm", "th", "st", "nd", "rd"])


def _kinds(knowledge: Knowledge) -> dict[str, str]:
    return {each.id: each.kind for each in knowledge.organisations.values()}


kinds_of = KeptFor(_kinds)


def structure(
    understanding: Understanding,
    knowledge: Knowledge,
    *,
    routes: Sequence[RouteSign],
    rules: Sequence[BrokenRule],
    channel: str | None,
) -> dict[str, float]:
    """The features of what a text does, by name, those above zero only.

    ``t:`` a tactic asked, ``d:`` denied or advised against; ``r:`` a route; ``c:`` the kind of organisation claimed;
    ``g:`` the genre; ``h:`` sums by kind of sign (checking/weigh.py); ``x:`` a meeting of two of these.
    """
    found: dict[str, float] = {f"g:{understanding.genre}": 1.0, f"ch:{channel or 'none'}": 1.0}
    if not understanding.mentions and not understanding.matches and not (understanding.on_call or understanding.stage):
        return found  # most of what people are sent
    for name, amount in amounts_of(understanding, knowledge, routes=routes, rules=rules).items():
        found[f"h:{name}"] = amount
    kinds = kinds_of(knowledge)
    claimed = list(dict.fromkeys(kinds[each] for each in understanding.claimed))[:MOST_CLAIMED]
    for kind in claimed:
        found[f"c:{kind}"] = 1.0
    ways = {_way(route.sign) for route in routes}
    if not routes and any(mention.kind == "link" for mention in understanding.mentions):
        ways.add("many-links")
    for way in ways:
        found[f"r:{way}"] = 1.0
    tactics = knowledge.tactics
    asks = [tactic for tactic in understanding.tactics if tactics[tactic].kind == "ask"]
    for tactic in understanding.tactics:
        found[f"t:{tactic}"] = 1.0
    for tactic in asks[:MOST_CROSSED]:
        for kind in claimed or ("nobody",):
            found[f"x:{tactic}|{kind}"] = 1.0
        for way in ways:
            found[f"x:{tactic}|{way}"] = 1.0
        if channel is not None:
            found[f"x:{tactic}|{channel}"] = 1.0
    for kind in claimed:
        for way in ways:
            found[f"x:{kind}|{way}"] = 1.0
    for mention in understanding.mentions:
        if mention.kind == "tactic" and mention.role in ("denied", "advised"):
            found[f"d:{mention.value}"] = 1.0
    match = next(iter(understanding.matches), None)
    if match is not None:
        found["e:strength"] = match.strength
        if match.held:
            found["e:held"] = 1.0
            found[f"e:{match.scam}"] = 1.0
    for rule in rules:
        if rule.verified:
            found["rule:verified"] = 1.0
            break
    if understanding.on_call and channel != "call":
        found["on-call"] = 1.0
    if understanding.genre == "account" and understanding.stage is not None:
        found[f"s:{understanding.stage}"] = 1.0
    return found


SHORTEST_LABEL, LONGEST_LABEL = 2, 30  # characters: "A:", "representative 12: "


def is_talk(understanding: Understanding, channel: str | None) -> bool:
    """Whether it is a call, heard or written down with who speaks."""
    return channel == "call" or says_who_speaks(understanding)


def says_who_speaks(understanding: Understanding) -> bool:
    """Whether it is a talk written down turn by turn: that is weighed whole, for nobody pads a talk."""
    if understanding.callee_words:
        return True
    spans = understanding.word_spans
    if not understanding.words:
        return False
    # Of a whole text only the first is worked out.
    start = spans.first() if hasattr(spans, "first") else spans[0][0]
    if start < SHORTEST_LABEL:
        return False
    # Who speaks is no word of anybody: it stands right before the first word. So do the lines above a forwarded message.
    label, colon, after = understanding.text[max(0, start - LONGEST_LABEL) : start].rpartition(":")
    return bool(colon) and not any(map(str.isalnum, after)) and not label.endswith(" wrote")


def may_ask(understanding: Understanding, channel: str | None) -> bool:
    """Whether its turns are weighed for what each of them asks (checking/asked.py): a talk, and nothing that came in writing."""
    return channel in (None, "call") and is_talk(understanding, channel)


def _way(sign: str) -> str:
    return "look-alike" if sign.startswith("look-alike") else sign


def masked_words(
    understanding: Understanding,
    knowledge: Knowledge,
    *,
    routes: Sequence[RouteSign],
    since: int = 0,
    since_mention: int = 0,
    callee: bool = False,
) -> tuple[list[str], Sequence[int]]:
    """The words from number ``since`` on, masked, and which word of the understanding each begins at.

    A link, a telephone number or a name of several words becomes one masked word. ``since_mention``: in a call, the
    first mention that may lie in those words. ``callee``: the callee's words, each marked as theirs (``CALLEE``).
    """
    said = understanding.callee_words if callee else understanding.words
    words = list(said[since:]) if since else list(said)
    if callee and not words:
        return words, ()
    text, spans = understanding.text, understanding.callee_word_spans if callee else understanding.word_spans
    places: _Places | None = None  # worked out when first asked for
    if not "".join(words).isalpha():
        amounts: set[int] = set()
        begin = max(0, spans[since][0] - 1) if since else 0
        for sign in _CURRENCIES:
            at = text.find(sign, begin)
            while at >= 0:
                places = places or _places(spans, len(words), since)
                amounts.update(range(*places(at + 1)))
                at = text.find(sign, at + 1)
        for at, word in enumerate(words):
            if not word.isalpha():
                words[at] = "<money>" if at in amounts else _number(word)
    begins_at: Sequence[int] = range(since, since + len(words))
    mentions = understanding.mentions[since_mention:]
    covered = _covered(mentions, routes, kinds_of(knowledge)) if mentions else ()
    if covered:
        gone: set[int] = set()
        places = places or _places(spans, len(words), since)
        for start, end, mask in covered:
            first, last = places(start)[0], places(end)[0]
            if first < last:
                words[first] = mask
                gone.update(range(first + 1, last))
        if gone:
            begins_at = [at for number, at in enumerate(begins_at) if number not in gone]
            words = [word for number, word in enumerate(words) if number not in gone]
    return [CALLEE + word for word in words] if callee else words, begins_at


def _places(spans: Sequence[tuple[int, int]], count: int, since: int) -> _Places:
    """Of an offset of the text, which of the words from number ``since`` on is the first that begins there or after it, and
    which the first that begins after it. Of a long text only those words are looked at that lie there."""
    if count > FEW_WORDS and hasattr(spans, "numbers_at"):
        places: _Places = spans.numbers_at
        return places
    starts = spans.starts() if hasattr(spans, "starts") else [start for start, _ in spans[since:]]
    return lambda offset: (bisect_left(starts, offset), bisect_right(starts, offset))


def _covered(
    mentions: Iterable[Mention], routes: Sequence[RouteSign], kinds: dict[str, str]
) -> list[tuple[int, int, str]]:
    covered: list[tuple[int, int, str]] = []
    signs = {route.spans[0].start: route.sign for route in routes if route.spans}
    for mention in mentions:
        if mention.kind == "organisation":
            covered.append((mention.start, mention.end, f"<{kinds[mention.value]}>"))
        elif mention.kind == "link":
            covered.append((mention.start, mention.end, _LINKS.get(signs.get(mention.start, ""), "<link-other>")))
        elif mention.kind == "phone":
            covered.append((mention.start, mention.end, _PHONES.get(signs.get(mention.start, ""), "<phone>")))
        elif mention.kind == "email":
            covered.append((mention.start, mention.end, "<email>"))
    return covered


def _number(word: str) -> str:
    if word.isdigit():
        if len(word) <= 2:
            return "<n>"
        if len(word) == 4 and word[:2] in ("19", "20"):
            return "<year>"
        return "<n3>" if len(word) <= 3 else "<code>" if len(word) <= 8 else "<long>"
    digits = sum(each.isdigit() for each in word)
    rest = word.strip("0123456789")
    if rest in _UNITS:
        return "<time>" if rest.endswith("m") else "<date>"
    return "<ref>" if digits >= 2 else word
