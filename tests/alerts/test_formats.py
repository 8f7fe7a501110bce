from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import feedparser
import pytest

from tocsin.alerts.formats.atom import atom_feed
from tocsin.alerts.formats.email import render_email
from tocsin.alerts.formats.text import plain_text, say_day
from tocsin.alerts.sign import reference_to
from tocsin.records import AlertContent, Desk, Publication

CHECK = "To check that this alert is ours, enter K7Q-4M2 at https://alerts.marlshire.example/verify"


def email_to(publication: Publication, desk: Desk, address: str = "jo@post.example") -> EmailMessage:
    return render_email(publication, desk).for_recipient(
        address=address,
        message_id="d-1.k7q4m2@alerts.marlshire.example",
        manage_url="https://alerts.marlshire.example/manage/s1.aaa",
        leave_url="https://alerts.marlshire.example/leave/s1.bbb",
    )


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


# --- plain text --------------------------------------------------------------------------------------


def test_plain_text_ends_with_its_code_and_how_to_check_it(publication: Publication) -> None:
    assert plain_text(publication.content).splitlines()[-1] == CHECK


def test_plain_text_is_the_same_as_ever(publication: Publication, golden: Path) -> None:
    assert plain_text(publication.content) == (golden / "alert.txt").read_text(encoding="utf-8")


def test_a_withdrawal_says_so_first_and_gives_none_of_the_advice(published: Callable[..., Publication]) -> None:
    text = plain_text(published(version=2, kind="Cancel", references=(reference_to(published()),)).content)
    assert text.startswith("Withdrawn: Callers in Marlshire")
    assert "taken back" in text
    assert "Put the phone down" not in text
    assert text.rstrip().endswith(CHECK)


def test_an_exercise_says_so_before_anything_else(published: Callable[..., Publication], content: AlertContent) -> None:
    assert plain_text(published(content=replace(content, exercise=True)).content).startswith("EXERCISE.")


def test_days_are_those_of_the_clock_on_the_wall() -> None:
    assert say_day("2026-07-01T23:30:00+00:00") == "2 July 2026"
    assert say_day("2026-11-24T23:30:00+00:00") == "24 November 2026"


# --- e-mail ------------------------------------------------------------------------------------------


def test_an_email_has_its_plain_text_first_with_the_same_words_in_both(publication: Publication, desk: Desk) -> None:
    message = email_to(publication, desk)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for sentence in publication.content["sentences"]:
        assert sentence["text"] in body(message, "plain")
        assert sentence["text"] in body(message, "html")
    assert CHECK in body(message, "plain")
    assert CHECK in body(message, "html")


def test_an_email_can_be_stopped_with_one_click(publication: Publication, desk: Desk) -> None:
    message = email_to(publication, desk)
    assert message["List-Unsubscribe"] == "<https://alerts.marlshire.example/leave/s1.bbb>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://alerts.marlshire.example/leave/s1.bbb" in body(message, "plain")


def test_an_email_is_to_one_person_and_named_by_its_delivery(publication: Publication, desk: Desk) -> None:
    message = email_to(publication, desk)
    assert message["To"] == "jo@post.example"
    assert message["Message-ID"] == "<d-1.k7q4m2@alerts.marlshire.example>"
    assert message["From"] == "Marlshire Fraud Desk <alerts@marlshire.example>"
    assert message["Subject"] == "Callers in Marlshire say your computer has a fault"


def test_the_same_delivery_is_always_the_same_bytes(publication: Publication, desk: Desk) -> None:
    assert email_to(publication, desk).as_bytes() == email_to(publication, desk).as_bytes()


def test_nothing_in_an_email_watches_the_reader(publication: Publication, desk: Desk) -> None:
    html = body(email_to(publication, desk), "html").lower()
    assert "<img" not in html
    assert "src=" not in html
    assert "url(" not in html
    links = [part.partition('"')[0] for part in html.split('href="')[1:]]
    assert links == ["https://alerts.marlshire.example/manage/s1.aaa", "https://alerts.marlshire.example/leave/s1.bbb"]


def test_an_email_survives_the_wire(publication: Publication, desk: Desk) -> None:
    read = message_from_bytes(email_to(publication, desk).as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    assert "offers £900 to make up for it" in body(read, "plain")


def test_words_that_look_like_html_stay_words(
    published: Callable[..., Publication], content: AlertContent, desk: Desk
) -> None:
    html = body(email_to(published(content=replace(content, headline="Beware of <b>bold</b> & brash")), desk), "html")
    assert "Beware of &lt;b&gt;bold&lt;/b&gt; &amp; brash" in html


@pytest.mark.parametrize(("kind", "start"), [("Update", "Updated: "), ("Cancel", "Withdrawn: ")])
def test_the_subject_of_a_later_version_says_what_it_is(
    published: Callable[..., Publication], desk: Desk, kind: str, start: str
) -> None:
    later = published(version=2, kind=kind, references=(reference_to(published()),))
    assert email_to(later, desk)["Subject"].startswith(start)


def test_an_exercise_is_marked_in_subject_and_both_bodies(
    published: Callable[..., Publication], content: AlertContent, desk: Desk
) -> None:
    message = email_to(published(content=replace(content, exercise=True)), desk)
    assert message["Subject"].startswith("EXERCISE: ")
    assert "EXERCISE." in body(message, "plain")
    assert "EXERCISE." in body(message, "html")


def test_a_headline_of_two_lines_cannot_add_a_header(
    published: Callable[..., Publication], content: AlertContent, desk: Desk
) -> None:
    message = email_to(published(content=replace(content, headline="One\r\nBcc: everyone@post.example")), desk)
    assert message["Bcc"] is None
    assert message["Subject"] == "One Bcc: everyone@post.example"


# --- feed --------------------------------------------------------------------------------------------


def test_a_feed_reader_reads_the_feed_back(published: Callable[..., Publication], desk: Desk, now: datetime) -> None:
    first = published()
    second = published(code="P3X-9T6", sent_at=now + timedelta(days=1))
    feed = feedparser.parse(atom_feed([first, second], desk=desk))
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "Fraud alerts from Marlshire Fraud Desk"
    assert [entry.title for entry in feed.entries] == [first.content["headline"]] * 2
    assert feed.entries[0].link == "https://alerts.marlshire.example/alerts/P3X-9T6"
    links = {link.type: link.href for link in feed.entries[1].links}
    assert links["application/cap+xml"] == "https://alerts.marlshire.example/alerts/K7Q-4M2.cap.xml?version=1"
    assert "12 people in Marlshire" in feed.entries[0].summary
    assert CHECK in feed.entries[1].content[0].value
    assert feed.entries[1].published == "2026-11-24T10:00:00+00:00"


def test_an_entry_keeps_its_id_and_its_bytes(published: Callable[..., Publication], desk: Desk, now: datetime) -> None:
    first = published()
    alone = feedparser.parse(atom_feed([first], desk=desk)).entries[0].id
    beside = feedparser.parse(atom_feed([published(code="P3X-9T6", sent_at=now + timedelta(days=1)), first], desk=desk))
    assert alone in [entry.id for entry in beside.entries]
    assert atom_feed([first], desk=desk) == atom_feed([first], desk=desk)


def test_a_feed_without_alerts_is_still_a_feed(desk: Desk) -> None:
    feed = feedparser.parse(atom_feed([], desk=desk))
    assert not feed.bozo
    assert feed.entries == []
