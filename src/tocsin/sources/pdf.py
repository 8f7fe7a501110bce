"""The text of a PDF."""

from __future__ import annotations

import io
import logging

from tocsin.errors import InputError
from tocsin.records import Document
from tocsin.sources.stamps import iso_stamp

MAX_PAGES = 50


def read_pdf(name: str, data: bytes) -> Document:
    """A PDF as a Document, its first pages.

    Raises:
        InputError: it is broken or locked.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

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
        pages = [reader.pages[number].extract_text() or "" for number in range(min(count, MAX_PAGES))]
        about = reader.metadata
        title = about.title if about is not None else None
        made_at = about.creation_date if about is not None else None
    except InputError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        # what pypdf raises on hostile files is not only its own errors; none of it is a fault of ours
        raise broken from error
    not_read = (f"Only the first {MAX_PAGES} of {count} pages were read.",) if count > MAX_PAGES else ()
    return Document(
        name=name,
        text="\n\n".join(page.strip() for page in pages if page.strip()),
        media_type="application/pdf",
        title=(title or "").strip() or None,
        published_at=iso_stamp(made_at.strftime("%Y-%m-%d")) if made_at is not None else None,
        not_read=not_read,
    )
