"""Three servers and three delivery workers on three hosts, with one PostgreSQL; one host is cut off in the middle.

The hosts are network namespaces, made and removed here, which takes root; else three loopback addresses, and a host is cut off by
stopping its processes. The receiving mail server writes each message to disk before it answers: its log is the truth.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from actions.publishing import approved_alert
from delivery.test_kills import free_port
from desk import MARLSHIRE_DESK, add, open_desk
from postgres import _run, start_postgres
from tocsin.actions import alerting
from tocsin.actions.delivering import A_FEW
from tocsin.store import Store
from tocsin.store.tables import chores, deliveries

PEOPLE = 4_000  # more than two workers can claim at once, so that the third has some too
SLOWLY_SECONDS = 0.02  # a message, so that there is something to cut in half
WAIT_SECONDS = 420  # a lease runs two minutes
TOCSIN = str(Path(sys.executable).parent / "tocsin")
NAMES = (1, 2, 3)


class Namespaces:
    """A hub with the database and the mail, and three hosts, each by a cable of its own."""

    def __init__(self) -> None:
        self.tag = f"tcs{os.getpid() % 10_000}"
        self.hub_address = "10.213.7.1"
        self._ip("netns", "add", f"{self.tag}-hub")
        self._in_hub("link", "set", "lo", "up")
        self._in_hub("link", "add", "br0", "type", "bridge")
        self._in_hub("addr", "add", f"{self.hub_address}/24", "dev", "br0")
        self._in_hub("link", "set", "br0", "up")
        for host in NAMES:
            space = f"{self.tag}-{host}"
            self._ip("netns", "add", space)
            plug = f"host{host}"
            self._ip(
                "link", "add", plug, "netns", f"{self.tag}-hub", "type", "veth", "peer", "name", "eth0", "netns", space
            )
            self._in_hub("link", "set", plug, "master", "br0", "up")
            for command in (
                ("addr", "add", f"{self.address(host)}/24", "dev", "eth0"),
                ("link", "set", "eth0", "up"),
                ("link", "set", "lo", "up"),
            ):
                self._ip("-n", space, *command)

    def address(self, host: int) -> str:
        return f"10.213.7.1{host}"

    def on_hub(self, command: Sequence[str]) -> list[str]:
        return ["ip", "netns", "exec", f"{self.tag}-hub", *command]

    def on_host(self, host: int, command: Sequence[str]) -> list[str]:
        return ["ip", "netns", "exec", f"{self.tag}-{host}", *command]

    def cut_off(self, host: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        self._in_hub("link", "set", f"host{host}", "down")

    def join(self, host: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        self._in_hub("link", "set", f"host{host}", "up")

    def remove(self) -> None:
        for name in ("hub", *NAMES):
            subprocess.run(["ip", "netns", "del", f"{self.tag}-{name}"], check=False, capture_output=True)

    def _in_hub(self, *command: str) -> None:
        self._ip("-n", f"{self.tag}-hub", *command)

    def _ip(self, *command: str) -> None:
        subprocess.run(["ip", *command], check=True, capture_output=True)


class Loopback:
    """Where no namespaces can be made."""

    hub_address = "127.0.0.1"

    def address(self, host: int) -> str:
        return f"127.0.0.{host}"

    def on_hub(self, command: Sequence[str]) -> list[str]:
        return list(command)

    def on_host(self, host: int, command: Sequence[str]) -> list[str]:
        return list(command)

    def cut_off(self, host: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        for each in processes:
            each.send_signal(signal.SIGSTOP)

    def join(self, host: int, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        for each in processes:
            each.send_signal(signal.SIGCONT)

    def remove(self) -> None:
        return


@contextlib.contextmanager
def hosts() -> Iterator[Namespaces | Loopback]:
    made: Namespaces | Loopback = Loopback()
    if os.geteuid() == 0 and shutil.which("ip"):
        probe = f"tcs-probe-{os.getpid()}"
        if subprocess.run(["ip", "netns", "add", probe], check=False, capture_output=True).returncode == 0:
            subprocess.run(["ip", "netns", "del", probe], check=False)
            made = Namespaces()
    try:
        yield made
    finally:
        made.remove()


def until(said: str, true: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < give_up_at, f"never: {said}"
        time.sleep(0.25)


def fetched(where: list[str], url: str) -> str:
    """What a program on that host gets from an address; empty when nothing answers."""
    program = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=3).read().decode())"
    done = subprocess.run([*where, sys.executable, "-c", program, url], capture_output=True, text=True, check=False)
    return done.stdout


@pytest.mark.slow
def test_a_host_that_is_cut_off_in_the_middle_loses_nothing_and_doubles_only_what_was_in_flight(tmp_path: Path) -> None:
    place = Path(tempfile.mkdtemp(prefix="tocsin-hosts-"))
    log = tmp_path / "taken.log"
    processes: list[subprocess.Popen[bytes]] = []
    with hosts() as world, contextlib.ExitStack() as at_the_end:
        server = start_postgres(place)
        server.stop()
        at_the_end.callback(shutil.rmtree, place, ignore_errors=True)
        with (place / "data" / "pg_hba.conf").open("a", encoding="utf-8") as access:
            access.write("host all all 10.213.7.0/24 trust\n")
        data = ["-D", str(place / "data")]
        options = (
            f"-p {server.port} -c listen_addresses={world.hub_address} -c unix_socket_directories={place} -c fsync=off"
        )
        control = world.on_hub([str(server.programs / "pg_ctl")])
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        start = [
            *control[:-1],
            *as_postgres,
            control[-1],
            *data,
            "-w",
            "-l",
            str(place / "log"),
            "-o",
            options,
            "start",
        ]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, cwd="/")
        at_the_end.callback(_run, server.programs / "pg_ctl", *data, "-m", "immediate", "-w", "stop")
        by_socket = f"postgresql://postgres@/postgres?host={place}&port={server.port}"
        home = open_desk(tmp_path / "desk", database_url=by_socket, clock=lambda: datetime.now(UTC))
        at_the_end.callback(home.close)
        amira, owen = add(home, "amira"), add(home, "owen")
        subscribe_all(home.store)

        mail_port = free_port()
        mail = [sys.executable, str(Path(__file__).with_name("logging_server.py"))]
        mail += [str(mail_port), str(log), str(SLOWLY_SECONDS), world.hub_address]
        processes.append(subprocess.Popen(world.on_hub(mail)))
        at_the_end.callback(end, processes)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
        environment |= {
            "TOCSIN_DATA_FOLDER": str(tmp_path / "desk"),
            "TOCSIN_DATABASE_URL": f"postgresql://postgres@{world.hub_address}:{server.port}/postgres",
            "TOCSIN_SMTP_URL": f"smtp://{world.hub_address}:{mail_port}",
            "TOCSIN_SMTP_CONNECTIONS": "1",
            "TOCSIN_URL": MARLSHIRE_DESK.url,
            "TOCSIN_DESK_NAME": MARLSHIRE_DESK.name,
            "TOCSIN_DESK_SENDER": MARLSHIRE_DESK.sender,
            "TOCSIN_DESK_EMAIL": MARLSHIRE_DESK.email,
        }
        of_host: dict[int, list[subprocess.Popen[bytes]]] = {}
        for host in NAMES:
            said = (tmp_path / f"host{host}.log").open("ab")
            serve = [TOCSIN, "serve", "--no-worker", "--host", world.address(host), "--port", str(mail_port + 1)]
            of_host[host] = [
                subprocess.Popen(world.on_host(host, command), env=environment, stdout=said, stderr=said)
                for command in (serve, [TOCSIN, "deliver"])
            ]
            processes += of_host[host]
        site = {host: f"http://{world.address(host)}:{mail_port + 1}" for host in NAMES}
        for host in NAMES:
            until(f"host {host} answers", lambda host=host: '"ok"' in fetched(world.on_hub([]), f"{site[host]}/readyz"))

        alert = approved_alert(home, amira, owen, urgency="immediate")
        code = alerting.publish(home, alert.id, officer=owen).code
        for host in NAMES:
            until(f"host {host} has it", lambda host=host: code in fetched(world.on_hub([]), f"{site[host]}/alerts"))
        worker = f":{of_host[2][1].pid}:"
        until("host 2 is in the middle", lambda: len(taken(log)) >= 150 and held_by(home.store, worker) > 0)

        world.cut_off(2, of_host[2])
        cut_at = len(taken(log))
        assert fetched(world.on_hub([]), f"{site[2]}/healthz") == ""
        assert code in fetched(world.on_hub([]), f"{site[1]}/alerts"), "the others go on"
        try:
            until("everybody else's are sent", lambda: statuses(home.store) == {"sent": PEOPLE})
        except AssertionError as error:
            raise AssertionError(
                f"{statuses(home.store)}; {len(taken(log))} taken; {still_open(home.store)}"
            ) from error
        world.join(2, of_host[2])
        until("host 2 answers again", lambda: '"ok"' in fetched(world.on_hub([]), f"{site[2]}/readyz"))
        time.sleep(5)  # it might send what it still believes to be its own

        counts = Counter(taken(log))
        per_person = Counter(line.split()[1] for line in counts.elements())
        assert len(per_person) == PEOPLE, "nothing is lost"
        twice = sum(many - 1 for many in per_person.values())
        assert twice <= A_FEW, "twice only what was in flight"
        assert len(counts) == PEOPLE, "what came twice has the same Message-ID"
        assert cut_at < PEOPLE
        with home.store.read() as tx:
            done = {row["name"]: row["done_on"] for row in tx.rows(select(chores))}
        assert {"purge", "look"} <= done.keys()
        (tmp_path / "figures.json").write_text(
            json.dumps({"twice": twice, "cut_at": cut_at, "world": type(world).__name__})
        )
        sys.stderr.write(f"\n{type(world).__name__}: {PEOPLE} sent, cut off at {cut_at}, {twice} twice\n")


def subscribe_all(store: Store) -> None:
    rows = [{"id": f"{number:024x}", "address": f"p{number}@post.example"} for number in range(PEOPLE)]
    with store.begin() as tx:
        tx.connection.execute(
            text(
                "INSERT INTO subscribers (id, address, channel, created_at, confirmed_at, consent, exercise, pace, audiences, "
                "left_reason, canary) VALUES (:id, :address, 'email', '2026-01-01 00:00:00+00', '2026-01-01 00:00:00+00', "
                "'Yes.', false, 'now', '', '', false)"
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


def taken(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


def held_by(store: Store, worker: str) -> int:
    with store.read() as tx:
        rows = tx.rows(select(deliveries.c.worker).where(deliveries.c.status == "claimed"))
    return sum(worker in str(row["worker"]) for row in rows)


def statuses(store: Store) -> dict[str, int]:
    with store.read() as tx:
        return dict(Counter(row["status"] for row in tx.rows(select(deliveries.c.status))))


def still_open(store: Store) -> list[dict[str, object]]:
    """What nobody has sent, and what the database's connections are doing: for whoever looks for the reason."""
    with store.read() as tx:
        rows = tx.rows(select(deliveries.c.status, deliveries.c.worker).where(deliveries.c.status != "sent").limit(3))
        doing = tx.rows(
            text(
                "SELECT client_addr::text, state, left(query, 60) AS query FROM pg_stat_activity WHERE datname = 'postgres'"
            )
        )
    return [dict(row) for row in (*rows, *doing)]


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for each in processes:
        each.send_signal(signal.SIGCONT)
        each.kill()
        each.wait()
