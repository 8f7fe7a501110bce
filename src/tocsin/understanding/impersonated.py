"""Whom the scammers of a warning claim to be.

A warning names many bodies: who warns, who helps, whose rule it states. Impersonated are those that follow words of
pretence ("posing as …", "claims to be from …", a call from 'X'), up to where the sentence goes on to what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.knowledge.load import Knowledge
from tocsin.understanding.organisation_names import organisation_names
from tocsin.understanding.sentences import Sentence, holds, level
from tocsin.understanding.told_tactics import cautions

_I = re.IGNORECASE
_PRETENCE = re.compile(
    r"\b(?:pos(?:e|es|ed|ing) as|masquerad\w+ as|purport(?:s|ed|ing|edly)?(?: to be)?|impersonat(?:e|es|ed|ing)|pretend(?:s|ed|ing)?(?: (?:that )?(?:to|they(?:'re| are)|he(?:'s| is| was)|she(?:'s| is| was)))?|"
    r"claim(?:s|ed|ing)?(?: falsely)? to (?:be|work|represent|act|come|have)|(?:falsely )?claim(?:s|ed|ing)? (?:that )?(?:they|he|she|it)(?:'re|'s)? (?:are|is|was|were|work(?:s|ed)?)?|"
    r"(?:say|says|said|saying|state|states|stated|stating|told (?:\w+ ){1,4}that|tell (?:\w+ ){1,3}(?:that )?) ?(?:that )?(?:they|he|she|it)(?:'re|'s)? ?(?:are|is|was|were|work(?:s|ed)?|had)? ?(?:calling |ringing |phoning )?(?:from|for|with|on behalf of|(?=the |a |an |police|officers|their|your|(?:DC|PC|DS|DI|PCSO|Detective|Sergeant|Inspector|Officer|Constable)\b))|"
    r"(?:said|says|saying) to be (?:from )?|(?:representing|describing|passing) themselves (?:off )?as|(?:i'm |i am |we are |we're )?calling (?:you )?(?:from|on behalf of)|calls? (?:from|was from) (?=['\"])|"
    r"in the name of|under the guise of|work(?:s|ing)? for (?=[A-Z])|(?:told|asked|called|rung|phoned|contacted) by (?:a |an )?(?:\w+ )?(?:man|woman|caller|someone|person)? ?(?:claiming to be )?(?:\"?from|(?=['\"]))|"
    r"(?:someone|somebody|a (?:man|woman|caller|person|male|female)|callers?|people|another \"?\w+\"? caller),? (?:\w+ )?(?:\")?from(?= )|messages? from (?=['\"])|pop-up (?:message|notification|warning)? ?(?:from|of a)|"
    r"(?:looks?|looked|appears?|appeared|seems?|seemed|made to look) (?:like|as if|as though|to be|to come|to have come|it was) (?:(?:it|they) (?:is|are|was|were|comes?|came|had come) )?(?:from|(?=(?:their|the|your|his|her|an?) (?:\w+ )?(?:bank|police|courier|council)|[A-Z]{2,}))|couriers? from (?=[A-Z])|(?:say|says|said|saying|claim\w*|told \w+) (?:that )?(?:they|he|she) (?:have|has|had|were|was|are|is)(?: been)? (?:sent|employed|approved|appointed|authorised) by |(?:forged|fake|false|bogus) (?:\w+ )?(?:letters?|documents?|e-?mails?|messages?|texts?|papers|certificates?) (?:from|of)|disguised as|mimic\w*|purportedly from)\b\s*",
    _I,
)
_QUOTED_CALLER = re.compile(
    r"\b(?:a|an|another|the) \"(?P<name>[^\"]{2,40})\" caller|\bthat (?P<that>[A-Z][\w&]+(?: [A-Z][\w&]+)?) was calling\b|\bcall \"(?P<call>[^\"]{2,40})\""
)
_FALSE = re.compile(
    r"\b(?:bogus|fake|false|so-called|phony|phoney|supposed|purported|sham|hoax)\s+(?P<rest>(?:[\w'&-]+\s*){1,3})",
    _I,
)
_THE_SCAM = re.compile(
    r"\b(?:the|so-called|this|a|an)\s+(?P<rest>(?:[\w'&-]+\s+){1,4})(?:scams?|frauds?|con|hoax|impersonation|impersonators?)\b(?!\s+(?-i:Team|Unit|Squad|Hub|Prevention|Awareness|Action|Office|Helpline|Protect|Forum|Partnership|Officer)\b)",
    _I,
)
_MOVED_ON = re.compile(
    r"\b(?:moved on to|now using|using the names? of|including)\s+(?:other|new|different)\s+(?:\w+\s+)?(?:companies|firms|brands|names|banks|organisations)\b(?P<rest>[^.!?]{0,80})",
    _I,
)
_SAID_OF = re.compile(
    r"\b(?:voice|recording|recorded message|voicemails?|messages?|texts?|e-?mails?|letters?|callers?)\s+(?:which |that |then )?(?:says?|saying|said|claim(?:s|ed|ing)?|warn(?:s|ed|ing)?)\s+"
    r"(?:that\s+)?(?P<rest>[A-Z][\w&' ]{1,40}?)\s+(?:is|are|was|were|has|have|had|will|needs?|wants?)\b"
)
_IS_NOT = re.compile(
    r"\b(?:is|are|was|were) not (?:really |actually |in fact )?(?:from |part of )?(?P<rest>[A-Z][\w&]+(?: [A-Z][\w&]+)?)"
)
_ON_DISPLAY = re.compile(
    r"\b(?:show|bear|carry|use|using|have|with)s? the (?P<name>[A-Z]\w+(?: [A-Z]\w+)?) (?:logo|branding|name)\b"
)
# Where what follows is no longer who they claim to be.
_STOP = re.compile(
    r"\b(?:who|which|in (?:an )?(?:effort|attempt|order)|call(?:s|ed)? (?:to|and)|ring(?:s)? (?:to|and)|and (?:say|says|said|saying|claim\w*|tell|tells|told|telling|ask|asks|asked|asking|offer\w*|try|tried|want\w*|persuad\w*|"
    r"going|were|they|using|that|the (?:bank|victim|caller))|asking|telling|saying|offering|to (?:tell|say|ask|trick|persuade|steal|get|obtain|help|investigate|repair|fix|the thieves)|when|while|that (?:they|he|she|the|a|their|your|there|her|his|its|it|my|our)|"
    r"investigating|about|regarding|because|by|but|so|contact\w*|using|on their|on the|whose|has been|have been|need\w*|will|would|may|could|might)\b|[;:.!?]|\s-\s",
    _I,
)
_ADVISES = re.compile(r"^\W*(?:if|never|do not|don't|always|please|beware of|remember)\b", _I)
_EXAMPLE = re.compile(r"\b(?:such as|like|including|for example)\b", _I)
# "a reputable technical support department" claims good standing, not to be anybody
_NO_KIND = re.compile(r"\b(?:reputable|legitimate|genuine|well-known|law)\s+(?:\w+\s+){0,2}$", _I)
_TELLS_WHO = re.compile(
    r"\b(?:residents|victims?|people|householders|pensioners|(?:wo)?man|we have|we've|reports?|received)\b", _I
)
_BY_MEANS_OF = re.compile(r"\b(?:on|via|over|through|using) (?:the )?(?:[\w']+(?:,| or| and|, or) ){0,3}$", _I)
# "Scam alert: Amazon Prime calls": a headline names whom the calls pretend to come from
_IN_HEADLINE = re.compile(
    r"(?P<rest>(?:[A-Z][\w&'-]* ?){1,4}) (?:(?:phone|telephone|scam|hoax|fake|cold|bogus|phishing|text|impersonation|WhatsApp) ){0,2}(?:calls?|callers?|texts?|e-?mails?|messages?|letters?|voicemails?|scams?)\b"
)
_NOT_PRETENCE = re.compile(r"\b(?:not|never|no longer)\W+(?:\w+\W+)?$", _I)


def find_impersonated(
    sentences: Sequence[Sentence], knowledge: Knowledge, *, title: str | None = None, publisher: str | None = None
) -> list[tuple[str, int, int]]:
    """``(organisation id, start, end)`` of each body that the scammers claim to be; the same body may come again."""
    names = organisation_names(knowledge)
    title = level(title) if title else None
    found: set[tuple[int, int, str]] = set()
    for sentence in sentences:
        if _ADVISES.match(sentence.text) or not holds(sentence.small, _STEMS):
            continue
        stretches = _stretches(sentence.text)
        if title and sentence.text in title:
            stretches += [
                (*match.span("rest"), "")
                for match in _IN_HEADLINE.finditer(sentence.text)
                if not (publisher and publisher in match["rest"])
            ]
        for start, end, generic in stretches:
            stretch = sentence.text[start:end]
            here = list(names.find(stretch, generic=bool(generic)))
            example = _EXAMPLE.search(stretch)
            if example and any(at >= example.end() for at, _, _ in here):
                here = [each for each in here if each[0] >= example.end()]  # "a computer company such as Microsoft"
            kinds = {organisation.kind for _, _, organisation in here if not organisation.generic}
            for at, stop, organisation in here:
                if organisation.generic and organisation.kind in kinds:
                    continue  # "the fraud team at Barclays"
                if _BY_MEANS_OF.search(stretch[:at]):
                    continue  # "posed as her son on WhatsApp"
                if organisation.generic and cautions(sentence.text) and not _TELLS_WHO.search(sentence.text):
                    continue  # "anyone claiming to be from the police who asks for gift cards is a scammer"
                if organisation.generic and (_NO_KIND.search(stretch[:at]) or (at and generic == "first")):
                    continue
                found.add((sentence.start + start + at, sentence.start + start + stop, organisation.id))
    return [(organisation, start, end) for start, end, organisation in sorted(found)]


_STEMS = (
    "pos", "masquerad", "purport", "impersonat", "pretend", "claim", "say", "said", "stat", "told", "tell", "call", "name of", "guise", "from", "for ",
    "represent", "describ", "passing", "disguis", "mimic", "bogus", "fake", "false", "phon", "supposed", "sham", "hoax", "scam", "fraud", " con", "imperson",
    "moved on", "now using", "using", "including", "warn", "not ", "logo", "brand", "text", "mail", "message", "letter",
)  # fmt: skip


def _stretches(text: str) -> list[tuple[int, int, str]]:
    """The stretches of a sentence that say who the scammers claim to be, and whether kinds ("your bank") count there:
    "any", only as the "first" word, or "" not at all.
    """
    stretches: list[tuple[int, int, str]] = []
    small = text.lower()
    pretence = _PRETENCE.finditer(text) if holds(small, _PRETENCE_STEMS) else ()
    for match in pretence:
        if _NOT_PRETENCE.search(text[: match.start()]):
            continue
        start = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip("\"' "))
        limit = min(len(text), start + 140)
        stop = _STOP.search(text, start, limit)
        end = stop.start() if stop else limit
        # up to the closing quotation mark, if one was opened before the name
        quote = (
            text.find(text[start - 1], start, end) if start and text[start - 1] in "\"'" else text.find('"', start, end)
        )
        if quote > start and text[quote - 1] == " ":  # one that opens: 'the DVLA or "the council"'
            quote = -1
        stretches.append((start, quote if quote >= 0 else end, "any"))
    stretches += [
        (*match.span(next(name for name in ("name", "that", "call") if match[name])), "any")
        for match in (_QUOTED_CALLER.finditer(text) if "call" in small else ())
    ]
    if holds(small, ("bogus", "fake", "false", "so-called", "phon", "supposed", "purported", "sham", "hoax")):
        stretches += [(*match.span("rest"), "first") for match in _FALSE.finditer(text)]
    stretches += [
        (*match.span("rest"), "")
        for pattern, stems in _NAMED_IN
        if holds(small, stems)
        for match in pattern.finditer(text)
    ]
    if holds(small, ("logo", "brand", "name")):
        stretches += [(*match.span("name"), "") for match in _ON_DISPLAY.finditer(text)]
    return stretches


_PRETENCE_STEMS = (
    "pos", "masquerad", "purport", "imperson", "pretend", "claim", "sa", "stat", "told", "tell", "call", "name of", "guise", "from", "work", "by ",
    "represent", "describ", "passing", "disguis", "mimic", "like", "as if",
)  # fmt: skip
_NAMED_IN = (
    (_THE_SCAM, ("scam", "fraud", " con", "hoax", "imperson")),
    (_MOVED_ON, ("moved on", "using", "including")),
    (_SAID_OF, ("say", "said", "claim", "warn")),
    (_IS_NOT, (" not ",)),
)
