"""Two of everything at the same moment: workers, officers, readers who press twice, processes that are killed."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from store.cast import AT, COURIER, KENT, a_publication, a_report, an_alert, later, planned_for_all, publish, subscribe
from tocsin.errors import InputError, NotAllowedError
from tocsin.records import Officer, Subscriber
from tocsin.store import Store, alerts, deliveries, officers, open_store, publications, reports, subscribers

HOW_MANY = 400
SPAWN = multiprocessing.get_context("spawn")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads from one start; gives what each gave or raised, in order."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def work(url: str, worker: str, sent: Any) -> None:
    """A worker process: claims and sends until nothing is left. Sending is writing down the id, in ``sent``."""
    store = open_store(url)
    idle = 0
    while idle < 3:
        with store.begin() as tx:
            claimed = deliveries.claim_deliveries(tx, limit=7, at=AT, lease_seconds=60, worker=worker)
        idle = 0 if claimed else idle + 1
        for delivery in claimed:
            sent.put((worker, delivery.subscriber))
            with store.begin() as tx:
                deliveries.mark_sent(tx, delivery.id, at=AT)
    sent.put((worker, None))


def test_three_worker_processes_send_everything_and_nothing_twice(store: Store, store_url: str) -> None:
    names = [f"s{number}" for number in range(HOW_MANY)]
    planned_for_all(store, names)
    sent = SPAWN.Queue()
    processes = [SPAWN.Process(target=work, args=(store_url, f"w{number}", sent)) for number in range(3)]
    for process in processes:
        process.start()
    got: list[str] = []
    finished = 0
    while finished < 3:
        _, name = sent.get(timeout=60)
        finished += name is None
        got += [name] if name else []
    for process in processes:
        process.join(timeout=60)
    assert Counter(got) == Counter(names)
    with store.read() as tx:
        assert deliveries.count_deliveries(tx) == {"sent": HOW_MANY}


def claim_and_die(url: str, sent: Any) -> None:
    """A worker that sends some of what it claimed and is killed before it wrote that down."""
    store = open_store(url)
    with store.begin() as tx:
        claimed = deliveries.claim_deliveries(tx, limit=20, at=AT, lease_seconds=60, worker="dying")
    for delivery in claimed[:5]:
        sent.put(delivery.message_id)
    sent.close()
    sent.join_thread()
    with store.begin() as tx:
        deliveries.mark_sent(tx, claimed[0].id, at=AT)
        os.kill(os.getpid(), signal.SIGKILL)  # inside the transaction


def test_what_a_killed_worker_held_is_sent_by_another_under_the_same_message_id(store: Store, store_url: str) -> None:
    planned_for_all(store, [f"s{number}" for number in range(30)])
    sent = SPAWN.Queue()
    process = SPAWN.Process(target=claim_and_die, args=(store_url, sent))
    process.start()
    in_doubt = {sent.get(timeout=60) for _ in range(5)}
    process.join(timeout=60)
    assert process.exitcode == -signal.SIGKILL

    give_up_at = time.monotonic() + 30
    with store.begin() as tx:
        assert len(deliveries.claim_deliveries(tx, limit=99, at=AT, lease_seconds=60, worker="w2")) == 10
    recovered: list[str] = []
    while len(recovered) < 20 and time.monotonic() < give_up_at:  # PostgreSQL takes a moment to see that it is dead
        with store.begin() as tx:
            recovered += [
                delivery.message_id
                for delivery in deliveries.claim_deliveries(
                    tx, limit=99, at=later(seconds=60), lease_seconds=60, worker="w3"
                )
                if delivery.attempts == 2
            ]
    assert len(set(recovered)) >= 20
    assert in_doubt <= set(recovered)


def test_threads_of_one_process_share_a_store(store: Store) -> None:
    names = [f"s{number}" for number in range(100)]
    planned_for_all(store, names)
    got: list[str] = []

    def claim_all() -> None:
        while True:
            with store.begin() as tx:
                mine = deliveries.claim_deliveries(
                    tx, limit=3, at=AT, lease_seconds=60, worker=str(threading.get_ident())
                )
            if not mine:
                return
            got.extend(delivery.subscriber for delivery in mine)

    for result in together(*[claim_all] * 4):
        assert result is None
    # A worker stops when all that is left is in another's hands, so one more look closes the count.
    claim_all()
    assert Counter(got) == Counter(names)


def test_whoever_is_sent_an_alert_while_it_is_withdrawn_hears_of_the_withdrawal(store: Store) -> None:
    """The race that matters most: a worker claims while an officer withdraws. Either the worker gets nothing, or whom
    it tells is told of the withdrawal too."""
    with store.begin() as tx:
        for number in range(8):
            subscribe(tx, f"s{number}")
    for round_number in range(12):
        code = f"R{round_number:02}-222"
        with store.begin() as tx:
            publication = publish(tx, a_publication(code))
            deliveries.plan_deliveries(tx, publication, areas=[KENT], topic=COURIER, at=AT)

        def withdraw(code: str = code) -> int:
            with store.begin() as tx:
                cancel = publish(tx, a_publication(code, 2, kind="Cancel"))
                planned = deliveries.plan_deliveries_to_those_told(tx, cancel, earlier_code=code, at=AT)
                time.sleep(0.002)
                publications.set_publication_state(tx, code, 1, "withdrawn")
            return planned

        def claim() -> list[str]:
            with store.begin() as tx:
                claimed = deliveries.claim_deliveries(tx, limit=5, at=AT, lease_seconds=60, worker="w")
                time.sleep(0.002)
            return [delivery.subscriber for delivery in claimed if delivery.version == 1]

        planned, told, more = together(withdraw, claim, claim)
        assert planned == len(told) + len(more), (planned, told, more)
        with store.begin() as tx:
            rest = deliveries.claim_deliveries(tx, limit=99, at=AT, lease_seconds=60, worker="w")
            assert {delivery.version for delivery in rest} <= {2}
            for delivery in deliveries.list_deliveries(tx, code, limit=None):
                if delivery.status == "claimed":
                    deliveries.mark_sent(tx, delivery.id, at=AT)


def test_nothing_is_claimed_for_a_subscriber_once_their_leaving_was_answered(store: Store) -> None:
    def claim() -> set[str]:
        with store.begin() as tx:
            mine = deliveries.claim_deliveries(tx, limit=50, at=AT, lease_seconds=60, worker="w")
            time.sleep(0.002)
        return {delivery.subscriber for delivery in mine}

    def leave(name: str) -> None:
        with store.begin() as tx:
            subscribers.leave_subscriber(tx, name, at=AT)

    for round_number in range(10):
        name = f"ada{round_number}"
        planned_for_all(store, [name], a_publication(f"L{round_number:02}-222"))
        for result in together(claim, lambda name=name: leave(name)):
            assert not isinstance(result, Exception)
        assert name not in claim()


def test_leaving_while_alerts_expire_does_not_lock_up(store: Store) -> None:
    codes = [f"E{number:02}-222" for number in range(6)]
    with store.begin() as tx:
        for number in range(6):
            subscribe(tx, f"s{number}")
        for code in codes:
            publication = publish(tx, a_publication(code))
            deliveries.plan_deliveries(tx, publication, areas=[KENT], topic=COURIER, at=AT)

    def expire() -> None:
        with store.begin() as tx:
            for code in codes:
                publications.set_publication_state(tx, code, 1, "expired")
                time.sleep(0.005)

    def leave(number: int) -> None:
        with store.begin() as tx:
            subscribers.leave_subscriber(tx, f"s{number}", at=AT)

    leaving = [lambda number=number: leave(number) for number in range(6)]
    assert together(expire, *leaving) == [None] * 7
    with store.read() as tx:
        assert deliveries.count_deliveries(tx) == {"dropped": 36}


def test_somebody_who_presses_twice_is_one_subscriber(store: Store) -> None:
    def subscribe_once(number: int) -> None:
        with store.begin() as tx:
            if subscribers.find_subscriber(tx, "ada@post.example", "email") is None:
                ada = Subscriber(f"ada{number}", "ada@post.example", "email", AT, consent="Yes.")
                time.sleep(0.01)
                subscribers.add_subscriber(tx, ada)

    results = together(*[lambda number=number: subscribe_once(number) for number in range(4)])
    assert results == [None] * 4


def test_two_processes_that_make_the_same_officer_make_one(store: Store) -> None:
    def first_start(number: int) -> None:
        with store.begin() as tx:
            if officers.get_officer_by_name(tx, "admin") is not None:
                raise InputError("There is already an officer.", code="name-taken")
            time.sleep(0.01)
            officers.add_officer(tx, Officer(f"o{number}", "admin", "Admin", "admin", AT), password_hash="h")

    results = together(*[lambda number=number: first_start(number) for number in range(3)])
    assert [getattr(result, "code", None) for result in results if result is not None] == ["name-taken"] * 2
    with store.read() as tx:
        assert len(officers.list_officers(tx)) == 1


def test_a_report_that_is_sent_twice_at_once_is_kept_once(store: Store) -> None:
    def take(number: int) -> str:
        with store.begin() as tx:
            report = a_report(f"R-{number}", source="open311")
            kept = reports.add_report(tx, report, sealed=b"", contact_sealed=None, source_reference="77")
            time.sleep(0.01)
        return kept.reference

    references = together(*[lambda number=number: take(number) for number in range(4)])
    assert len(set(references)) == 1, references


@pytest.mark.parametrize("moves", [("approved", "rejected"), ("approved", "returned")])
def test_of_two_officers_who_decide_at_once_one_is_refused(store: Store, moves: tuple[Any, Any]) -> None:
    seen = an_alert(status="submitted")
    with store.begin() as tx:
        alerts.add_alert(tx, seen)

    def decide(status: Any) -> None:
        with store.begin() as tx:
            alerts.save_alert(tx, dataclasses.replace(seen, status=status), was="submitted")

    results = together(*[lambda status=status: decide(status) for status in moves])
    refused = [result for result in results if result is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], NotAllowedError)


def test_a_long_reading_does_not_keep_writers_waiting(store: Store) -> None:
    with store.read() as long_reading:
        reports.count_reports(long_reading)
        with store.begin() as tx:
            reports.add_report(tx, a_report(), sealed=b"", contact_sealed=None)
