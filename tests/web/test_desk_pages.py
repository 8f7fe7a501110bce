"""The desk: coming in, the queue, advisories, and an alert's way from draft to published and back."""

from __future__ import annotations

import re

import pytest
from lxml import html

from tocsin.alerts.formats.text import plain_text
from web.cast import MICROSOFT_CALL, PASSWORD, Browser, House, text_of

ADVISORY = (
    "Warning about callers who say they are from Microsoft\n\n"
    "Kent Police is warning residents of Faversham after a rise in computer software service fraud. "
    "The caller claims to be from Microsoft, says the computer has a virus and asks for remote access to it. "
    "Officers remind people that Microsoft will never ring you out of the blue. Hang up and do not let anyone "
    "control your computer."
)
DESK_PAGES = (
    "/desk",
    "/desk/reports",
    "/desk/advisories",
    "/desk/advisories/new",
    "/desk/alerts",
    "/desk/alerts/new",
    "/desk/knowledge",
    "/desk/knowledge/new",
    "/desk/knowledge/scams/romance",
    "/desk/people",
    "/desk/audit",
    "/desk/password",
)


def report(house: House, text: str = MICROSOFT_CALL, place: str = "Faversham") -> str:
    answer = house.outsider().post("/report", data={"text": text, "place": place, "channel": "call"})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("/")[2]


def alert_drafted_by(house: House, browser: Browser) -> str:
    reference = report(house)
    answer = browser.post(
        "/desk/alerts/new",
        follow=False,
        references=[reference],
        scam="computer-software-service-fraud",
        areas_text="Faversham",
    )
    assert answer.status_code == 303, text_of(answer.text)
    return str(answer.headers["location"]).rpartition("/")[2].partition("?")[0]


def content_hash(browser: Browser, alert_id: str) -> str:
    return str(browser.get(f"/desk/alerts/{alert_id}").xpath("string((//input[@name='content_hash'])[1]/@value)"))


@pytest.mark.parametrize("path", DESK_PAGES)
def test_an_outsider_sees_only_the_log_in(house: House, path: str) -> None:
    answer = house.outsider().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/login?next=%2Fdesk")


@pytest.mark.parametrize("path", DESK_PAGES)
def test_pages_of_the_desk_are_kept_nowhere(house: House, path: str) -> None:
    answer = house.officer("amina").client.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert not html.document_fromstring(answer.text).xpath("//*[@style] | //style | //script[not(@src)]")


def test_a_wrong_password_is_said_without_telling_whether_the_name_exists(house: House) -> None:
    answers = [
        house.outsider().post("/desk/login", data={"name": name, "password": "nonsense"}) for name in ("ben", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    said = {html.document_fromstring(answer.text).xpath("string(//*[@role='alert'])").strip() for answer in answers}
    assert len(said) == 1
    assert 'value="ben"' in answers[0].text
    assert "nonsense" not in answers[0].text


def test_log_in_leads_back_to_the_page_asked_for_and_never_to_another_site(house: House) -> None:
    for asked, led in (
        ("/desk/reports?status=new", "/desk/reports?status=new"),
        ("https://evil.example", "/desk"),
        ("//evil.example", "/desk"),
        ("/desk.evil.example", "/desk"),
    ):
        answer = house.outsider().post("/desk/login", data={"name": "ben", "password": PASSWORD, "next": asked})
        assert answer.headers["location"] == led


def test_the_session_is_out_of_reach_of_scripts_and_of_the_public_pages(house: House) -> None:
    answer = house.outsider().post("/desk/login", data={"name": "ben", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/desk" in cookie


def test_a_session_ends_with_logging_out(house: House) -> None:
    browser = house.officer("ben")
    assert "You are logged out." in browser.post("/desk/logout").text
    assert browser.client.get("/desk").status_code == 303


def test_a_form_without_the_token_of_this_session_is_refused(house: House) -> None:
    browser, other = house.officer("ben"), house.officer("amina")
    for token in ("", "nonsense", other.csrf()):
        answer = browser.client.post("/desk/logout", data={"csrf": token})
        assert answer.status_code == 403
        assert "out of date" in answer.text
    assert browser.client.get("/desk").status_code == 200


def test_a_form_sent_after_the_session_ended_leads_to_log_in_and_says_so(house: House) -> None:
    answer = house.outsider().post("/desk/alerts/new", data={"scam": "x"})
    assert answer.status_code == 303
    assert "run out" in house.outsider().get(answer.headers["location"]).text


def test_a_new_officer_must_choose_a_password_before_anything_else(house: House) -> None:
    amina = house.officer("amina")
    answer = amina.post("/desk/people", name="dora", display_name="Dora Pike", role="officer")
    once = html.document_fromstring(answer.text).xpath("string(//*[contains(@class, 'once')])")
    assert once
    dora = Browser(house.outsider())
    answer = dora.client.post("/desk/login", data={"name": "dora", "password": once})
    assert answer.headers["location"] == "/desk/password"
    assert dora.client.get("/desk/reports").headers["location"] == "/desk/password"
    for old, new, again, said in (
        (once, "short", "short", "shorter than"),
        (once, "three unrelated words", "something else here", "differ"),
        ("wrong", "three unrelated words", "three unrelated words", "not right"),
    ):
        answer = dora.post("/desk/password", old=old, new=new, again=again)
        assert answer.status_code in {403, 422}
        assert said in answer.text
    answer = dora.post("/desk/password", old=once, new="three unrelated words", again="three unrelated words")
    assert "Your password is changed." in answer.text
    assert "One-time password" not in text_of(amina.get("/desk/people"))


def test_only_an_administrator_manages_people(house: House) -> None:
    ben = house.officer("ben")
    assert not ben.get("/desk/people").xpath("//form[@action='/desk/people']")
    assert ben.post("/desk/people", name="eve", role="admin").status_code == 403
    assert ben.post("/desk/people/amina/disable").status_code == 403
    assert ben.post("/desk/people/amina/password").status_code == 403


def test_an_officer_who_is_shut_out_is_out_at_once(house: House) -> None:
    amina = house.officer("amina")
    once = html.document_fromstring(amina.post("/desk/people", name="cora").text).xpath(
        "string(//*[contains(@class, 'once')])"
    )
    cora = Browser(house.outsider())
    assert cora.client.post("/desk/login", data={"name": "cora", "password": once}).status_code == 303
    assert "can no longer log in" in amina.post("/desk/people/cora/disable").text
    assert cora.client.get("/desk").headers["location"].startswith("/desk/login")
    assert "cannot shut yourself out" in amina.post("/desk/people/amina/disable").text


def test_a_name_that_is_taken_is_said_and_the_words_are_kept(house: House) -> None:
    answer = house.officer("amina").post("/desk/people", name="ben", display_name="Another Ben")
    assert answer.status_code == 409
    assert "There is already an officer" in answer.text
    assert 'value="Another Ben"' in answer.text


def test_a_report_is_accepted_from_the_queue_and_that_can_be_undone(house: House) -> None:
    reference = report(house)
    ben = house.officer("ben")
    page = ben.get("/desk/reports?status=new&county=Kent")
    row = page.xpath(f"//li[@id='{reference}']")[0]
    back = row.xpath("string(.//input[@name='back']/@value)")
    answer = ben.post(f"/desk/reports/{reference}/accept", back=back)
    assert "The report is accepted." in answer.text
    assert "county=Kent" in str(answer.url)
    assert ben.get("/desk/reports?status=accepted").xpath(f"//li[@id='{reference}']")
    assert "back in the queue" in ben.post(f"/desk/reports/{reference}/reopen", back=back).text
    assert ben.get("/desk/reports?status=new").xpath(f"//li[@id='{reference}']")


def test_with_a_script_only_the_row_is_answered(house: House) -> None:
    reference = report(house)
    ben = house.officer("ben")
    answer = ben.client.post(
        f"/desk/reports/{reference}/accept", data={"csrf": ben.csrf()}, headers={"hx-request": "true"}
    )
    assert answer.text.strip().startswith("<li")
    assert "Undo" in answer.text
    assert "<html" not in answer.text


def test_a_report_is_set_aside_only_with_a_reason(house: House) -> None:
    reference = report(house)
    ben = house.officer("ben")
    answer = ben.post(f"/desk/reports/{reference}/set-aside", reason="  ")
    assert answer.status_code == 422
    assert "with a reason" in answer.text
    assert "set aside" in ben.post(f"/desk/reports/{reference}/set-aside", reason="A test").text


def test_the_sealed_words_open_only_with_a_reason_and_that_is_logged(house: House) -> None:
    reference = report(house, text="My name is Doris. The man gave 07700 900123 and said he was from Microsoft.")
    ben = house.officer("ben")
    assert "07700 900123" not in text_of(ben.get(f"/desk/reports/{reference}"))
    refused = ben.post(f"/desk/reports/{reference}/open", reason="")
    assert refused.status_code == 422
    assert "07700 900123" not in refused.text
    opened = ben.post(f"/desk/reports/{reference}/open", reason="To trace the number")
    assert "07700 900123" in opened.text
    log = text_of(house.officer("amina").get("/desk/audit"))
    assert "To trace the number" in log


def test_filters_that_make_no_sense_show_a_page_all_the_same(house: House) -> None:
    ben = house.officer("ben")
    for query in ("status=nonsense", "page=abc", "page=99999999999", "scam=nonsense", "search=%25_%27"):
        assert ben.client.get(f"/desk/reports?{query}").status_code == 200, query


def test_a_pasted_advisory_is_read_and_kept(house: House) -> None:
    ben = house.officer("ben")
    answer = ben.post("/desk/advisories/new", text=ADVISORY)
    assert answer.status_code == 200
    words = text_of(answer.text)
    assert "The advisory is kept." in words
    assert "Faversham" in words
    assert ben.get("/desk/advisories").xpath(
        "//a[contains(@href, '/desk/advisories/') and not(contains(@href, 'new'))]"
    )


def test_an_uploaded_file_that_cannot_be_read_is_said_so_and_the_words_are_kept(house: House) -> None:
    ben = house.officer("ben")
    answer = ben.post("/desk/advisories/new", text="my words", files={"file": ("a.pdf", b"%PDF-1.4 nonsense")})
    assert answer.status_code == 422
    assert html.document_fromstring(answer.text).xpath("//*[@role='alert']")
    assert "my words" in answer.text
    assert ben.post("/desk/advisories/new", text=" ").status_code == 422


def test_an_alert_goes_from_draft_by_two_officers_to_the_public_and_back(house: House) -> None:
    amina, ben = house.officer("amina"), house.officer("ben")
    alert_id = alert_drafted_by(house, ben)
    page = ben.get(f"/desk/alerts/{alert_id}")
    sentences = page.xpath("//div[@class='sentence'][textarea/@aria-describedby and .//*[@class='source']]")
    assert len(sentences) >= 5
    assert all(
        sentence.xpath("string(.//*[@class='source'])").strip() not in {"", "No source"} for sentence in sentences
    )

    assert "A second officer must approve it" in ben.post(f"/desk/alerts/{alert_id}/submit").text
    own = ben.post(f"/desk/alerts/{alert_id}/decide", move="approve", content_hash=content_hash(ben, alert_id))
    assert own.status_code == 403
    assert "you cannot approve it" in own.text
    assert not ben.get(f"/desk/alerts/{alert_id}").xpath("//button[@value='approve']")

    approved = amina.post(f"/desk/alerts/{alert_id}/decide", move="approve", content_hash=content_hash(amina, alert_id))
    assert "The alert is approved." in approved.text
    published = ben.post(f"/desk/alerts/{alert_id}/publish")
    assert "The alert is published" in published.text
    code = str(
        html.document_fromstring(published.text).xpath("string(//a[starts-with(@href, '/alerts/')]/@href)")
    ).rpartition("/")[2]
    assert re.fullmatch(r"\w{3}-\w{3}", code)

    public = house.outsider()
    assert code in public.get("/").text
    assert code in public.get("/alerts").text
    alert = text_of(public.get(f"/alerts/{code}").text)
    assert "What to do" in alert
    assert public.get(f"/alerts/{code.lower()}").status_code == 200
    assert public.get(f"/alerts/{code}.cap.xml").headers["content-type"].startswith("application/cap+xml")
    assert public.get(f"/alerts/{code}.json").json()["alert"]["code"] == code
    assert code in public.get("/alerts.atom").text
    assert "A true copy of our alert" in public.get(f"/verify/{code}").text
    assert code in public.post("/check", data={"text": MICROSOFT_CALL}).text

    copy = plain_text(public.get(f"/alerts/{code}.json").json()["alert"])
    assert "This is a true copy of our alert" in public.post("/check", data={"text": copy}).text
    assert "A true copy of our alert" in public.post("/verify", data={"text": copy}).text
    changed = copy.replace("0300 123 2040", "07700 900123").replace("Ring 159", "Ring 07700 900123")
    for path in ("/check", "/verify"):
        answer = public.post(path, data={"text": changed}).text
        assert "A changed copy of our alert" in answer or "What was changed" in answer
        assert "07700 900123" in answer

    refused = ben.post(f"/desk/alerts/{alert_id}/withdraw", note="")
    assert refused.status_code in {403, 422}
    assert "with a reason" in refused.text
    assert "The alert is withdrawn." in ben.post(f"/desk/alerts/{alert_id}/withdraw", note="The number was wrong").text
    assert "This alert was withdrawn." in public.get(f"/alerts/{code}").text
    assert public.get(f"/alerts/{code}?version=1").status_code == 200
    assert code not in public.get("/").text


def test_an_edit_after_submission_voids_it_and_keeps_the_words(house: House) -> None:
    amina, ben = house.officer("amina"), house.officer("ben")
    alert_id = alert_drafted_by(house, ben)
    ben.post(f"/desk/alerts/{alert_id}/submit")
    read_by_amina = content_hash(amina, alert_id)
    fields = {
        "headline": "Callers who claim to be from Microsoft", "happening": "A man rings you.\nHe says he is from Microsoft.",
        "spot": "He wants control.", "do": "Hang up.", "contact": "Ring 159.", "areas": "Faversham",
        "audience": "residents", "urgency": "immediate", "expires_on": "2026-12-20", "withdrawal": "We were wrong.",
    }  # fmt: skip
    assert "Your changes are saved." in ben.post(f"/desk/alerts/{alert_id}/edit", **fields).text
    page = ben.get(f"/desk/alerts/{alert_id}")
    assert "Draft" in text_of(page)
    kept = [str(box.text or "").strip() for box in page.xpath("//textarea[@name='happening']")]
    assert [one for one in kept if one] == fields["happening"].splitlines()
    refused = amina.post(f"/desk/alerts/{alert_id}/decide", move="approve", content_hash=read_by_amina)
    assert refused.status_code in {403, 409}
    ben.post(f"/desk/alerts/{alert_id}/edit?then=submit", **fields)
    stale = amina.post(f"/desk/alerts/{alert_id}/decide", move="approve", content_hash=read_by_amina)
    assert stale.status_code == 409
    assert "not what you read" in stale.text


def test_an_edit_with_a_fault_keeps_every_word(house: House) -> None:
    ben = house.officer("ben")
    alert_id = alert_drafted_by(house, ben)
    fields = {
        "headline": "A new headline", "happening": "My own sentence.", "do": "Hang up.", "areas": "Nowhere-on-Sea",
        "audience": "residents", "urgency": "immediate", "expires_on": "2026-12-20", "withdrawal": "We were wrong.",
    }  # fmt: skip
    for change in ({}, {"areas": "Faversham", "expires_on": "soon"}, {"areas": "Faversham", "headline": ""}):
        answer = ben.post(f"/desk/alerts/{alert_id}/edit", **{**fields, **change})
        assert answer.status_code == 422
        page = html.document_fromstring(answer.text)
        assert page.xpath("//*[@role='alert']")
        assert page.xpath("string(//textarea[@name='happening'])").strip() == "My own sentence."


def test_an_alert_is_returned_only_with_a_reason_which_the_author_sees(house: House) -> None:
    amina, ben = house.officer("amina"), house.officer("ben")
    alert_id = alert_drafted_by(house, ben)
    ben.post(f"/desk/alerts/{alert_id}/submit")
    assert "with a reason" in amina.post(f"/desk/alerts/{alert_id}/decide", move="return", note="").text
    assert "went back" in amina.post(f"/desk/alerts/{alert_id}/decide", move="return", note="Say which towns.").text
    assert "Say which towns." in text_of(ben.get(f"/desk/alerts/{alert_id}"))


def test_a_draft_that_rests_on_nothing_is_refused_and_the_choice_is_kept(house: House) -> None:
    answer = house.officer("ben").post("/desk/alerts/new", areas_text="Faversham")
    assert answer.status_code == 422
    assert "Choose the scam" in answer.text
    assert html.document_fromstring(answer.text).xpath("string(//textarea[@name='areas_text'])").strip() == "Faversham"


@pytest.mark.parametrize(
    "path", ["/desk/reports/R-2222-2222", "/desk/advisories/none", "/desk/alerts/none", "/desk/nothing"]
)
def test_what_is_not_there_is_said_inside_the_desk(house: House, path: str) -> None:
    answer = house.officer("ben").client.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert "Log out" in answer.text


def test_today_shows_what_needs_the_officer(house: House) -> None:
    report(house)
    words = text_of(house.officer("ben").get("/desk"))
    assert "to look at" in words
    assert "What is rising" in words
    assert "Awaiting approval" in words
