"""Asking to hear of changes, and the desk's pages of owners, doubt, repeats and proof."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from actions.publishing import approved_alert, letters, put_out, subscribed, text_of
from tocsin.actions import alerting, approving
from tocsin.actions.delivering import deliver_once
from tocsin.actions.people import add_officer, change_password
from tocsin.actions.privacy import find_held
from tocsin.actions.recalling import recall_due
from tocsin.store import alerts as alert_store
from web.cast import MICROSOFT_CALL, PASSWORD, House, make_house


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


def officer(house: House, name: str):  # type: ignore[no-untyped-def]
    made, once = add_officer(house.installation, by=None, name=name, display_name=name.title())
    change_password(house.installation, made, old=once, new=PASSWORD)
    return replace(made, must_change_password=False), house.officer(name)


def test_somebody_who_checked_can_hear_of_changes(house: House) -> None:
    client = house.outsider()
    answer = client.post("/check", data={"text": MICROSOFT_CALL})
    assert "Tell me if the answer changes" in answer.text
    asked = client.post("/changes", data={"text": MICROSOFT_CALL})
    assert 'name="contact"' in asked.text
    refused = client.post("/changes/keep", data={"text": MICROSOFT_CALL, "contact": "no address"})
    assert refused.status_code == 422
    assert "does not look like an e-mail address" in refused.text
    kept = client.post("/changes/keep", data={"text": MICROSOFT_CALL, "contact": "joan@post.example"})
    assert "We will write if our answer changes" in kept.text
    assert len(find_held(house.installation, contact="joan@post.example").checks) == 1
    assert client.post("/changes/keep", data={"text": " ", "contact": "joan@post.example"}).status_code == 422
    assert client.get("/changes").status_code == 303


def test_the_desk_sees_owner_deadline_and_asks_a_colleague(house: House) -> None:
    home = house.installation
    amira, browser = officer(house, "amira")
    owen, _ = officer(house, "owen")
    approving.set_own_email(home, owen, address="owen@desk.example")
    alert = approved_alert(home, amira, owen, urgency="immediate")
    alerting.return_to_author(home, alert.id, officer=owen, note="Once more.")
    alerting.submit(home, alert.id, officer=amira)
    page = browser.client.get(f"/desk/alerts/{alert.id}").text
    assert "Amira sees to it that this is decided by" in page
    sent = browser.client.post(
        f"/desk/alerts/{alert.id}/ask", data={"csrf": browser.csrf(), "approver": "owen"}, follow_redirects=True
    )
    assert "The e-mail is sent." in sent.text
    assert "Asked by e-mail: Owen." in sent.text
    assert f"/desk/alerts/{alert.id}" in text_of(letters(home)[0])
    house.clock.pass_hours(1)
    today = browser.client.get("/desk").text
    assert "1 alert should have been decided by now." in today
    assert "Late" in today


def test_the_desk_sees_reach_proof_doubt_and_can_send_as_a_digest(house: House) -> None:
    home = house.installation
    amira, browser = officer(house, "amira")
    owen, _ = officer(house, "owen")
    subscribed(home, "ada")
    alert = approved_alert(home, amira, owen)
    page = browser.client.get(f"/desk/alerts/{alert.id}").text
    assert "1 person would hear at once." in page
    browser.client.post(f"/desk/alerts/{alert.id}/publish", data={"csrf": browser.csrf(), "as_digest": "yes"})
    assert deliver_once(home).total == 0
    published = put_out(home, amira, owen, urgency="immediate")
    deliver_once(home)
    page = browser.client.get(f"/desk/alerts/{published.alert_id}").text
    assert "Not proven delivered by e-mail" in page
    with home.store.begin() as tx:
        kept = alert_store.get_alert(tx, published.alert_id)
        assert kept is not None
        alert_store.save_alert(tx, replace(kept, basis=("advisory:gone@kept",)), was="published")
    recall_due(home)
    assert "Published, and in doubt" in browser.client.get("/desk").text
    page = browser.client.get(f"/desk/alerts/{published.alert_id}").text
    assert "our checker no longer uses this alert" in page
    done = browser.client.post(
        f"/desk/alerts/{published.alert_id}/trust",
        data={"csrf": browser.csrf(), "note": "Another advisory says the same."},
        follow_redirects=True,
    )
    assert "The alert is in use again." in done.text
