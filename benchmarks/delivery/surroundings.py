"""What the delivery benchmark stands on: a PostgreSQL that really writes to disk, Debian's smtp-sink, and a desk."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from postgres import PostgresServer, _run, start_postgres  # noqa: E402
from tocsin.actions.installation import Installation, WaySettings, open_installation  # noqa: E402
from tocsin.alerts.content import content_hash  # noqa: E402
from tocsin.records import Alert, AlertContent, Area, Desk, Officer, Sentence  # noqa: E402
from tocsin.store import alerts as alert_store  # noqa: E402

DESK = Desk(
    "Marlshire Fraud Desk", "alerts.marlshire.example", "https://alerts.marlshire.example", "alerts@marlshire.example"
)
SCAM = "computer-software-service-fraud"
KENT, ESSEX = Area("county", "Kent", nation="gb-eng"), Area("county", "Essex", nation="gb-eng")
OFFICER = Officer("owen", "owen", "Owen", "officer", datetime(2026, 1, 1, tzinfo=UTC))


class DurablePostgres(PostgresServer):
    """The tests' server writes to disk when it likes; this one before it answers."""

    def start(self) -> None:
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60 "
            "-c shared_buffers=256MB -c max_wal_size=4GB -c checkpoint_timeout=30min"
        )
        data, log = str(self.folder / "data"), str(self.folder / "log")
        _run(self.programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")


@contextmanager
def postgres(folder: Path) -> Iterator[PostgresServer]:
    """A durable server, thrown away afterwards."""
    made = start_postgres(folder)
    made.stop()
    server = DurablePostgres(made.programs, made.folder, made.port)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Sink:
    """Debian's smtp-sink, which takes every message and forgets it."""

    program: list[str]
    environment: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        as_user = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            [*self.program, *as_user, f"127.0.0.1:{self.port}", "128"], env=self.environment
        )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("smtp-sink does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)


def find_sink(folder: Path) -> Sink:
    """smtp-sink of the installed postfix, or of Debian's package unpacked beside (nothing is installed)."""
    installed = shutil.which("smtp-sink") or ("/usr/sbin/smtp-sink" if Path("/usr/sbin/smtp-sink").exists() else None)
    if installed:
        return Sink([installed], dict(os.environ))
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "postfix"], cwd=folder, check=True, capture_output=True)
    package = next(folder.glob("postfix*.deb"))
    subprocess.run(["dpkg", "-x", str(package), str(folder / "postfix")], check=True)
    libraries = str(folder / "postfix/usr/lib/postfix")
    return Sink([str(folder / "postfix/usr/sbin/smtp-sink")], {**os.environ, "LD_LIBRARY_PATH": libraries})


def open_desk(folder: Path, database_url: str, *, smtp_url: str | None = None, connections: int = 1) -> Installation:
    """A desk on this database. Nothing is over anybody's budget, so that everything planned is really sent."""
    many = {"immediate": 50, "expected": 50, "past": 50}
    return open_installation(
        data_folder=folder,
        database_url=database_url,
        desk=DESK,
        smtp_url=smtp_url,
        secret_key="s" * 32,
        ways=WaySettings(smtp_connections=connections, messages_a_week=many),
    )


def fill(home: Installation, subscribers: int, *, in_kent: int) -> None:
    """So many people who confirmed, each with one place; ``in_kent`` of them there, the others in Essex."""
    number = "i" if home.store.kind == "postgresql" else "value"
    some = (
        f"generate_series(1::bigint, {subscribers}) AS i"
        if home.store.kind == "postgresql"
        else f"(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < {subscribers}) SELECT value FROM n)"
    )
    scattered = f"({number} * 7919 % {subscribers})"
    identifier = (
        f"lpad(to_hex({scattered}), 24, '0')" if home.store.kind == "postgresql" else f"printf('%024x', {scattered})"
    )
    at = "'2026-01-01 00:00:00+00'" if home.store.kind == "postgresql" else "'2026-01-01 00:00:00.000000'"
    yes, no = ("true", "false") if home.store.kind == "postgresql" else ("1", "0")
    with home.store.begin() as tx:
        tx.connection.execute(
            text(
                f"""INSERT INTO subscribers (id, address, channel, created_at, confirmed_at, consent, exercise, pace, audiences, left_reason, canary)
                SELECT {identifier}, 'p' || {number} || '@post.example', 'email', {at}, {at}, {yes!r}, {no}, 'now', '', '', {no} FROM {some}"""
            )
        )
        tx.connection.execute(
            text(
                f"""INSERT INTO subscriptions (id, subscriber, place, place_name, county, nation, latitude, longitude, radius_km, topics)
                SELECT {identifier}, {identifier}, 'place', 'place', CASE WHEN {scattered} < {in_kent} THEN 'Kent' ELSE 'Essex' END,
                'gb-eng', 51.3, 0.9, 20, '' FROM {some}"""
            )
        )


def approved(home: Installation, name: str, area: Area, **changes: object) -> Alert:
    """An alert ready to publish."""
    content = replace(
        AlertContent(
            headline="Callers say they are Microsoft",
            sentences=(
                Sentence("happening", "Somebody rings and says your computer has a fault.", (f"knowledge:{SCAM}",)),
                Sentence("happening", "They ask to be let onto it, and then for your card.", (f"knowledge:{SCAM}",)),
                Sentence("spot", "They ring you out of the blue.", (f"knowledge:{SCAM}",)),
                Sentence("do", "Hang up. Microsoft will never ring you like this.", (f"knowledge:{SCAM}",)),
                Sentence("contact", "Report it to Report Fraud on 0300 123 2040.", (f"knowledge:{SCAM}",)),
            ),
            scam=SCAM,
            areas=(area,),
            audience="residents",
            channels=("call",),
            urgency="expected",
            expires_at=datetime.now(UTC) + timedelta(days=30),
            exercise=False,
            withdrawal="We told you of calls about computers. That was wrong.",
        ),
        **changes,  # type: ignore[arg-type]
    )
    now = datetime.now(UTC)
    sha256 = content_hash(content)
    alert = Alert(name, "approved", content, "amira", now, ("amira",), "amira", sha256, now, "owen", sha256, now)
    with home.store.begin() as tx:
        alert_store.add_alert(tx, alert)
    return alert


def database_cpu_seconds(home: Installation) -> float:
    """Seconds of processor that the database's processes have used for us so far; 0 for SQLite, which has none of its own."""
    if home.store.kind != "postgresql":
        return sum(os.times()[:2])
    with home.store.read() as tx:
        rows = tx.rows(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"))
    ticks = 0
    for row in rows:
        try:
            fields = Path(f"/proc/{row['pid']}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """What a process holds in memory now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
