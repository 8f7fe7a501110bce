"""The desk's pages for reports: side by side, many at once, safeguarding, "this is ours", the month in figures."""

from __future__ import annotations

from web.cast import MICROSOFT_CALL, House, text_of

CALL = (
    MICROSOFT_CALL
    + " He rang from 07700 900123, said that it had sent out viruses for weeks, and gave his name as Kevin."
)


def report(house: House, text: str = CALL, place: str = "Faversham") -> str:
    answer = house.outsider().post("/report", data={"text": text, "place": place, "channel": "call"})
    return str(answer.headers["location"]).rpartition("/")[2]


def test_reports_alike_stand_side_by_side_and_one_press_merges_or_undoes(house: House) -> None:
    first, copy = report(house), report(house, CALL.replace("for weeks", "for two weeks"))
    ben = house.officer("ben")
    page = ben.get(f"/desk/reports/{first}")
    card = page.xpath(f"//section[@aria-label='Report {copy}']")[0]
    assert "Very likely the same" in text_of(card)
    assert "merged" in ben.post(f"/desk/reports/{first}/merge", copy=copy).text
    assert not ben.get("/desk/reports?status=").xpath(f"//li[@id='{copy}']")
    words = text_of(ben.get(f"/desk/reports/{copy}"))
    assert f"copy of {first}" in words
    assert "undone" in ben.post(f"/desk/reports/{copy}/unmerge").text
    assert ben.get("/desk/reports?status=new").xpath(f"//li[@id='{copy}']")


def test_ticked_reports_are_done_at_once_and_the_list_is_kept(house: House) -> None:
    ours = [report(house) for _ in range(3)]
    ben = house.officer("ben")
    page = ben.get("/desk/reports?status=new&county=Kent")
    assert page.xpath("//input[@type='checkbox'][@form='bulk']")
    answer = ben.post(
        "/desk/reports/bulk", act="set-aside", reason="A test", references=ours, back="status=new&county=Kent&"
    )
    assert "Done for every report" in answer.text
    assert "county=Kent" in str(answer.url)
    for reference in ours:
        assert ben.get("/desk/reports?status=set-aside").xpath(f"//li[@id='{reference}']")
    assert "county=Kent" in str(
        ben.post("/desk/reports/bulk", act="reopen", references=[*ours, "R-2222-2222"], back="county=Kent&").url
    )


def test_safeguarding_is_an_exit_of_its_own_and_what_was_done_is_kept(house: House) -> None:
    reference = report(house, CALL + " I live on my own and I am scared to answer the door.")
    ben = house.officer("ben")
    words = text_of(ben.get(f"/desk/reports/{reference}"))
    assert "do not leave this for later" in words
    assert ben.get("/desk/reports?vulnerable=1").xpath(f"//li[@id='{reference}']")
    assert ben.post(f"/desk/reports/{reference}/safeguarding", done=" ").status_code == 422
    ben.post(f"/desk/reports/{reference}/safeguarding", done="Passed to adult social care by phone")
    assert "adult social care by phone" in text_of(house.officer("amina").get("/desk/audit"))


def test_the_contact_is_opened_only_with_a_reason(house: House) -> None:
    answer = house.outsider().post("/report", data={"text": CALL, "contact": "ann@post.example"})
    reference = str(answer.headers["location"]).rpartition("/")[2]
    ben = house.officer("ben")
    assert "ann@post.example" not in text_of(ben.get(f"/desk/reports/{reference}"))
    assert ben.post(f"/desk/reports/{reference}/contact", reason=" ").status_code == 422
    assert "ann@post.example" in ben.post(f"/desk/reports/{reference}/contact", reason="to ring her back").text


def test_somebody_wrongly_flagged_says_so_and_sees_the_answer(house: House) -> None:
    client = house.outsider()
    assert client.post("/ours", data={"what": "nothing", "words": "x"}).status_code == 422
    taken = client.post("/ours", data={"what": "01632 960001", "words": "It is the surgery's number."})
    address = taken.headers["location"]
    assert "An officer will look at it" in client.get(address).text
    ben = house.officer("ben")
    reference = address.rpartition("/")[2]
    assert reference in text_of(ben.get("/desk/complaints"))
    assert ben.post(f"/desk/complaints/{reference}/answer", upheld="yes", answer="ok").status_code == 422
    ben.post(f"/desk/complaints/{reference}/answer", upheld="yes", answer="We rang you and agree that it is yours.")
    assert "agree that it is yours" in client.get(address).text
    assert client.get("/desk/complaints").status_code == 303


def test_the_month_in_figures_is_a_page_and_a_file(house: House) -> None:
    report(house)
    ben = house.officer("ben")
    assert "Figures for November 2026" in text_of(ben.get("/desk/figures"))
    public = ben.client.get("/desk/figures.csv?month=2026-11")
    assert public.headers["content-type"].startswith("text/csv")
    assert public.text.startswith("month,county,scam")
    assert "internal" in ben.client.get("/desk/figures.csv?month=2026-11&whole=1").headers["content-disposition"]
    assert ben.client.get("/desk/figures?month=nonsense").status_code == 422
    assert house.outsider().get("/desk/figures.csv").status_code == 303


def test_a_cluster_that_no_scam_explains_becomes_a_campaign_with_a_page(house: House) -> None:
    ben = house.officer("ben")
    assert "Campaigns" in text_of(ben.get("/desk/campaigns"))
    made = ben.post("/desk/campaigns", name="Virus callers", references=[report(house), report(house)])
    assert made.status_code == 200
    assert "2 reports from 2 people" in text_of(made.text)
    assert ben.post("/desk/campaigns", name=" ", references=["x"]).status_code == 422
    assert house.outsider().get("/desk/campaigns").status_code == 303
