"""Files made to keep a reader busy end quickly and with a sentence."""

from __future__ import annotations

import pytest

from tocsin.errors import InputError
from tocsin.records import Document
from tocsin.sources import read_all, read_bytes
from tocsin.sources.email import MOST_PARTS
from tocsin.sources.feed import DEEPEST, MOST_ENTRIES
from tocsin.sources.pdf import MAX_PAGE_BYTES


def pdf_of(drawing: bytes) -> bytes:
    """A PDF of one page with this drawing."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (table, len(data))
    )


def test_a_page_of_words_is_read() -> None:
    read = read_bytes("a.pdf", pdf_of(b"BT /F1 12 Tf 72 720 Td (Beware of a scam in Kent.) Tj ET"))
    assert read.text == "Beware of a scam in Kent."


def test_a_page_with_far_too_much_on_it_is_left_out() -> None:
    piece = b"(He lost it.) Tj "
    with pytest.raises(InputError, match="too large to be read"):
        read_bytes("a.pdf", pdf_of(b"BT /F1 12 Tf " + piece * (MAX_PAGE_BYTES // len(piece) + 1) + b"ET"))


def test_a_message_of_far_too_many_parts_is_cut() -> None:
    part = b"--a\nContent-Type: text/plain\n\nBeware of a scam.\n"
    data = b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n" + part * (MOST_PARTS + 20)
    read = read_bytes("a.eml", data)
    assert read.text.startswith("Beware of a scam.")
    assert read.not_read[0] == f"Only the first {MOST_PARTS} parts of the message were read."


def test_a_feed_of_far_too_many_entries_says_how_many_there_are() -> None:
    entry = b"<item><title>Scam</title><description>He lost 900 pounds.</description></item>"
    data = b"<rss version='2.0'><channel><title>x</title>" + entry * (MOST_ENTRIES + 700) + b"</channel></rss>"
    found = list(read_all("feed.xml", data))
    assert sum(isinstance(each, Document) for each in found) == MOST_ENTRIES
    assert isinstance(found[-1], InputError)
    assert f"of {MOST_ENTRIES + 700} entries" in found[-1].message


def test_a_feed_nested_without_end_is_refused() -> None:
    (found,) = read_all("feed.xml", b"<rss version='2.0'><channel>" + b"<item>" * (DEEPEST + 10))
    assert isinstance(found, InputError)
    assert "nested too deeply" in found.message
