"""A million reports by CSV: how many a second, how much memory, and whether a kill half-way loses or doubles anything.

    python benchmarks/reports/bench_import.py [--rows 1000000] [--no-kill]

The texts are those of the corpus' training half, each with a number and a contact of its own. The import runs as its own
process; it is killed (SIGKILL) once it has taken half, started again, and must end with every row once. Memory is the most
that the importing process and its helpers held together.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLACES = ("Faversham", "Gravesend", "Dover", "Deal", "Ashford", "Maidstone", "Canterbury", "Whitstable")
CHANNELS = ("call", "sms", "email", "letter", "web")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--no-kill", action="store_true")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-import-"))
    try:
        file = folder / "reports.csv"
        make(file, given.rows)
        print(f"{given.rows:,} rows, {file.stat().st_size / 1e6:.0f} MB", flush=True)
        started = time.perf_counter()
        most = 0.0
        if not given.no_kill:
            most = run(folder, file, until=given.rows // 2)
            print(f"killed at {kept(folder):,} reports after {time.perf_counter() - started:.0f} s", flush=True)
        most = max(most, run(folder, file))
        seconds = time.perf_counter() - started
        total, different = kept(folder), kept(folder, what="count(DISTINCT source_reference)")
        print(f"{total:,} kept, {different:,} different, of {given.rows:,}: "
              f"{'nothing lost, nothing twice' if total == different == given.rows else 'WRONG'}")  # fmt: skip
        print(f"{given.rows / seconds:,.0f} reports a second over {seconds:.0f} s; at most {most:.0f} MB; "
              f"database {(folder / 'data' / 'tocsin.sqlite').stat().st_size / 1e6:.0f} MB")  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make(file: Path, rows: int) -> None:
    chance = random.Random(3)
    texts = []
    for path in sorted(Path("corpus/training").rglob("*.jsonl")):
        texts += [
            row["text"] for line in path.read_text(encoding="utf-8").splitlines() if "text" in (row := json.loads(line))
        ]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "reported_at", "text", "place", "channel", "contact"])
        for number in range(rows):
            day = f"2026-{1 + number % 11:02}-{1 + number % 28:02}T{number % 24:02}:00:00Z"
            text = f"{chance.choice(texts)} It was 0{7700900000 + number % 1000}, reference {number}."
            writer.writerow(
                [f"n{number}", day, text, chance.choice(PLACES), chance.choice(CHANNELS), f"a{number}@post.example"]
            )


def run(folder: Path, file: Path, *, until: int | None = None) -> float:
    """Import until the end, or until so many are kept and then kill; gives the most memory, in MB."""
    command = [str(Path(sys.executable).with_name("tocsin")), "import", str(file), "--source", "bench"]
    environment = {**os.environ, "TOCSIN_DATA_FOLDER": str(folder / "data")}
    importing = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    most, looked = 0.0, 0.0
    while importing.poll() is None:
        time.sleep(0.2)
        most = max(most, memory(importing.pid))
        if until is not None and time.perf_counter() - looked > 1.0:
            looked = time.perf_counter()
            if kept(folder) >= until:
                os.killpg(importing.pid, signal.SIGKILL)
                importing.wait()
                return most
    if importing.returncode:
        raise SystemExit(f"the import ended with {importing.returncode}")
    return most


def memory(session: int) -> float:
    """Of all processes of a session, MB; shared pages counted once for each that holds them."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            total += int(fields[21]) * 4096
    return total / 1e6


def kept(folder: Path, *, what: str = "count(*)") -> int:
    path = folder / "data" / "tocsin.sqlite"
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            return int(database.execute(f"SELECT {what} FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


if __name__ == "__main__":
    main()
