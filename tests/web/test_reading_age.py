"""Every public page can be read by a child of eleven, and no sentence in it is long."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import html
from starlette.testclient import TestClient

from tocsin.alerts.reading_age import reading_age
from web.cast import MICROSOFT_CALL, House

OLDEST_READER = 11
LONGEST_SENTENCE = 25
BLOCKS = ("p", "li", "h1", "h2", "h3", "label", "legend", "summary", "button", "dt", "th")
CHECKED = (
    MICROSOFT_CALL,
    "Hi Mum, I broke my phone. This is my new number. Can you pay a bill of £860 for me today? Keep it between us.",
    "Grandma, can you give me a lift to football on Saturday? Tom",
    "0909 879 0123",
    "royalmail-fee.example/pay",
    "x",
    "someone rang asking for my card number",  # we cannot tell
    "I am 84 and alone and I do not want to live",
    "my son hits me and takes my pension",
)
PAGES: dict[str, Callable[[TestClient], str]] = {
    **{
        path: lambda client, path=path: client.get(path).text  # type: ignore[misc]
        for path in (
            "/", "/phone", "/call", "/report", "/report?now=paid", "/report?now=on_call", "/report/back", "/alerts", "/subscribe",
            "/verify", "/verify/K7Q-4M2", "/around", "/around?place=Faversham", "/privacy", "/accessibility", "/ours", "/nothing",
        )
    },
    **{
        f"the answer to {words[:24]!r}, {how or 'whole'}": lambda client, words=words, how=how: client.post(  # type: ignore[misc]
            "/check", data={"text": words, "how": how}
        ).text
        for words in CHECKED
        for how in ("", "easy")
    },
    "a call": lambda client: client.post("/call", data={"words": "Buy gift cards and read me the codes.", "speaker": "caller"}).text,
    "an answer that may change": lambda client: client.post("/changes", data={"text": "x"}).text,
    "an answer that was wrong": lambda client: client.post("/wrong", data={"text": "x", "level": "scam"}).text,
    "a report taken": lambda client: client.get(client.post("/report", data={"text": MICROSOFT_CALL}).headers["location"]).text,
    "signed up": lambda client: client.post("/subscribe", data={"address": "ann@mail.example", "place": "Faversham"}).text,
}  # fmt: skip


def sentences_of(text: str) -> list[str]:
    """What the page says itself: not the words of the person, not addresses, not names of people's organisations."""
    page = html.document_fromstring(text)
    for part in page.xpath("//blockquote | //q | //mark | //svg | //select | //sup | //*[contains(@class, 'unseen')]"):
        part.drop_tree()
    found = []
    for block in page.xpath(" | ".join(f"//main//{name}" for name in BLOCKS)):
        if block.xpath(" | ".join(f".//{name}" for name in BLOCKS)):
            continue
        words = " ".join(block.text_content().split())
        found += [one for one in re.split(r"(?<=[.!?:])\s|\s·\s", words) if one]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_plain(house: House, name: str) -> None:
    house.clock.pass_hours(1)
    sentences = sentences_of(PAGES[name](house.outsider()))
    assert sentences
    long = [one for one in sentences if len(one.split()) > LONGEST_SENTENCE]
    assert not long
    age = reading_age(" ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in sentences))
    assert age <= OLDEST_READER
