"""What docs/security.md says to do when it has happened, done: each of its paragraphs, step by step."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tocsin
from actions.publishing import letters, put_out, subscribed
from desk import Clock, add, open_desk, password_of
from tocsin.actions import alerting, keys, people
from tocsin.actions.api_keys import caller_of, make_api_key
from tocsin.actions.checking import check
from tocsin.actions.delivering import deliver_once
from tocsin.actions.proof_log import check_own_log, log_lines
from tocsin.actions.reporting import get_report, open_sealed, take_report
from tocsin.actions.surging import look_again
from tocsin.actions.verifying import verify
from tocsin.alerts.sign import publish as sign
from tocsin.delivery.links import make_link_token
from tocsin.errors import InputError, NotAllowedError, StoreError, TocsinError
from tocsin.web.app import create_app

WORDS = "My name is Rose Hill, 07700 900123. A man from Microsoft had me install AnyDesk."


def test_loss_of_the_encryption_key(tmp_path: Path) -> None:
    clock = Clock()
    home = open_desk(tmp_path, clock=clock)
    owen, amira = add(home, "owen"), add(home, "amira")
    rose = subscribed(home, "rose")
    old_link = make_link_token(home.secret, purpose="leave", subscriber=rose.id)
    before = take_report(home, WORDS, place="Faversham").report
    code = put_out(home, amira, owen).code
    home.close()

    (tmp_path / "secret.key").unlink()  # a new one is made at the next start
    home = open_desk(tmp_path, clock=clock)

    with pytest.raises(TocsinError) as refused:  # sealed for ever, and said in a sentence
        open_sealed(home, before.reference, officer=owen, reason="To ring her back")
    assert "key" in str(refused.value).lower()
    assert "AnyDesk" in get_report(home, before.reference).redacted  # the redacted words stay, and triage goes on
    assert "07700" not in get_report(home, before.reference).redacted
    assert [one.status for one in alerting.list_alerts(home)] == ["published"]
    look_again(home)
    site = TestClient(create_app(home), follow_redirects=False)
    assert site.post(f"/leave/{old_link}").status_code >= 400  # links already sent no longer work …
    assert deliver_once(home).sent == 1  # … and new ones are in what is sent from now on
    new_link = make_link_token(home.secret, purpose="leave", subscriber=rose.id)
    assert new_link in letters(home)[-1].as_string().replace("=\n", "")
    found = verify(home, code)  # what was signed is signed with other keys
    assert found is not None
    assert found.genuine
    after = take_report(home, WORDS, place="Faversham").report
    assert "Rose Hill" in open_sealed(home, after.reference, officer=owen, reason="To ring her back")
    home.close()


def test_stolen_signing_key(tmp_path: Path) -> None:
    clock = Clock()
    home = open_desk(tmp_path, clock=clock)
    owen, amira = add(home, "owen"), add(home, "amira")
    stolen = home.keys
    ours = put_out(home, amira, owen)
    clock.forward(hours=30)
    alert = next(iter(alerting.list_alerts(home)))
    forged = sign(
        alert.content, alert=alert, code="ZZZ-ZZ9", version=1, kind="Alert", desk=home.desk, keys=stolen,
        sent_at=clock().replace(microsecond=0), published_by="x", approved_by="y",
    )  # fmt: skip
    fetch = TestClient(create_app(home))
    document = json.loads(fetch.get(f"/alerts/{ours.code}.json").text)
    false = {**document, "alert": forged.content, "signature": forged.signature}
    tocsin.verify(false, fetch.get("/.well-known/tocsin/keys.json").text)  # until it is revoked it is believed

    clock.forward(hours=1)
    keys.prepare(home, by="amira")
    keys.rotate(home, by="amira", now_at_once=True)
    keys.revoke(home, stolen.key_id, since=clock() - timedelta(hours=4), reason="A laptop was stolen.", by="amira")

    known = fetch.get("/.well-known/tocsin/keys.json").text
    log = "".join(log_lines(home))
    with pytest.raises(InputError, match="revoked"):
        tocsin.verify(false, known, log)
    assert tocsin.verify(document, known, log).in_log is True  # what the log holds from before is still ours
    assert home.keys.key_id != stolen.key_id
    after = put_out(home, amira, owen)
    fresh = fetch.get(f"/alerts/{after.code}.json").text
    assert tocsin.verify(fresh, known, "".join(log_lines(home))).key_id == home.keys.key_id
    check_own_log(home)
    assert not any("ZZZ-ZZ9" in line for line in log_lines(home))  # nobody here made that one
    home.close()


def test_compromised_desk_account(tmp_path: Path) -> None:
    clock = Clock()
    home = open_desk(tmp_path, clock=clock)
    ada, owen, amira = add(home, "ada", role="admin"), add(home, "owen"), add(home, "amira")
    report = take_report(home, WORDS, place="Faversham").report
    thief = TestClient(create_app(home), follow_redirects=False)
    assert thief.post("/desk/login", data={"name": "owen", "password": password_of("owen")}).status_code == 303
    assert thief.get("/desk").status_code == 200
    _, token = make_api_key(home, officer=owen, name="a program", scopes=["alerts:write"])
    assert caller_of(home, token) is not None
    open_sealed(home, report.reference, officer=owen, reason="just curious")
    with pytest.raises(NotAllowedError):  # alone it publishes nothing
        put_out(home, owen, owen)
    publication = put_out(home, owen, amira)

    people.disable_officer(home, by=ada, name="owen")

    assert thief.get("/desk").status_code in {303, 401, 403}
    assert caller_of(home, token) is None
    again = TestClient(create_app(home), follow_redirects=False)
    answer = again.post("/desk/login", data={"name": "owen", "password": password_of("owen")})
    assert answer.status_code != 303 or answer.headers["location"] != "/desk"
    entries = people.audit_log(home, by=ada)
    opened = [one for one in entries if one.action == "sealed-opened"]
    assert [(one.actor, one.subject) for one in opened] == [("owen", report.reference)]  # those people are told
    alerting.withdraw(home, publication.alert_id, officer=amira, note="Not ours to say.")  # one officer is enough
    assert check(home, WORDS).alert is None
    home.close()


def test_a_database_altered_by_hand(tmp_path: Path) -> None:
    import sqlite3

    home = open_desk(tmp_path)
    put_out(home, add(home, "amira"), add(home, "owen"))
    assert check_own_log(home)[0] > 0
    home.close()
    with sqlite3.connect(tmp_path / "tocsin.sqlite") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")  # whoever has the file has its guards, too
        connection.execute("UPDATE publications SET content = replace(content, 'Hang up', 'Ring back')")
    connection.close()
    home = open_desk(tmp_path)
    with pytest.raises((InputError, StoreError), match=r"not what the log says|not whole"):
        check_own_log(home)
    home.close()
