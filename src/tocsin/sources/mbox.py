"""A mailbox of messages in one file (mbox, as Thunderbird, Apple Mail and Google Takeout write it)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# "From " at the beginning of a line, then an address or "-", then a day of the week: RFC 4155's default form.
_BEGINS = re.compile(rb"From \S+ {1,4}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|From [^ \r\n]{1,320} {0,4}\r?\n?$|From - ")
_QUOTED = re.compile(rb"^>+From ")


def is_mbox(data: bytes) -> bool:
    """Whether these bytes begin as a mailbox does."""
    return _BEGINS.match(data[:400].split(b"\n", 1)[0] + b"\n") is not None


def split_mbox(lines: Iterable[bytes], *, max_bytes: int) -> Iterator[bytes | None]:
    """The messages one by one, each at most ``max_bytes``; None stands for one that is larger.

    ``lines`` may be an open file: nothing but one message is held in memory.
    """
    message: list[bytes] = []
    size, blank_before, begun = 0, True, False
    for line in lines:
        if blank_before and line.startswith(b"From ") and _BEGINS.match(line):
            if begun:
                yield _joined(message, size, max_bytes)
            message, size, begun, blank_before = [], 0, True, False
            continue
        blank_before = line in (b"\n", b"\r\n")
        if not begun:
            continue
        size += len(line)
        if size <= max_bytes:
            message.append(line[1:] if line.startswith(b">") and _QUOTED.match(line) else line)
    if begun:
        yield _joined(message, size, max_bytes)


def _joined(message: list[bytes], size: int, max_bytes: int) -> bytes | None:
    return b"".join(message) if size <= max_bytes else None
