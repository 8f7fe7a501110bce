"""Language, size and contrast stand in the address; what comes from below is translated where it can be."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po
from lxml import html

from tocsin.checking import words
from tocsin.web.speaking import LOCALE, said, said_plainly, sentences_from_below
from tocsin.web.views import View, read_view
from web.cast import MICROSOFT_CALL, House, text_of

PO = LOCALE / "cy" / "LC_MESSAGES" / "tocsin.po"
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "write_catalogue.py"


def test_an_address_is_read_and_written_the_same_way() -> None:
    assert read_view("/alerts") == (View(), "/alerts")
    assert read_view("/cy/large/contrast/alerts/K7Q-4M2") == (View("cy", True, True), "/alerts/K7Q-4M2")
    assert View("cy", True, True).at("/alerts") == "/cy/large/contrast/alerts"
    assert View("cy").at("/desk") == "/desk"  # officers' pages are not asked for in a view
    assert read_view("/cy") == (View("cy"), "/")


def test_every_link_and_form_of_a_page_stays_in_its_view(house: House) -> None:
    page = html.document_fromstring(house.outsider().get("/cy/large/").text)
    inside = [str(one) for one in page.xpath("//main//a/@href | //main//form/@action | //header//a/@href")]
    ours = [one for one in inside if one.startswith("/")]
    assert ours
    assert all(one.startswith("/cy/large") for one in ours), ours
    assert page.xpath("/html/@lang") == ["cy"]
    assert page.xpath("/html/@class") == ["large "] or "large" in page.xpath("string(/html/@class)")


def test_search_engines_are_told_of_both_languages_by_whole_addresses(house: House) -> None:
    for path in ("/alerts", "/cy/alerts", "/cy/large/alerts"):
        page = html.document_fromstring(house.outsider().get(path).text)
        told = {one.get("hreflang"): one.get("href") for one in page.xpath("//link[@hreflang]")}
        assert told == {"en": f"{house.url}/alerts", "cy": f"{house.url}/cy/alerts"}
        assert page.xpath("//link[@rel='canonical']/@href") == ([f"{house.url}/cy/alerts"] if "large" in path else [])


def test_where_an_answer_sends_people_on_to_is_in_their_view(house: House) -> None:
    client = house.outsider()
    taken = client.post("/cy/report", data={"text": MICROSOFT_CALL})
    assert taken.status_code == 303
    assert taken.headers["location"].startswith("/cy/report/R-")
    assert "Mae eich adroddiad gennym" in client.get(taken.headers["location"]).text


def test_a_view_opens_no_way_round_what_stands_before_a_page(house: House) -> None:
    client = house.outsider()
    assert client.post("/cy/check", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get("/cy/desk/people").status_code == 303  # to the log-in
    assert client.get("/large/alerts/%00").status_code == 400
    assert client.post("/cy/check", data={"text": "a" * 2_000_000}).status_code == 413


def test_an_answer_can_be_asked_for_again_in_another_view_by_post_only(house: House) -> None:
    page = html.document_fromstring(house.outsider().post("/check", data={"text": MICROSOFT_CALL}).text)
    assert set(page.xpath("//nav[@class='looks']//button[@form='again']/@formaction")) == {
        "/large/check",
        "/contrast/check",
        "/cy/check",
    }
    form = page.xpath("//form[@id='again']")[0]
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='text']/@value") == [MICROSOFT_CALL]
    long = html.document_fromstring(house.outsider().post("/check", data={"text": MICROSOFT_CALL * 200}).text)
    assert not long.xpath("//form[@id='again']")  # twenty kilobytes are not sent to and fro


def test_the_answer_in_welsh_marks_what_is_english(house: House) -> None:
    answer = house.outsider().post("/cy/check", data={"text": MICROSOFT_CALL}).text
    page = html.document_fromstring(answer)
    assert "Beth i'w wneud gyntaf" in text_of(page)
    assert page.xpath("//h1//*[@lang='en']")  # the scam's name
    assert page.xpath("//ol[@class='steps']//*[@lang='en']")  # advice of the knowledge
    assert "aros am wiriad gan siaradwr" in answer


def test_a_sentence_with_a_name_in_it_is_translated_round_the_name() -> None:
    sentence = words.SCAM_NAMED.format(name="Courier fraud")
    assert said(sentence, "cy") == 'Mae hwn yn edrych fel sgam: <span lang="en">Courier fraud</span>.'
    assert said_plainly(sentence, "cy") == "Mae hwn yn edrych fel sgam: Courier fraud."
    assert said(sentence, "en") == sentence


def test_what_has_no_translation_is_marked_as_english_and_escaped() -> None:
    assert said("Put <b>it</b> down.", "cy") == '<span lang="en">Put &lt;b&gt;it&lt;/b&gt; down.</span>'
    assert "<b>" not in said(words.SCAM_NAMED.format(name="<b>x</b>"), "cy")


def test_every_message_is_in_welsh_and_says_so_when_nobody_has_checked_it() -> None:
    catalogue = [message for message in read_po(PO.open("rb"), locale="cy") if message.id]
    untranslated = [
        message.id
        for message in catalogue
        if not message.string or (isinstance(message.string, tuple) and not all(message.string))
    ]
    assert untranslated == []
    assert not [message.id for message in catalogue if message.fuzzy]
    assert set(sentences_from_below()) <= {message.id for message in catalogue if isinstance(message.id, str)}


def test_translations_keep_what_is_filled_in_and_the_links() -> None:
    kept = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>")
    broken = [
        string
        for message in read_po(PO.open("rb"), locale="cy")
        if message.id
        for string in (message.string if isinstance(message.string, tuple) else (message.string,))
        if sorted(kept.findall(message.id if isinstance(message.id, str) else message.id[0]))
        != sorted(kept.findall(string))
    ]
    assert broken == []


def test_the_catalogue_is_up_to_date(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--to", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = "run python scripts/write_catalogue.py, and translate what it lists"
    kept, fresh = (
        {message.id: message.string for message in read_po(path.open("rb"), locale="cy") if message.id}
        for path in (PO, tmp_path / "tocsin.po")
    )
    assert kept == fresh, told
    assert (tmp_path / "tocsin.mo").read_bytes() == PO.with_suffix(".mo").read_bytes(), told
