"""An answer where we cannot tell, and what is said first to somebody who does not want to live or is hurt."""

from __future__ import annotations

import pytest
from lxml import html

from between import BETWEEN
from tocsin.checking import words
from web.cast import MICROSOFT_CALL, House, text_of

DESPAIR = "I am 84 and alone and I do not want to live"
HURT = "my son hits me and takes my pension"


def unsure_page(house: House, **more: str) -> str:
    for text in BETWEEN:
        page = house.outsider().post("/check", data={"text": text, **more}).text
        if "We cannot tell." in page:
            return page
    raise AssertionError("None of them lies between: choose others.")


def test_an_answer_where_we_cannot_tell_says_so_first(house: House) -> None:
    page = html.document_fromstring(unsure_page(house))
    (box,) = page.xpath("//div[contains(@class, 'verdict')]")
    assert "unsure" in box.get("class").split()
    assert "no-signs" not in box.get("class").split()
    assert text_of(box).startswith("Not sure We cannot tell.")
    shown = text_of(page.xpath("//main")[0])
    assert words.FIRST_UNSURE in shown
    assert shown.index(words.FIRST_UNSURE) < shown.index("What we noticed") < shown.index("How to make sure")
    assert "0808 223 1133" in shown
    assert page.xpath("//a[@href='tel:159']")
    assert "does not mean it is safe" not in shown


def test_the_same_in_easy_words_and_in_welsh(house: House) -> None:
    easy = text_of(unsure_page(house, how="easy"))
    assert "We cannot tell. It could be a scam." in easy
    assert "Do not pay yet. Do not press any link." in easy
    for text in BETWEEN:
        page = house.outsider().post("/cy/check", data={"text": text}).text
        if "Ddim yn siŵr" in page:
            shown = text_of(html.document_fromstring(page).xpath("//main")[0])
            assert "Allwn ni ddim dweud." in shown
            assert "Cyn i chi dalu" in shown
            assert "We cannot tell" not in shown
            return
    raise AssertionError("No Welsh page says that we cannot tell.")


@pytest.mark.parametrize(
    ("text", "calm"),
    [(DESPAIR, "You do not have to bear this by yourself"), (HURT, "Nobody has the right to hurt you")],
)
@pytest.mark.parametrize("how", ["", "easy"])
def test_whoever_does_not_want_to_live_or_is_hurt_reads_first_who_helps(
    house: House, text: str, calm: str, how: str
) -> None:
    page = html.document_fromstring(house.outsider().post("/check", data={"text": text, "how": how}).text)
    (box,) = page.xpath("//section[contains(@class, 'care')]")
    assert calm in text_of(box)
    assert box.xpath(".//a[@href='tel:999']")
    assert box.xpath(".//a[@href='tel:116123']")
    main = text_of(page.xpath("//main")[0])
    assert main.startswith("Thank you for telling us.")  # before any verdict


def test_the_form_and_the_page_of_a_report_show_it_to_whoever_wrote_it_and_to_nobody_else(house: House) -> None:
    form = text_of(house.outsider().post("/report/new", data={"text": DESPAIR}).text)
    assert "116 123" in form
    person = house.outsider()
    taken = person.post("/report", data={"text": f"They took my savings. {DESPAIR}"})
    assert taken.status_code == 200
    shown = text_of(taken.text)
    assert "Thank you. We have your report." in shown
    assert "116 123" in shown
    assert taken.headers["cache-control"] == "no-store"
    reference = html.document_fromstring(taken.text).xpath("string(//*[contains(@class, 'code')])").strip()
    assert "116 123" not in text_of(house.outsider().get(f"/report/{reference}").text)
    again = person.post("/report", data={"text": DESPAIR, "form": "a" * 24, "then": "more"})
    assert "116 123" in text_of(again.text)
    officer = house.officer("ben").get(f"/desk/reports/{reference}")
    assert "do not leave this for later" in text_of(officer)


def test_on_a_call_it_is_shown_for_what_anybody_but_the_caller_says(house: House) -> None:
    for speaker, shown in (("callee", True), ("caller", False)):
        page = house.outsider().post("/call", data={"words": "I do not want to live", "speaker": speaker})
        assert ("116 123" in page.text) == shown


def test_nobody_else_is_shown_it(house: House) -> None:
    for text in (MICROSOFT_CALL, "Your library books are due back on Friday."):
        assert "116 123" not in house.outsider().post("/check", data={"text": text}).text
    answer = house.outsider().post("/report", data={"text": MICROSOFT_CALL})
    assert answer.status_code == 303


def test_it_is_said_in_welsh_too(house: House) -> None:
    page = text_of(house.outsider().post("/cy/check", data={"text": "Dw i ddim eisiau byw"}).text)
    assert "Diolch am ddweud wrthym." in page
    assert "116 123" in page
