"""Who published a warning, for which area, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tocsin.knowledge.forces import load_forces
from tocsin.records import Document, Mention, StatedRule
from tocsin.understanding.article import Article, site_of
from tocsin.understanding.dates import find_days
from tocsin.understanding.place_names import place_names
from tocsin.understanding.sentences import Sentence, holds, lines_of

_I = re.IGNORECASE
_TAILS = (
    r"Police Service|Police|Constabulary|Trading Standards|(?:County|City|Borough|District|Parish|Town) Council|Council|"
    r"(?:County |Criminal )?District Attorney(?:'s Office)?|Neighbourhood Policing Team|Safer Neighbourhood Team|Economic Crime Unit|"
    r"Crimestoppers|Conduct Authority|Neighbourhood Watch|Sheriff's Office|Fraud Alert System|Alert System"
)
_BODY = re.compile(
    rf"\b(?:(?:City|Town|Borough|County) of [A-Z][a-z]+ Council|(?:[A-Z][A-Za-z'-]*(?:\s+(?:and|upon|&)\s+|\s+)){{1,5}}(?:{_TAILS})(?![\w])|(?:{_TAILS})(?=\s+(?:message|alert)))"
)
_NATIONAL = re.compile(
    r"\bPSNI(?:\s+[A-Z][a-z]+)?\b|\b(?:DVLA|HMRC|Action Fraud|Report Fraud|FCA|Ofcom|Ofgem)\b|\bFinancial Conduct Authority\b"
)
_SPEAKS = re.compile(
    r"^(?:'s)?\s*(?:\([A-Z]+\)\s*)?(?:[\w']+\s+){0,4}?(?:is|are|has|have|says?|said|warns?|issued?|announced|wants?|urges?|reminds?|asks?|back|put|received|police advice|advice|message|alert)\b|^:",
    _I,
)
_SPEAKS_OF = re.compile(
    r"\b(?:Commissioner for|reported to|report (?:it |this |them )?to|posing as|pretending to be|claiming to be|from|contact|call|tell|via|inform|ring)"
    r"\s+(?:the\s+)?$",
    _I,
)
_REACHED = re.compile(
    r"^\s*(?:on|via|at)\s+(?:(?:the|non-emergency|emergency|freephone|number|telephone)\s+){0,4}\(?\d", _I
)
_OUR = re.compile(r"\b(?:our|us|we)\b", _I)
_NO_PUBLISHER = re.compile(r"^(?:Action Fraud|Report Fraud|The|This|A|An)$")
_GOV_HOST = re.compile(r"^(?:www\.)?([a-z-]+)\.(police|gov)\.uk\b")
_NO_NAME = re.compile(
    r"(?:County |Criminal )?District Attorney(?:'s Office)?|(?:County|City|Borough|District|Parish|Town) Council|\w+"
)
_POLICE_IN = re.compile(r"\bPolice in ([A-Z][a-z]+(?: [A-Z][a-z]+)?) \(([A-Z]{3,5})\)")
_LEAD_WORDS = re.compile(r"^(?:The|In|As|At|By|For|From|Both|And|When|After|While|Since|Local|Message|Contact|Call)\s+")
_NOT_FORCES = frozenset(
    {"actionfraud", "reportfraud", "phishing", "police", "www", "gov", "hmrc", "met", "cityoflondon"}
)
_STAMP_LINE = re.compile(r"^[ \t]*((?:19|20)\d\d-\d\d-\d\d)[ T]\d\d:\d\d(?::\d\d)?[ \t]*$", re.MULTILINE)


def find_publisher(
    document: Document,
    article: Article,
    text: str,
    sentences: Sequence[Sentence],
    *,
    rules: Sequence[StatedRule],
    links: Sequence[Mention],
) -> str | None:
    """The body that published it, as it names itself; None when nothing says. ``text`` is level."""
    if document.publisher:
        return _organisation_in(document.publisher) or document.publisher
    if document.url and (body := body_of_host(document.url)):
        return body
    letterhead = [
        line.text
        for line in article.head
        if line.kind == "masthead" and not re.fullmatch(r"(?:News|Office|Alerts?)", line.text)
    ]
    # the last lines of a press office's page may carry the body's name as well
    named = _speakers(article, text, sentences)
    for line in letterhead:
        if _BODY.search(line) or line.endswith(("Alert System", "Office")):
            return line
    if named:
        return named
    site = site_of(article.head)
    if site and (match := _BODY.search(site)):
        return _LEAD_WORDS.sub("", match[0])
    for rule in rules[:20]:  # "IMEX will only call our customers": whoever says "our" of it is who speaks
        speaker = next(
            (name for name in rule.organisation if any(_ours(sentence, name) for sentence in sentences)), None
        )
        if speaker is not None:
            return speaker
    if signed := next((match for line in article.head if (match := _NAME_AND_DAY.match(line.text))), None):
        return signed["name"].strip(" ,-|:/(·•")
    if letterhead and letterhead[0] != site:
        return letterhead[0]
    hosted = next((body for link in links if (body := body_of_host(link.value))), None)
    around = _BODY.search(text, article.tail_start)  # what the rest of the page names, where the article names nobody
    return hosted or (around[0] if around else None) or site


def publisher_area(publisher: str | None, document: Document) -> str | None:
    """The county, city or force area that the publisher is named for; None for a national body."""
    if document.area:
        return document.area
    if publisher is None:
        return None
    if match := re.match(r"^PSNI\s+(\w+)$", publisher):
        return match[1]
    name = re.sub(r"^(?:The\s+)?(?:(?:City|Borough|Town|County|States|Bailiwick) of\s+)?", "", publisher)
    names = place_names()
    if (council := re.match(r"^(.+?) (?:(?:County|City|Borough|District|Parish|Town) )?Council$", name)) is not None:
        return names.area(council[1]) or council[1]
    words = name.split()
    for length in range(len(words), 0, -1):
        candidate = " ".join(words[:length])
        if area := names.area(candidate):
            return area
        if length < len(words) and (named := names.gazetteer.named(candidate)):
            return named[0].name
    match = re.match(r"^(.+? County)\b|^([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:District Attorney|DA|Sheriff)", name)
    return (match[1] or match[2]) if match else None


def find_published(document: Document, article: Article, text: str) -> str | None:
    """When it was published, as precisely as told: from the container, the lines above the text, or its time stamp."""
    if document.published_at:
        return document.published_at
    for line in article.head:
        dates = [each.iso for each in find_days(text[line.start : line.end]) if each.iso]
        if dates and (
            line.kind == "date"
            or _NAME_AND_DAY.match(line.text)
            or _WEEK_ENDING.search(line.text)
            or _only_dates(line.text)
            or re.match(r"^\W*(?:published|posted|date|updated|issued|sent)?\W*\w+,? ?\w*,? ?\d", line.text, _I)
        ):
            return dates[0]
    stamp = _STAMP_LINE.search(text, article.tail_start)
    return stamp[1] if stamp else _dated_below(article, text)


# "Gwent Police | Wednesday 5 March 2025", "Sussex Police, 9 Sept 2023": the body's name, then the day
_WEEK_ENDING = re.compile(r"\b(?:week|fortnight|month) (?:ending|commencing|beginning)\b", _I)
_NAME_AND_DAY = re.compile(
    r"^\W*(?P<name>(?:[A-Z][\w'&.-]*\s+(?:(?:and|of|the|for|&)\s+)?){1,8}?|(?:[A-Z][\w'&.-]*\s+(?:(?:and|of|the|for|&)\s+)?){0,7}[A-Z][\w'&.-]*)\s*[-|,:/(·•]\s*"
    r"(?:(?:published|posted|issued|updated|sent)(?: on)?:?\s+)?(?:\w+day,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z][a-z]+\.?,?\s+\d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d)\W*$"
)
_DATED = re.compile(
    r"^\W*(?:(?:first |last )?(?:published|posted|issued|updated|sent|date[ds]?)\b|released on\b|[-|])?(?:\s+(?:on|at))?\W*(?:\w+day,?\s+)?(?:the )?\d",
    _I,
)


def _dated_below(article: Article, text: str) -> str | None:
    """The day that one of the last lines tells: "Issued: 22 August 2024"."""
    lines = lines_of(text, start=article.body_start)[-6:]
    for start, end in reversed(lines):
        line = text[start:end]
        if end - start > 90 or not (
            _NAME_AND_DAY.match(line) or (_DATED.match(line) and _ONLY_DATED.match(line)) or _only_dates(line)
        ):
            continue
        dates = [each.iso for each in find_days(line) if len(each.iso) >= 10]
        if dates:
            return dates[0]
    return None


_FULL_DAY = re.compile(
    r"(?:\w+day,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z][a-z]{2,8}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|"
    r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d)(?:[ T,]+(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]m|GMT|BST)?)?"
)
_OF_A_DATELINE = re.compile(
    r"(?i:published|posted|updated|issued|dated?|sent|released?|created|last|first|reviewed|modified|on|by|at|the|a|an|and|of|for|to|from|news|press|release|bulletin|"
    r"our|consumer|reporter|correspondent|staff|newsletter|edition|issue|no|number|alert|warning|article|fraud|scam|time|read|min|minutes?|in)"
)


def _only_dates(line: str) -> bool:
    """Whether a line is a day, and beside it only names and words such as "posted by"."""
    days = _FULL_DAY.findall(line)
    if len(days) != 1:
        return False
    rest = re.findall(r"[A-Za-z][\w'’&-]*", _FULL_DAY.sub(" ", line))
    return len(rest) <= 10 and all(word[0].isupper() or _OF_A_DATELINE.fullmatch(word) for word in rest)


_ONLY_DATED = re.compile(r"^\W*(?:[a-z]+\s+){0,3}(?:on |at )?\W*(?:[a-z]+day,?\s+)?[\w\s,./:-]{6,40}$", _I)


_BODY_STEMS = (
    "Police", "Constabulary", "Standards", "Council", "Attorney", "Policing", "Neighbourhood", "Crime", "Authority", "Sheriff", "Alert", "PSNI", "DVLA",
    "HMRC", "Fraud", "FCA", "Ofcom", "Ofgem",
)  # fmt: skip


def _speakers(article: Article, text: str, sentences: Sequence[Sentence]) -> str | None:
    """The body that warns: who says it in the title or at the start, and whom the reader is told to ring."""
    points: dict[str, float] = {}
    first: dict[str, int] = {}
    # whoever publishes says so at the top or at the end
    read = [*enumerate(sentences)] if len(sentences) <= 300 else [*enumerate(sentences[:250]), (250, sentences[-1])]
    for index, sentence in read:
        if not holds(sentence.text, _BODY_STEMS):
            continue
        for pattern in (_BODY, _NATIONAL):
            for match in pattern.finditer(sentence.text):
                name = _LEAD_WORDS.sub("", match[0]).strip()
                if (local := _POLICE_IN.search(sentence.text)) and local[2] == name:
                    name = f"{name} {local[1]}"
                before, after = sentence.text[: match.start()], sentence.text[match.end() :]
                if (
                    not name
                    or (pattern is _BODY and _NO_NAME.fullmatch(name))
                    or (_NO_PUBLISHER.match(name) and index > 1)
                ):
                    continue
                worth = 0.0
                if _SPEAKS.match(after) and not _SPEAKS_OF.search(before):
                    worth = 4 if index < 3 else 2
                elif _REACHED.match(after) and not _NO_PUBLISHER.match(name):
                    worth = 3
                elif re.search(r"\breport(?:ed)? (?:it |this |them )?to\s*$", before, _I) and not _NO_PUBLISHER.match(
                    name
                ):
                    worth = 2
                elif not _SPEAKS_OF.search(before):
                    worth = 2 if index < 2 else 1
                if _NO_PUBLISHER.match(name):
                    worth /= 2
                if pattern is _NATIONAL and not name.startswith("PSNI") and not (index < 3 and _SPEAKS.match(after)):
                    continue  # a national body is named for many reasons
                if worth:
                    points[name] = points.get(name, 0) + worth
                    first.setdefault(name, sentence.start + match.start())
    return _one_body(points, first) if max(points.values(), default=0) >= 2 else None


def _organisation_in(name: str) -> str | None:
    match = _BODY.search(name)
    return match[0] if match and len(match[0]) > len(name) * 0.6 else None


def _ours(sentence: Sentence, name: str) -> bool:
    return (
        name in sentence.text and name[:1].isupper() and bool(_OUR.search(sentence.text[sentence.text.index(name) :]))
    )


def body_of_host(url: str) -> str | None:
    """ "Norfolk Police" for www.norfolk.police.uk, "Foxton Parish Council" for foxtonparishcouncil.gov.uk."""
    match = _GOV_HOST.match(url.partition("://")[2] or url)
    if match is None or match[1] in _NOT_FORCES:
        return None
    if council := re.fullmatch(r"([a-z]+?)-?(parish|town|borough|city|county|district)-?council", match[1]):
        return f"{council[1].capitalize()} {council[2].capitalize()} Council"
    area = place_names().area(match[1].replace("-", " "))
    if area is None:
        return None
    if match[2] == "gov":
        return f"{area} Council"
    return next((force.name for force in load_forces() if force.name.startswith(area)), f"{area} Police")


def _one_body(points: dict[str, float], first: dict[str, int]) -> str:
    """The body with most points. A force under two names ("Cheshire Police", "Cheshire Constabulary") is one body."""
    official = {force.name for force in load_forces()}
    together: dict[str, list[str]] = {}
    for name in points:
        area = _POLICE_TAIL.sub("", name)
        together.setdefault(area if area != name else f"={name}", []).append(name)
    for short in [name for name in points if any(other.endswith(f" {name}") for other in points)]:
        longer = next(other for other in points if other.endswith(f" {short}"))  # "Trading Standards" of Suffolk
        points[longer] += points[short]
        together = {area: [name for name in names if name != short] for area, names in together.items()}
    together = {area: names for area, names in together.items() if names}
    best = max(
        together.values(), key=lambda names: (sum(points[name] for name in names), -min(first[name] for name in names))
    )
    return max(best, key=lambda name: (name in official and len(best) > 1, points[name], -first[name]))


_POLICE_TAIL = re.compile(r"\s+(?:Police|Constabulary|Police Service)$")
