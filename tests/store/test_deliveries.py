"""Deliveries: planned once, to the right people, and never to the wrong ones."""

from __future__ import annotations

import pytest

from store.cast import AT, COURIER, KENT, a_publication, add_place, later, planned_for_all, publish, subscribe
from tocsin.errors import NotFoundError
from tocsin.records import Area, Delivery
from tocsin.store import Store, deliveries, publications, subscribers


def claim(store: Store, *, at=AT, limit: int = 100, worker: str = "w1", lease_seconds: float = 60) -> list[Delivery]:
    with store.begin() as tx:
        return deliveries.claim_deliveries(tx, limit=limit, at=at, lease_seconds=lease_seconds, worker=worker)


def count(store: Store, code: str | None = None) -> dict[str, int]:
    with store.read() as tx:
        return deliveries.count_deliveries(tx, code)


def told(store: Store) -> set[str]:
    with store.read() as tx:
        return {delivery.subscriber for delivery in deliveries.list_deliveries(tx, limit=None)}


def test_everybody_who_confirmed_and_stayed_in_the_area_is_planned_for_once(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "ada")
        subscribe(tx, "ben", confirmed=False)
        subscribe(tx, "cat", county="Essex")
        subscribe(tx, "dan")
        subscribers.leave_subscriber(tx, "dan", at=AT)
        publication = publish(tx, a_publication())
        assert deliveries.plan_deliveries(tx, publication, areas=[KENT], topic=COURIER, at=AT) == 1
        assert deliveries.plan_deliveries(tx, publication, areas=[KENT], topic=COURIER, at=later(hours=1)) == 0
    assert told(store) == {"ada"}


def test_a_person_with_two_overlapping_areas_gets_one_message(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "ada")
        add_place(tx, "ada", number=2, at=(51.32, 0.89), radius_km=30)
        publication = publish(tx, a_publication())
        near = Area("place", "Faversham", None, "gb-eng", 51.3148, 0.8886, 10.0)
        assert deliveries.plan_deliveries(tx, publication, areas=[KENT, near], topic=COURIER, at=AT) == 1


def test_an_alert_without_areas_reaches_nobody(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "ada")
        publication = publish(tx, a_publication())
        assert deliveries.plan_deliveries(tx, publication, areas=[], topic=COURIER, at=AT) == 0
        assert subscribers.count_reach(tx, [], COURIER) == 0


def test_a_nation_reaches_its_own_subscribers_only(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "ada")
        subscribe(tx, "cai", county="Gwynedd", nation="gb-wls")
        assert subscribers.count_reach(tx, [Area("nation", "Wales", None, "gb-wls")], COURIER) == 1
        assert subscribers.count_reach(tx, [Area("nation", "gb-eng")], COURIER) == 1


@pytest.mark.parametrize(
    ("alert_km", "own_km", "reached"),
    [(9.0, 1.0, False), (14.0, 1.0, True), (1.0, 14.0, True), (1.0, 9.0, False)],
)
def test_a_circle_reaches_as_far_as_the_wider_of_the_alerts_radius_and_the_subscribers(
    store: Store, alert_km: float, own_km: float, reached: bool
) -> None:
    with store.begin() as tx:
        # Canterbury lies 13.6 km from Faversham by the great circle.
        subscribe(tx, "ada", at=(51.2790, 1.0763), radius_km=own_km)
        area = Area("place", "Faversham", "x", "gb-eng", 51.3148, 0.8886, alert_km)
        assert subscribers.count_reach(tx, [area], COURIER) == int(reached)


def test_a_place_without_coordinates_reaches_those_who_named_it(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "ada", place="2649579")
        subscribe(tx, "ben", place="2653877")
        assert subscribers.count_reach(tx, [Area("place", "Faversham", "2649579")], COURIER) == 1


def test_topics_choose_and_no_topics_mean_every_topic(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "every")
        subscribe(tx, "courier", topics=[COURIER, "tax-debt"])
        subscribe(tx, "tax", topics=["tax-debt"])
        assert subscribers.count_reach(tx, [KENT], COURIER) == 2
        assert subscribers.count_reach(tx, [KENT], "courier") == 1  # part of a slug is not the slug
        assert subscribers.count_reach(tx, [KENT], None) == 1


def test_exercises_and_live_alerts_have_different_subscribers(store: Store) -> None:
    with store.begin() as tx:
        subscribe(tx, "ada")
        subscribe(tx, "drill", exercise=True)
        live = publish(tx, a_publication())
        exercise = publish(tx, a_publication("X7Q-4M2", content={"exercise": True}))
        deliveries.plan_deliveries(tx, live, areas=[KENT], topic=COURIER, at=AT)
        deliveries.plan_deliveries(tx, exercise, areas=[KENT], topic=COURIER, at=AT)
        by_code = {d.code: d.subscriber for d in deliveries.list_deliveries(tx)}
    assert by_code == {"K7Q-4M2": "ada", "X7Q-4M2": "drill"}


def test_a_claimed_delivery_carries_all_that_sending_needs(store: Store) -> None:
    publication = planned_for_all(store, ["ada"])
    (delivery,) = claim(store)
    assert (delivery.code, delivery.version, delivery.subscriber) == ("K7Q-4M2", 1, "ada")
    assert (delivery.address, delivery.channel, delivery.status) == ("ada@post.example", "email", "claimed")
    assert delivery.attempts == 1
    assert delivery.created_at == AT
    assert delivery.message_id == "<k7q-4m2.1.ada@desk.example>" == deliveries.message_id(publication, "ada")


def test_what_is_claimed_is_not_given_to_another_until_its_lease_has_run_out(store: Store) -> None:
    planned_for_all(store, ["ada"])
    (first,) = claim(store, worker="w1", lease_seconds=60)
    assert claim(store, at=later(seconds=59), worker="w2") == []
    (again,) = claim(store, at=later(seconds=60), worker="w2")
    assert (again.id, again.attempts, again.message_id) == (first.id, 2, first.message_id)


def test_a_worker_that_lost_its_lease_cannot_undo_what_another_does(store: Store) -> None:
    planned_for_all(store, ["ada"])
    (delivery,) = claim(store, worker="w1")
    claim(store, at=later(minutes=2), worker="w2")
    with store.begin() as tx:
        assert not deliveries.still_due(tx, delivery.id, worker="w1", at=later(minutes=2))
        assert deliveries.still_due(tx, delivery.id, worker="w2", at=later(minutes=2))
        assert not deliveries.mark_failed(
            tx, delivery.id, at=later(minutes=2), error="slow", permanent=True, worker="w1"
        )
    assert count(store) == {"claimed": 1}


def test_a_failure_waits_for_its_next_time_and_a_permanent_one_is_the_end(store: Store) -> None:
    planned_for_all(store, ["ada", "ben"])
    ada, ben = claim(store)
    with store.begin() as tx:
        deliveries.mark_failed(tx, ada.id, at=AT, error="busy", permanent=False, next_at=later(minutes=5))
        deliveries.mark_failed(tx, ben.id, at=AT, error="no such mailbox", permanent=True)
    assert claim(store, at=later(minutes=4)) == []
    assert [d.id for d in claim(store, at=later(minutes=5))] == [ada.id]
    with store.read() as tx:
        (failed,) = deliveries.list_deliveries(tx, status="failed")
    assert (failed.id, failed.error) == (ben.id, "no such mailbox")


def test_trying_again_needs_a_time(store: Store) -> None:
    planned_for_all(store, ["ada"])
    (delivery,) = claim(store)
    with store.begin() as tx, pytest.raises(ValueError, match="next_at"):
        deliveries.mark_failed(tx, delivery.id, at=AT, error="busy", permanent=False)


def test_a_message_is_marked_sent_once(store: Store) -> None:
    planned_for_all(store, ["ada"])
    (delivery,) = claim(store)
    with store.begin() as tx:
        assert deliveries.mark_sent(tx, delivery.id, at=later(seconds=1))
        assert not deliveries.mark_sent(tx, delivery.id, at=later(seconds=2))
        (sent,) = deliveries.list_deliveries(tx, "K7Q-4M2")
        with pytest.raises(NotFoundError):
            deliveries.mark_sent(tx, "999", at=AT)
    assert (sent.status, sent.sent_at) == ("sent", later(seconds=1))
    assert claim(store, at=later(days=1)) == []


def test_nothing_waits_for_a_subscriber_who_left(store: Store) -> None:
    planned_for_all(store, ["ada", "ben"])
    with store.begin() as tx:
        subscribers.leave_subscriber(tx, "ada", at=AT)
    assert [d.subscriber for d in claim(store)] == ["ben"]
    assert count(store) == {"claimed": 1, "dropped": 1}


def test_a_subscriber_who_leaves_mid_send_is_seen_to_have_left(store: Store) -> None:
    planned_for_all(store, ["ada"])
    (delivery,) = claim(store)
    with store.begin() as tx:
        subscribers.leave_subscriber(tx, "ada", at=AT)
        assert not deliveries.still_due(tx, delivery.id, worker="w1", at=AT)
        deliveries.mark_failed(tx, delivery.id, at=AT, error="busy", permanent=False, next_at=AT)
    assert claim(store, at=later(days=1)) == []
    assert count(store) == {"dropped": 1}


@pytest.mark.parametrize("state", ["withdrawn", "replaced", "expired"])
def test_a_publication_that_is_no_longer_current_is_not_sent(store: Store, state: publications.State) -> None:
    planned_for_all(store, ["ada", "ben"])
    claim(store, limit=1)
    with store.begin() as tx:
        assert publications.set_publication_state(tx, "K7Q-4M2", 1, state) == 1
    assert claim(store, at=later(days=1)) == []  # not even the one whose lease has run out
    assert count(store) == {"dropped": 2}


def test_an_alert_past_its_time_is_not_sent_even_if_nobody_has_said_so(store: Store) -> None:
    planned_for_all(store, ["ada"])
    assert claim(store, at=later(days=14)) == []
    assert count(store) == {"dropped": 1}
    with store.read() as tx:
        assert [p.code for p in publications.list_lapsed(tx, at=later(days=14))] == ["K7Q-4M2"]
        assert publications.list_lapsed(tx, at=later(days=13)) == []


def test_a_withdrawal_goes_to_exactly_those_who_were_told_and_are_still_here(store: Store) -> None:
    planned_for_all(store, ["sent", "sending", "left", "waiting", "failed"])
    by_name = {d.subscriber: d for d in claim(store)}
    with store.begin() as tx:
        for name in ("sent", "left"):
            deliveries.mark_sent(tx, by_name[name].id, at=AT)
        deliveries.mark_failed(tx, by_name["failed"].id, at=AT, error="no such mailbox", permanent=True)
        deliveries.mark_failed(tx, by_name["waiting"].id, at=AT, error="busy", permanent=False, next_at=AT)
        subscribe(tx, "newcomer")
        subscribers.leave_subscriber(tx, "left", at=AT)
        cancel = publish(tx, a_publication(version=2, kind="Cancel"))
        publications.set_publication_state(tx, "K7Q-4M2", 1, "withdrawn")
        assert deliveries.plan_deliveries_to_those_told(tx, cancel, earlier_code="K7Q-4M2", at=AT) == 2
    got = claim(store)
    assert {(d.subscriber, d.version) for d in got} == {("sent", 2), ("sending", 2)}
    assert count(store) == {"claimed": 3, "sent": 2, "failed": 1, "dropped": 1}


def test_a_withdrawal_is_sent_whatever_its_own_state(store: Store) -> None:
    planned_for_all(store, ["ada"])
    with store.begin() as tx:
        deliveries.mark_sent(
            tx, deliveries.claim_deliveries(tx, limit=9, at=AT, lease_seconds=9, worker="w")[0].id, at=AT
        )
        cancel = publish(tx, a_publication(version=2, kind="Cancel", state="withdrawn"))
        deliveries.plan_deliveries_to_those_told(tx, cancel, earlier_code="K7Q-4M2", at=AT)
        publications.set_publication_state(tx, "K7Q-4M2", 2, "withdrawn")
    assert [d.version for d in claim(store, at=later(days=30))] == [2]


def test_a_correction_that_was_itself_withdrawn_is_not_sent_but_its_withdrawal_is(store: Store) -> None:
    planned_for_all(store, ["ada"])
    with store.begin() as tx:
        deliveries.mark_sent(
            tx, deliveries.claim_deliveries(tx, limit=9, at=AT, lease_seconds=9, worker="w")[0].id, at=AT
        )
        update = publish(tx, a_publication(version=2, kind="Update"))
        publications.set_publication_state(tx, "K7Q-4M2", 1, "replaced")
        deliveries.plan_deliveries_to_those_told(tx, update, earlier_code="K7Q-4M2", at=AT)
        cancel = publish(tx, a_publication(version=3, kind="Cancel"))
        publications.set_publication_state(tx, "K7Q-4M2", 2, "withdrawn")
        assert deliveries.plan_deliveries_to_those_told(tx, cancel, earlier_code="K7Q-4M2", at=AT) == 1
    assert [d.version for d in claim(store)] == [3]


def test_withdrawals_go_first_then_corrections_then_urgent_alerts(store: Store) -> None:
    planned_for_all(store, ["ada"], a_publication("AAA-222"))
    with store.begin() as tx:
        urgent = publish(tx, a_publication("BBB-333", content={"urgency": "immediate"}))
        update = publish(tx, a_publication("CCC-444", kind="Update"))
        cancel = publish(tx, a_publication("DDD-777", kind="Cancel"))
        for publication in (urgent, update, cancel):
            deliveries.plan_deliveries(tx, publication, areas=[KENT], topic=COURIER, at=later(seconds=1))
    order = [claim(store, at=later(seconds=1), limit=1)[0].code for _ in range(4)]
    assert order == ["DDD-777", "CCC-444", "BBB-333", "AAA-222"]


def test_counts_are_of_one_publication_or_of_all(store: Store) -> None:
    planned_for_all(store, ["ada", "ben"])
    with store.begin() as tx:
        other = publish(tx, a_publication("CCC-444"))
        deliveries.plan_deliveries(tx, other, areas=[KENT], topic=COURIER, at=AT)
    assert count(store, "K7Q-4M2") == {"waiting": 2}
    assert count(store, None) == {"waiting": 4}
    assert count(store, "NONE") == {}


def test_two_thousand_deliveries_are_planned_at_once(store: Store) -> None:
    with store.begin() as tx:
        for number in range(2_000):
            subscribe(tx, f"s{number}")
        publication = publish(tx, a_publication())
        assert deliveries.plan_deliveries(tx, publication, areas=[KENT], topic=COURIER, at=AT) == 2_000
