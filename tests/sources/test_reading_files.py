"""Files of every kind become documents, and what cannot be read is told in a sentence."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import pytest

from tocsin.errors import InputError
from tocsin.sources import kind_of, read_bytes, read_file
from tocsin.sources.stamps import iso_stamp


def test_a_text_stays_as_it_is() -> None:
    document = read_bytes("note.txt", "Beware of £5 offers.\r\nHang up.\r\n".encode())
    assert document.text == "Beware of £5 offers.\r\nHang up.\r\n"
    assert document.media_type == "text/plain"
    assert document.not_read == ()


def test_windows_encoding_is_decoded() -> None:
    document = read_bytes("old.txt", "The caller’s fee was £900 – “pay now”.".encode("cp1252"))
    assert document.text == "The caller’s fee was £900 – “pay now”."


def test_bytes_no_encoding_has_are_counted_as_not_read() -> None:
    document = read_bytes("odd.txt", b"caf\xe9 \x81 \x8d fraud")
    assert document.text.startswith("café")
    assert document.not_read == ("2 characters could not be read in the document's encoding.",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert read_bytes("bom.txt", "A £50 fee was asked for.".encode(encoding)).text == "A £50 fee was asked for."


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.txt", b"", "empty-document"),
        ("blank.txt", b" \r\n\t \n", "empty-document"),
        ("picture.txt", bytes(range(256)) * 40, "not-text"),
        ("fake.pdf", b"This is only called a PDF.", "not-a-pdf"),
        ("broken.pdf", b"%PDF-1.7\nnothing more", "not-a-pdf"),
        ("empty.html", b"<html><body><script>x()</script></body></html>", "no-text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_next_step(name: str, data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(name, data)
    assert caught.value.code == code
    assert caught.value.where == name
    assert caught.value.fix


def test_more_than_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_bytes(b"scam " * 2_200_000)
    with pytest.raises(InputError) as caught:
        read_file(file)
    assert caught.value.code == "too-large"
    assert read_file(file, max_bytes=20_000_000).text.startswith("scam")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_file(tmp_path / "none.txt")
    with pytest.raises(InputError, match="folder"):
        read_file(tmp_path)


def test_the_block_at_the_top_gives_title_area_and_date_and_the_text_stays_whole() -> None:
    text = (
        "---\ntitle: Fake bank texts | Marlshire Police\narea: Marlshire\npublish:\n  date: 12:31 09/07/2020\n"
        "url: https://www.marlshire.example/news/1\n---\n\nDo not tap the link.\n"
    )
    document = read_bytes("page.md", text.encode())
    assert document.title == "Fake bank texts"
    assert document.publisher == "Marlshire Police"
    assert document.area == "Marlshire"
    assert document.published_at == "2020-07-09T12:31"
    assert document.url == "https://www.marlshire.example/news/1"
    assert document.text == text


def test_a_fenced_block_is_read_and_values_stay_strings() -> None:
    document = read_bytes("page.txt", b"```yaml\ntitle: No more fake calls\ndate: 2019-13-45\nsent: NO\n```\nBeware.\n")
    assert document.title == "No more fake calls"
    assert document.published_at is None  # there is no such day


def test_a_block_that_is_no_yaml_is_told_and_the_rest_is_read() -> None:
    document = read_bytes("page.md", b"---\ntitle: [unclosed\n---\nBeware of callers.\n")
    assert document.title is None
    assert document.not_read == ("The block of data at the top could not be read.",)
    assert "Beware of callers." in document.text


def test_yaml_that_would_grow_without_end_is_read_quickly() -> None:
    lines = ["a0: &a0 {x: y}"] + [
        f"a{n}: &a{n} {{{', '.join(f'k{i}: *a{n - 1}' for i in range(20))}}}" for n in range(1, 9)
    ]
    document = read_bytes("bomb.md", ("---\n" + "\n".join(lines) + "\n---\nBeware.\n").encode())
    assert "Beware." in document.text


def test_a_page_is_read_without_menus_footers_and_related_links(warnings_folder: Path) -> None:
    document = read_file(warnings_folder / "energy-refund.html")
    assert document.title == "Beware of fake energy refund emails"
    assert document.publisher == "Cornwall Council"
    assert document.published_at == "2022-11-08T08:30"
    assert "Truro" in document.text
    for left_out in ("Council tax", "Bodmin", "01632 960 222"):
        assert left_out not in document.text


def test_a_page_in_windows_encoding_says_so_itself() -> None:
    page = "<html><head><meta charset=windows-1252></head><body><p>Pay £5 – now</p></body></html>".encode("cp1252")
    assert read_bytes("page.html", page).text == "Pay £5 – now"


def test_list_items_and_paragraphs_are_lines() -> None:
    page = b"<body><p>What to do:</p><ul><li>Hang up</li><li>Ring 159</li></ul><p>Line<br>break</p></body>"
    assert read_bytes("page.html", page).text == "What to do:\n- Hang up\n- Ring 159\nLine\nbreak"


@pytest.mark.parametrize(
    "page",
    [
        b"<ul><li>a" * 200_000,
        b"<p>hello" * 200_000,
        b"<article>x</article>" * 100_000,
        b"<p " + b"a=b " * 500_000 + b">x</p>",
        b"<div>" * 100_000 + b"<p>end</p>",
    ],
    ids=["nested lists", "many paragraphs", "many articles", "many attributes", "nested divs"],
)
def test_hostile_pages_end_quickly(page: bytes) -> None:
    with suppress(InputError):  # "there is no text in it" is an answer too
        assert len(read_bytes("page.html", page).text) < 2_000_000


def test_a_pdf_gives_its_text_and_title() -> None:
    from reportlab.pdfgen import canvas

    made = io.BytesIO()
    page = canvas.Canvas(made)
    page.setTitle("Doorstep fraud alert")
    page.drawString(72, 720, "A resident lost £900 to a man at the door.")
    page.save()
    document = read_bytes("alert.pdf", made.getvalue())
    assert "A resident lost £900 to a man at the door." in document.text
    assert document.title == "Doorstep fraud alert"
    assert document.media_type == "application/pdf"


def test_an_email_gives_sender_subject_date_and_plain_text(warnings_folder: Path) -> None:
    document = read_file(warnings_folder / "hi-mum.eml")
    assert document.publisher == "Watch Office"
    assert document.title == 'Scam alert: WhatsApp "Hi Mum" messages'
    assert document.published_at == "2024-06-03T10:00"
    assert document.text.startswith("Dear member")


def test_an_email_in_html_is_read_as_a_page_and_attachments_are_named() -> None:
    message = (
        b"From: desk@marlwatch.example\r\nSubject: Alert\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
        b"<p>Beware of <b>callers</b>.</p>\r\n--b\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="poster.pdf"\r\n\r\nxx\r\n--b--\r\n'
    )
    document = read_bytes("alert.eml", message)
    assert document.text == "Beware of callers."
    assert document.not_read == ("The attachment poster.pdf was not read.",)


def test_the_content_tells_the_kind_before_the_name_does() -> None:
    assert kind_of("note.txt", b"<!DOCTYPE html><html></html>") == "text/html"
    assert kind_of("note.txt", b"%PDF-1.4 ...") == "application/pdf"
    assert kind_of("upload", b"hello", "text/html; charset=utf-8") == "text/html"
    assert kind_of("README.md", b"# hello") == "text/markdown"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2014-12-03", "2014-12-03"),
        ("2019-04-18T15:34:30-04:00", "2019-04-18T15:34"),
        ("12:31 09/07/2020", "2020-07-09T12:31"),
        ("3 December 2014", "2014-12-03"),
        ("July 5, 2024", "2024-07-05"),
        ("Mon, 3 Jun 2024 10:00:00 +0100", "2024-06-03T10:00"),
        ("2020-01-01T00:00:00Z", "2020-01-01"),
        ("31/02/2020", None),
        ("soon", None),
        ("", None),
    ],
)
def test_stamps_become_iso(written: str, iso: str | None) -> None:
    assert iso_stamp(written) == iso
