"""Only public addresses are fetched, by every way of writing them, and never more than was asked for."""

from __future__ import annotations

import gzip
import ipaddress
import socket
from typing import Any

import pytest

from tocsin.errors import InputError
from tocsin.sources import fetch as fetching
from tocsin.sources.fetch import Fetched, fetch, is_public
from tocsin.sources.robots import Robots
from web_server import Answer, a_publisher


def anybody(address: fetching.Address) -> bool:
    return True


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "ff02::1", "::",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_told_apart(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["151.101.1.69", "2606:4700::6810:84e5", "::ffff:8.8.8.8"])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/", "http://0/",
        "https://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]:22/",
    ],
)  # fmt: skip
def test_our_own_network_is_never_fetched(url: str) -> None:
    with pytest.raises(InputError) as caught:
        fetch(url, max_bytes=1000)
    assert caught.value.code in {"not-public", "no-host"}


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "gopher://a.example", "//a", "", "http://"])
def test_other_schemes_are_refused(url: str) -> None:
    with pytest.raises(InputError) as caught:
        fetch(url, max_bytes=1000)
    assert caught.value.code == "bad-address"


def test_an_address_with_a_log_in_is_refused() -> None:
    with pytest.raises(InputError):
        fetch("http://name:word@publisher.example/", max_bytes=1000)


def test_a_name_is_refused_when_any_of_its_addresses_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("93.184.216.34", "10.0.0.5")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(InputError, match="public address"):
        fetch("http://twofaced.example/", max_bytes=1000)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with a_publisher() as publisher:
        publisher.answers["/"] = Answer(b"hello")
        port = int(publisher.url.rpartition(":")[2])
        asked: list[str] = []

        def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        # the connection is made through the same function, with the address that was checked
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        answer = fetch(f"http://publisher.example:{port}/", max_bytes=1000, allowed=anybody)
    assert answer.data == b"hello"
    assert asked == ["publisher.example", "127.0.0.1"]
    assert publisher.asked[0][1]["host"] == f"publisher.example:{port}"


def test_a_redirect_into_our_network_is_not_followed() -> None:
    with a_publisher() as publisher:
        publisher.answers["/"] = Answer(status=302, headers={"Location": "http://10.0.0.1/admin"})
        with pytest.raises(InputError) as caught:
            fetch(publisher.url, max_bytes=1000, allowed=lambda address: str(address) == "127.0.0.1")
    assert caught.value.code == "not-public"


def test_redirects_are_followed_a_few_times_only() -> None:
    with a_publisher() as publisher:
        publisher.answers["/a"] = Answer(status=301, headers={"Location": "/b"})
        publisher.answers["/b"] = Answer(b"here")
        publisher.answers["/round"] = Answer(status=302, headers={"Location": "/round"})
        assert fetch(f"{publisher.url}/a", max_bytes=100, allowed=anybody).url == f"{publisher.url}/b"
        with pytest.raises(InputError) as caught:
            fetch(f"{publisher.url}/round", max_bytes=100, allowed=anybody)
    assert caught.value.code == "too-many-redirects"


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_larger_than_the_limit_is_refused_packed_or_not(packed: bool) -> None:
    data = b"a" * 2_000_000
    with a_publisher() as publisher:
        headers = {"Content-Encoding": "gzip"} if packed else {}
        publisher.answers["/"] = Answer(gzip.compress(data) if packed else data, headers=headers)
        with pytest.raises(InputError) as caught:
            fetch(publisher.url, max_bytes=1_000_000, allowed=anybody)
        assert caught.value.code == "too-large"
        assert len(fetch(publisher.url, max_bytes=3_000_000, allowed=anybody).data) == len(data)


def test_what_was_had_before_is_asked_for_only_if_it_changed() -> None:
    with a_publisher() as publisher:
        publisher.answers["/"] = Answer(
            b"news", headers={"ETag": '"7"', "Content-Type": "application/rss+xml; charset=x"}
        )
        first = fetch(publisher.url, max_bytes=100, allowed=anybody)
        again = fetch(publisher.url, max_bytes=100, etag=first.headers["etag"], allowed=anybody)
    assert (first.status, first.media_type) == (200, "application/rss+xml")
    assert (again.status, again.data) == (304, b"")


def test_a_site_that_is_not_there_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match="cannot be reached"):
            fetch(f"http://127.0.0.1:{port}/", max_bytes=100, allowed=anybody)


RULES = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 4\n"


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (Fetched("", 200, RULES), True),
        (Fetched("", 404), True),
        (Fetched("", 503), False),
        (InputError("no answer"), False),
    ],
)
def test_a_sites_rules_are_asked_once_and_kept(answer: Fetched | InputError, allowed: bool) -> None:
    asked: list[str] = []

    def get(url: str) -> Fetched:
        asked.append(url)
        if isinstance(answer, InputError):
            raise answer
        return answer

    robots = Robots(get)
    assert robots.allows("https://police.example/news/1") is allowed
    assert robots.allows("https://police.example/news/2") is allowed
    assert asked == ["https://police.example/robots.txt"]


def test_what_a_site_forbids_is_not_visited_and_its_pace_is_kept() -> None:
    robots = Robots(lambda url: Fetched(url, 200, RULES))
    assert not robots.allows("https://police.example/private/x")
    assert robots.delay_seconds("https://police.example/news") == 4.0
