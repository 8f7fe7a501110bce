"""What a stranger's XML begins with, told without parsing it."""

from __future__ import annotations

import re

_BEFORE_ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,300}\?>\s*|<!--(?:[^-]|-(?!->)){0,5000}-->\s*|<!DOCTYPE[^>\[]{0,300}>\s*){0,20}"
)
_ROOT = re.compile(rb"<(?:([A-Za-z][\w.-]{0,20}):)?(rss|feed|RDF|alert)[\s>]")


def root_of(data: bytes) -> str | None:
    """``rss``, ``feed``, ``RDF`` or ``alert`` when the bytes are such an XML document; None otherwise. No parsing."""
    start = data[:8192]
    before = _BEFORE_ROOT.match(start)
    found = _ROOT.match(start, before.end() if before else 0)
    return None if found is None else found[2].decode("ascii")
