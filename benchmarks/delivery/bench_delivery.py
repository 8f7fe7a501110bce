"""How fast alerts go out: a county of 300,000 among a million subscribers, two workers, a real SMTP server on this machine.

python benchmarks/delivery/bench_delivery.py [--subscribers 1000000] [--only postgresql|sqlite]

Every figure stands beside one of another way to do the same, taken in the same run on the same machine.
"""

from __future__ import annotations

import argparse
import email.message
import email.policy
import multiprocessing
import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, text
from surroundings import (
    KENT,
    OFFICER,
    ROOT,
    Sink,
    approved,
    database_cpu_seconds,
    fill,
    find_sink,
    memory_mb,
    open_desk,
    postgres,
)

from tocsin.actions import alerting
from tocsin.actions.installation import Installation
from tocsin.actions.packing import Packer
from tocsin.delivery.channels.email import SmtpMail
from tocsin.delivery.parcel import Parcel
from tocsin.store import deliveries as delivery_store
from tocsin.store.tables import deliveries

PEERS = 10_000  # messages for each peer
SENDING = 60_000  # messages to time
FIRST = 1_000


def say(what: str, value: str, beside: str = "") -> None:
    print(f"{what:<66}{value:>20}  {beside}", flush=True)


def sent_count(home: Installation, code: str | None = None) -> int:
    question = select(func.count()).select_from(deliveries).where(deliveries.c.status == "sent")
    if code is not None:
        question = question.where(deliveries.c.code == code)
    with home.store.read() as tx:
        return tx.number(question)


def claim_all(
    folder: str, url: str, worker: str, seconds: float, results: multiprocessing.Queue[tuple[int, float]]
) -> None:
    """One process that claims in batches of 1,000 and writes them down as sent."""
    home = open_desk(Path(folder), url)
    done, begun = 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        with home.store.begin() as tx:
            now = datetime.now(UTC)
            claimed = delivery_store.claim_deliveries(tx, limit=1000, at=now, lease_seconds=60, worker=worker)
            delivery_store.mark_sent_many(tx, [one.id for one in claimed], at=now)
        done += len(claimed)
        if not claimed:
            break
    results.put((done, time.monotonic() - begun))


@contextmanager
def workers(folder: Path, url: str, sink: Sink, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many `tocsin deliver`, each a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    environment |= {
        "TOCSIN_DATA_FOLDER": str(folder),
        "TOCSIN_DATABASE_URL": url,
        "TOCSIN_SMTP_URL": sink.url,
        "TOCSIN_SMTP_CONNECTIONS": "1",
        "TOCSIN_SECRET_KEY": "s" * 32,
        "TOCSIN_URL": "https://alerts.marlshire.example",
    }
    program = [str(Path(sys.executable).parent / "tocsin"), "deliver"]
    running = [subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL, cwd=ROOT) for _ in range(count)]
    try:
        yield running
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(30)


def peers(home: Installation, sink: Sink) -> tuple[float, float, float]:
    """Messages a second by other ways: one EmailMessage each by smtplib; bytes made once by smtplib; our own, one process."""
    packer = Packer(home)
    with home.store.read() as tx:
        planned = delivery_store.list_deliveries(tx, limit=PEERS)
        begun = time.monotonic()
        parcels = [packer.of_delivery(tx, one) for one in planned]
        filled_in = len(parcels) / (time.monotonic() - begun)
    say("filling in the recipient (one process)", f"{filled_in:,.0f}/s")
    host, port = "127.0.0.1", sink.port
    few = parcels[: PEERS // 4]
    with smtplib.SMTP(host, port) as connection:
        begun = time.monotonic()
        for parcel in few:
            connection.send_message(_built_anew(parcel))
        each_built = len(few) / (time.monotonic() - begun)
    with smtplib.SMTP(host, port) as connection:
        begun = time.monotonic()
        for parcel in parcels:
            connection.sendmail("alerts@marlshire.example", [parcel.address], parcel.mail)
        plain = len(parcels) / (time.monotonic() - begun)
    with SmtpMail(sink.url, sender="alerts@marlshire.example") as mail:
        begun = time.monotonic()
        assert all(one.error is None for one in mail.send_all(parcels))
        ours = len(parcels) / (time.monotonic() - begun)
    return each_built, plain, ours


def _built_anew(parcel: Parcel) -> email.message.EmailMessage:
    """The same message as most programs write it: headers, text and HTML anew for each recipient."""
    given = email.message_from_bytes(parcel.mail, policy=email.policy.default)
    message = email.message.EmailMessage()
    for name in ("From", "To", "Subject", "Message-ID"):
        message[name] = given[name]
    for number, kind in enumerate(("plain", "html")):
        body = given.get_body((kind,))
        assert body is not None
        if number:
            message.add_alternative(body.get_content(), subtype="html")
        else:
            message.set_content(body.get_content())
    return message


def wait_until_sent(home: Installation, count: int, *, at_most_seconds: float) -> float:
    """Seconds until so many are sent, by our own clock; fails when it takes too long."""
    begun = time.monotonic()
    while sent_count(home) < count:
        if time.monotonic() - begun > at_most_seconds:
            raise RuntimeError(f"only {sent_count(home)} of {count} were sent in {at_most_seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - begun


def rate_of_sending(home: Installation, code: str) -> float:
    """Messages a second, between the first and the last that were written down as sent."""
    question = select(
        func.min(deliveries.c.sent_at).label("first"),
        func.max(deliveries.c.sent_at).label("last"),
        func.count().label("n"),
    ).where(deliveries.c.status == "sent", deliveries.c.code == code)
    with home.store.read() as tx:
        row = tx.row(question)
    assert row is not None
    first, last = row["first"], row["last"]
    return int(row["n"]) / max((last - first).total_seconds(), 0.001)


def bench(folder: Path, url: str, sink: Sink, *, subscribers: int, in_kent: int) -> None:
    home = open_desk(folder, url, smtp_url=sink.url)
    begun = time.monotonic()
    fill(home, subscribers, in_kent=in_kent)
    if home.store.kind == "postgresql":
        with home.store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    say(f"{subscribers:,} subscribers put in", f"{time.monotonic() - begun:.1f} s")

    # --- planned ------------------------------------------------------------------------------------
    alert = approved(home, "first", KENT)
    before, used = memory_mb(os.getpid()), database_cpu_seconds(home)
    begun = time.monotonic()
    first = alerting.publish(home, alert.id, officer=OFFICER)
    took, used = time.monotonic() - begun, database_cpu_seconds(home) - used
    with home.store.read() as tx:
        planned = tx.number(select(func.count()).select_from(deliveries))
    begun = time.monotonic()
    with home.store.begin() as tx:  # the bare minimum: the same people into a table without rules, indexes or checks
        tx.connection.execute(
            text("CREATE TABLE bare AS SELECT id, subscriber, message_id FROM deliveries WHERE 1 = 0")
        )
        tx.connection.execute(
            text("INSERT INTO bare SELECT 0, subscriber, '<x>' FROM subscriptions WHERE county = 'Kent'")
        )
    bare = time.monotonic() - begun
    say(
        f"published, matched and planned for {planned:,} in one transaction", f"{took:.2f} s",
        f"{planned / took:,.0f} rows/s; a bare INSERT … SELECT takes {bare:.2f} s: {took / bare:.1f} times as long",
    )  # fmt: skip
    say(
        "  … seconds of processor in the database, whatever else ran",
        f"{used:.2f} s",
        f"{planned / max(used, 0.01):,.0f} rows for each",
    )
    say("memory of the process that published", f"{memory_mb(os.getpid()) - before:+.0f} MB")

    # --- one process, beside peers --------------------------------------------------------------------
    each_built, plain, ours = peers(home, sink)
    say(
        "our SMTP, one process", f"{ours:,.0f}/s", f"{ours / plain:.2f} × smtplib with bytes made once ({plain:,.0f}/s)"
    )
    say("", "", f"{ours / each_built:.2f} × smtplib with an EmailMessage each ({each_built:,.0f}/s)")

    # --- sent by workers ------------------------------------------------------------------------------
    sending = min(SENDING, planned // 2)
    with workers(folder, url, sink, 2) as running:
        wait_until_sent(home, 2_000, at_most_seconds=60)
        early = [memory_mb(one.pid) for one in running]
        wait_until_sent(home, sending, at_most_seconds=300)
        late = [memory_mb(one.pid) for one in running]
        rate = rate_of_sending(home, first.code)
        say(
            "sent by two workers, each written down",
            f"{rate:,.0f}/s",
            f"{rate / plain:.2f} × smtplib on one connection, which writes nothing down",
        )
        say(
            "memory of the workers, early and late",
            f"{early[0]:.0f}, {early[1]:.0f} MB",
            f"{late[0]:.0f}, {late[1]:.0f} MB",
        )

    # --- a withdrawal past a long queue -------------------------------------------------------------------
    with home.store.begin() as tx:  # five thousand were told of another alert, before
        tx.connection.execute(
            text(
                "UPDATE subscriptions SET county = 'Rutland' WHERE subscriber IN (SELECT subscriber FROM subscriptions WHERE county = 'Essex' LIMIT 5000)"
            )
        )
    small = approved(home, "third", KENT.__class__("county", "Rutland", nation="gb-eng"), urgency="immediate")
    other = alerting.publish(home, small.id, officer=OFFICER)
    with workers(folder, url, sink, 2):
        while sent_count(home, other.code) < 5000:
            time.sleep(0.1)
        with home.store.read() as tx:
            queue = tx.number(select(func.count()).select_from(deliveries).where(deliveries.c.status == "waiting"))
        begun = time.monotonic()
        alerting.withdraw(home, small.id, officer=OFFICER, note="It was wrong.")
        planned_in = time.monotonic() - begun
        question = (
            select(func.count())
            .select_from(deliveries)
            .where(deliveries.c.code == other.code, deliveries.c.version == 2, deliveries.c.status == "sent")
        )
        while True:
            with home.store.read() as tx:
                if tx.number(question) >= FIRST:
                    break
            if time.monotonic() - begun > 60:
                raise RuntimeError("the withdrawal did not go out within a minute")
            time.sleep(0.02)
        say(
            f"first {FIRST:,} of a withdrawal past a queue of {queue:,}",
            f"{time.monotonic() - begun:.2f} s",
            f"of which {planned_in:.2f} s planning",
        )

    # --- claiming alone -----------------------------------------------------------------------------------
    results: multiprocessing.Queue[tuple[int, float]] = multiprocessing.get_context("spawn").Queue()
    claiming = [
        multiprocessing.get_context("spawn").Process(
            target=claim_all, args=(str(folder), url, f"w{number}", 8.0, results)
        )
        for number in range(2)
    ]
    for one in claiming:
        one.start()
    gained: Sequence[tuple[int, float]] = [results.get(timeout=120) for _ in claiming]
    for one in claiming:
        one.join()
    say(
        "claimed and written down in batches of 1,000 by two processes",
        f"{sum(done / took for done, took in gained):,.0f} rows/s",
    )
    home.close()


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--subscribers", type=int, default=1_000_000)
    reader.add_argument("--only", choices=["postgresql", "sqlite"])
    given = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        sink = find_sink(folder / "postfix")
        sink.start()
        print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        try:
            if given.only != "sqlite":
                print("\nPostgreSQL, which writes to disk before it answers")
                with postgres(folder / "pg") as server:
                    server.sql("CREATE DATABASE desk")
                    bench(
                        folder / "desk",
                        server.url("desk"),
                        sink,
                        subscribers=given.subscribers,
                        in_kent=given.subscribers * 3 // 10,
                    )
            if given.only != "postgresql":
                print("\nSQLite")
                few = given.subscribers // 10
                bench(
                    folder / "small",
                    f"sqlite:///{folder / 'small' / 'tocsin.sqlite'}",
                    sink,
                    subscribers=few,
                    in_kent=few * 3 // 10,
                )
        finally:
            sink.stop()
        print(f"\nload of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
