"""Who hears of an alert, when, and in how many messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.publishing import KENT, approved_alert, letters, letters_to, put_out, statuses, subscribed, text_of
from desk import Clock, add, open_desk
from tocsin.actions import alerting, delivering, subscribing
from tocsin.actions.delivering import deliver_once
from tocsin.actions.expecting import expected_messages
from tocsin.actions.installation import Installation
from tocsin.actions.previewing import preview, say_reach
from tocsin.actions.repeating import offered_repeats, repeat
from tocsin.actions.reporting import take_report
from tocsin.actions.subscribing import Wishes, place_from
from tocsin.actions.timing import timing_now
from tocsin.errors import InputError, NotAllowedError
from tocsin.records import Officer
from tocsin.store import deliveries as delivery_store
from tocsin.store import digests as digest_store
from tocsin.store import subscribers as subscriber_store
from tocsin.store.planning import Reach

TUESDAY = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(TUESDAY)


@pytest.fixture
def home(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def amira(home: Installation) -> Officer:
    return add(home, "amira")


@pytest.fixture
def owen(home: Installation) -> Officer:
    return add(home, "owen")


def send_all(home: Installation) -> int:
    """Deliver until nothing is due; gives how many messages went out."""
    sent = 0
    while (done := deliver_once(home)).total:
        sent += done.sent
    return sent


def test_a_digest_of_twelve_alerts_to_one_person(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    wendy = subscribed(home, "wendy", pace="weekly")
    codes = []
    for number in range(12):
        codes.append(put_out(home, amira, owen, headline=f"Scam number {number}").code)
        clock.forward(hours=3)
    assert send_all(home) == 0
    clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # Monday
    done = deliver_once(home)
    assert (done.sent, done.digests) == (1, 1)
    assert send_all(home) == 0
    [letter] = letters_to(home, wendy)
    assert letter["Subject"] == "12 fraud alerts for your area"
    text = text_of(letter)
    assert all(code in text and f"Scam number {number}" in text for number, code in enumerate(codes))
    assert text.index("Scam number 11") < text.index("Scam number 0")  # the newest first
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert statuses(home) == {"sent": 12}
    with home.store.read() as tx:
        assert {one.digest for one in delivery_store.list_deliveries(tx)} == {1}


def test_a_person_with_two_overlapping_areas_gets_one_message(
    home: Installation, amira: Officer, owen: Officer
) -> None:
    ada = subscribed(home, "ada", places=("Faversham", "Canterbury", "Whitstable"), radius_km=50)
    put_out(home, amira, owen, areas=(KENT, alerting.find_area(home, "Faversham + 30 km")))
    assert send_all(home) == 1
    assert len(letters_to(home, ada)) == 1


def test_a_daily_digest_goes_out_the_next_morning_by_the_clock_on_the_wall(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    clock.at = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)  # 11 in London
    subscribed(home, "dora", pace="daily")
    put_out(home, amira, owen)
    put_out(home, amira, owen, headline="Another one")
    assert send_all(home) == 0
    clock.at = datetime(2026, 7, 2, 7, 59, tzinfo=UTC)
    assert send_all(home) == 0
    clock.at = datetime(2026, 7, 2, 8, 0, tzinfo=UTC)  # 9 in London
    assert send_all(home) == 1
    assert letters(home)[0]["Subject"] == "2 fraud alerts for your area"


def test_what_is_over_the_weeks_budget_waits_for_the_weekly_digest(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    ned = subscribed(home, "ned")
    for number in range(5):
        put_out(home, amira, owen, headline=f"Scam number {number}")
        send_all(home)
        clock.forward(hours=2)
    assert len(letters_to(home, ned)) == 3
    put_out(home, amira, owen, headline="Urgent", urgency="immediate")
    assert send_all(home) == 1  # of urgent ones more are allowed
    clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert send_all(home) == 1
    assert letters_to(home, ned)[-1]["Subject"] == "2 fraud alerts for your area"


def test_a_digest_counts_as_one_message_of_the_week(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    subscribed(home, "ned", pace="daily")
    for number in range(4):
        put_out(home, amira, owen, headline=f"Scam number {number}")
    clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert send_all(home) == 1
    with home.store.read() as tx:
        found = delivery_store.expect_reach(
            tx, [KENT], None, timing=timing_now(home, urgency="expected"), audience="residents"
        )
    assert found.over_budget == 0


def test_nobody_is_woken_in_their_quiet_hours(home: Installation, clock: Clock, amira: Officer, owen: Officer) -> None:
    clock.at = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    subscribed(home, "quinn", quiet_from=21, quiet_to=7)
    subscribed(home, "nora")
    put_out(home, amira, owen, urgency="immediate")
    assert [one["To"] for one in (send_all(home), letters(home))[1]] == ["nora@post.example"]
    clock.at = datetime(2026, 11, 25, 6, 59, tzinfo=UTC)
    assert send_all(home) == 0
    clock.at = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    assert send_all(home) == 1


def test_what_comes_due_in_quiet_hours_waits_until_they_end(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    clock.at = datetime(2026, 11, 24, 20, 50, tzinfo=UTC)
    subscribed(home, "quinn", quiet_from=21, quiet_to=7)
    put_out(home, amira, owen)
    clock.at = datetime(2026, 11, 24, 21, 10, tzinfo=UTC)  # the worker was down for a while
    assert send_all(home) == 0
    with home.store.read() as tx:
        [one] = delivery_store.list_deliveries(tx)
    assert one.next_at == datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


def test_a_withdrawal_goes_out_at_any_hour(home: Installation, clock: Clock, amira: Officer, owen: Officer) -> None:
    quinn = subscribed(home, "quinn", quiet_from=21, quiet_to=7)
    published = put_out(home, amira, owen)
    send_all(home)
    clock.at = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    alerting.withdraw(home, published.alert_id, officer=amira, note="It was wrong.")
    assert send_all(home) == 1
    assert letters_to(home, quinn)[-1]["Subject"].startswith("Withdrawn")


def test_an_alert_goes_to_those_it_is_for(home: Installation, amira: Officer, owen: Officer) -> None:
    subscribed(home, "carer", audiences=("carers",))
    subscribed(home, "anybody")
    put_out(home, amira, owen, audience="businesses")
    send_all(home)
    assert [one["To"] for one in letters(home)] == ["anybody@post.example"]
    put_out(home, amira, owen, audience="carers")
    assert send_all(home) == 2


def test_an_exercise_goes_to_those_who_play_and_to_nobody_else(
    home: Installation, amira: Officer, owen: Officer
) -> None:
    subscribed(home, "player", exercise=True)
    subscribed(home, "resident")
    put_out(home, amira, owen, exercise=True)
    send_all(home)
    put_out(home, amira, owen)
    send_all(home)
    sent = {str(one["To"]): str(one["Subject"]) for one in letters(home)}
    assert sent["player@post.example"].startswith("EXERCISE")
    assert not sent["resident@post.example"].startswith("EXERCISE")
    assert len(sent) == 2


def test_the_officer_can_send_it_as_a_digest(home: Installation, clock: Clock, amira: Officer, owen: Officer) -> None:
    subscribed(home, "ned")
    put_out(home, amira, owen, as_digest=True)
    assert send_all(home) == 0
    clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert send_all(home) == 1


def test_before_sending_the_officer_sees_whom_it_reaches_and_what_they_heard(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    for name in ("ada", "ben", "cat"):
        subscribed(home, name)
    subscribed(home, "dan", pace="weekly")
    put_out(home, amira, owen)
    send_all(home)
    clock.forward(days=2)
    subscribed(home, "eve")
    seen = preview(home, approved_alert(home, amira, owen))
    assert seen.reached.total == 5
    assert (seen.reached.now, seen.reached.digest) == (4, 1)
    assert dict(seen.reached.nth) == {1: 1, 2: 3}
    assert seen.reached.by_channel == {"email": 5}
    assert "It would be the 2nd message this week for 3 people." in seen.reach_said
    assert "60% heard of this scam in the last four weeks, the last 2 days ago." in seen.reach_said


def test_large_figures_are_said_in_words() -> None:
    said = say_reach(
        Reach(total=8000, now=5000, digest=3000, over_budget=1200, by_channel={"email": 8000}, nth={1: 1880, 4: 3120},
              heard=3280, heard_at=TUESDAY - timedelta(days=9)),
        at=TUESDAY,
    )  # fmt: skip
    assert "It would be the 4th message this week for 3,120 people." in said
    assert "41% heard of this scam in the last four weeks, the last 9 days ago." in said


def test_a_subscriber_who_leaves_mid_send_gets_nothing_more(
    home: Installation, monkeypatch: pytest.MonkeyPatch, amira: Officer, owen: Officer
) -> None:
    people = [subscribed(home, f"person{number}") for number in range(4)]
    put_out(home, amira, owen)
    monkeypatch.setattr(delivering, "A_FEW", 2)
    handed_over = delivering._hand_over

    def leave_meanwhile(ways, channel, parcels):  # type: ignore[no-untyped-def]
        outcomes = handed_over(ways, channel, parcels)
        still_there = [one for one in people if one.id not in {parcel.subscriber for parcel in parcels}]
        with home.store.begin() as tx:
            subscriber_store.leave_subscriber(tx, still_there[-1].id, at=home.now())
        return outcomes

    monkeypatch.setattr(delivering, "_hand_over", leave_meanwhile)
    done = deliver_once(home)
    assert (done.sent, done.passed_over) == (3, 1)
    assert len(letters(home)) == 3


def test_who_waits_for_an_alert_that_is_corrected_gets_the_correction_alone(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    told, waiting = subscribed(home, "told"), subscribed(home, "waiting", pace="weekly")
    first = put_out(home, amira, owen)
    send_all(home)
    draft = alerting.correct(home, first.alert_id, officer=amira)
    alerting.edit(home, draft.id, officer=amira, changes=alerting.AlertChanges(headline="The right words"))
    alerting.submit(home, draft.id, officer=amira)
    alerting.approve(home, draft.id, officer=owen, override="Checked word by word, in a test.")
    clock.forward(hours=1)
    alerting.publish(home, draft.id, officer=owen)
    send_all(home)
    clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    send_all(home)
    assert [str(one["Subject"]) for one in letters_to(home, told)] == [
        "Callers say they are Microsoft", "Updated: The right words",
    ]  # fmt: skip
    [only] = letters_to(home, waiting)
    assert "The right words" in text_of(only)


def test_an_alert_that_is_withdrawn_before_the_digest_is_not_in_it(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    wendy = subscribed(home, "wendy", pace="weekly")
    put_out(home, amira, owen, headline="One that holds")
    wrong = put_out(home, amira, owen, headline="One that was wrong")
    alerting.withdraw(home, wrong.alert_id, officer=amira, note="It was wrong.")
    clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    send_all(home)
    [letter] = letters_to(home, wendy)
    assert "One that was wrong" not in text_of(letter)


def test_a_digest_whose_worker_died_is_not_sent_again_but_its_readers_hear_of_a_withdrawal(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    subscribed(home, "wendy", pace="weekly")
    published = put_out(home, amira, owen)
    clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    with home.store.begin() as tx:  # a worker begins it, and dies
        digest_store.compose_digests(tx, at=clock.at, host="desk.example")
        [claimed] = digest_store.claim_digests(tx, limit=10, at=clock.at, lease_seconds=120, worker="dead")
        assert digest_store.begin_digests(tx, [claimed.id], worker="dead", at=clock.at, for_seconds=60) == {claimed.id}
    clock.forward(minutes=5)
    assert send_all(home) == 0
    with home.store.read() as tx:
        [digest] = digest_store.list_digests(tx)
    assert digest.status == "failed"
    assert "In doubt" in digest.error
    alerting.withdraw(home, published.alert_id, officer=amira, note="It was wrong.")
    assert send_all(home) == 1


def test_a_digest_that_was_claimed_and_not_begun_is_sent_by_the_next_worker(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    subscribed(home, "wendy", pace="weekly")
    put_out(home, amira, owen)
    clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    with home.store.begin() as tx:
        digest_store.compose_digests(tx, at=clock.at, host="desk.example")
        assert len(digest_store.claim_digests(tx, limit=10, at=clock.at, lease_seconds=120, worker="dead")) == 1
    assert send_all(home) == 0
    clock.forward(minutes=5)
    assert send_all(home) == 1


def test_wishes_are_kept_and_a_held_alert_comes_at_once_when_no_digest_is_wanted(
    home: Installation, amira: Officer, owen: Officer
) -> None:
    wendy = subscribed(home, "wendy", pace="weekly")
    put_out(home, amira, owen)
    token = subscribing.link(home, "manage", wendy.id).rsplit("/", 1)[1]
    managed = subscribing.change(home, token, wishes=Wishes("now", (22, 7), ("carers",)))
    assert (managed.subscriber.pace, managed.subscriber.quiet_from, managed.subscriber.quiet_to) == ("now", 22, 7)
    assert subscribing.manage(home, token).subscriber.audiences == ("carers",)
    assert send_all(home) == 1


@pytest.mark.parametrize(
    "wishes",
    [Wishes("hourly"), Wishes("now", (5, 5)), Wishes("now", (5, 24)), Wishes("now", None, ("cats",))],  # type: ignore[arg-type]
)
def test_wishes_that_make_no_sense_are_a_sentence(home: Installation, wishes: Wishes) -> None:
    with pytest.raises(InputError):
        subscribing.subscribe(home, address="ada@post.example", place="Faversham", wishes=wishes)


def test_the_expected_number_of_messages_is_counted_on_what_was_sent(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    kent, far = place_from(home, "Faversham"), place_from(home, "Newcastle upon Tyne")
    assert "We are new" in expected_messages(home, kent).said
    for _ in range(12):
        put_out(home, amira, owen)
        clock.forward(days=5)
    now = expected_messages(home, kent)
    assert now.messages_a_month == pytest.approx(6, abs=0.3)
    assert now.said == "You would get about 6 messages a month."
    assert expected_messages(home, kent, pace="weekly").messages_a_month == pytest.approx(4.3, abs=0.1)
    assert expected_messages(home, kent, topics=("courier-fraud",)).messages_a_month == 0
    assert expected_messages(home, far).said == "You would get less than one message a month."


def test_a_repeat_is_offered_after_two_weeks_while_people_still_report(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    published = put_out(home, amira, owen)
    clock.forward(days=15)
    assert offered_repeats(home) == ()
    take_report(home, "A man from Microsoft rang about a virus and wanted AnyDesk on my computer.", place="Faversham")
    [offer] = offered_repeats(home)
    assert (offer.publication.code, offer.days, offer.reports) == (published.code, 15, 1)
    again = repeat(home, published.alert_id, officer=amira)
    assert (again.status, again.content.headline, again.approved_hash) == (
        "draft",
        "Callers say they are Microsoft",
        None,
    )
    alerting.submit(home, again.id, officer=amira)
    with pytest.raises(NotAllowedError):
        alerting.approve(home, again.id, officer=amira)
    alerting.approve(home, again.id, officer=owen, override="Read again, it still holds.")
    assert alerting.publish(home, again.id, officer=owen).code != published.code
    assert offered_repeats(home) == ()  # it was just told again


def test_one_person_on_two_lists_gets_one_message(home: Installation, amira: Officer, owen: Officer) -> None:
    for place in ("Faversham", "Maidstone"):
        subscribing.subscribe(home, address=" Ada@Post.Example ", place=place)
    with home.store.begin() as tx:
        found = subscriber_store.find_subscriber(tx, "ada@post.example", "email")
        assert found is not None
        subscriber_store.confirm_subscriber(tx, found.id, at=home.now())
    before = len(letters(home))
    put_out(home, amira, owen)
    assert send_all(home) == 1
    assert len(letters(home)) == before + 1


def test_messages_a_week_can_be_set(home: Installation, amira: Officer, owen: Officer) -> None:
    strict = replace(home, ways=replace(home.ways, messages_a_week={"immediate": 1, "expected": 1, "past": 0}))
    subscribed(strict, "ned")
    put_out(strict, amira, owen)
    put_out(strict, amira, owen)
    assert send_all(strict) == 1


def test_while_the_mail_server_is_away_no_attempt_counts_and_afterwards_all_goes_out(
    home: Installation, clock: Clock, amira: Officer, owen: Officer
) -> None:
    people = [subscribed(home, f"person{number}") for number in range(60)]
    subscribed(home, "wendy", pace="daily")
    put_out(home, amira, owen)
    with_server = replace(home, smtp_url="smtp://127.0.0.1:9")  # nobody answers there
    for _ in range(12):  # more often than a message is tried
        assert deliver_once(with_server, limit=100).sent == 0
        clock.forward(minutes=1)
    with home.store.read() as tx:
        waiting = delivery_store.list_deliveries(tx, status="waiting")
    assert len(waiting) == len(people) + 1
    assert {one.attempts for one in waiting} == {0}
    assert all("cannot be reached" in one.error for one in waiting if one.error)
    clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert send_all(home) == len(people) + 1
