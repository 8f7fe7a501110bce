"""A desk where everything has happened: reports, advisories, alerts, surges and the rest in every state, with long words among them.

For tests that look at every page. Each alert's state is reached as officers reach it, except where only time would.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from tocsin.actions import alerting, campaigns, complaining, matching, saved_views, surging, triage
from tocsin.actions.advisories import keep_advisory, read_advisory_text
from tocsin.actions.alerting import AlertChanges
from tocsin.actions.api_keys import make_api_key
from tocsin.actions.delivering import deliver_once
from tocsin.actions.people import add_officer, disable_officer
from tocsin.actions.publishing_later import press_publish
from tocsin.actions.reporting import take_report
from tocsin.actions.subscribing import confirm, subscribe
from tocsin.actions.updating import files_in_force
from tocsin.actions.watching import add_feed
from tocsin.records import KnowledgeChange
from tocsin.store import alerts as alert_store
from tocsin.store import deliveries as delivery_store
from tocsin.store import knowledge_changes as change_store
from tocsin.store import surges as surge_store
from web.cast import MICROSOFT_CALL, House, links_in_outbox
from web.test_surge_pages import followed

LONG_WORD = "https://evri-parcel-fee.example/" + "a1b2c3d4e5" * 18
LONG_NAME = (
    "The Kentmere, Faversham, Sittingbourne and Isle of Sheppey Neighbourhood Watch and Trading Standards Alliance"
)
WHY = "Read word for word, with the register open beside it."
COURIER = "A man said he was from the police and a courier would fetch my bank card and £{} in cash. He rang {} times."


@dataclass(frozen=True, slots=True)
class Everything:
    """What there is, by the name that a test asks for it."""

    alerts: Mapping[str, str]  # the state, and the id
    reports: Mapping[str, str]
    advisory: str
    campaign: str
    clustered: tuple[str, ...]
    surges: Mapping[str, str]
    complaints: Mapping[str, str]
    changes: Mapping[str, str]
    api_key: str
    code: str


def fill(house: House) -> Everything:
    """Make everything happen. The installation must leave some seconds to undo a publication."""
    home, ben, amina = house.installation, house.officers["ben"], house.officers["amina"]
    add_officer(home, by=amina, name="cleo", display_name="Cleo " + "Featherstonehaugh-Cholmondeley " * 2)
    gone, _ = add_officer(home, by=amina, name="gone", display_name="Somebody Who Left")
    disable_officer(home, by=amina, name=gone.name)

    def report(words: str, **more: str) -> str:
        house.clock.at += timedelta(minutes=7)
        return take_report(home, words, place=more.pop("place", "Faversham"), source="web", **more).report.reference

    reports = {
        "new": report(f"{MICROSOFT_CALL} He is on the phone with me now. I am 84 and alone and I do not want to live."),
        "long": report(f"A text said my parcel waits at {LONG_WORD} " + "and then it went on about a fee of £1.99 " * 60),
        "accepted": report(COURIER.format(4500, "two"), stage="paid"),
        "set-aside": report("Is this a test of the form?"),
        "kept": report(COURIER.format(300, "three") + " He gave the number 01632 960123."),
        "copy": report(COURIER.format(300, "three") + " He gave the number 01632 960123 to ring."),
        "elsewhere": report(MICROSOFT_CALL, place="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"),
    }  # fmt: skip
    triage.accept_report(home, reports["accepted"], officer=ben, scam="courier-fraud")
    triage.assign_report(home, reports["accepted"], officer=ben, to="ben")
    triage.set_aside_report(home, reports["set-aside"], officer=ben, reason="A test")
    triage.ask_back(home, reports["kept"], officer=ben, question="Which bank did he say he was from?")
    matching.merge_reports(home, reports["kept"], reports["copy"], officer=ben)
    for number in range(45):
        report(f"{COURIER.format(100 + number, number)} It was at {number} o'clock.")

    told = f"{LONG_NAME} warn of courier fraud in Faversham, Whitstable and Sittingbourne. A caller says he is a police officer. "
    advisory = keep_advisory(
        home, read_advisory_text(home, told + "Ring Action Fraud on 0300 123 2040. " * 3), officer=ben
    )
    add_feed(home, f"https://warnings.example/{'feed/' * 30}", officer=ben)

    clustered = tuple(
        report(f"A man sold me a cockapoo puppy that did not exist and wanted the fee by gift card. {n}")
        for n in ("Today.", "Again.", "Once more.")
    )
    campaign = campaigns.make_campaign(home, clustered[:2], officer=ben, name=f"Puppies of {LONG_NAME}").id

    alerts = _alerts(house, (reports["accepted"],))
    code = alerting.get_alert(home, alerts["published"]).code
    assert code is not None

    surging.look_again(home)  # what it finds stands until there is more; those below are kept beside it
    surges = {}
    for state in ("open", "snoozed", "dismissed", "drafted"):
        surges[state] = f"s-{state}"
        with home.store.begin() as tx:
            surge_store.keep_surge(tx, followed((reports["kept"], reports["accepted"]), id=f"s-{state}"))
    surging.snooze_surge(home, "s-snoozed", officer=ben, days=3)
    surging.dismiss_surge(home, "s-dismissed", officer=ben, reason="It was an exercise of the county.")
    surging.promote_surge(home, "s-drafted", officer=ben)

    complaints = {
        "new": complaining.complain(home, "01632 960123", words=f"This is the number of {LONG_NAME}.").reference,
        "answered": complaining.complain(home, "shop.example", words="It is our shop.").reference,
    }
    complaining.answer_complaint(home, complaints["answered"], officer=ben, upheld=True, answer="We see that it is.")

    path, text = "scams/courier-fraud.yaml", files_in_force(home.data_folder)["scams/courier-fraud.yaml"]
    proposed = KnowledgeChange(
        "change-1", path, text.decode("utf-8").replace("name: Courier fraud", "name: Fraud by courier"),
        hashlib.sha256(text).hexdigest(), "Plainer.", "ben", house.clock(),
    )  # fmt: skip
    declined = replace(
        proposed, id="change-2", status="declined", decided_by="amina", decided_at=house.clock(), decision_note="No."
    )
    with home.store.begin() as tx:
        for change in (proposed, declined):
            change_store.add_change(tx, change)
    changes = {one.status: one.id for one in (proposed, declined)}
    key, _ = make_api_key(
        home, officer=amina, name=f"The website of {LONG_NAME}", scopes=["reports:read", "reports:write", "surges:read"]
    )
    saved_views.save_view(home, ben, name="Money lost in Kent", query="status=new&search=money&county=Kent")
    return Everything(
        alerts, reports, advisory.id, campaign, clustered, surges, complaints, changes, key.id, code,
    )  # fmt: skip


def _alerts(house: House, references: tuple[str, ...]) -> dict[str, str]:
    """An alert in each state, by state."""
    home, ben, amina = house.installation, house.officers["ben"], house.officers["amina"]

    def fresh(**changes: object) -> str:
        drafted = alerting.draft(
            home, officer=ben, scam="courier-fraud", area_names=("Faversham",), references=references
        )
        if changes:
            alerting.edit(home, drafted.id, officer=ben, changes=AlertChanges(**changes))  # type: ignore[arg-type]
        return drafted.id

    def submitted() -> str:
        alert = fresh()
        alerting.submit(home, alert, officer=ben)
        return alert

    def approved() -> str:
        alert = submitted()
        alerting.approve(home, alert, officer=amina, override=WHY)
        return alert

    for address in ("rose@provider.example", "doris@provider.example"):
        subscribe(home, address=address, place="Faversham")
        confirm(home, links_in_outbox(home, "subscribe/confirm")[-1].rpartition("/")[2])
    found = {"draft": fresh()}
    found["faulty draft"] = fresh(
        headline="URGENT!!! ACT NOW OR LOSE EVERYTHING " + "in Faversham and all around it " * 4,
        do=f"Click {LONG_WORD} at once!\nGive your PIN and password to the officer who rings, for otherwise the account that you hold with the bank will be closed at midnight and nobody will be able to open it again for you.",
    )
    found["submitted"] = submitted()
    found["late"] = submitted()
    with home.store.begin() as tx:
        kept = alert_store.get_alert(tx, found["late"])
        assert kept is not None
        alert_store.save_alert(tx, replace(kept, due_at=house.clock() - timedelta(hours=1)), was="submitted")
    found["returned"] = submitted()
    alerting.return_to_author(home, found["returned"], officer=amina, note=f"Say who warns: {LONG_NAME}.")
    found["rejected"] = submitted()
    alerting.reject(home, found["rejected"], officer=amina, note="It is not one scam but two.")
    found["approved"] = approved()
    found["pressed"] = approved()
    press_publish(home, found["pressed"], officer=amina)
    for state in ("published", "withdrawn", "doubted", "expired", "corrected"):
        found[state] = approved()
        alerting.publish(home, found[state], officer=amina)
    deliver_once(home)
    alerting.withdraw(home, found["withdrawn"], officer=amina, note="The bank says that the call was its own.")
    found["correction"] = alerting.correct(home, found["corrected"], officer=ben).id
    with home.store.begin() as tx:
        for state, changed in (
            ("doubted", {"doubted_at": house.clock(), "doubt": "The advisory it rests on was taken back."}),
            ("expired", {"status": "expired"}),
        ):
            kept = alert_store.get_alert(tx, found[state])
            assert kept is not None
            alert_store.save_alert(tx, replace(kept, **changed), was="published")  # type: ignore[arg-type]
    found["waiting"] = approved()
    alerting.publish(home, found["waiting"], officer=amina)
    with home.store.begin() as tx:  # a mail server that refused, twice
        at, again = house.clock(), house.clock() + timedelta(hours=1)
        for number, one in enumerate(
            delivery_store.claim_deliveries(tx, worker="test", at=at, limit=2, lease_seconds=60)
        ):
            said = f"550 5.1.1 Recipient address rejected: {LONG_WORD}"
            delivery_store.mark_failed(
                tx, one.id, at=at, error=said, permanent=number == 0, next_at=None if number == 0 else again
            )
    return found
