"""Plain text and Markdown, with what a block of YAML at the top says of it.

The text stays whole, block included, so that offsets count the file as given; the reader of articles skips the block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import yaml

from tocsin.records import Document
from tocsin.sources.stamps import iso_stamp
from tocsin.sources.text import decode

# "---" lines, or a fenced block marked yaml; "/---" is a slip seen in the wild.
_FRONT = re.compile(
    r"\A\s{0,8}(?:/?---[ \t]*\r?\n(?P<dashed>.{0,20000}?)^---[ \t]*$"
    r"|```ya?ml[ \t]*\r?\n(?P<fenced>.{0,20000}?)^```[ \t]*$)",
    re.MULTILINE | re.DOTALL,
)
_SITE = re.compile(r"\s+[|–—]\s+([^|–—]{2,60})$|\s+-\s+([^|–—]{2,60})$")
_DATE_KEYS = (
    "published",
    "published_at",
    "publish_date",
    "date",
    "datepublished",
    "publish.date",
    "article.published_time",
)


class _Strings(yaml.SafeLoader):
    """Scalars stay strings: YAML would make 19:30 a number and NO a falsehood, and raise on a bad date."""


_Strings.yaml_implicit_resolvers = {}


def read_markdown(name: str, data: bytes) -> Document:
    """A text or Markdown file as a Document."""
    text, not_read = decode(data)
    media_type = "text/markdown" if name.lower().endswith((".md", ".markdown")) else "text/plain"
    match = _FRONT.match(text)
    fields, faults = _read_front(match["dashed"] or match["fenced"] or "") if match else ({}, ())
    title, site = split_site(_first(fields, "og.title", "title"))
    if site is None:
        site = split_site(_first(fields, "title"))[1]
    return Document(
        name=name,
        text=text,
        media_type=media_type,
        title=title,
        publisher=_first(fields, "publisher", "og.site_name", "source") or site,
        area=_first(fields, "area", "region"),
        url=_first(fields, "url", "og.url", "canonical", "historic_url", "link"),
        published_at=next((stamp for key in _DATE_KEYS if (stamp := iso_stamp(fields.get(key, "")))), None),
        not_read=(*not_read, *faults),
    )


def split_site(title: str | None) -> tuple[str | None, str | None]:
    """``(title, site)`` of "Title | Site", as pages write their titles; site None when there is none."""
    if not title:
        return None, None
    match = _SITE.search(title)
    if match is None or match.start() < 8:
        return title.strip() or None, None
    site = (match[1] or match[2]).strip()
    if len(site.split()) > 8 or site[:1].islower():
        return title.strip(), None
    return title[: match.start()].strip(), site


def _read_front(block: str) -> tuple[dict[str, str], tuple[str, ...]]:
    try:
        loaded = yaml.load(block, Loader=_Strings)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, ("The block of data at the top could not be read.",)
    # aliases can make a short block stand for a very large one: read no more than a page would ever say
    return (dict(islice(_flatten(loaded), 500)) if isinstance(loaded, Mapping) else {}), ()


def _flatten(table: Mapping[Any, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        path = f"{prefix}{str(key).lower().replace(':', '.')}"
        if isinstance(value, str):
            yield path, value.strip()
        elif isinstance(value, Mapping) and depth < 4:
            yield from _flatten(value, f"{path}.", depth + 1)


def _first(fields: Mapping[str, str], *keys: str) -> str | None:
    return next((fields[key] for key in keys if fields.get(key)), None)
