"""The lines that a mail program puts above a forwarded or quoted message: nobody said them to the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

FEWEST = 2  # lines; one "To: …" may be part of what was written
_HEADER = re.compile(
    r"^[> \t]*(?:-{2,}[^\n]{0,60}-{2,}|begin forwarded message:?|(?:from|sent|date|to|cc|reply-to):[^\n]*|"
    r"on [^\n]{6,80} wrote:|fwd?: see below)[ \t\r]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FROM = re.compile(r"^[> \t]*(?:from|sent|begin forwarded|on [^\n]{6,80} wrote:)", re.IGNORECASE | re.MULTILINE)


def forwarding_headers(text: str) -> Sequence[tuple[int, int]]:
    """Start and end of each such line; nothing where there is no whole block of them."""
    if _FROM.search(text) is None:
        return ()
    found = [match.span() for match in _HEADER.finditer(text)]
    return found if len(found) >= FEWEST else ()
