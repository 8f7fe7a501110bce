"""The text of a PDF."""

from __future__ import annotations

import io
import logging

from tocsin.errors import InputError
from tocsin.records import Document
from tocsin.sources.stamps import iso_stamp

MAX_PAGES = 50
MAX_PAGE_BYTES = 500_000
"""Bytes of drawing on one page that are looked at: a page full of words has some ten thousand."""
MAX_FILE_BYTES = 2_000_000
"""The same for all pages together, so that many heavy pages take no longer than one."""


def read_pdf(name: str, data: bytes) -> Document:
    """A PDF as a Document, its first pages.

    Raises:
        InputError: it is broken or locked.
    """
    from pypdf import PdfReader

    # pypdf tells every oddity of a file to its logger; we say what was not read in our own words
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    broken = InputError(
        "This PDF cannot be read.", where=name, fix="Save it again, or paste its text.", code="not-a-pdf"
    )
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                "This PDF is locked with a password.", where=name, fix="Save it without one.", code="locked-pdf"
            )
        count = len(reader.pages)
        pages: list[str] = []
        too_heavy = read = 0
        for number in range(min(count, MAX_PAGES)):
            page = reader.pages[number]
            contents = page.get_contents()
            size = len(contents.get_data()) if contents is not None else 0
            if size > MAX_PAGE_BYTES or read + size > MAX_FILE_BYTES:
                too_heavy += 1
            else:
                read += size
                pages.append(page.extract_text() or "")
        about = reader.metadata
        title = about.title if about is not None else None
        made_at = about.creation_date if about is not None else None
    except InputError:
        raise
    except Exception as error:
        # what pypdf raises on hostile files is of every kind (an unknown filter: NotImplementedError); none is a fault of ours
        raise broken from error
    if too_heavy and not any(page.strip() for page in pages):
        raise InputError(
            "The pages of this PDF are too large to be read.", where=name, fix="Paste its text.", code="too-large"
        )
    not_read: tuple[str, ...] = (
        (f"Only the first {MAX_PAGES} of {count} pages were read.",) if count > MAX_PAGES else ()
    )
    if too_heavy:
        not_read += (
            f"{too_heavy} {'page' if too_heavy == 1 else 'pages'} of drawings too large to read were left out.",
        )
    return Document(
        name=name,
        text="\n\n".join(page.strip() for page in pages if page.strip()),
        media_type="application/pdf",
        title=(title or "").strip() or None,
        published_at=iso_stamp(made_at.strftime("%Y-%m-%d")) if made_at is not None else None,
        not_read=not_read,
    )
