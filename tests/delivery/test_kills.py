"""Nothing lost, nothing twice: workers, the database and the mail server are killed at random points.

The receiving server writes each message to disk before it answers 250, so its log is the truth. Afterwards every message is in
it; what is in it twice was in flight at a kill, which the ledger tells by its attempts; and no digest is in it twice.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from desk import MARLSHIRE_DESK
from postgres import PostgresServer, postgres_server, start_postgres
from store.cast import a_publication, publish
from tocsin.actions.delivering import A_FEW
from tocsin.alerts.content import public_document
from tocsin.errors import StoreError
from tocsin.records import AlertContent, Area, Sentence
from tocsin.store import Store, open_store
from tocsin.store import deliveries as delivery_store
from tocsin.store.planning import Timing
from tocsin.store.tables import deliveries, digests

__all__ = ["postgres_server"]
KILLS = int(os.environ.get("KILLS", "200"))
DELIVERIES = int(os.environ.get("KILLED_DELIVERIES", "20000"))
SLOWLY_SECONDS = 0.025  # a message, so that there is something to kill for minutes
DIGESTS = 200  # of those subscribers, so many hear in a digest
BREAK_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'desk' AND pid <> pg_backend_pid()"
KENT = Area("county", "Kent", nation="gb-eng")
EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass
class Town:
    """Everything that can be killed."""

    folder: Path
    url: str
    store: Store
    server: PostgresServer | None
    smtp_port: int = field(default_factory=free_port)
    workers: list[tuple[subprocess.Popen[bytes], Path]] = field(default_factory=list)
    started: int = 0
    mail: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "taken.log"

    def start_mail(self) -> None:
        program = Path(__file__).with_name("logging_server.py")
        self.mail = subprocess.Popen(
            [sys.executable, str(program), str(self.smtp_port), str(self.log), str(SLOWLY_SECONDS)]
        )

    def start_worker(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        environment |= {
            "TOCSIN_DATA_FOLDER": str(self.folder / "desk"),
            "TOCSIN_DATABASE_URL": self.url,
            "TOCSIN_SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "TOCSIN_SMTP_CONNECTIONS": "1",
            "TOCSIN_SECRET_KEY": "s" * 32,
            "TOCSIN_URL": MARLSHIRE_DESK.url,
        }
        self.started += 1
        said = self.folder / f"worker{self.started}.log"
        program = [str(Path(sys.executable).parent / "tocsin"), "deliver"]
        with said.open("wb") as file:
            process = subprocess.Popen(program, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=file, stderr=file)
        self.workers.append((process, said))

    def kill_worker(self, chance: random.Random) -> bool:
        """One that has sent something: killed while it starts, it would have nothing in flight."""
        while not (at_work := [each for each in self.workers if b" sent," in each[1].read_bytes()]):
            if count(self, open_messages) == 0:
                return False
            time.sleep(0.1)
        time.sleep(chance.random())
        victim = chance.choice(at_work)
        self.workers.remove(victim)
        victim[0].kill()
        victim[0].wait()
        self.start_worker()
        return True

    def kill_mail(self, chance: random.Random) -> bool:
        assert self.mail is not None
        while not self.log.exists():  # it has not begun yet
            time.sleep(0.1)
        self.mail.kill()
        self.mail.wait()
        time.sleep(chance.random() / 4)
        self.start_mail()
        return True

    def kill_database(self, chance: random.Random) -> bool:
        assert self.server is not None
        os.kill(int((self.server.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        time.sleep(0.5)  # its own children notice and end
        for _ in range(20):
            try:
                self.server.start()
                return True
            except RuntimeError:  # they have not all ended yet
                time.sleep(0.5)
        raise RuntimeError("PostgreSQL does not start again")

    def stop(self) -> None:
        for each, _ in self.workers:
            each.kill()
            each.wait()
        if self.mail is not None:
            self.mail.kill()
            self.mail.wait()


def document(code: str) -> dict[str, object]:
    content = AlertContent(
        headline=f"Callers say they are Microsoft, number {code}",
        sentences=(Sentence("happening", "Somebody rings.", ()), Sentence("do", "Hang up.", ())),
        scam="courier-fraud",
        areas=(KENT,),
        audience="residents",
        channels=("call",),
        urgency="immediate",
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        exercise=False,
        withdrawal="It was wrong.",
    )
    return public_document(
        content,
        code=code,
        version=1,
        kind="Alert",
        identifier=f"desk-{code}",
        sent_at=EARLY,
        references=(),
        desk=MARLSHIRE_DESK,
    )


def plan(store: Store, *, people: int) -> int:
    """So many subscribers of Kent, one alert to all; the last of them in a digest. Gives how many messages that makes."""
    rows = [
        {"id": f"{number:024x}", "address": f"p{number}@post.example", "pace": "daily" if number < DIGESTS else "now"}
        for number in range(people)
    ]
    at = "2026-01-01 00:00:00+00" if store.kind == "postgresql" else "2026-01-01 00:00:00.000000"
    false = "false" if store.kind == "postgresql" else "0"
    with store.begin() as tx:
        tx.connection.execute(
            text(
                "INSERT INTO subscribers (id, address, channel, created_at, confirmed_at, consent, exercise, pace, audiences, "
                f"left_reason, canary) VALUES (:id, :address, 'email', '{at}', '{at}', 'Yes.', {false}, :pace, '', '', {false})"
            ),
            rows,
        )
        tx.connection.execute(
            text(
                "INSERT INTO subscriptions (id, subscriber, place, place_name, county, nation, latitude, longitude, radius_km, "
                "topics) VALUES (:id, :id, 'p', 'p', 'Kent', 'gb-eng', 51.3, 0.9, 20, '')"
            ),
            rows,
        )
        now = datetime.now(UTC)
        timing = Timing(now, 12, tuple([now] * 24), now, now)  # the digests are due at once, in the middle of it all
        for code in ("AAA-AA2", "AAA-AA3"):
            content = document(code)
            one = publish(
                tx, a_publication(code=code, content=content, identifier=f"desk-{code}", alert_id=f"a-{code}")
            )
            delivery_store.plan_deliveries(tx, one, areas=[KENT], topic=None, at=now, timing=timing)
            if code == "AAA-AA3":  # the second one is for those alone who hear in digests
                tx.run(
                    update(deliveries)
                    .where(deliveries.c.code == code, deliveries.c.priority != 9)
                    .values(status="dropped")
                )
    return people


@contextmanager
def town(kind: str, folder: Path) -> Iterator[Town]:
    (folder / "desk").mkdir(parents=True)
    server = None
    if kind == "postgresql":
        import shutil
        import tempfile

        place = Path(tempfile.mkdtemp(prefix="tocsin-killed-"))
        server = start_postgres(place)
        server.sql("CREATE DATABASE desk")
        url = server.url("desk")
    else:
        url = f"sqlite:///{folder / 'desk' / 'tocsin.sqlite'}"
    store = open_store(url)
    store.migrate()
    made = Town(folder, url, store, server)
    try:
        yield made
    finally:
        made.stop()
        store.close()
        if server is not None:
            server.stop()
            shutil.rmtree(server.folder, ignore_errors=True)


def count(town: Town, question: Callable[[], object]) -> int:
    """Ask the database, however often it was just killed."""
    for _ in range(60):
        try:
            with town.store.read() as tx:
                return tx.number(question())  # type: ignore[arg-type]
        except StoreError:
            time.sleep(0.5)
    raise RuntimeError("the database stays away")


def open_messages() -> object:
    alone = select(func.count()).select_from(deliveries).where(deliveries.c.status.in_(("waiting", "claimed")))
    together = select(func.count()).select_from(digests).where(digests.c.status.in_(("waiting", "claimed")))
    return select(alone.scalar_subquery() + together.scalar_subquery())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_lost_and_only_what_was_in_flight_at_a_kill_comes_twice(kind: str, tmp_path: Path) -> None:
    chance = random.Random(7)
    with town(kind, tmp_path) as made:
        plan(made.store, people=DELIVERIES)
        made.start_mail()
        for _ in range(2):
            made.start_worker()
        kills: Counter[str] = Counter()
        victims: list[tuple[str, Callable[[random.Random], bool]]] = [
            ("worker", made.kill_worker), ("worker", made.kill_worker), ("worker", made.kill_worker),
            ("mail server", made.kill_mail), ("mail server", made.kill_mail),
        ]  # fmt: skip
        if kind == "postgresql":
            victims.append(("database", made.kill_database))
        begun = time.monotonic()
        while sum(kills.values()) < KILLS:
            time.sleep(chance.random() * 2)
            name, kill = chance.choice(victims)
            kills[name] += kill(chance)
            if count(made, open_messages) == 0:
                break
        while count(made, open_messages):
            assert time.monotonic() - begun < 4 * 3600, "it did not come to an end within four hours"
            time.sleep(2)

        taken = Counter(line.split()[0] for line in made.log.read_text().splitlines())
        with made.store.read() as tx:
            rows = tx.rows(select(deliveries).where(deliveries.c.status != "dropped"))
            made_digests = tx.rows(select(digests))
        alone = {row["message_id"]: row for row in rows if row["digest"] is None}
        together = {row["message_id"]: row for row in made_digests}
        twice = sorted(one for one, times in taken.items() if times > 1)
        doubtful = [one for one, row in together.items() if "doubt" in row["error"]]
        missing_digests = sorted(set(together) - set(taken))
        sys.stdout.write(
            f"\n{kind}: {sum(kills.values())} kills {dict(kills)}; {len(alone)} alerts and {len(together)} digests planned; "
            f"{sum(taken.values())} messages taken; {len(set(alone) - set(taken))} alerts missing; {len(twice)} twice; "
            f"{len(doubtful)} digests in doubt, {len(missing_digests)} of them not taken; {time.monotonic() - begun:.0f} s\n"
        )
        assert set(alone) <= set(taken)  # nothing is lost
        assert set(taken) <= set(alone) | set(together)  # and nothing is sent that was not planned
        assert all(row["status"] == "sent" for row in alone.values())
        assert all(one in alone for one in twice)  # no digest comes twice
        assert all(alone[one]["attempts"] > 1 for one in twice)  # each named by the ledger
        assert len(twice) <= sum(kills.values()) * A_FEW
        assert set(missing_digests) <= set(doubtful)  # a digest that never came is one that the ledger doubts
        if DELIVERIES >= 20_000:
            assert sum(kills.values()) >= KILLS


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk needs the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.mark.slow
def test_a_full_disk_stops_delivery_with_a_sentence_and_it_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 40) as disk, town("sqlite", disk / "town") as made:
        plan(made.store, people=2_000)
        ballast = disk / "ballast"
        with ballast.open("wb") as file:
            try:
                while True:
                    file.write(b"x" * 65536)
                    file.flush()
            except OSError:
                pass
        made.folder.joinpath("taken.log").unlink(missing_ok=True)
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        made.folder = elsewhere
        (elsewhere / "desk").mkdir()
        made.start_mail()
        made.start_worker()
        time.sleep(8)
        ballast.unlink()
        begun = time.monotonic()
        while count(made, open_messages):
            assert time.monotonic() - begun < 400
            time.sleep(1)
        taken = Counter(line.split()[0] for line in made.log.read_text().splitlines())
        with made.store.read() as tx:
            alone = {
                row["message_id"]: row
                for row in tx.rows(
                    select(deliveries).where(deliveries.c.status == "sent", deliveries.c.digest.is_(None))
                )
            }
        sys.stdout.write(
            f"\nfull disk: {len(alone)} planned, {sum(taken.values())} taken, {sum(1 for n in taken.values() if n > 1)} twice\n"
        )
        assert len(alone) == 2_000 - DIGESTS
        assert set(alone) <= set(taken)
        assert all(alone[one]["attempts"] > 1 for one, times in taken.items() if times > 1 and one in alone)


@pytest.mark.slow
def test_a_database_that_is_read_only_for_a_while_sends_nothing_and_then_everything_once(tmp_path: Path) -> None:
    with town("postgresql", tmp_path / "town") as made:
        assert made.server is not None
        made.start_mail()
        made.start_worker()
        while b"Delivering" not in made.workers[0][1].read_bytes():
            time.sleep(0.2)
        time.sleep(2)  # it has looked round once
        made.server.sql("ALTER DATABASE desk SET default_transaction_read_only = on")
        made.server.sql(BREAK_OFF)
        may_write = open_store(f"{made.url}?options=-c%20default_transaction_read_only%3Doff")
        plan(may_write, people=1_000)
        may_write.close()
        time.sleep(8)
        assert made.log.read_text() == ""  # nothing is sent that cannot be written down first
        assert b"can be read but not written" in made.workers[0][1].read_bytes()
        made.server.sql("ALTER DATABASE desk SET default_transaction_read_only = off")
        made.server.sql(BREAK_OFF)
        begun = time.monotonic()
        while count(made, open_messages):
            assert time.monotonic() - begun < 300
            time.sleep(1)
        taken = Counter(line.split()[0] for line in made.log.read_text().splitlines())
        assert len(taken) == 1_000
        assert max(taken.values()) == 1
