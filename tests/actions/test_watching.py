"""A publisher's feed is looked at politely; what is new is kept once, and what is withdrawn is marked."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from desk import Clock, open_desk
from tocsin.actions.advisories import list_advisories
from tocsin.actions.installation import Installation
from tocsin.actions.watching import Polled, add_feed, list_feeds, poll_due, remove_feed
from tocsin.errors import InputError, NotFoundError
from tocsin.sources.fetch import fetch
from web_server import Answer, Publisher, a_publisher

WARNING = (
    "Police in Marlshire are warning residents about callers who say they are from Microsoft. "
    "The caller says your computer has a virus and asks for remote access to fix it, then for your bank details. "
    "If you get such a call, hang up and ring Report Fraud on 0300 123 2040. "
    "Microsoft will never ring you out of the blue. Tell family and friends about this scam. "
)


def entry(number: int, text: str, *, link: bool = True) -> str:
    address = f"<link>{{url}}/page/{number}</link>" if link else ""
    return f"<item><title>Warning {number}: computer callers</title><guid>n-{number}</guid>{address}<description>{text}</description></item>"


def feed(publisher: Publisher, *entries: str) -> bytes:
    body = "".join(entries).replace("{url}", publisher.url)
    return f'<rss version="2.0"><channel><title>Marlshire Police</title>{body}</channel></rss>'.encode()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def installation(tmp_path: Path, clock: Clock) -> Installation:
    return open_desk(tmp_path, clock=clock)


def poll(installation: Installation) -> list[Polled]:
    get = partial(fetch, allowed=lambda address: True)
    return list(poll_due(installation, get=get, pause=lambda seconds: None))


def test_what_is_new_is_kept_once(installation: Installation, clock: Clock) -> None:
    with a_publisher() as publisher:
        publisher.answers["/feed"] = Answer(feed(publisher, entry(1, WARNING * 2)))
        add_feed(installation, f"{publisher.url}/feed")
        (first,) = poll(installation)
        assert poll(installation) == []  # not due yet
        clock.forward(minutes=16)
        publisher.answers["/feed"] = Answer(feed(publisher, entry(2, WARNING * 2), entry(1, WARNING * 2)))
        (second,) = poll(installation)
    assert [each.title for each in first.new] == ["Warning 1: computer callers"]
    assert [each.title for each in second.new] == ["Warning 2: computer callers"]
    assert first.new[0].scam == "computer-software-service-fraud"
    assert list_feeds(installation)[0].title == "Marlshire Police"
    assert "/robots.txt" in publisher.paths()


def test_an_entry_that_only_announces_a_page_has_the_page_read(installation: Installation) -> None:
    with a_publisher() as publisher:
        page = (
            f"<html><body><main><h1>Computer callers</h1><p>{WARNING}</p></main><footer>Ring 999</footer></body></html>"
        )
        publisher.answers["/page/1"] = Answer(page.encode(), headers={"Content-Type": "text/html"})
        publisher.answers["/feed"] = Answer(feed(publisher, entry(1, "Read more")))
        add_feed(installation, f"{publisher.url}/feed")
        (polled,) = poll(installation)
    (advisory,) = polled.new
    assert "remote access" in advisory.text
    assert advisory.url == f"{publisher.url}/page/1"


def test_an_unchanged_feed_costs_its_publisher_almost_nothing(installation: Installation, clock: Clock) -> None:
    with a_publisher() as publisher:
        publisher.answers["/feed"] = Answer(feed(publisher, entry(1, WARNING * 2)), headers={"ETag": '"one"'})
        add_feed(installation, f"{publisher.url}/feed")
        poll(installation)
        clock.forward(minutes=16)
        (again,) = poll(installation)
    assert again.unchanged
    assert publisher.asked[-1][1]["if-none-match"] == '"one"'


def test_a_feed_that_fails_is_tried_ever_more_seldom_and_says_why(installation: Installation, clock: Clock) -> None:
    with a_publisher() as publisher:
        publisher.answers["/feed"] = Answer(status=503, headers={"Retry-After": "7200"})
        add_feed(installation, f"{publisher.url}/feed")
        (first,) = poll(installation)
        assert first.feed.due_at == clock() + timedelta(hours=2)
        assert "503" in first.feed.error
        clock.forward(hours=2)
        publisher.answers["/feed"] = Answer(status=500)
        (second,) = poll(installation)
        assert second.feed.failures == 2
        assert second.feed.due_at == clock() + timedelta(minutes=60)
        clock.forward(hours=1)
        publisher.answers["/feed"] = Answer(feed(publisher, entry(1, WARNING * 2)))
        (third,) = poll(installation)
    assert (third.feed.failures, third.feed.error, len(third.new)) == (0, "", 1)


def test_a_page_that_cannot_be_had_stops_no_other(installation: Installation) -> None:
    with a_publisher() as publisher:
        publisher.answers["/feed"] = Answer(feed(publisher, entry(1, "Read more"), entry(2, WARNING * 2)))
        add_feed(installation, f"{publisher.url}/feed")
        (polled,) = poll(installation)
    assert [each.title for each in polled.new] == ["Warning 2: computer callers"]
    assert [fault.code for fault in polled.faults] == ["http-404"]


def test_what_a_site_keeps_from_programs_is_not_fetched(installation: Installation) -> None:
    with a_publisher() as publisher:
        publisher.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /feed\n")
        publisher.answers["/feed"] = Answer(feed(publisher, entry(1, WARNING)))
        add_feed(installation, f"{publisher.url}/feed")
        (polled,) = poll(installation)
    assert polled.faults[0].code == "robots"
    assert publisher.paths() == ["/robots.txt"]


def test_a_withdrawn_cap_alert_marks_the_advisory_that_was_kept(installation: Installation, clock: Clock) -> None:
    def cap(number: int, kind: str, refers: str, text: str) -> bytes:
        return (
            '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
            f"<identifier>M-{number}</identifier><sender>a.example</sender><sent>2026-11-2{number}T10:00:00+00:00</sent>"
            f"<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{refers}"
            f"<info><headline>Computer callers</headline><description>{text}</description></info></alert>"
        ).encode()

    with a_publisher() as publisher:
        publisher.answers["/latest.cap"] = Answer(cap(1, "Alert", "", WARNING))
        add_feed(installation, f"{publisher.url}/latest.cap")
        (first,) = poll(installation)
        clock.forward(minutes=16)
        refers = "<references>a.example,M-1,2026-11-21T10:00:00+00:00</references>"
        publisher.answers["/latest.cap"] = Answer(cap(2, "Cancel", refers, "The earlier alert was wrong."))
        poll(installation)
    assert len(first.new) == 1
    (kept,) = [each for each in list_advisories(installation) if each.id == first.new[0].id]
    assert kept.taken_back_at == clock()


def test_our_own_network_is_never_watched(installation: Installation) -> None:
    add_feed(installation, "http://127.0.0.1:9/feed")
    (polled,) = poll_due(installation, pause=lambda seconds: None)
    assert polled.faults[0].code == "robots"  # its robots.txt could not be asked: the address is ours
    assert polled.new == ()


def test_a_feed_is_removed_by_its_address_and_an_unknown_one_is_a_sentence(installation: Installation) -> None:
    add_feed(installation, "https://police.example/feed")
    remove_feed(installation, "https://police.example/feed")
    assert list_feeds(installation) == []
    with pytest.raises(NotFoundError):
        remove_feed(installation, "https://police.example/feed")
    with pytest.raises(InputError):
        add_feed(installation, "ftp://police.example/feed")
