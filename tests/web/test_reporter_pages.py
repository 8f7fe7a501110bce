"""A reporter: told what to do first, takes it in steps, comes back with a word, and prints it for the bank."""

from __future__ import annotations

import pytest
from lxml import html
from starlette.testclient import TestClient

from web.cast import MICROSOFT_CALL, House, text_of

OWN_WORDS = MICROSOFT_CALL + " He rang from 07700 900123 and I paid him £450."


def sent(client: TestClient, **fields: str) -> tuple[str, str, html.HtmlElement]:
    """Sends a report and goes on to the next step; gives its reference, the form's secret and the page."""
    secret = str(html.document_fromstring(client.get("/report").text).xpath("string(//input[@name='form']/@value)"))
    answer = client.post("/report", data={"form": secret, "text": OWN_WORDS, "then": "more", **fields})
    assert answer.status_code == 200, answer.text
    page = html.document_fromstring(answer.text)
    return str(page.xpath("string(//*[contains(@class, 'big code')])")), secret, page


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("on_call", "wait five minutes"),
        ("paid", "stop the payment"),
        ("gave_access", "unplug it"),
        ("shared_details", "Change that password"),
    ],
)
def test_whoever_is_in_the_middle_of_it_is_told_what_to_do_before_any_question(
    house: House, now: str, said: str
) -> None:
    words = text_of(house.outsider().get(f"/report?now={now}").text)
    assert said in words
    assert words.index(said) < words.index("What happened?")
    assert words.index("159") < words.index("What happened?")
    assert "Report Fraud" in words


def test_the_next_step_takes_what_was_left_out(house: House) -> None:
    client = house.outsider()
    reference, secret, page = sent(client)
    assert "token" not in str(page.xpath("//@href"))
    more = client.post(
        f"/report/{reference}/more",
        data={
            "form": secret,
            "text": "He knew my address, 12 Acacia Avenue.",
            "loss": "1,450",
            "place": "Faversham",
            "new_word": "heron",
        },
    )
    assert more.status_code == 200
    assert "We added that" in more.text
    seen = text_of(house.officer("ben").get(f"/desk/reports/{reference}"))
    assert "Faversham" in seen
    assert "Acacia" not in seen


def test_the_word_lets_the_reporter_back_and_nothing_else_does(house: House) -> None:
    client = house.outsider()
    reference, _, _ = sent(client, word="heron lake")
    back = client.post("/report/back", data={"reference": reference.lower(), "word": " Heron  Lake"})
    assert back.status_code == 200
    assert reference in back.text
    wrong = client.post("/report/back", data={"reference": reference, "word": "egret"})
    none = client.post("/report/back", data={"reference": "R-2222-2222", "word": "egret"})
    assert wrong.status_code == none.status_code == 422
    said = {html.document_fromstring(one.text).xpath("string(//*[@role='alert'])").strip() for one in (wrong, none)}
    assert len(said) == 1
    for path in ("more", "pack"):
        assert client.post(f"/report/{reference}/{path}", data={"text": "x"}).status_code == 403
        assert (
            client.post(
                f"/report/{reference}/{path}", data={"text": "x", "form": "guess-guess-guess-guess"}
            ).status_code
            == 403
        )


def test_only_who_chose_a_word_is_told_to_come_back_with_it(house: House) -> None:
    client = house.outsider()
    for word, said, not_said in (
        ("", "Send a new report", "Come back to it with your word"),
        ("lighthouse", "Come back to it with your word", "More to tell?"),
    ):
        answer = client.post("/report", data={"text": OWN_WORDS, "word": word}, follow_redirects=True)  # no next step
        page = text_of(answer.text)
        assert "Thank you. We have your report." in page
        assert said in page
        assert not_said not in page


def test_a_word_cannot_be_tried_for_ever(house: House) -> None:
    client = house.outsider()
    reference, _, _ = sent(client, word="heron lake")
    for _ in range(12):
        answer = client.post("/report/back", data={"reference": reference, "word": "egret"})
    assert "too often" in answer.text
    house.clock.pass_hours(2)
    assert client.post("/report/back", data={"reference": reference, "word": "heron lake"}).status_code == 200


def test_an_officer_asks_and_the_reporter_answers(house: House) -> None:
    client = house.outsider()
    reference, _, _ = sent(client, word="heron lake")
    ben = house.officer("ben")
    ben.post(f"/desk/reports/{reference}/ask", question="Which bank did they say they were?")
    back = client.post("/report/back", data={"reference": reference, "word": "heron lake"})
    assert "Which bank did they say" in back.text
    client.post(f"/report/{reference}/more", data={"word": "heron lake", "text": "Mine. Ring me on 07700 900456."})
    seen = text_of(ben.get(f"/desk/reports/{reference}"))
    assert "Ring me on [phone]" in seen
    opened = ben.post(f"/desk/reports/{reference}/open", reason="ringing her back")
    assert "07700 900456" in opened.text


def test_the_pack_holds_their_own_words_and_whom_to_give_it_to(house: House) -> None:
    client = house.outsider()
    reference, secret, _ = sent(client, stage="paid")
    pack = client.post(f"/report/{reference}/pack", data={"form": secret})
    assert pack.headers["cache-control"] == "no-store"
    words = text_of(pack.text)
    assert "07700 900123" in words
    assert "£450" in words
    assert "claim number" in words
    assert "not a crime report" in words
    assert "another scam" in words


def test_the_route_is_that_of_the_nation_where_it_happened(house: House) -> None:
    client = house.outsider()
    for place, there, not_there in (
        ("Inverness", "Police Scotland", "Report Fraud"),
        ("Faversham", "Report Fraud", "Police Scotland"),
    ):
        reference, _, _ = sent(client, place=place, stage="paid")
        page = html.document_fromstring(client.get(f"/report/{reference}").text)
        routes = " ".join(page.xpath("//ul[@class='routes']//b/text()"))
        assert there in routes, place
        assert not_there not in routes, place


def test_whoever_has_reported_is_not_told_to_report_nor_told_the_same_twice(house: House) -> None:
    client = house.outsider()
    reference, _, _ = sent(client, place="Faversham", stage="paid")
    page = html.document_fromstring(client.get(f"/report/{reference}").text)
    items = [text_of(one) for one in page.xpath("//main//li")]
    assert [one for one in items if one.startswith("Ring your bank")] == [items[0]]
    assert not [one for one in items if one.startswith("Report it, ")]


def test_whoever_paid_is_warned_of_those_who_promise_it_back(house: House) -> None:
    client = house.outsider()
    reference, _, _ = sent(client, stage="paid")
    assert "that is another scam" in client.get(f"/report/{reference}").text
