"""What goes in comes back the same, from either database."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta, timezone

import pytest

from store.cast import AT, COURIER, a_content, a_publication, a_report, an_alert, later, publish, subscribe
from tocsin.errors import InputError, NotAllowedError, NotFoundError
from tocsin.records import Advisory, Contact, Loss, Mention, Officer, Period, Repair, StatedRule
from tocsin.store import Store, advisories, alerts, audit, officers, publications, reports, subscribers

WHOLE_REPORT = a_report(
    place="2649579",
    place_name="Faversham",
    county="Kent",
    latitude=51.3148,
    longitude=0.8886,
    tactics=("pin-request", "secrecy"),
    claimed=("kind:bank",),
    stage="paid",
    on_call=True,
    urgency="now",
    loss_minor=5_000_000_000,
    status="accepted",
    source="open311",
    happened_on=date(2026, 3, 1),
    assigned_to="amira",
)
WHOLE_ADVISORY = Advisory(
    file="courier.html",
    text="Callers ask for £900\x00 and \ud800 say “police”.",
    is_advisory=True,
    title="Courier fraud",
    publisher="Marlshire Police",
    published="2026-03-01",
    scam=COURIER,
    channels=("call",),
    places=("Saltway",),
    report_count=7,
    report_period=Period(date(2026, 2, 23), None, "since last Monday"),
    losses=(Loss(300_000, "GBP", "per_victim", "about"),),
    contacts=(Contact("Report Fraud", "0300 123 2040"), Contact("Action Fraud", None, stale=True, replaced_by="rf")),
    rules=(StatedRule(("kind:bank",), "will never collect a card"),),
    repairs=(Repair("mojibake", 0, 2, "Â£", "£"),),
    mentions=(Mention("money", "£900", 17, 21, "900", "money", role="fee"),),
)


def test_a_report_comes_back_as_it_was_kept(store: Store) -> None:
    with store.begin() as tx:
        reports.add_report(tx, WHOLE_REPORT, sealed=b"\x00sealed", contact_sealed=b"contact")
    with store.read() as tx:
        assert reports.get_report(tx, "R-2345") == WHOLE_REPORT
        assert reports.get_sealed(tx, "R-2345") == b"\x00sealed"
        assert reports.get_sealed_contact(tx, "R-2345") == b"contact"
        assert reports.get_report(tx, "R-9999") is None
        assert reports.get_sealed(tx, "R-9999") is None


def test_a_time_in_another_zone_comes_back_as_the_same_moment_in_utc(store: Store) -> None:
    in_summer = AT.astimezone(timezone(timedelta(hours=1)))
    with store.begin() as tx:
        reports.add_report(tx, a_report(received_at=in_summer), sealed=b"", contact_sealed=None)
        kept = reports.get_report(tx, "R-2345")
    assert kept is not None
    assert kept.received_at == AT
    assert kept.received_at.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="without its zone"), store.begin() as tx:
        reports.add_report(tx, a_report(received_at=AT.replace(tzinfo=None)), sealed=b"", contact_sealed=None)


def test_characters_that_no_database_keeps_are_replaced_one_for_one(store: Store) -> None:
    with store.begin() as tx:
        reports.add_report(tx, a_report(redacted="a\x00b\ud800c 😀"), sealed=b"", contact_sealed=None)
        kept = reports.get_report(tx, "R-2345")
        assert reports.list_reports(tx, search="\x00b") == [kept]
        assert reports.list_reports(tx, scam="\x00") == []
    assert kept is not None
    assert kept.redacted == "a\ufffdb\ufffdc 😀"


def test_the_same_source_and_reference_is_the_same_report(store: Store) -> None:
    first = a_report("R-2222", source="open311")
    with store.begin() as tx:
        assert reports.add_report(tx, first, sealed=b"1", contact_sealed=None, source_reference="77") == first
        again = a_report("R-3333", source="open311", redacted="Sent twice.")
        assert reports.add_report(tx, again, sealed=b"2", contact_sealed=None, source_reference="77") == first
        assert reports.add_report(tx, a_report("R-4444"), sealed=b"3", contact_sealed=None)
        assert reports.add_report(tx, a_report("R-6666"), sealed=b"4", contact_sealed=None)
    with store.read() as tx:
        assert reports.count_reports(tx) == 3
        assert reports.find_by_source(tx, "open311", "77") == first
        assert reports.find_by_source(tx, "open311", "78") is None


def test_reports_are_listed_newest_first_by_each_filter(store: Store) -> None:
    kent = a_report("R-2222", county="Kent", place="p1", place_name="Faversham", status="accepted")
    essex = a_report("R-3333", county="Essex", received_at=later(days=1), scam="tax-debt", urgency="now")
    per_cent = a_report("R-4444", received_at=later(days=2), redacted="He wanted 50% of it_all.")
    with store.begin() as tx:
        for report in (kent, essex, per_cent):
            reports.add_report(tx, report, sealed=b"", contact_sealed=None)
    with store.read() as tx:
        assert reports.list_reports(tx) == [per_cent, essex, kent]
        assert reports.list_reports(tx, limit=1, offset=1) == [essex]
        assert reports.list_reports(tx, limit=None, offset=1) == [essex, kent]
        assert reports.list_reports(tx, status="accepted") == [kent]
        assert reports.list_reports(tx, scam="tax-debt", urgency="now") == [essex]
        assert reports.list_reports(tx, county="Kent") == reports.list_reports(tx, place="p1") == [kent]
        assert reports.list_reports(tx, since=later(days=1), until=later(days=2)) == [essex]
        assert reports.list_reports(tx, search="BANK faver") == [kent]
        assert reports.list_reports(tx, search="50%") == reports.list_reports(tx, search="t_a") == [per_cent]
        assert reports.list_reports(tx, search="r-3333") == [essex]
        assert reports.list_reports(tx, search="%' OR 1=1 --") == []
        assert reports.count_reports(tx, search="bank") == 2


def test_only_what_may_change_of_a_report_changes(store: Store) -> None:
    with store.begin() as tx:
        reports.add_report(tx, a_report(), sealed=b"words", contact_sealed=b"x")
        assert reports.change_report(tx, "R-2345", status="set-aside", tactics=("secrecy",), assigned_to=None)
        assert not reports.change_report(tx, "R-9999", status="new")
        with pytest.raises(InputError, match="received_at"):
            reports.change_report(tx, "R-2345", received_at=AT)
        kept = reports.get_report(tx, "R-2345")
    assert kept is not None
    assert (kept.status, kept.tactics) == ("set-aside", ("secrecy",))


def test_erasing_the_sealed_words_leaves_the_report(store: Store) -> None:
    with store.begin() as tx:
        reports.add_report(tx, a_report(), sealed=b"words", contact_sealed=b"x")
        assert reports.erase_sealed(tx, "R-2345")
        assert not reports.erase_sealed(tx, "R-2345")
        assert reports.get_sealed(tx, "R-2345") is None
        assert reports.get_sealed_contact(tx, "R-2345") is None
        assert reports.get_report(tx, "R-2345") == a_report()


def test_an_advisory_comes_back_with_every_fact_and_the_same_text_is_kept_once(store: Store) -> None:
    with store.begin() as tx:
        kept = advisories.add_advisory(tx, WHOLE_ADVISORY, at=AT)
        assert kept == dataclasses.replace(WHOLE_ADVISORY, id=kept.id, stored_at=AT)
        assert (
            advisories.add_advisory(tx, dataclasses.replace(WHOLE_ADVISORY, file="copy.txt"), at=later(days=1)) == kept
        )
        other = advisories.add_advisory(tx, Advisory(file="b", text="Other.", is_advisory=False), at=later(days=2))
    with store.read() as tx:
        assert advisories.get_advisory(tx, kept.id) == kept
        assert advisories.get_advisory(tx, "none") is None
        assert advisories.list_advisories(tx) == [other, kept]
        assert advisories.list_advisories(tx, scam=COURIER) == [kept]
        assert advisories.list_advisories(tx, limit=1, offset=1) == [kept]


def test_an_alert_comes_back_as_it_was_kept(store: Store) -> None:
    whole = an_alert(
        status="approved", authors=("amira", "owen"), submitted_by="amira", submitted_hash="aa", submitted_at=AT,
        decided_by="bo", approved_hash="aa", decided_at=later(hours=1), note="Fine.", advisories=("x",), reports=("R-2345",),
    )  # fmt: skip
    with store.begin() as tx:
        alerts.add_alert(tx, whole)
        alerts.add_alert(tx, an_alert("a2", created_at=later(hours=1)))
    with store.read() as tx:
        assert alerts.get_alert(tx, "a1") == whole
        assert alerts.get_alert(tx, "none") is None
        assert [alert.id for alert in alerts.list_alerts(tx)] == ["a2", "a1"]
        assert alerts.list_alerts(tx, statuses=("approved", "submitted")) == [whole]
        assert alerts.list_alerts(tx, statuses=()) == []


def test_an_alert_is_saved_only_over_what_the_officer_saw(store: Store) -> None:
    seen = an_alert(status="submitted")
    with store.begin() as tx:
        alerts.add_alert(tx, seen)
        alerts.save_alert(tx, dataclasses.replace(seen, status="approved", code="K7Q-4M2"), was="submitted")
        assert alerts.get_alert_by_code(tx, "K7Q-4M2") is not None
    with pytest.raises(NotAllowedError, match="It is approved now") as refused, store.begin() as tx:
        alerts.save_alert(tx, dataclasses.replace(seen, status="rejected"), was="submitted")
    assert refused.value.code == "changed-meanwhile"
    with pytest.raises(NotFoundError), store.begin() as tx:
        alerts.save_alert(tx, an_alert("a9"), was="draft")


def test_a_text_that_was_changed_and_submitted_again_is_not_approved_by_who_saw_the_first(store: Store) -> None:
    seen = an_alert(status="submitted")
    with store.begin() as tx:
        alerts.add_alert(tx, dataclasses.replace(seen, content=a_content(headline="Another text")))
    with pytest.raises(NotAllowedError, match="another now"), store.begin() as tx:
        alerts.save_alert(tx, dataclasses.replace(seen, status="approved"), was="submitted")


def test_two_edits_of_the_same_draft_do_not_overwrite_each_other(store: Store) -> None:
    seen = an_alert()
    first = dataclasses.replace(seen, content=a_content(headline="First"))
    second = dataclasses.replace(seen, content=a_content(headline="Second"))
    with store.begin() as tx:
        alerts.add_alert(tx, seen)
        alerts.save_alert(tx, first, was="draft", was_content=seen.content)
    with pytest.raises(NotAllowedError), store.begin() as tx:
        alerts.save_alert(tx, second, was="draft", was_content=seen.content)
    with store.read() as tx:
        assert alerts.get_alert(tx, "a1") == first


def test_a_publication_comes_back_as_it_was_signed(store: Store) -> None:
    content = {
        "b": [{"text": "£ “quoted” 😀"}],
        "a": None,
        "count": 7,
        "exercise": False,
        "expires_at": "2026-03-16T09:30:00+00:00",
    }
    whole = a_publication(
        content=content, references=("alerts@desk.example,x,2026-03-01T00:00:00+00:00",), cap_xml=b"<a>\xc2\xa3\x00</a>"
    )
    with store.begin() as tx:
        publish(tx, whole)
        publish(tx, a_publication(version=2, kind="Update", sent_at=later(hours=1)))
        publish(tx, a_publication("CCC-444", alert_id="a2", sent_at=later(hours=2), content={"scam": "tax-debt"}))
        publications.set_publication_state(tx, "K7Q-4M2", 1, "replaced")
        with pytest.raises(NotFoundError):
            publications.set_publication_state(tx, "NONE", 1, "expired")
    with store.read() as tx:
        assert publications.get_publication(tx, "K7Q-4M2", 1) == dataclasses.replace(whole, state="replaced")
        newest = publications.get_publication(tx, "K7Q-4M2")
        assert newest is not None
        assert newest.version == 2
        assert publications.get_publication(tx, "K7Q-4M2", 10**30) is None
        assert publications.get_publication(tx, "NONE") is None
        listed = [(one.code, one.version) for one in publications.list_publications(tx)]
        assert listed == [("CCC-444", 1), ("K7Q-4M2", 2), ("K7Q-4M2", 1)]
        assert [one.version for one in publications.list_publications(tx, states=["replaced"])] == [1]
        assert [one.code for one in publications.list_publications(tx, scam="tax-debt")] == ["CCC-444"]
        assert len(publications.list_publications(tx, code="K7Q-4M2")) == 2
        assert len(publications.list_publications(tx, limit=1)) == 1
        assert publications.codes_taken(tx) == {"K7Q-4M2", "CCC-444"}


def test_a_subscriber_confirms_once_and_leaves_once(store: Store) -> None:
    with store.begin() as tx:
        ada = subscribe(tx, "ada", confirmed=False, topics=[COURIER])
        assert subscribers.find_subscriber(tx, "ada@post.example", "email") == ada
        assert subscribers.find_subscriber(tx, "ada@post.example", "sms") is None
        assert subscribers.confirm_subscriber(tx, "ada", at=AT)
        assert not subscribers.confirm_subscriber(tx, "ada", at=later(days=1))
        (subscription,) = subscribers.list_subscriptions(tx, "ada")
        assert (subscription.topics, subscription.latitude) == ((COURIER,), 51.3148)
        assert subscribers.leave_subscriber(tx, "ada", at=later(days=2))
        assert not subscribers.leave_subscriber(tx, "ada", at=later(days=3))
        assert not subscribers.confirm_subscriber(tx, "ada", at=later(days=4))
        assert subscribers.list_subscriptions(tx, "ada") == []
        assert subscribers.get_subscriber(tx, "ada") == dataclasses.replace(
            ada, confirmed_at=AT, left_at=later(days=2), left_reason="The subscriber left."
        )


def test_who_left_can_come_back_and_is_found_before_who_they_were(store: Store) -> None:
    with store.begin() as tx:
        ada = subscribe(tx, "ada")
        subscribers.leave_subscriber(tx, "ada", at=AT)
        found = subscribers.find_subscriber(tx, ada.address, "email")
        assert found is not None
        assert found.left_at == AT
        back = dataclasses.replace(ada, id="ada2")
        subscribers.add_subscriber(tx, back)
        assert subscribers.find_subscriber(tx, ada.address, "email") == back


def test_a_subscription_is_removed_only_by_whose_it_is(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "ada")
        subscribe(tx, "ben")
        with pytest.raises(NotFoundError):
            subscribers.remove_subscription(tx, "ada-1", subscriber_id="ben")
        subscribers.remove_subscription(tx, "ada-1", subscriber_id="ada")
        assert subscribers.list_subscriptions(tx, "ada") == []


def test_the_audit_trail_is_listed_newest_first_and_by_subject(store: Store) -> None:
    with store.begin() as tx:
        for number in range(5):
            audit.add_entry(tx, at=AT, actor="amira", action="looked", subject=f"R-{number % 2}", detail=str(number))
    with store.read() as tx:
        assert [entry.detail for entry in audit.list_entries(tx)] == ["4", "3", "2", "1", "0"]
        assert [entry.detail for entry in audit.list_entries(tx, subject="R-1", limit=1)] == ["3"]
        assert [entry.detail for entry in audit.list_entries(tx, limit=None, offset=3)] == ["1", "0"]
        assert audit.list_entries(tx, actor="owen") == audit.list_entries(tx, action="published") == []


AMIRA = Officer(
    id="o1", name="amira", display_name="Amira Cole", role="admin", created_at=AT, must_change_password=True
)


def test_an_officer_comes_back_and_a_name_is_taken_once(store: Store) -> None:
    with store.begin() as tx:
        officers.add_officer(tx, AMIRA, password_hash="h1")
    with pytest.raises(InputError, match="already") as refused, store.begin() as tx:
        officers.add_officer(tx, dataclasses.replace(AMIRA, id="o2"), password_hash="h2")
    assert refused.value.code == "name-taken"
    with store.read() as tx:
        assert officers.get_officer(tx, "o1") == officers.get_officer_by_name(tx, "amira") == AMIRA
        assert officers.get_officer_by_name(tx, "mallory\x00") is None
        assert officers.list_officers(tx) == [AMIRA]
        assert officers.get_password_hash(tx, "o1") == "h1"
        assert officers.get_password_hash(tx, "o2") is None


def test_a_session_ends_by_log_out_by_time_and_by_a_new_password(store: Store) -> None:
    def whose(token: str, **by: float) -> Officer | None:
        return officers.get_session_officer(tx, token, at=later(**by))

    with store.begin() as tx:
        officers.add_officer(tx, AMIRA, password_hash="h1")
        for token in ("t1", "t2", "t3"):
            officers.add_session(tx, token, "o1", at=AT, expires_at=later(hours=12))
        assert whose("t1", hours=11) == AMIRA
        assert whose("t1", hours=12) is None
        assert whose("nobody's") is None
        officers.end_session(tx, "t1")
        assert whose("t1") is None
        officers.set_password(tx, "o1", "h2", must_change=False, end_sessions=False)
        assert whose("t2") == whose("t3") == dataclasses.replace(AMIRA, must_change_password=False)
        officers.set_password(tx, "o1", "h3", must_change=False, keep_session="t2")
        assert whose("t2") is not None
        assert whose("t3") is None
        officers.set_password(tx, "o1", "h4", must_change=True)
        assert whose("t2") is None
        assert officers.get_password_hash(tx, "o1") == "h4"
        with pytest.raises(NotFoundError):
            officers.set_password(tx, "o9", "h", must_change=False)


def test_a_disabled_officer_has_no_session_and_no_token(store: Store) -> None:
    with store.begin() as tx:
        officers.add_officer(tx, AMIRA, password_hash="h1")
        officers.add_session(tx, "t1", "o1", at=AT, expires_at=later(hours=12))
        officers.add_api_token(tx, "p1", "o1", at=AT)
        officers.add_api_token(tx, "p2", "o1", at=AT)
        assert officers.get_api_token_officer(tx, "p1", at=AT) == AMIRA
        officers.end_api_token(tx, "p2")
        assert officers.get_api_token_officer(tx, "p2", at=AT) is None
        officers.disable_officer(tx, "o1", at=later(hours=1))
        assert officers.get_session_officer(tx, "t1", at=AT) is None
        assert officers.get_api_token_officer(tx, "p1", at=AT) is None
        assert [officer.disabled_at for officer in officers.list_officers(tx)] == [later(hours=1)]
