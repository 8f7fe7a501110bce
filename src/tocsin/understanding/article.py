"""The part of a text that is the warning itself: without front matter, menus, and what the page says of other things."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tocsin.understanding.sentences import lines_of

_I = re.IGNORECASE
FRONT_MATTER = _FRONT = re.compile(
    r"\A\s{0,8}(?:/?---[ \t]*\r?\n.{0,20000}?^---[ \t]*$|```ya?ml[ \t]*\r?\n.{0,20000}?^```[ \t]*$)",
    re.MULTILINE | re.DOTALL,
)
# From here on a page speaks of other things. A line of its own.
_END_LINE = re.compile(
    r"(?:recent (?:news|posts|stories|articles)|latest (?:news|posts|stories|articles)|related(?: (?:news|posts|stories|articles|links|content))?|"
    r"more (?:news|stories|from .{1,40}|like this|on this)|you (?:may|might) also (?:like|be interested in)|read more|most (?:read|popular|viewed)|"
    r"share(?: this)?(?: (?:page|article|story|post|on).{0,40})?|newsletter sign-?up|stay connected|follow us|sign up .{0,60}|subscribe.{0,60}|"
    r"comments?(?: are closed| \(\d+\))?\.?|leave a (?:reply|comment)|post navigation|previous (?:post|article).{0,80}|next (?:post|article).{0,80}|"
    r"tags?:.{0,120}|filed under.{0,120}|posted in.{0,80}|link to: .{1,200}|scroll to top|back to top|ends|-+\s*ends\s*-+|#(?:\s*#){0,4}|"
    r"notes? (?:to|for) editors?:?|advertisement|trending|popular|in other news|elsewhere|©.{0,120}|copyright .{0,120}|all rights reserved.{0,80})",
    _I,
)
_NAVIGATION = re.compile(
    r"(?:home|news|menu|search|contact(?: us)?|skip to (?:main )?content|you are here:?|get help|report a crime|about(?: us)?|/|\d{1,2}|press|author|"
    r"published|\d+ min(?:ute)? read|scroll to top|follow us|share|print|search for|-|latest|archive|log ?in|sign ?in|cookies?|accept|close)",
    _I,
)
_FURNITURE = re.compile(
    r"https?://\S+\.(?:jpe?g|png|gif|webp|svg)\S*|\d{1,4}|\[?(?:tweet this|leer en espa.ol)\]?|!?\[?[^]\n]{0,60}\]:? ?(?:[/(].*)?|!\s.*|<[^>]{0,300}>|"
    r"\{:.*|<!--.*-->",
    _I,
)
_PROSE_END = re.compile(r"[.!?:;,][\"'”’)\]]*$")
_HAS_CONTACT = re.compile(r"https?://|www\.|@|\d{3}[ -]?\d{3,4}|\b(?:101|999|159|7726)\b")
_BULLET = re.compile(r"\s*(?:[-*•‣▪●·+\\]|\(?\d{1,2}[.)])\s?\s*\S")
_IMPERATIVE = re.compile(
    r"(?:never|always|do|don't|don’t|please|hang|contact|call|ring|report|check|treat|be|beware|remember|keep|ask|tell|stop|delete|ignore|forward|use|"
    r"verify|avoid|refuse|take|talk|speak|think|get|wait|visit|make|ensure|block|shred|change|update|protect|if|you|your|they|someone|the suspects?)\b",
    _I,
)
_MASTHEAD = re.compile(
    r"(?:[A-Z][\w'’&.-]*\s+(?:(?:and|of|the|for|&|[A-Z(][\w'’&.)-]*)\s+){0,7})?(?:Police|Constabulary|Council|Alert System|Watch|Alerts?|Trading Standards|"
    r"Attorney(?:['’]s Office)?|News ?Center|News|Association|Authority|Bank|Service|Team|Newsletter|Office|Commission(?:er)?|Department|Partnership|Crimestoppers)",
)
_DATE_LINE = re.compile(
    r"(?:(?:published|posted|date|updated|issued|sent)(?:\s+on)?:?\s*)?(?:\d\d:\d\d\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z][a-z]{2,8}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|[A-Z][a-z]{2,8}\s+\d{4}|"
    r"\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d)(?:[ T,]+(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]m)?)?",
    _I,
)
_RELEASE = re.compile(
    r"(?:for immediate release|press release|news release|media (?:advisory|release)|alert message sent.{0,40})\W*", _I
)
HEADLINE_RUN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the level text. ``kind``: prose, headline, date, masthead, contact, furniture or release."""

    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Article:
    """``start:end`` is the main part, title included. ``head`` are the lines above the first prose; ``tail`` what was
    cut off below; ``title`` the stretches of the headline in the text, empty where there truly is none.
    """

    start: int
    end: int
    title: tuple[tuple[int, int], ...]
    head: tuple[Line, ...]
    body_start: int
    tail_start: int
    cut: bool


def find_article(text: str) -> Article:
    """The main part of ``text`` (level)."""
    front = _FRONT.match(text)
    begin = front.end() if front else 0
    lines = [
        Line(start, end, text[start:end], kind_of_line(text[start:end])) for start, end in lines_of(text, start=begin)
    ]
    if lines and lines[0].kind == "prose" and not _PROSE_END.search(lines[0].text) and _has_site(lines[0].text):
        lines[0] = Line(lines[0].start, lines[0].end, lines[0].text, "headline")  # a long title all the same
    first = _first_prose(lines)
    stop, cut = _stop(lines, first)
    head = tuple(lines[:first])
    title = _title(head, text)
    main = [line for line in head if line.kind in ("headline", "masthead", "date")]
    body = lines[first].start if first < len(lines) else begin
    start = title[0][0] if title else main[-1].start if main else body
    if (
        head and title and title[0][0] == head[0].start and _has_site(head[0].text)
    ):  # the page's title, then its own headline
        start = next((line.start for line in head[1:] if text.startswith(line.text[:40], title[0][0])), start)
    end = lines[stop - 1].end if stop else len(text)
    return Article(min(start, body), max(end, body), title, head, body, end, cut)


def joined(text: str, spans: tuple[tuple[int, int], ...]) -> str | None:
    """The words at ``spans`` in one line; None when there are none."""
    return " ".join(" ".join(text[start:end] for start, end in spans).split()) or None


def kind_of_line(line: str) -> str:
    """What a line is: prose, headline, date, masthead, contact, furniture or release."""
    if _FURNITURE.fullmatch(line) or _NAVIGATION.fullmatch(line) or line.startswith("```"):
        return "furniture"
    if _DATE_LINE.fullmatch(line):
        return "date"
    if _RELEASE.fullmatch(line):
        return "release"
    if _MASTHEAD.fullmatch(line):
        return "masthead"
    words = len(line.split())
    if _HAS_CONTACT.search(line) and words <= 4:
        return "contact"
    if _PROSE_END.search(line) or words > 22 or _HAS_CONTACT.search(line) or _BULLET.match(line):
        return "prose"
    return "headline"


def _first_prose(lines: list[Line]) -> int:
    """The index of the first line of running text; a text of short lines only is all body but its first line."""
    for index, line in enumerate(lines):
        long_enough = len(line.text.split()) >= 6 or (index > 0 and len(line.text.split()) >= 3)
        if line.kind == "prose" and long_enough and not line.text.endswith(";"):
            return index
        # hard-wrapped running text: a line without an end that goes on in small letters
        if (
            index + 1 < len(lines)
            and len(line.text.split()) >= 8
            and line.kind == "headline"
            and lines[index + 1].text[:1].islower()
        ):
            return index
    return min(1, max(0, len(lines) - 1))


def _stop(lines: list[Line], first: int) -> tuple[int, bool]:
    """The index after the last line of the article, and whether anything was cut."""
    prose = [index for index, line in enumerate(lines) if line.kind == "prose" and index >= first]
    for index in range(first + 1, len(lines)):
        if _END_LINE.fullmatch(lines[index].text.strip("*_ ")) and sum(1 for each in prose if each < index) >= 1:
            return _without_furniture(lines, first, index), True
    # a run of headlines at the very end that none of the article's prose follows
    run = len(lines)
    while (
        run > first + 1
        and lines[run - 1].kind in ("headline", "furniture", "date", "masthead")
        and not _HAS_CONTACT.search(lines[run - 1].text)
    ):
        run -= 1
    tail = [line for line in lines[run:] if line.kind == "headline"]
    enough = len(tail) >= HEADLINE_RUN and sum(len(line.text.split()) for line in tail) >= 4 * len(tail)
    advice = sum(1 for line in tail if _IMPERATIVE.match(line.text.lstrip("\"'“‘ ")))
    if enough and advice * 3 <= len(tail) and len([each for each in prose if each < run]) >= 2:
        return run, True
    return _without_furniture(lines, first, len(lines)), False


def _without_furniture(lines: list[Line], first: int, stop: int) -> int:
    """Back over what is no text: pictures, sizes, time stamps, the author's name and the title once more."""
    picture = next(
        (
            index
            for index in range(first + 1, stop)
            if re.match(r"https?://\S+\.(?:jpe?g|png|gif|webp)", lines[index].text)
        ),
        stop,
    )
    if all(line.kind != "prose" or _HAS_CONTACT.search(line.text) for line in lines[picture:stop]):
        stop = picture
    while stop > first + 1 and lines[stop - 1].kind in ("furniture", "date"):
        stop -= 1
    return stop


def _title(head: tuple[Line, ...], text: str) -> tuple[tuple[int, int], ...]:
    """The headline above the text: one with the site's name behind it first, else the first that is a headline."""
    candidates: list[list[tuple[int, int]]] = []
    last: Line | None = None
    for line in head:
        if line.kind != "headline" or len(line.text.split()) < 2 or re.search(r"\bcontact:", line.text, _I):
            last = None
            continue
        wrapped = last is not None and len(last.text) >= 60 and text.count("\n", last.end, line.start) == 1
        if wrapped and candidates and last is not None and not _has_site(last.text):
            candidates[-1].append((line.start, line.end))
        else:
            candidates.append([(line.start, line.end)])
        last = line
    for spans in candidates:
        site = _SITE.search(text[spans[0][0] : spans[0][1]])
        if site is not None and _has_site(text[spans[0][0] : spans[0][1]]):
            return ((spans[0][0], spans[0][0] + site.start()),)
    return tuple(candidates[0]) if candidates else ()


_SMALL = frozenset({"of", "and", "the", "for", "in", "on", "news", "to", "at"})
_SITE = re.compile(r"\s+(?:\||-)\s+([^|]{2,60})$")


def _has_site(line: str) -> bool:
    match = _SITE.search(line)
    if match is None or match.start() <= 12:
        return False
    words = match[1].split()  # a site has a name: "Amazon Prime calls" is the rest of the headline
    return len(words) <= 6 and all(word[:1].isupper() or not word[:1].isalpha() or word in _SMALL for word in words)


def site_of(head: tuple[Line, ...]) -> str | None:
    """The "Site" of a first line "Title - Site"; None without one."""
    for line in head[:2]:
        match = _SITE.search(line.text)
        if match is not None and _has_site(line.text):
            return match[1].strip()
    return None
