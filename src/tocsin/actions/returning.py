"""Reading the mailbox that answers to alerts come to: bounces, complaints, and the copies that canaries received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ..delivery.parcel import AsksBack, Parcel
from ..delivery.returned import BOUNCE_DAYS, MOST_BOUNCES, Returned, ends_subscription, read_returned, sent_to
from ..errors import InputError
from ..sources import MAX_BYTES
from ..sources.mbox import split_mbox
from ..store import Tx
from ..store import audit as audit_store
from ..store import returns as return_store
from ..store import subscribers as subscriber_store
from .installation import Installation
from .mailing import CHANNELS, Ways


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What a mailbox held. ``ended``: subscriptions that it ended; ``arrived``: alerts that were seen to arrive;
    ``unknown``: e-mails that tell of nothing we sent."""

    bounces: int = 0
    complaints: int = 0
    arrived: int = 0
    ended: int = 0
    unknown: int = 0
    seen_before: int = 0


@dataclass(frozen=True, slots=True)
class ChannelProof:
    """Whether an alert is proven to arrive by one channel: every canary of it has it. ``said`` is for the officer."""

    channel: str
    proven: bool
    said: str


def read_back(installation: Installation, mailbox: Path) -> ReadBack:
    """Read a mailbox (mbox, Maildir, a folder of .eml files, or one message). Reading it again counts nothing twice.

    Raises:
        InputError: it cannot be read.
    """
    counts: Counter[str] = Counter()
    for data in _messages(mailbox):
        found = read_returned(data)
        with installation.store.begin() as tx:
            counts.update(_note(tx, installation, found))
    return ReadBack(**counts)


def proof_of_delivery(installation: Installation, code: str, version: int) -> tuple[ChannelProof, ...]:
    """For each channel that a publication goes by: has it reached every canary of ours?"""
    with installation.store.read() as tx:
        used = return_store.channels_used(tx, code, version)
        canaries = return_store.arrivals(tx, code, version)
    proofs = []
    for channel in sorted(used):
        own, way = [one for one in canaries if one.channel == channel], CHANNELS.get(channel, channel)
        missing = [one for one in own if one.delivered_at is None]
        if not own:
            said = f"Not proven delivered by {way}: no canary of ours hears of this area by it."
        elif missing:
            where = ", ".join(sorted({place for one in missing for place in one.places}))
            said = (
                f"Not proven delivered by {way}: {len(missing)} of {len(own)} canaries have not received it ({where})."
            )
        else:
            said = f"Proven delivered by {way}: {len(own)} of {len(own)} canaries have received it."
        proofs.append(ChannelProof(channel, bool(own) and not missing, said))
    return tuple(proofs)


def settle_canaries(installation: Installation, ways: Ways) -> int:
    """Ask GOV.UK Notify what became of the messages to our canaries that it took; gives how many arrived or came back."""
    since, settled = installation.now() - timedelta(days=3), 0
    with installation.store.read() as tx:
        waiting = return_store.unproven_canaries(tx, since=since)
    for delivery in waiting:
        way = ways.of(delivery.channel)
        if not isinstance(way, AsksBack):
            continue
        became = way.became_of(Parcel(id=delivery.id, address=delivery.address, message_id=delivery.message_id))
        of = sent_to(delivery.message_id)
        if became == "unknown" or of is None:
            continue
        now = installation.now()
        with installation.store.begin() as tx:
            which, whose, code = delivery.message_id, of.subscriber, of.code
            if became == "delivered":
                return_store.mark_delivered(tx, which, subscriber=whose, code=code, at=now)
            else:
                said = "Notify says that it came back."
                return_store.mark_returned(tx, which, subscriber=whose, code=code, at=now, said=said)
        settled += 1
    return settled


def _note(tx: Tx, installation: Installation, found: Returned) -> list[str]:
    """Write one e-mail down; gives the counts it belongs to."""
    now = installation.now()
    of = sent_to(found.message_id) if found.message_id else None
    ours = of is not None and return_store.is_ours(
        tx, found.message_id or "", subscriber=of.subscriber, code=of.code, version=of.version
    )
    if of is None or found.message_id is None or not ours or found.kind == "other":
        new = return_store.add_returned(
            tx, found.key, at=now, kind="other", subscriber=None, status_code=found.status_code, said=found.said
        )
        return ["unknown"] if new else ["seen_before"]
    kind = "arrived" if found.kind == "delivered" else found.kind
    if not return_store.add_returned(
        tx, found.key, at=now, kind=kind, subscriber=of.subscriber, status_code=found.status_code, said=found.said
    ):
        return ["seen_before"]
    if found.kind == "arrived" and not return_store.is_canary(tx, of.subscriber):
        return ["unknown"]  # somebody sent their own copy back to us
    if kind == "arrived":
        return_store.mark_delivered(tx, found.message_id, subscriber=of.subscriber, code=of.code, at=now)
        return ["arrived"]
    counted = ["bounces" if kind == "bounce" else "complaints"]
    said = (
        f"It came back: {found.status_code} {found.said}".strip()
        if kind == "bounce"
        else f"They complained: {found.said}"
    )
    return_store.mark_returned(tx, found.message_id, subscriber=of.subscriber, code=of.code, at=now, said=said)
    ends = kind == "complaint" or _too_often(tx, installation, of.subscriber, found)
    if ends and subscriber_store.leave_subscriber(tx, of.subscriber, at=now, reason=said):
        audit_store.add_entry(
            tx, at=now, actor="mailbox", action="subscription-ended", subject=of.subscriber, detail=said[:200]
        )
        counted.append("ended")
    return counted


def _too_often(tx: Tx, installation: Installation, subscriber: str, found: Returned) -> bool:
    gone = ends_subscription(found.status_code, permanent=found.status_code.startswith("5"), channel="email")
    since = installation.now() - timedelta(days=BOUNCE_DAYS)
    return gone or return_store.count_bounces(tx, subscriber, since=since) >= MOST_BOUNCES


def _messages(mailbox: Path) -> Iterator[bytes]:
    try:
        if mailbox.is_dir():
            for child in sorted(mailbox.rglob("*")):
                hidden = child.name.startswith(".") or child.parent.name == "tmp"
                if child.is_file() and not hidden and child.stat().st_size <= MAX_BYTES:
                    yield child.read_bytes()
        elif mailbox.suffix.lower() == ".eml":
            yield mailbox.read_bytes()
        else:
            with mailbox.open("rb") as file:
                yield from (message for message in split_mbox(file, max_bytes=MAX_BYTES) if message is not None)
    except OSError as error:
        raise InputError(
            f"The mailbox cannot be read: {(error.strerror or str(error)).lower()}.",
            where=str(mailbox),
            fix="Give an mbox file, a Maildir, a folder of .eml files, or one message.",
        ) from error
