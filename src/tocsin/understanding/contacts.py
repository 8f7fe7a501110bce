"""The routes that a warning gives its readers: a name, how to reach it, and whether that still leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from tocsin.knowledge.load import Knowledge
from tocsin.records import Contact, ContactRoute, Mention, Organisation
from tocsin.understanding.links import host_of
from tocsin.understanding.organisation_names import organisation_names
from tocsin.understanding.publisher import body_of_host
from tocsin.understanding.sentences import Sentence, holds, sentence_at

_I = re.IGNORECASE
_CODES = {
    "999": "emergency", "112": "emergency", "18000": "textphone", "18001": "relay", "159": "your bank (159)",
    "7726": "forward texts to 7726", "101": "police",
}  # fmt: skip
_SHORT_WEB_KINDS = ("reporting", "advice", "regulator", "police", "council")
# Words shortly before a value that offer it to the reader.
_OFFERED = re.compile(
    r"(?:\b(?:call(?:ing)?|ring(?:ing)?|phone|telephone|dial(?:ling)?|contact|text(?:ing|phone)?|visit|report(?:s|ed|ing)?|e-?mail|online|guidance|support|paid|reached|rung|phoned|contacted|available|tell|book(?:ed)?|apply|website|web ?site|portal|"
    r"helpline|hotline|line|number|advice|information|details|help|see|go(?:ing)? to|found|forward|register|enquiries|service|tel|hq|office|find|using|use|"
    r"message|speak|talk|check|file|complain(?:t|ts)?|escalate|notify|alert)\b)",
    _I,
)
_LEADS = re.compile(
    r"(?:\b(?:on|at|via|or|and|to|is|us|see|visit|call|calling|ring|dial|through|number|online|by|from|using|website|portal|service|in|livechat|line|than|bank)\b|[:(\-|•,.])\W*$",
    _I,
)
_OF_THE_SCAM = re.compile(
    r"\b(?:(?:dismantled|fake|fraudulent|bogus|malicious|scam|spoofed|phishing|rogue|seized|imposter|sham|false|copycat|cloned|so-called)\W+(?:\w+\W+){0,2}(?:platforms?|exchanges?|apps?|portals?|adverts?|domains?|web ?sites?|sites?|numbers?|links?|pages?|addresses|address|e-?mails?)|"
    r"(?:domains?|links?) (?:are|were|connected|used)\b|download\w*|app from|seizing|interacted with|spoof\w*|call(?:s|ed)? (?:came |comes? |was |were )?from|text(?:s|ed)? from|"
    r"designed to imitate|mention(?:s|ed)?|told to (?:call|ring|visit)|asked to (?:call|ring|visit)|directs? (?:\w+ ){0,3}to|appears? (?:as|to be)|claiming to be from|displays? )",
    _I,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf)(?:$|\?)", _I)
_NAME = re.compile(
    r"(?:[A-Z][\w&'.-]*|[A-Z]{2,})(?:\s+(?:(?:of|and|for|the|&|to)\s+)?(?:[A-Z][\w&'-]*|consumer|trading|standards|helpline|team|office|line|service|non-emergency))*"
)
_NOT_NAMES = re.compile(
    r"^(?:If|In|On|At|The|This|That|Or|And|For|To|Contact|Call|Ring|Report|Visit|You|Your|Please|Victims?|Anyone|Those|Scam|Check|More|Any|Alternatively|"
    r"Information|Individuals|Details|People|Advice|Hang|Put|Forward|Email|E-mail|Text|Talk|See|Citizens|Residents|When|Where|What|Police advice|LiveChat|It|They|He|She|Also|Use|Find|"
    r"Remember|Then|Once|After|Before|Or|Tel|Phone|Website|Do|Don't|Never|Always|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|PIN|SMS)$"
)
_REPORT_TO = re.compile(
    r"\b(?:(?:report(?:ing)?|(?:can|should|must) (?:also )?be reported)(?: (?:it|this|them|the \w+|any \w+|your \w+|all \w+|suspicious \w+))?(?: \w+){0,3}? to|contact|call|speak to|notify|check (?:\w+ ){0,4}(?:on|with|against))\s+(?:the\s+|both\s+)?",
    _I,
)
# a body that knowledge does not hold, told by its capitals
_REPORT_TO_NAME = re.compile(
    r"\b[Rr]eport(?:ing)?\s+(?:it\s+|this\s+|them\s+|the\s+\w+\s+|suspicious\s+\w+\s+)?to\s+(?:both\s+)?(?:the\s+)?"
    r"(?P<name>[A-Z][\w&'-]+(?:\s+(?:(?:of|and|for)\s+)?[A-Z][\w&'-]+)+)"
)
_ALSO = re.compile(r"^\W*(?:and|or|,)\W*(?:also\W+)?(?:report (?:it|this|the \w+) to\W+)?(?:the\s+)?$", _I)
_HELPERS = ("reporting", "advice", "regulator", "government", "police")

MOST_ROUTES = 500
"""Routes of one document that are looked at: no warning has more, and a list of addresses is no warning."""


def find_contacts(
    text: str,
    sentences: Sequence[Sentence],
    routes: Sequence[Mention],
    knowledge: Knowledge,
    *,
    publisher: str | None,
    letterhead: Sequence[tuple[int, int]] = (),
    on: date,
) -> list[tuple[Contact, Mention | None]]:
    """Every route offered, each value once, beside the mention it was read from (None for a body named without one).

    ``routes``: the phones, links and e-mail addresses of ``text`` (level); telephone numbers in the ``letterhead`` lines
    are the publisher's. ``on``: the day for which a route must hold.
    """
    found: list[tuple[Contact, Mention | None]] = []
    seen: set[str] = set()
    for mention in routes[:MOST_ROUTES]:
        key = _key(mention)
        sentence = sentence_at(sentences, mention.start)
        if key in seen:
            continue
        if publisher and mention.kind == "phone" and any(start <= mention.start < end for start, end in letterhead):
            seen.add(key)
            found.append((_contact(publisher, _contact_value(mention), None, knowledge, on=on), mention))
            continue
        if sentence is None or not _is_offered(text, sentence, mention, knowledge):
            continue
        seen.add(key)
        name, organisation = _name(text, sentence, mention, knowledge, publisher=publisher)
        found.append((_contact(name, _contact_value(mention), organisation, knowledge, on=on), mention))
    given = {contact.name.lower() for contact, _ in found}
    for name, organisation in _named_only(sentences, knowledge):
        if not any(name.lower() in other or other in name.lower() for other in given):
            given.add(name.lower())
            found.append((_contact(name, None, organisation, knowledge, on=on), None))
    return found


def _is_offered(text: str, sentence: Sentence, mention: Mention, knowledge: Knowledge) -> bool:
    before = text[sentence.start : mention.start]
    near = text[max(sentence.start, mention.start - 200) : mention.start]
    official = mention.kind == "link" and _official(mention.value, knowledge)
    if _PRESS_ONLY.search(before):
        return False
    if mention.kind == "link" and host_of(mention.value) == "gov.uk" and mention.text.isupper():
        return False  # "on GOV.UK" names the site
    if _FORWARD.search(before):
        return True  # "forward texts claiming to be from HMRC to 60599"
    if mention.kind == "link" and _PICTURE.search(mention.value):
        return False
    if _OF_THE_SCAM.search(before[-160:]) and not (official and _LEADS.search(near)):
        return False
    if mention.kind == "phone" and mention.value in _CODES:
        if _REACHED_ON.search(near):
            return True
        return not re.search(
            r"\b(?:told|instructed|asked|tells? (?:them|you|victims?)) (?:to )?(?:[\w']+ ){0,5}(?:dial|call|ring)\W*$",
            near,
            _I,
        ) or bool(re.search(r"\b(?:please|you can|should|always)\b[^.]*$", before, _I))
    bare = before.strip(" -*•|(") == ""
    if (
        mention.kind == "phone"
        and len(sentence.text.split()) <= 10
        and re.fullmatch(r"(?:[A-Z][\w'-]*(?: of| and| for)?\s*)+[,:-]?\s*", before)
    ):
        return True  # a signature: a name and a number
    return (
        bool(_OFFERED.search(near) and (_LEADS.search(near) or bare)) or official or (bare and mention.kind != "link")
    )


_REACHED_ON = re.compile(
    r"\b(?:can|should|may) be (?:contacted|reached|rung|called|phoned) (?:at any time )?(?:on|by (?:calling|ringing|dialling)|via)\W*$",
    _I,
)
# For journalists, not for readers.
_PRESS_ONLY = re.compile(
    r"^\W*(?:media |press )?(?:contact|enquiries|inquiries)s?:(?! us)|\b(?:media|press|news) (?:contact|office|enquiries|inquiries|team|desk)\b|\bpublic information office",
    _I,
)
_FORWARD = re.compile(
    r"^\W*(?:please |you can |always |also |and |then )*(?:forward|send|report|text|e-?mail)\b[^.;]{0,140}\bto\W*$|\band (?:suspicious |scam |any |fake )?(?:e-?mails|texts|messages|calls) to\W*$",
    _I,
)


def _official(value: str, knowledge: Knowledge) -> bool:
    host = host_of(value)
    return host.endswith((".police.uk", ".gov.uk")) or _owner(host, knowledge) is not None


def _owner(host: str, knowledge: Knowledge) -> Organisation | None:
    """The organisation whose domain the host is or belongs to; the longest domain wins."""
    best: tuple[int, Organisation] | None = None
    for organisation in knowledge.organisations.values():
        for domain in organisation.domains:
            if (host == domain or host.endswith(f".{domain}")) and (best is None or len(domain) > best[0]):
                best = (len(domain), organisation)
    return None if best is None or best[1].generic else best[1]


def _contact_value(mention: Mention) -> str:
    if mention.kind == "link":
        written = re.sub(r"\s?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\))\s?", ".", mention.text)
        return re.sub(r"^hxxp", "http", written, flags=_I)
    return mention.value if mention.kind == "email" else mention.text.strip()


def _key(mention: Mention) -> str:
    return (
        mention.value.partition("://")[2].removeprefix("www.").rstrip("/") if mention.kind == "link" else mention.value
    )


def _name(
    text: str, sentence: Sentence, mention: Mention, knowledge: Knowledge, *, publisher: str | None
) -> tuple[str, Organisation | None]:
    """What the route leads to: the body named nearest before it, else whose number or host it is."""
    before = text[max(sentence.start, mention.start - 110) : mention.start]
    known = list(organisation_names(knowledge).find(before))
    if mention.value in _CODES and mention.value != "101":
        return _CODES[mention.value], None
    names = [match for match in _NAME.finditer(before) if not _NOT_NAMES.match(match[0]) and len(match[0]) > 2]
    if known and (not names or known[-1][1] >= names[-1].start()):
        organisation = known[-1][2]
        start, end, _ = known[-1]
        longer = next((match[0] for match in names if match.start() <= start and end <= match.end()), None)
        if (
            mention.kind == "link"
            and (owner := _owner(host_of(mention.value), knowledge)) is not None
            and owner is not organisation
        ):
            return owner.name, owner
        name = _trim_name(longer) if longer else ""
        return (name if len(name) > end - start else before[start:end]), organisation
    if mention.kind == "link" and (owner := _owner(host_of(mention.value), knowledge)) is not None:
        return owner.name, owner
    if (
        names
        and re.search(
            r"(?:on|at|via|by|:|\(|calling|or|team|line|visit)\W*\S{0,40}\W*$", before[names[-1].end() :] or ":", _I
        )
        and mention.kind != "link"
    ):
        return _trim_name(names[-1][0]), None
    same = [route for route in knowledge.routes() if _same_value(route, mention)]
    route = min(same, key=lambda each: each.valid_to is not None, default=None)  # rather one that still holds
    if route is not None and mention.value != "101":
        return route.name, knowledge.organisations.get(route.organisation)
    if mention.value == "101":
        police = publisher if publisher and re.search(r"\b(?:Police|Constabulary|PSNI)\b", publisher) else None
        return police or "police", None
    if names:
        return _trim_name(names[-1][0]), None
    if publisher and (re.search(r"\b(?:us|our|we)\b[^.]{0,60}$", before, _I) or mention.kind != "link"):
        return publisher, None
    if mention.kind == "link":
        return body_of_host(mention.value) or host_of(mention.value), None
    return mention.value, None


def _trim_name(name: str) -> str:
    words = name.split()
    while len(words) > 1 and (_NOT_NAMES.match(words[0]) or words[0].islower()):
        words = words[1:]
    while len(words) > 1 and words[-1].lower() in ("of", "and", "for", "the", "&", "to"):
        words = words[:-1]
    return " ".join(words).rstrip(".,'")


def _same_value(route: ContactRoute, mention: Mention) -> bool:
    if mention.kind == "phone":
        digits = re.sub(r"\D", "", route.value)
        return (
            route.kind in ("phone", "sms", "relay")
            and bool(digits)
            and mention.value.removeprefix("+44") == digits.removeprefix("0")
        )
    return route.value.lower() == mention.value or (
        mention.kind == "link" and host_of(f"http://{route.value}") == host_of(mention.value)
    )


def _contact(
    name: str, value: str | None, organisation: Organisation | None, knowledge: Knowledge, *, on: date
) -> Contact:
    """With what replaced it: the value itself ended, or the body behind it did."""
    if value is not None and (ended := knowledge.stale_route(value, on)) is not None:
        return Contact(name, value, True, _say(ended[1]))
    if (
        organisation is not None
        and organisation.routes
        and all(route.valid_to is not None and route.valid_to < on for route in organisation.routes)
    ):
        kinds = ("phone", "sms", "relay") if value and not re.search(r"[a-z]", value, _I) else ("web", "email")
        ordered = sorted(organisation.routes, key=lambda route: route.kind not in kinds)
        now = next((found for route in ordered if (found := knowledge.resolve_route(route.id, on)) is not None), None)
        return Contact(name, value, True, _say(now))
    return Contact(name, value)


def _say(route: ContactRoute | None) -> str | None:
    return None if route is None else f"{route.name}, {route.value}"


def _named_only(sentences: Sequence[Sentence], knowledge: Knowledge) -> Iterator[tuple[str, Organisation | None]]:
    """Bodies that the reader is told to report to or check with, without a number or address."""
    named = organisation_names(knowledge)
    for sentence in sentences:
        if not holds(sentence.small, ("report", "contact", "call", "speak to", "notify", "check")):
            continue
        for match in _REPORT_TO_NAME.finditer(sentence.text):
            if not list(named.find(match["name"])) and not _NOT_NAMES.match(match["name"]):
                yield _trim_name(match["name"]), None
        for cue in _REPORT_TO.finditer(sentence.text):
            rest = sentence.text[cue.end() : cue.end() + 160]
            end = 0
            for start, stop, organisation in named.find(rest):
                if organisation.kind in _HELPERS and (
                    start <= 2
                    or (end and _ALSO.match(rest[end:start]))
                    or _ALSO.match(re.sub(r"^[\w' -]{0,40}?(?=\band\b|\bor\b|,)", "", rest[:start]))
                ):
                    longer = re.match(r"(?: [A-Z][\w'-]+)*", rest[stop:])  # "FCA Register"
                    yield rest[start : stop + (longer.end() if longer else 0)], organisation
                    end = stop
