"""The pages that everybody sees: check, report, subscribe, verify, and what is said when something is wrong."""

from __future__ import annotations

import gzip
import re

import pytest
from lxml import html

from web.cast import MICROSOFT_CALL, House, links_in_outbox, text_of

PUBLIC_PAGES = ("/", "/phone", "/report", "/alerts", "/subscribe", "/verify", "/privacy")


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_set_no_cookie_and_ask_nobody_else_for_anything(house: House, path: str) -> None:
    answer = house.outsider().get(path)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    page = html.document_fromstring(answer.text)
    for address in page.xpath("//script/@src | //link[not(@hreflang)]/@href | //img/@src"):
        assert str(address).startswith("/"), address
    assert not page.xpath("//*[@style] | //style | //script[not(@src)] | //*[@*[starts-with(name(), 'on')]]")
    assert page.xpath("/html/@lang") == ["en-GB"]
    assert len(page.xpath("//h1")) == 1


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_no_sentence_of_a_public_page_is_longer_than_25_words(house: House, path: str) -> None:
    page = html.document_fromstring(house.outsider().get(path).text)
    for block in page.xpath("//main//*[self::p or self::li or self::h1 or self::h2 or self::label or self::summary]"):
        for sentence in re.split(r"(?<=[.!?:])\s", " ".join(block.text_content().split())):
            assert len(sentence.split()) <= 25, sentence


def test_the_front_page_with_all_it_loads_is_under_60_kb(house: House) -> None:
    client = house.outsider()
    page = client.get("/")
    addresses = html.document_fromstring(page.text).xpath(
        "//script/@src | //link[@rel!='alternate']/@href | //img/@src"
    )
    total = len(gzip.compress(page.content))
    for address in set(map(str, addresses)):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]
        total += len(answer.content)  # counted as if it were not compressed at all
    assert total < 60_000


def test_an_answer_says_what_it_is_what_to_do_first_why_and_whom_to_ask_in_that_order(house: House) -> None:
    answer = house.outsider().post("/check", data={"text": MICROSOFT_CALL})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    words = text_of(answer.text)
    order = [words.index(part) for part in ("What to do first", "Why we think so", "this breaks", "How to make sure")]
    assert order == sorted(order)
    marked = html.document_fromstring(answer.text).xpath("//mark")
    assert any("AnyDesk" in mark.text_content() for mark in marked)
    assert "Microsoft" in words
    assert "%" not in words


def test_the_words_of_a_check_are_never_in_an_address(house: House) -> None:
    answer = house.outsider().post("/check", data={"text": MICROSOFT_CALL})
    page = html.document_fromstring(answer.text)
    assert not [address for address in page.xpath("//@href | //@action | //@src") if "AnyDesk" in str(address)]
    form = page.xpath("//form[@action='/report/new']")[0]
    assert form.get("method") == "post"
    prefilled = house.outsider().post("/report/new", data={"text": MICROSOFT_CALL})
    assert html.document_fromstring(prefilled.text).xpath("string(//textarea[@name='text'])").strip() == MICROSOFT_CALL


def test_scripts_in_the_text_are_only_text(house: House) -> None:
    answer = house.outsider().post("/check", data={"text": MICROSOFT_CALL + "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in answer.text


def test_no_signs_is_never_called_safe(house: House) -> None:
    answer = house.outsider().post(
        "/check", data={"text": "Grandma, can you give me a lift to football on Saturday? Tom"}
    )
    assert "does not mean it is safe" in answer.text
    assert "Report this" in answer.text


def test_an_empty_box_is_answered_with_a_sentence(house: House) -> None:
    answer = house.outsider().post("/check", data={"text": "  \n"})
    assert answer.status_code == 422
    assert "The box is empty." in answer.text


def test_too_much_text_is_answered_with_a_sentence(house: House) -> None:
    answer = house.outsider().post("/check", data={"text": "a" * 10_000_000})
    assert answer.status_code == 413
    assert "Paste only the part that worries you." in answer.text


def test_looking_at_the_check_without_words_leads_to_the_box(house: House) -> None:
    assert house.outsider().get("/check").headers["location"] == "/"


def test_the_phone_page_leads_with_hanging_up(house: House) -> None:
    page = html.document_fromstring(house.outsider().get("/phone").text)
    assert "Hang up" in page.xpath("string(//h1)")
    assert page.xpath("//a[@href='tel:159']")
    assert page.xpath("//a[@href='tel:999']")


def test_a_report_is_taken_once_however_often_it_is_sent(house: House) -> None:
    client = house.outsider()
    form_id = html.document_fromstring(client.get("/report").text).xpath("string(//input[@name='form']/@value)")
    fields = {"form": form_id, "text": MICROSOFT_CALL, "place": "Faversham", "stage": "gave_access", "channel": "call"}
    first = client.post("/report", data=fields)
    assert first.status_code == 303
    assert client.post("/report", data=fields).headers["location"] == first.headers["location"]
    words = text_of(client.get(first.headers["location"]).text)
    assert "We have your report" in words
    assert "What to do now" in words
    assert "AnyDesk" not in words


def test_a_report_with_a_fault_keeps_every_word(house: House) -> None:
    fields = {
        "text": "",
        "place": "Faversham",
        "stage": "paid",
        "on_call": "yes",
        "happened_on": "2099-01-01",
        "contact": "07700 900123",
    }
    for change in ({}, {"text": "They rang me."}, {"text": "They rang me.", "happened_on": "last week"}):
        answer = house.outsider().post("/report", data={**fields, **change})
        assert answer.status_code == 422
        page = html.document_fromstring(answer.text)
        assert page.xpath("//*[@role='alert']")
        assert page.xpath("string(//input[@name='place']/@value)") == "Faversham"
        assert page.xpath("string(//input[@name='contact']/@value)") == "07700 900123"
        assert page.xpath("//input[@name='stage'][@value='paid'][@checked]")
        assert page.xpath("//input[@name='on_call'][@checked]")


def test_a_reference_that_is_not_ours_is_a_plain_404(house: House) -> None:
    answer = house.outsider().get("/report/R-2222-2222")
    assert answer.status_code == 404
    assert "There is no report" in answer.text


def test_subscribing_needs_the_link_and_leaving_takes_one_click(house: House) -> None:
    client = house.outsider()
    answer = client.post("/subscribe", data={"address": "doris@mail.example", "place": "Faversham", "radius_km": "20"})
    assert "Look in your e-mail" in answer.text
    confirm = links_in_outbox(house.installation, "subscribe/confirm")[-1]
    asked = client.get(confirm)  # a scanner that opens the link confirms nothing
    assert "Yes, send me alerts" in asked.text
    managed = client.post(confirm)
    assert managed.status_code == 303
    page = html.document_fromstring(client.get(managed.headers["location"]).text)
    assert "We will write when there is an alert" in text_of(page)
    assert "Faversham" in text_of(page)

    manage = managed.headers["location"].partition("?")[0]
    assert client.post(manage, data={"place": "Gravesend"}).status_code == 303
    refused = client.post(manage, data={"place": "Nowhere-on-Sea"})
    assert refused.status_code == 422
    assert "Nowhere-on-Sea" in refused.text
    page = html.document_fromstring(client.get(manage).text)
    first = page.xpath("string((//input[@name='remove'])[1]/@value)")
    assert client.post(manage, data={"remove": first}).status_code == 303
    assert client.post(manage, data={}).status_code == 422

    leave = str(
        html.document_fromstring(client.get(manage).text).xpath(
            "string(//form[starts-with(@action, '/leave/')]/@action)"
        )
    )
    assert "Stop all alerts" in client.get(leave).text
    left = client.post(leave, data={"List-Unsubscribe": "One-Click"}, headers={"origin": "https://mail.example"})
    assert left.status_code == 200
    assert "You have left" in left.text
    assert "You left on" in client.get(manage).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "doris", "place": "Faversham"}, "e-mail address"),
        ({"address": "doris@mail.example", "place": ""}, "town or village is missing"),
        ({"address": "doris@mail.example", "place": "Nowhere-on-Sea"}, "We do not know a place"),
    ],
)
def test_a_sign_up_with_a_fault_keeps_every_word(house: House, fields: dict[str, str], said: str) -> None:
    answer = house.outsider().post(
        "/subscribe", data={**fields, "topics": ["computer-software-service-fraud"], "radius_km": "50"}
    )
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    assert said in text_of(page.xpath("//*[@role='alert']")[0])
    assert page.xpath("string(//input[@name='address']/@value)") == fields["address"]
    assert page.xpath("string(//input[@name='place']/@value)") == fields["place"]
    assert page.xpath("//option[@value='50'][@selected]")


def test_the_answer_to_a_sign_up_does_not_tell_whether_the_address_is_known(house: House) -> None:
    client = house.outsider()
    answers = [
        client.post("/subscribe", data={"address": "erin@mail.example", "place": "Faversham"}).text for _ in range(2)
    ]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("purpose", ["subscribe/confirm", "manage", "leave"])
def test_a_link_that_was_cut_short_is_said_to_be_so(house: House, purpose: str) -> None:
    client = house.outsider()
    answer = client.get(f"/{purpose}/nonsense") if purpose == "manage" else client.post(f"/{purpose}/nonsense")
    assert answer.status_code == 404
    assert "This link does not work." in answer.text


def test_an_alert_that_nobody_sent_is_not_one_of_ours(house: House) -> None:
    assert "Not one of ours" in house.outsider().get("/verify/K7Q-4M2").text
    assert (
        "Not one of ours" in house.outsider().post("/verify", data={"text": "Buy gift cards now, says the desk."}).text
    )
    assert house.outsider().post("/verify", data={"text": ""}).status_code == 422


@pytest.mark.parametrize(
    "path", ["/nothing", "/alerts/K7Q-4M2", "/alerts/K7Q-4M2.json", "/static/nothing.css", "/alerts/K7Q-4M2?version=x"]
)
def test_a_missing_page_is_said_in_plain_words(house: House, path: str) -> None:
    answer = house.outsider().get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text


@pytest.mark.parametrize("path", ["/alerts/%00", "/report/a%00b", "/manage/%00", "/alerts?version=%00"])
def test_an_address_with_a_nul_is_said_to_be_unreadable(house: House, path: str) -> None:
    answer = house.outsider().get(path)
    assert answer.status_code == 400
    assert "could not be read" in answer.text


def test_a_wrong_method_is_said_in_plain_words(house: House) -> None:
    answer = house.outsider().post("/privacy")
    assert answer.status_code == 405
    assert "first page" in answer.text


def test_what_is_only_looked_up_is_answered_too(house: House) -> None:
    answer = house.outsider().head("/")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"]


def test_pages_about_one_person_are_kept_nowhere(house: House) -> None:
    client = house.outsider()
    taken = client.post("/report", data={"text": MICROSOFT_CALL}).headers["location"]
    assert client.get(taken).headers["cache-control"] == "no-store"


def test_a_form_from_another_site_is_refused(house: House) -> None:
    answer = house.outsider().post("/check", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_a_fault_of_ours_says_so_and_keeps_its_headers(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def burn(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("tocsin.web.routes.check.check", burn)
    answer = house.outsider().post("/check", data={"text": "hello there"})
    assert answer.status_code == 500
    assert "It is our fault" in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.headers["content-security-policy"]


def test_the_keys_and_the_health_are_there_for_programs(house: House) -> None:
    client = house.outsider()
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/.well-known/tocsin/keys.json").json()
    assert client.get("/.well-known/tocsin/cap-certificate.pem").text.startswith("-----BEGIN CERTIFICATE-----")
    assert "Disallow: /desk" in client.get("/robots.txt").text
    assert client.get("/favicon.ico").status_code == 301
