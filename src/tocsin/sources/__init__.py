"""The outside world → ``Document``: one module per kind of file, and the one list of them.

A reader takes the bytes and a name and gives a Document. It decides nothing about what the text means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tocsin.errors import InputError
from tocsin.records import Document
from tocsin.sources.mbox import is_mbox
from tocsin.sources.sniff import root_of
from tocsin.sources.text import looks_binary

MAX_BYTES = 10 * 1024 * 1024


def _read_text(name: str, data: bytes) -> Document:
    from tocsin.sources.markdown import read_markdown

    return read_markdown(name, data)


def _read_html(name: str, data: bytes) -> Document:
    from tocsin.sources.html import read_html

    return read_html(name, data)


def _read_pdf(name: str, data: bytes) -> Document:
    from tocsin.sources.pdf import read_pdf

    return read_pdf(name, data)


def _read_email(name: str, data: bytes) -> Document:
    from tocsin.sources.email import read_email

    return read_email(name, data)


def _read_cap(name: str, data: bytes) -> Document:
    from tocsin.sources.cap import read_cap

    return read_cap(name, data)


READERS: dict[str, Callable[[str, bytes], Document]] = {
    "text/plain": _read_text,
    "text/markdown": _read_text,
    "text/html": _read_html,
    "application/pdf": _read_pdf,
    "message/rfc822": _read_email,
    "application/cap+xml": _read_cap,
}
"""Media type → reader. A new kind is a new module of the same shape and a line here (and one in ``SUFFIXES``)."""

FEED, MBOX = "application/feed+xml", "application/mbox"
"""Kinds that hold many documents: :func:`read_all` and :func:`read_documents` give them one by one."""
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", FEED})

SUFFIXES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".eml": "message/rfc822",
    ".cap": "application/cap+xml",
    ".mbox": MBOX,
}


def read_file(path: Path, *, max_bytes: int = MAX_BYTES) -> Document:
    """The one document in a file; its kind comes from its content first, then from the name.

    Raises:
        InputError: missing, a folder, empty, larger than ``max_bytes``, holds many documents, or not what it says it is.
    """
    return read_bytes(str(path), _load(path, max_bytes), max_bytes=max_bytes)


def read_documents(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Document | InputError]:
    """Every document in a file: one of most kinds, many of a mailbox or a feed.

    One that cannot be read is given as its InputError and stops none of the others. A mailbox may be of any size, each
    message of it at most ``max_bytes``; only one is held in memory.
    """
    try:
        if path.is_file() and _is_mailbox(path):
            with path.open("rb") as file:
                yield from _messages(str(path), file, max_bytes)
            return
        data = _load(path, max_bytes)
    except OSError as error:
        yield _unreadable(str(path), error)
        return
    except InputError as error:
        yield error
        return
    yield from read_all(str(path), data, max_bytes=max_bytes)


def read_all(
    name: str, data: bytes, media_type: str | None = None, *, max_bytes: int = MAX_BYTES
) -> Iterator[Document | InputError]:
    """Every document in ``data``, as :func:`read_documents` does for a file."""
    try:
        kind = kind_of(name, data, media_type)
        if kind == MBOX:
            yield from _messages(name, data.splitlines(keepends=True), max_bytes)
        elif kind == FEED:
            from tocsin.sources.feed import read_feed

            yield from read_feed(name, data)
        else:
            yield read_bytes(name, data, media_type, max_bytes=max_bytes)
    except InputError as error:
        yield error


def _messages(name: str, lines: Iterable[bytes], max_bytes: int) -> Iterator[Document | InputError]:
    from tocsin.sources.mbox import split_mbox

    for number, message in enumerate(split_mbox(lines, max_bytes=max_bytes), start=1):
        where = f"{name}#{number}"
        try:
            if message is None:
                raise _too_large(where, max_bytes)
            yield read_bytes(where, message, "message/rfc822", max_bytes=max_bytes)
        except InputError as error:
            yield error


def _is_mailbox(path: Path) -> bool:
    if path.suffix.lower() == ".mbox":
        return True
    with path.open("rb") as file:
        return is_mbox(file.read(400))


def _load(path: Path, max_bytes: int) -> bytes:
    where = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError("This is a folder.", where=where, fix="Name a file in it.", code="not-a-file")
        if size > max_bytes:
            raise _too_large(where, max_bytes)
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("There is no such file.", where=where, fix="Check the name.", code="no-file") from None
    except OSError as error:
        raise _unreadable(where, error) from error


def _unreadable(where: str, error: OSError) -> InputError:
    reason = error.strerror or "unknown reason"
    return InputError(
        f"The file cannot be read ({reason}).", where=where, fix="Check that you may open it.", code="unreadable-file"
    )


def read_bytes(name: str, data: bytes, media_type: str | None = None, *, max_bytes: int = MAX_BYTES) -> Document:
    """The document in ``data``. ``name`` is how people will know it, and its ending may tell the kind.

    Raises:
        InputError: empty, larger than ``max_bytes``, or not what it says it is.
    """
    if len(data) > max_bytes:
        raise _too_large(name, max_bytes)
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise InputError("The document is empty.", where=name, fix="Give one with text in it.", code="empty-document")
    kind = kind_of(name, data, media_type)
    if kind not in READERS:
        raise InputError(
            f"This is a {'feed' if kind == FEED else 'mailbox'} of many documents.",
            where=name,
            fix="Read it with: tocsin read FILE, or give one of its documents.",
            code="many-documents",
        )
    document = READERS[kind](name, data)
    if not document.text.strip() and not document.withdraws:
        raise InputError(
            "There is no text in the document.",
            where=name,
            fix="If it is a scan, have its words recognised first; or paste the text.",
            code="no-text",
        )
    return document


def kind_of(name: str, data: bytes, media_type: str | None = None) -> str:
    """The media type of ``data``: what it begins with, then what was said, then the ending of the name.

    Raises:
        InputError: it says it is a PDF and is none, or it is a kind that Tocsin does not read.
    """
    given = (media_type or "").split(";")[0].strip().lower()
    said = given if given in READERS or given == MBOX else SUFFIXES.get(Path(name).suffix.lower())
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if said == "application/pdf":
        raise InputError(
            "This is not a PDF, whatever its name says.", where=name, fix="Save it as PDF again.", code="not-a-pdf"
        )
    if looks_binary(data):
        raise InputError(
            "This is not text that Tocsin can read.",
            where=name,
            fix="Give plain text, Markdown, HTML, PDF, an e-mail (.eml), a mailbox (.mbox), a feed or CAP.",
            code="not-text",
        )
    if said == "message/rfc822":
        return said
    if data[:5] == b"From " and is_mbox(data):
        return MBOX
    root = root_of(data)
    if root is not None:
        return "application/cap+xml" if root == "alert" else FEED
    if given in _FEED_TYPES:
        return FEED
    if said is not None and said != "text/plain":
        return said
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return "text/plain"


def _too_large(where: str, max_bytes: int) -> InputError:
    return InputError(
        f"The document is larger than {max_bytes / (1024 * 1024):g} MB.",
        where=where,
        fix="Give only the warning itself.",
        code="too-large",
    )
