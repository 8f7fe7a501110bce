"""A newsletter that tells of several things: parted into its items, each read as an advisory of its own.

What marks an item is its heading: a Markdown heading, a numbered title, a line in capitals, a line after a rule, or a
short line of its own. But a single warning has headings too ("How it works", "What to do"). So a text is parted only
where the items stand on their own feet: several of them warn, each of another scam; or the text says that it is a
newsletter, and at least one of its items warns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tocsin.knowledge.load import Knowledge
from tocsin.records import Advisory, Document
from tocsin.understanding.advisory import LONGEST_READ, read_advisory
from tocsin.understanding.article import FRONT_MATTER as _FRONT
from tocsin.understanding.article import find_article, kind_of_line
from tocsin.understanding.publisher import publisher_area
from tocsin.understanding.sentences import level, lines_of

MOST_ITEMS = 60
"""Items of one newsletter that are read; the rest is told in ``not_read`` of the last."""
_FEWEST_WORDS = 14
"""Words without which what stands below a heading is no item."""
_LONGEST_HEADING = 110

_I = re.IGNORECASE
_NEWSLETTER = re.compile(
    r"\b(?:news ?letters?|bulletins?|round-?ups?|digest|in this (?:issue|edition|update|month's|week's)|issue (?:no\.? ?)?\d+|edition \d+|"
    r"(?:weekly|monthly|fortnightly|quarterly) (?:update|alert|summary|report|news)|(?:scam|crime|fraud) (?:watch|share|update|of the week|alerts)|alerts this (?:week|month)|"
    r"(?:latest|this (?:week|month)'s) (?:scams|alerts|warnings)|(?:spring|summer|autumn|winter) (?:19|20)\d\d|news from|scams to (?:watch|look out)|"
    r"(?:two|three|four|five|six|seven|several|\d+) (?:\w+ ){0,3}(?:scams|alerts|warnings|frauds)|updates? for (?:the )?(?:week|month))\b",
    _I,
)
# Headings within one warning: what follows them belongs to what stands above.
_OF_THE_SAME = re.compile(
    r"\W*(?:how (?:the|it|this|to|do|does|can|they)\b.*|what (?:to|you|is|are|can|should|happens|happened|do|does|we|they)\b.*|why\b.*|who\b.*|where\b.*|when\b.*|"
    r"(?:our |the |some |key |more |further |general |official |police |safety |useful |top )*(?:advice|tips?|guidance|information|background|details|summary|contacts?|contact us|help|support|links?|resources|reporting|"
    r"next steps|key points|red flags|warning signs|signs|examples?|case stud(?:y|ies)|facts|quotes?|rules|reminders?|actions?|prevention)\b.*|"
    r"(?:how to|please|remember|stay|protect|spot|report(?:ing)?|stop|take five|challenge|tell|check|never|always|don't|do not|if you|think|hang up|contact|call|ring|visit|follow us|"
    r"be |get |need |worried|notes? to|editor|about (?:us|the)|related|share|ends|in this (?:issue|edition|bulletin|newsletter|update)|contents|"
    r"do\b|avoid|beware of|look out|watch out|to (?:report|protect|avoid|stay)|step \d+|abc|dos and|a (?:spokes|victim)|sergeant|detective|inspector|pc |councillor|thank)\b.*)",
    _I,
)
# What is at the foot of a newsletter belongs to none of its items.
_APART = re.compile(r"\b(?:contacts?|diary|dates|numbers|unsubscribe|editor|next (?:issue|meeting))\b", _I)
_MARKDOWN = re.compile(r"^[ ]{0,3}(#{1,6})[ \t]+\S", re.MULTILINE)
_NUMBERED = re.compile(r"^(?:(?:item|alert|story|no\.?|number|scam) ?)?\(?(\d{1,2})(?:[.):]|\s-)\s+\S", _I)
_RULE = re.compile(r"^[ \t]*(?:[-=*_~•·—–][ \t]?){3,}$", re.MULTILINE)
_WAYS = (
    ("#",), ("##",), ("###",), ("number",), ("rule", "capitals"), ("rule", "line"), ("rule",), ("capitals",), ("line",),
    ("capitals", "line"),
)  # fmt: skip
_ENDS_AS_PROSE = re.compile(r"[.;:,][\"')\]]*$")
_LETTERS = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Item:
    """``start:end`` of the text as given, heading included; ``title`` is the heading."""

    start: int
    end: int
    title: str


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    end: int
    kind: str  # "#", "##" …, "number", "rule", "capitals" or "line"
    title: str
    number: int = 0


def read_advisories(
    document: Document, knowledge: Knowledge, *, on: date | None = None, own_areas: Sequence[str] = ()
) -> list[Advisory]:
    """The items of a newsletter, each an advisory of its own with its heading as title; of any other document the one.

    An item's ``text`` is its own part, which begins at ``starts_at`` of the document's; its file has its number behind
    a "#". Publisher and date are the newsletter's where the item does not say.
    """
    whole = read_advisory(document, knowledge, on=on, own_areas=own_areas)
    text = document.text[:LONGEST_READ]
    if not whole.is_advisory and not _NEWSLETTER.search(text[:2000]):
        return [whole]
    for items, certain in _ways_to_part(text):
        parts = [
            replace(
                read_advisory(_part(document, whole, each, number), knowledge, on=on, own_areas=own_areas),
                starts_at=each.start,
            )
            for number, each in enumerate(items, start=1)
        ]
        if _stand_alone(parts, whole, certain=certain or _says_newsletter(document, text, items)):
            if len(document.text) > LONGEST_READ:
                parts[-1] = replace(parts[-1], not_read=(*parts[-1].not_read, *whole.not_read))
            return parts
    return [whole]


def find_items(text: str) -> list[Item]:
    """The items that the headings of a text make, by the strongest kind of heading of which it has two; [] without."""
    return next((items for items, _ in _ways_to_part(text)), [])


def _ways_to_part(text: str) -> Iterator[tuple[list[Item], bool]]:
    """Each way to part the text, the surest first, and whether that kind of heading parts nothing but items."""
    begins = find_article(level(text)).start  # what stands above is the menu of the page
    headings = [each for each in _headings(text) if each.end > begins]
    for kinds in _WAYS:
        chosen = [each for each in headings if each.kind in kinds]
        if kinds == ("number",):
            chosen = _in_order(chosen)
        if len(chosen) < 2:
            continue
        items = _items(text, chosen)
        if 2 <= len(items) <= MOST_ITEMS:
            yield items, kinds == ("number",)


def _headings(text: str) -> list[_Heading]:
    plain = level(text)
    front = _FRONT.match(plain)
    begins = front.end() if front else 0
    marked = {match.start(1): match[1] for match in _MARKDOWN.finditer(text)}
    rules = [match.end() for match in _RULE.finditer(text, begins)]
    found: list[_Heading] = []
    spans = lines_of(plain, start=begins)
    apart = 2 if "\n\n" in text else 1  # a web page's blocks are lines without blank ones between
    for index, (start, end) in enumerate(spans):
        line = plain[start:end].strip(" *_#")
        if end - start > _LONGEST_HEADING or not _LETTERS.search(line) or text[start] == "[":
            continue
        begin = text.rfind("\n", 0, start) + 1
        hashes = next((marks for at, marks in marked.items() if begin <= at <= start), "")
        previous = spans[index - 1] if index else (0, 0)
        after_rule = bool(rules) and any(previous[1] <= at <= start for at in rules)
        below = plain[spans[index + 1][0] : spans[index + 1][1]] if index + 1 < len(spans) else ""
        if hashes:
            kind = hashes if len(hashes) < 4 else "###"
        elif _OF_THE_SAME.fullmatch(line) or kind_of_line(line) in ("furniture", "date", "release"):
            continue
        elif (number := _NUMBERED.match(line)) and not _ENDS_AS_PROSE.search(line) and not _NUMBERED.match(below):
            found.append(_Heading(start, end, "number", line, int(number[1])))
            continue
        elif after_rule and index:
            kind = "rule"
        elif _ENDS_AS_PROSE.search(line) or len(line.split()) > 14 or line[:1].islower() or line[:1] in "-•":
            continue
        elif line.isupper() and len(line) > 4:
            kind = "capitals"
        elif index and text.count("\n", previous[1], start) >= apart and len(below.split()) > len(line.split()):
            kind = "line"
        else:
            continue
        if not _OF_THE_SAME.fullmatch(line) or (hashes and _APART.search(line)):
            found.append(_Heading(start, end, kind, line))
    return found


def _in_order(numbered: Sequence[_Heading]) -> list[_Heading]:
    """The headings numbered 1, 2, 3 …"""
    chosen: list[_Heading] = []
    for each in numbered:
        if each.number == len(chosen) + 1:
            chosen.append(each)
    return chosen


def _items(text: str, headings: Sequence[_Heading]) -> list[Item]:
    """From each heading to the next. A heading with next to nothing below it is the first line of what follows."""
    items: list[Item] = []
    ends = [*(each.start for each in headings[1:]), len(text)]
    begin: int | None = None
    for heading, end in zip(headings, ends, strict=True):
        body = text[heading.end : end]
        if len(body.split()) < _FEWEST_WORDS:
            if items and body.strip() and not _APART.search(heading.title):
                items[-1] = replace(items[-1], end=heading.start + len(text[heading.start : end].rstrip()))
            continue
        start = heading.start if begin is None else begin
        items.append(Item(start, start + len(text[start:end].rstrip(" \n\r\t-=*_~#")), _title(heading.title)))
        begin = None
    return items


def _title(heading: str) -> str:
    number = _NUMBERED.match(heading)
    return " ".join((heading[number.end() - 1 :] if number else heading).split())


def _part(document: Document, whole: Advisory, item: Item, number: int) -> Document:
    """The item as a document of its own, with what the newsletter says of itself."""
    publisher = document.publisher or whole.publisher
    return replace(
        document,
        name=f"{document.name}#{number}",
        text=document.text[item.start : item.end],
        title=item.title,
        publisher=publisher,
        area=document.area or whole.publisher_area or publisher_area(publisher, document),
        published_at=document.published_at or whole.published,
        identifier=f"{document.identifier}#{number}" if document.identifier else None,
    )


def _says_newsletter(document: Document, text: str, items: Sequence[Item]) -> bool:
    """Whether what stands above the first item, or the title, says that it is a newsletter."""
    return bool(_NEWSLETTER.search(f"{document.title or ''}\n{text[: items[0].start][-1500:]}"))


def _stand_alone(parts: Sequence[Advisory], whole: Advisory, *, certain: bool) -> bool:
    """Whether the items are things of their own, and not sections of one warning."""
    warnings = [part for part in parts if part.is_advisory]
    scams = [part.scam for part in warnings]
    if certain and len(warnings) == 1:
        return scams[0] is not None and scams[0] == (whole.scam or scams[0])
    if certain:
        return len({(part.scam, part.places) for part in warnings}) > 1
    told = sum(1 for part in warnings if part.tactics and (part.channels or part.places or part.losses))
    return len(warnings) >= 2 and None not in scams and len(set(scams)) == len(scams) and told == len(warnings)
