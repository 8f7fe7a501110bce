"""The knowledge on the desk, and the feeds beside the advisories."""

from __future__ import annotations

from tocsin.actions.updating import files_in_force
from web.cast import House, text_of

PATH = "scams/parcel-delivery-fee.yaml"


def test_entries_are_found_and_shown_with_their_examples_and_rules(house: House) -> None:
    ben = house.officer("ben")
    page = ben.get("/desk/knowledge?q=parcel")
    assert page.xpath("//a[@href='/desk/knowledge/scams/parcel-delivery-fee']")
    assert not page.xpath("//a[@href='/desk/knowledge/scams/romance']")
    assert "Must not be found" in text_of(ben.get("/desk/knowledge/scams/parcel-delivery-fee"))
    assert "royalmail.com" in text_of(ben.get("/desk/knowledge?q=royal mail"))
    assert "Rules" in text_of(ben.get("/desk/knowledge/organisations/royal-mail"))
    assert ben.client.get("/desk/knowledge/scams/none-such").status_code == 404
    assert ben.client.get("/desk/knowledge/etc/passwd").status_code == 404


def test_a_change_is_proposed_by_one_and_accepted_by_another(house: House) -> None:
    ben, amina = house.officer("ben"), house.officer("amina")
    content = (
        files_in_force(house.installation.data_folder)[PATH]
        .decode()
        .replace("also_called: [", "also_called: [parcel trick, ", 1)
    )
    answer = ben.post("/desk/knowledge/propose", file=PATH, content=content, note="People here call it that.")
    assert "A second officer must accept it." in answer.text
    change = str(answer.url).rpartition("/")[2].partition("?")[0]
    assert not ben.get(f"/desk/knowledge/changes/{change}").xpath("//button[contains(., 'Accept')]")
    assert "parcel trick" in text_of(amina.get(f"/desk/knowledge/changes/{change}"))
    assert "in force" in amina.post(f"/desk/knowledge/changes/{change}/accept", note="Agreed.").text
    house.installation.in_force.LOOK_EVERY_SECONDS = -1.0
    assert "parcel trick" in house.installation.knowledge.scams["parcel-delivery-fee"].also_called


def test_faults_are_said_and_the_text_is_kept(house: House) -> None:
    answer = house.officer("ben").post("/desk/knowledge/propose", file=PATH, content="id: [ <mine>", note="A test.")
    assert answer.status_code == 422
    assert "faults" in answer.text
    assert "id: [ &lt;mine&gt;" in answer.text


def test_a_feed_is_watched_and_no_longer(house: House) -> None:
    ben = house.officer("ben")
    assert ben.post("/desk/advisories/feeds", url="ftp://police.example").status_code == 422
    assert "https://police.example/rss" in ben.post("/desk/advisories/feeds", url="https://police.example/rss").text
    assert "no longer" in ben.post("/desk/advisories/feeds/remove", url="https://police.example/rss").text
    assert not ben.get("/desk/advisories").xpath("//form[@action='/desk/advisories/feeds/remove']")
