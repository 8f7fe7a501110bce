"""A web page: its main article as text, without menus, footers, scripts and links to other pages."""

from __future__ import annotations

import re

from lxml import etree, html

from tocsin.errors import InputError
from tocsin.records import Document
from tocsin.sources.markdown import split_site
from tocsin.sources.stamps import iso_stamp
from tocsin.sources.text import decode

MAX_DEPTH = 200
"""Elements nested deeper than this are left out: no page that people wrote is."""
MAX_CHARACTERS = 3_000_000
"""Characters of a page that are looked at: the rest of a longer one is told in ``not_read``."""
MAX_ELEMENTS = 40_000
"""Elements of the article that are read: a page with more is no article."""

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "video",
        "audio",
        "head",
        "dialog",
        "menu",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "header",
        "address",
        "dl",
        "dt",
        "dd",
        "body",
        "details",
        "summary",
        "hr",
        "br",
    ]
)
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:related|recommended|breadcrumbs?|cookies?|consent|share|sharing|social|sidebar|newsletter|comments?|"
    r"footer|menu|navigation|navbar|nav|skip|banner|promo|popular|trending|most-read|read-more|more-news|latest|pagination|"
    r"advert|ads|subscribe|signup|tags?|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINES = re.compile(r" ?\n[ \n]*")


def read_html(name: str, data: bytes) -> Document:
    """A web page as a Document.

    Raises:
        InputError: nothing in it can be read as HTML.
    """
    declared = _CHARSET.search(data[:4096])
    source, not_read = decode(data, declared=declared[1].decode("ascii") if declared else None)
    # lxml refuses text with an XML encoding declaration, and characters that XML forbids end the parse early.
    source = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", source).replace("\0", "")
    too_long = len(source) > MAX_CHARACTERS
    source = source[:MAX_CHARACTERS]
    # recover, no huge trees: the parser itself stops at a depth of 255, so hostile nesting ends quickly
    parser = html.HTMLParser(recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise InputError(
            "This page cannot be read.", where=name, fix="Paste its text instead.", code="bad-html"
        ) from None
    metas = _metas(root)
    article = _main(root)
    lines, cut = _text_of(article)
    heading = next((text for each in root.iter("h1") if (text := _plain(each))), None)
    title, site = split_site(metas.get("og:title") or _title(root))
    if site is None:
        site = split_site(_title(root))[1]
    return Document(
        name=name,
        text=lines,
        media_type="text/html",
        title=heading or title,
        publisher=metas.get("og:site_name") or metas.get("dcterms.publisher") or site,
        area=metas.get("geo.placename"),
        url=_url(root) or metas.get("og:url"),
        published_at=_published(root, metas),
        not_read=(
            *not_read,
            *(("Parts of the page were left out: it is too large or nested too deeply.",) if cut or too_long else ()),
        ),
    )


def _main(root: html.HtmlElement) -> html.HtmlElement:
    """The element with the article: the one that says so, else the one that directly holds most of the paragraphs."""
    for path in ("//*[@itemprop='articleBody']", "//article", "//main", "//*[@role='main']"):
        found = [each for each in root.xpath(path) if isinstance(each, html.HtmlElement)]
        if len(found) == 1 and len(_plain(found[0])) > 200:
            return found[0]
        if path == "//article" and 1 < len(found) <= 50:
            longest = max(found, key=lambda each: len(_plain(each)))
            if len(_plain(longest)) > 400:
                return longest
    bodies = root.xpath("//body")
    return bodies[0] if bodies else root


def _text_of(article: html.HtmlElement) -> tuple[str, bool]:
    """The text with one block a line, and whether something was nested too deeply. Iterative: depth costs no stack."""
    parts: list[str] = []
    cut = False
    # (element, depth) to enter, or a string to write
    todo: list[tuple[html.HtmlElement, int] | str] = [(article, 0)]
    entered = 0
    while todo:
        step = todo.pop()
        if isinstance(step, str):
            parts.append(step)
            continue
        element, depth = step
        tag = element.tag if isinstance(element.tag, str) else ""
        if element is not article and (not tag or tag in _SKIPPED or _is_aside(element)):
            continue
        entered += 1
        if depth > MAX_DEPTH or entered > MAX_ELEMENTS:
            cut = True
            continue
        block = tag in _BLOCKS
        after: list[tuple[html.HtmlElement, int] | str] = []
        if block:
            after.append("\n")
        if tag == "li":
            after.append("- ")
        after.append(element.text or "")
        for number, child in enumerate(element):
            if number > MAX_ELEMENTS:  # a million children of one element: those beyond are never reached
                cut = True
                break
            after.append((child, depth + 1))
            after.append(child.tail or "")
        if block:
            after.append("\n")
        todo.extend(
            reversed([part.replace("\n", " ") if isinstance(part, str) and part != "\n" else part for part in after])
        )
    text = _BLANKS.sub(" ", "".join(parts))
    return _LINES.sub("\n", text).strip(), cut


def _is_aside(element: html.HtmlElement) -> bool:
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if (
        element.get("role") in {"navigation", "complementary", "contentinfo", "search"}
        or element.get("hidden") is not None
    ):
        return True
    return (
        bool(named.strip())
        and element.tag not in {"body", "main", "article"}
        and bool(_ASIDE_NAMES.search(named[:200]))
    )


def _plain(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _title(root: html.HtmlElement) -> str | None:
    element = root.find(".//title")
    return _plain(element) or None if element is not None else None


def _metas(root: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = (meta.get("content") or "").strip()
        if key and content:
            found.setdefault(key, content)
    return found


def _url(root: html.HtmlElement) -> str | None:
    return next((each.get("href") for each in root.iter("link") if each.get("rel") == "canonical"), None)


def _published(root: html.HtmlElement, metas: dict[str, str]) -> str | None:
    keys = ("article:published_time", "datepublished", "dcterms.issued", "dcterms.date", "date", "pubdate", "dc.date")
    written = [metas[key] for key in keys if key in metas]
    written += [each.get("datetime") or _plain(each) for each in root.iter("time")]
    return next((stamp for each in written if (stamp := iso_stamp(each))), None)
