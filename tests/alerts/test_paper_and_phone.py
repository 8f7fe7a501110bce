"""Alerts for people who are not online, and for phones: text message, poster, leaflet, picture, script; and RSS."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import feedparser
import pytest
from PIL import Image
from pypdf import PdfReader

from tocsin.alerts.code import DIGITS, LETTERS, read_code
from tocsin.alerts.formats.leaflet import leaflet_pdf
from tocsin.alerts.formats.phone_script import phone_script, spell_code
from tocsin.alerts.formats.poster import poster_pdf
from tocsin.alerts.formats.rss import rss_feed
from tocsin.alerts.formats.share_image import HEIGHT, WIDTH, share_image_alt, share_image_png
from tocsin.alerts.formats.sheet import Block, lay_out, printable
from tocsin.alerts.formats.sms import cost_pence, measure_sms, render_sms
from tocsin.alerts.recognise import recognise
from tocsin.alerts.sign import reference_to
from tocsin.records import AlertContent, Desk, Publication, Sentence

Publish = Callable[..., Publication]


# --- text messages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "segments"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("£" * 160, "GSM-7", 160, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("a" * 152 + "€" * 80, "GSM-7", 312, 3),  # a sign of two is not cut in half: one segment stays a septet short
        ("ŵ" * 70, "UCS-2", 70, 1),
        ("ŵ" * 71, "UCS-2", 71, 2),
        ("a" * 71 + "’", "UCS-2", 72, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 67, "UCS-2", 134, 3),  # 33 to a segment, not 33½
        ("", "GSM-7", 0, 1),
    ],
)
def test_segments_are_counted_as_networks_count_them(text: str, alphabet: str, units: int, segments: int) -> None:
    measured = measure_sms(text)
    assert (measured.alphabet, measured.units, measured.segments) == (alphabet, units, segments)


def test_a_text_message_names_the_desk_the_danger_the_advice_and_the_code(publication: Publication) -> None:
    message = render_sms(publication.content)
    for part in ("Marlshire Fraud Desk", publication.content["headline"], "Put the phone down.", "K7Q-4M2"):
        assert part in message.text
    assert message.segments == 1
    assert "http" not in message.text


def test_more_advice_is_put_in_only_where_it_is_free(published: Publish, content: AlertContent) -> None:
    known = content.sentences[0].sources
    advice = tuple(Sentence("do", text, known) for text in ("Stop.", "Wait.", "Ring 159, then tell us of it. " * 4))
    one = render_sms(published(content=replace(content, headline="Callers say so", sentences=advice)).content)
    assert one.segments == 1
    assert "Stop. Wait." in one.text
    assert "Ring 159" not in one.text


def test_curly_quotes_do_not_double_the_cost_but_a_welsh_name_keeps_its_letters(
    published: Publish, content: AlertContent
) -> None:
    quoted = render_sms(published(content=replace(content, headline="“Hi Mum” – it isn’t your child…")).content)
    assert quoted.alphabet == "GSM-7"
    assert '"Hi Mum" - it isn\'t your child...' in quoted.text
    welsh = render_sms(published(content=replace(content, headline="Callers in Tŷ-Ŵyn")).content)
    assert welsh.alphabet == "UCS-2"
    assert "Tŷ-Ŵyn" in welsh.text


def test_a_withdrawal_by_text_says_which_alert_and_gives_none_of_its_advice(published: Publish) -> None:
    text = render_sms(published(version=2, kind="Cancel", references=(reference_to(published()),)).content).text
    assert "alert withdrawn: Callers in Marlshire say your computer has a fault." in text
    assert "taken back" in text
    assert "Put the phone down" not in text


def test_an_exercise_by_text_says_so_first(published: Publish, content: AlertContent) -> None:
    assert render_sms(published(content=replace(content, exercise=True)).content).text.startswith("EXERCISE")


def test_the_cost_is_by_segment_and_by_message() -> None:
    assert cost_pence(3120, 2, pence_a_segment=2.5) == 15_600.0


def test_a_text_message_pasted_back_is_known_for_ours(publication: Publication) -> None:
    text = render_sms(publication.content).text
    found = recognise(text, [publication])
    assert found is not None
    assert found.genuine
    bent = recognise(text.replace("Put the phone down.", "Ring 07700 900123 now."), [publication])
    assert bent is not None
    assert not bent.genuine


# --- paper -------------------------------------------------------------------------------------------


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("make", [poster_pdf, leaflet_pdf])
def test_paper_holds_every_sentence_and_the_code_on_one_side_of_a4(
    make: Callable[..., bytes], publication: Publication
) -> None:
    pdf = make(publication.content)
    words = words_of(pdf)
    for sentence in publication.content["sentences"]:
        assert sentence["text"] in words
    assert "K7Q-4M2" in words
    assert "https://alerts.marlshire.example/verify" in words
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 1
    assert sorted(round(float(side)) for side in pages[0].mediabox[2:]) == [595, 842]


@pytest.mark.parametrize("make", [poster_pdf, leaflet_pdf])
def test_a_long_alert_on_paper_loses_nothing(
    make: Callable[..., bytes], published: Publish, content: AlertContent
) -> None:
    many = tuple(
        Sentence("spot", f"Sign number {place} is one to look out for with care.", ("officer:a",))
        for place in range(120)
    )
    words = words_of(make(published(content=replace(content, sentences=(*content.sentences, *many))).content))
    assert all(f"Sign number {place} is one to look out for with care." in words for place in range(120))


@pytest.mark.parametrize("make", [poster_pdf, leaflet_pdf])
def test_paper_of_an_exercise_and_of_a_withdrawal_says_what_it_is(
    make: Callable[..., bytes], published: Publish, content: AlertContent
) -> None:
    assert "EXERCISE" in words_of(make(published(content=replace(content, exercise=True)).content))
    withdrawn = words_of(make(published(version=2, kind="Cancel", references=(reference_to(published()),)).content))
    assert "Withdrawn: Callers in Marlshire" in withdrawn
    assert "Put the phone down" not in withdrawn


def test_a_letter_that_the_printed_fonts_lack_loses_its_mark_and_nothing_else() -> None:
    assert printable("Tŷ Gŵyr, £900, “café” – ­ok") == "Ty Gwyr, £900, “café” – ­ok"
    assert printable("日") == "?"


def test_a_word_wider_than_the_paper_is_broken() -> None:
    lines = lay_out([Block("x" * 50, 10)], width=100, height=1000, measure=lambda text, font, size: len(text) * size)
    assert "".join(line.text for line in lines[0]) == "x" * 50


# --- picture -----------------------------------------------------------------------------------------


def test_the_picture_is_a_whole_png_of_its_size(publication: Publication) -> None:
    data = share_image_png(publication.content)
    picture = Image.open(io.BytesIO(data))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert struct.unpack(">II", data[16:24]) == (WIDTH, HEIGHT)
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    assert len(zlib.decompress(data[start + 4 : start + 4 + length])) == HEIGHT * (1 + WIDTH // 4)
    assert {colour for _, colour in picture.convert("RGB").getcolors() or ()} >= {(255, 255, 255), (18, 41, 84)}


def test_the_words_of_the_picture_are_there_for_those_who_cannot_see_it(publication: Publication) -> None:
    said = share_image_alt(publication.content)
    assert publication.content["headline"] in said
    assert "K7Q-4M2" in said


# --- phone -------------------------------------------------------------------------------------------


def test_the_script_asks_for_nothing_and_says_the_code_letter_by_letter(publication: Publication) -> None:
    script = phone_script(publication.content)
    spoken = [line for line in script.splitlines() if line and not line.startswith("[")]
    assert "Kilo, seven, Quebec, dash, four, Mike, two" in script
    for sentence in publication.content["sentences"]:
        assert sentence["text"] in spoken
    assert any("not ask you for anything" in line for line in spoken)


def test_every_sign_of_a_code_can_be_spelled_and_is_understood_again() -> None:
    for letter, digit in zip(LETTERS, (DIGITS * 2)[: len(LETTERS)], strict=True):
        code = f"{letter}{digit}{letter}-{digit}{letter}{digit}"
        assert read_code(spell_code(code)) == code


# --- RSS ---------------------------------------------------------------------------------------------


def test_a_feed_reader_reads_the_rss_back(published: Publish, desk: Desk, now: datetime) -> None:
    first = published()
    second = published(code="P3X-9T6", sent_at=now + timedelta(days=1))
    feed = feedparser.parse(rss_feed([first, second], desk=desk))
    assert not feed.bozo
    assert feed.version == "rss20"
    assert [entry.id for entry in feed.entries] == [second.identifier, first.identifier]
    assert feed.entries[0].published == "Wed, 25 Nov 2026 10:00:00 +0000"
    assert feed.entries[1].enclosures[0].type == "application/cap+xml"
    assert feed.entries[1].enclosures[0].length == str(len(first.cap_xml))
    assert "12 people in Marlshire" in feed.entries[1].summary


def test_rss_without_alerts_is_still_a_feed(desk: Desk) -> None:
    feed = feedparser.parse(rss_feed([], desk=desk))
    assert not feed.bozo
    assert feed.entries == []


def test_rss_marks_updates_withdrawals_and_exercises(published: Publish, content: AlertContent, desk: Desk) -> None:
    later = {"version": 2, "references": (reference_to(published()),)}
    titles = [
        feedparser.parse(rss_feed([one], desk=desk)).entries[0].title
        for one in (
            published(kind="Update", **later),
            published(kind="Cancel", **later),
            published(content=replace(content, exercise=True)),
        )
    ]
    assert [title.partition(":")[0] for title in titles] == ["Updated", "Withdrawn", "EXERCISE"]
