"""Web and e-mail addresses, also those made harmless ("hxxp://", "[.]")."""

from __future__ import annotations

import re

from tocsin.records import Mention

# Endings that count when nothing else (a scheme, www., a path) says that it is an address. "it" or "me" after a
# sentence without a blank ("the system.It is") would be a host otherwise; those need more to go by.
_ENDINGS = (
    "uk|com|org|net|gov|edu|info|biz|co|io|app|online|site|shop|store|xyz|top|club|live|click|link|page|web|tech|support|"
    "help|cloud|website|space|vip|icu|buzz|email|digital|services|money|finance|bank|scot|wales|cymru|london|example|eu|ie|de|"
    "fr|nl|es|ru|cn|us|ca|au|nz|in|ly|gl|gg|tv|cc|ws|pw|tk|ml|ga|cf|gq"
)
_LABEL = r"[a-zA-Z0-9\u00a1-\u024f\u0400-\u04ff](?:[a-zA-Z0-9\u00a1-\u024f\u0400-\u04ff_-]{0,62})"
_DOT = r"(?:\.|\s?\[\.\]\s?|\s?\(\.\)\s?|\[dot\]|\(dot\))"
_PATH = r"(?:[/?#][^\s<>\"“”|\\^`{}\[\]]{0,500})?"
_LINK = re.compile(
    rf"(?<![\w@.-])(?P<scheme>h(?:tt|xx)ps?(?:://|\[:\]//|:\\\\)|ftp://)?"
    rf"(?P<host>{_LABEL}(?:{_DOT}{_LABEL}){{1,6}})(?P<port>:\d{{2,5}})?(?P<path>{_PATH})",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    rf"(?<![\w.+-])[a-zA-Z0-9][\w.+'-]{{0,63}}(?:@|\s?\[at\]\s?|\s?\(at\)\s?){_LABEL}(?:{_DOT}{_LABEL}){{1,5}}",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?'\")]}>*_…’”-"
_KNOWN_ENDING = re.compile(rf"(?:{_ENDINGS})$")
_REFANG = re.compile(r"\s?(?:\[\.\]|\(\.\)|\[dot\]|\(dot\))\s?", re.IGNORECASE)
_AT = re.compile(r"\s?(?:\[at\]|\(at\))\s?", re.IGNORECASE)


def find_links(text: str) -> list[Mention]:
    """Every web address (kind ``link``, ``value`` with a scheme and a small-letter host) and e-mail address (``email``)."""
    if "." not in text and "dot" not in text:
        return []
    found = [Mention("email", text[start:end], start, end, value, "links") for start, end, value in _emails(text)]
    taken = [(mention.start, mention.end) for mention in found]
    at = 0
    matches = (match for start, end in _windows(text) for match in _LINK.finditer(text, start, end))
    for match in matches:
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] < match.end():
            continue
        end = match.start() + len(_trimmed(match[0]))
        value = _link_value(match, text[match.start() : end])
        if value is not None:
            found.append(Mention("link", text[match.start() : end], match.start(), end, value, "links"))
    return sorted(found, key=lambda mention: mention.start)


_DOT_INSIDE = re.compile(r"\.\w|\[|\(\.|\(dot\)", re.IGNORECASE)
_BLANK = re.compile(r"\s")


def _windows(text: str) -> list[tuple[int, int]]:
    """The stretches without blanks that hold a dot inside; wider where a dot is made harmless, with blanks around it."""
    windows: list[tuple[int, int]] = []
    done = 0
    for match in _DOT_INSIDE.finditer(text):
        if match.start() < done:
            continue
        start = match.start()
        while start > done and not text[start - 1].isspace():
            start -= 1
        blank = _BLANK.search(text, match.end())
        end = blank.start() if blank else len(text)
        hidden = "[" in text[start:end] or "(" in text[start:end]
        done = end
        start, end = max(0, start - 70 * hidden), min(len(text), end + 70 * hidden)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    return windows


def host_of(value: str) -> str:
    """The host of a link's value, without ``www.``"""
    return (
        value.partition("://")[2]
        .partition("/")[0]
        .partition("?")[0]
        .partition("#")[0]
        .partition(":")[0]
        .removeprefix("www.")
    )


def _emails(text: str) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    if "@" not in text and "at]" not in text and "at)" not in text and "AT" not in text:
        return found
    for match in _EMAIL.finditer(text):
        written = _trimmed(match[0])
        value = _AT.sub("@", _REFANG.sub(".", written)).lower()
        if value.partition("@")[2].rpartition(".")[2].isalpha():
            found.append((match.start(), match.start() + len(written), value))
    return found


def _trimmed(written: str) -> str:
    """Without the punctuation that belongs to the sentence; a closing bracket stays if it was opened inside."""
    while written and written[-1] in _TRAILING:
        if written[-1] == ")" and written.count("(") >= written.count(")"):
            break
        written = written[:-1]
    return written


def _link_value(match: re.Match[str], written: str) -> str | None:
    scheme = match["scheme"]
    host = _REFANG.sub(".", match["host"]).strip()
    ending = host.rpartition(".")[2]
    rest = written[len(scheme or "") + len(match["host"]) :]
    if not ending.isalpha() or len(ending) < 2:
        return None
    if scheme is None and not host.lower().startswith("www."):
        labels = host.split(".")
        if ending.lower() != ending and host.upper() != host:  # "end.The next"
            return None
        certain = bool(_KNOWN_ENDING.fullmatch(ending.lower())) and len(labels[0]) > 1
        if not certain and not (rest.startswith("/") and len(ending) <= 6):
            return None
    secure = scheme is None or not scheme.lower().startswith(("http:", "hxxp:", "ftp"))
    return f"{'https' if scheme and secure else 'http'}://{host.lower()}{rest}"
