"""Sending what is due. Written down before it is done; one claimant; safe to run twice.

A few at a time: whether each may still go out is asked again, they are handed to their channel, and what became of them is
written down. When a worker dies in between, at most those few go out twice, with the same Message-ID; digests never do.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..delivery.parcel import Outcome, Parcel
from ..delivery.returned import ends_subscription
from ..delivery.send import next_attempt_at
from ..errors import DeliveryError, StoreError
from ..records import Delivery, Digest
from ..store import Tx
from ..store import deliveries as delivery_store
from ..store import digests as digest_store
from ..store import subscribers as subscriber_store
from ..store.planning import mail_host
from .alerting import expire_due
from .approving import remind_overdue
from .installation import Installation
from .mailing import Ways
from .packing import Packer
from .privacy import purge_when_due
from .publishing_later import publish_pressed
from .reading_reports import read_waiting
from .recalling import recall_due
from .returning import settle_canaries
from .timing import timing_now

BATCH = 100
MOST_A_BATCH = 1_000
A_FEW = 50  # are sent between two looks at the database
FEW_DIGESTS = 10  # fewer, because those that are in doubt are not sent again
A_FEW_SECONDS = 60  # is what they may take: they are not begun when the lease ends sooner
LEASE_SECONDS = 120
IDLE_SECONDS = 2.0
AWAY_SECONDS = 30.0  # until a server that cannot be reached is tried again
CHORES_SECONDS = 10.0  # between two rounds of other work, when there is always something to send
ASK_BACK_SECONDS = 300.0  # between two times that GOV.UK Notify is asked what became of our canaries' messages
CLOSE_AFTER_SECONDS = 20.0  # connections that nobody uses


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one round did. ``waiting`` will be tried again."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    passed_over: int = 0  # withdrawn, left, or its lease ran out since the claim
    digests: int = 0  # of those sent

    @property
    def total(self) -> int:
        return self.sent + self.failed + self.waiting + self.passed_over


def deliver_once(
    installation: Installation, *, limit: int = BATCH, ways: Ways | None = None, packer: Packer | None = None
) -> Delivered:
    """Claim what is due (at most ``limit``), send it, and write down what became of each.

    ``ways`` and ``packer`` are kept by a worker from round to round; without them they are made, and closed at the end.
    """
    packer = packer or Packer(installation)
    if ways is not None:
        return _round(installation, ways, packer, limit=limit)
    with Ways(installation) as own:
        return _round(installation, own, packer, limit=limit)


def run_worker(
    installation: Installation, stop: threading.Event, *, said: Callable[[str], None] = lambda sentence: None
) -> None:
    """Deliver until told to stop. A database that is away for a moment is waited for."""
    pause_seconds, limit = IDLE_SECONDS, BATCH
    used_at, asked_at, did_chores_at = time.monotonic(), 0.0, 0.0
    packer = Packer(installation)
    with Ways(installation) as ways:
        while not stop.is_set():
            try:
                begun = time.monotonic()
                publish_pressed(installation)
                done = deliver_once(installation, limit=limit, ways=ways, packer=packer)
                took = time.monotonic() - begun
                # A slow server gets small batches, so that no lease runs out before its last message.
                limit = min(limit * 2, MOST_A_BATCH) if took < LEASE_SECONDS / 20 else max(limit // 2, A_FEW)
                read = 0
                if not done.total or time.monotonic() - did_chores_at > CHORES_SECONDS:
                    did_chores_at = time.monotonic()
                    _chores(installation)
                    if time.monotonic() - asked_at > ASK_BACK_SECONDS:
                        asked_at = time.monotonic()
                        settle_canaries(installation, ways)
                    read = 0 if done.total else read_waiting(installation)  # reports that an import took in unread
            except (StoreError, DeliveryError) as error:
                said(f"Delivery waits: {error}")
                pause_seconds = min(pause_seconds * 2, 60.0)
                stop.wait(pause_seconds)
                continue
            pause_seconds = IDLE_SECONDS
            if done.total:
                used_at = time.monotonic()
                said(f"{done.sent} sent, {done.failed} failed, {done.waiting} to be tried again.")
            elif not read:
                if time.monotonic() - used_at > CLOSE_AFTER_SECONDS:
                    ways.close()
                stop.wait(pause_seconds)


def _chores(installation: Installation) -> None:
    expire_due(installation)
    remind_overdue(installation)
    recall_due(installation)
    purge_when_due(installation)
    from .surging import look_when_due  # brings NumPy with it, which a command that sends once need not wait for

    look_when_due(installation)


def _round(installation: Installation, ways: Ways, packer: Packer, *, limit: int) -> Delivered:
    worker = f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"
    now, timing = installation.now(), timing_now(installation)
    with installation.store.begin() as tx:
        claimed = delivery_store.claim_deliveries(
            tx, limit=limit, at=now, lease_seconds=LEASE_SECONDS, worker=worker, timing=timing
        )
        together: list[Digest] = []
        if len(claimed) < limit:  # digests can wait for everything that goes alone
            digest_store.compose_digests(tx, at=now, host=mail_host(installation.desk.sender))
            together = digest_store.claim_digests(tx, limit=limit, at=now, lease_seconds=LEASE_SECONDS, worker=worker)
    counts: Counter[str] = Counter()
    by_channel: dict[str, list[Delivery]] = {}
    for delivery in claimed:
        by_channel.setdefault(delivery.channel, []).append(delivery)
    for channel, theirs in by_channel.items():
        for start in range(0, len(theirs), A_FEW):
            few = theirs[start : start + A_FEW]
            away = _send_few(installation, ways, packer, channel, few, worker=worker, counts=counts)
            if away is not None:  # the server cannot be reached: the rest would only fail one by one
                counts["waiting"] += _release(installation, theirs[start:], away, worker=worker)
                break
    digests_by_channel: dict[str, list[Digest]] = {}
    for digest in together:
        digests_by_channel.setdefault(digest.channel, []).append(digest)
    for channel, these in digests_by_channel.items():
        for start in range(0, len(these), FEW_DIGESTS):
            _send_digests(
                installation, ways, packer, channel, these[start : start + FEW_DIGESTS], worker=worker, counts=counts
            )
    return Delivered(**{name: counts[name] for name in ("sent", "failed", "waiting", "passed_over", "digests")})


def _send_few(
    installation: Installation,
    ways: Ways,
    packer: Packer,
    channel: str,
    few: Sequence[Delivery],
    *,
    worker: str,
    counts: Counter[str],
) -> DeliveryError | None:
    """Gives the error when nothing could be tried, because the server is away."""
    with installation.store.read() as tx:  # it may have been withdrawn, or the subscriber gone, since the claim
        ids = [each.id for each in few]
        still = delivery_store.still_due_many(tx, ids, worker=worker, at=installation.now(), for_seconds=A_FEW_SECONDS)
        due = [each for each in few if each.id in still]
        parcels = [packer.of_delivery(tx, each) for each in due]
    counts["passed_over"] += len(few) - len(due)
    if not parcels:
        return None
    outcomes = _hand_over(ways, channel, parcels)
    if all(one.error is not None and one.error.away for one in outcomes):
        return outcomes[0].error
    by_id = {each.id: each for each in due}
    sent = [one.parcel.id for one in outcomes if one.error is None and not one.delivered]
    arrived = [one.parcel.id for one in outcomes if one.error is None and one.delivered]
    now = installation.now()
    with installation.store.begin() as tx:
        delivery_store.mark_sent_many(tx, sent, at=now)
        delivery_store.mark_sent_many(tx, arrived, at=now, delivered=True)
        counts["sent"] += len(sent) + len(arrived)
        for one in outcomes:
            if one.error is not None:
                counts[_write_failure(tx, installation, by_id[one.parcel.id], one.error, worker=worker)] += 1
    return None


def _release(installation: Installation, rest: Sequence[Delivery], error: DeliveryError, *, worker: str) -> int:
    """Give back what could not be tried; no attempt of it counts. Gives how many."""
    next_at = installation.now() + timedelta(seconds=AWAY_SECONDS)
    with installation.store.begin() as tx:
        return delivery_store.release_many(
            tx, [each.id for each in rest], worker=worker, next_at=next_at, error=str(error)
        )


def _hand_over(ways: Ways, channel: str, parcels: list[Parcel]) -> list[Outcome]:
    try:
        way = ways.of(channel)
    except DeliveryError as error:  # it cannot be opened: everything waits its turn again
        error.away = True
        return [Outcome(parcel, error) for parcel in parcels]
    return list(way.send_all(parcels))


def _send_digests(
    installation: Installation,
    ways: Ways,
    packer: Packer,
    channel: str,
    few: Sequence[Digest],
    *,
    worker: str,
    counts: Counter[str],
) -> None:
    now = installation.now()
    inside: dict[str, list[Delivery]] = {}
    parcels: list[Parcel] = []
    with installation.store.begin() as tx:
        begun = digest_store.begin_digests(
            tx, [each.id for each in few], worker=worker, at=now, for_seconds=A_FEW_SECONDS
        )
        for digest in few:
            if digest.id not in begun:
                counts["passed_over"] += 1
                continue
            held = digest_store.in_digest(tx, digest.id, at=now)
            if not held:
                digest_store.drop_digest(tx, digest.id)
                counts["passed_over"] += 1
                continue
            inside[str(digest.id)] = held
            parcels.append(packer.of_digest(tx, digest, held))
    if not parcels:
        return
    by_id = {str(digest.id): digest for digest in few}
    outcomes = _hand_over(ways, channel, parcels)
    with installation.store.begin() as tx:
        for one in outcomes:
            held = inside[one.parcel.id]
            counts[_write_digest(tx, installation, by_id[one.parcel.id], held, one)] += 1
            counts["digests"] += one.error is None


def _write_digest(
    tx: Tx, installation: Installation, digest: Digest, inside: Sequence[Delivery], outcome: Outcome
) -> str:
    """Write down what became of a digest; gives the count it belongs to."""
    now, error = installation.now(), outcome.error
    if error is None:
        ids = [each.id for each in inside]
        digest_store.mark_digest_sent(tx, digest.id, delivery_ids=ids, at=now, delivered=outcome.delivered)
        return "sent"
    if error.in_doubt:
        digest_store.mark_digest_doubtful(tx, digest.id, at=now, error=f"In doubt, not sent again: {error}")
        return "failed"
    next_at = None if error.permanent else next_attempt_at(digest.attempts + 1, now)
    if error.away:
        next_at = now + timedelta(seconds=AWAY_SECONDS)
    digest_store.mark_digest_failed(tx, digest.id, at=now, error=str(error), next_at=next_at)
    if ends_subscription(error.status_code, permanent=error.permanent, channel=digest.channel):
        subscriber_store.leave_subscriber(tx, digest.subscriber, at=now, reason=f"It came back: {error}")
    return "failed" if next_at is None else "waiting"


def _write_failure(tx: Tx, installation: Installation, delivery: Delivery, error: DeliveryError, *, worker: str) -> str:
    """Write down a failure; gives the count it belongs to."""
    now = installation.now()
    if error.away:
        return (
            "waiting"
            if delivery_store.release_many(
                tx, [delivery.id], worker=worker, next_at=now + timedelta(seconds=AWAY_SECONDS), error=str(error)
            )
            else "passed_over"
        )
    next_at = None if error.permanent else next_attempt_at(delivery.attempts, now)
    delivery_store.mark_failed(
        tx,
        delivery.id,
        at=now,
        error=str(error),
        permanent=next_at is None,
        next_at=next_at,
        worker=worker,
        in_doubt=error.in_doubt,
    )
    if ends_subscription(error.status_code, permanent=error.permanent, channel=delivery.channel):
        subscriber_store.leave_subscriber(tx, delivery.subscriber, at=now, reason=f"It came back: {error}")
    return "failed" if next_at is None else "waiting"
