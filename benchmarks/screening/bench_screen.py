"""How fast an archive is screened: plain Python, a process pool, Spark on two threads, Spark with real executors.

    python benchmarks/screening/bench_screen.py [--rows 1000000] [--files 8] [--kill] [--drivers one two local cluster] [--copies 1]

All four screen the same Parquet files with the same function; each row's verdict is compared by a hash over all of them.
Rates are of warm runs (knowledge loaded, Spark started and used once); ratios are against the two-process loop in this run.
What the machine's processors did besides is printed beside each: rates hold only where nothing else ran, what is
screened in a second of a processor's time (Spark's own with it) nearly so where something did.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.actions.screening import Screener
from tocsin.screening.batch import screen_batch
from tocsin.screening.spark import TYPES, Session, open_session

SEED = 20261130
DRIVERS = ("one", "two", "local", "cluster")
A_GROUP = 20_000  # rows that are held at once when the archive is made and compared, so that its size is in no figure
STARTS = ("Hi", "Hello", "Dear customer", "Reminder", "URGENT", "Good news", "Mum", "Your order", "Royal Mail", "HMRC")
MIDDLES = (
    "your parcel {n} is held at the depot",
    "we could not take your payment of £{n}",
    "the team meeting moves to room {n}",
    "I dropped my phone, this is my new number 07700 900{d}",
    "your appointment is on the {d}th at {h}:15",
    "you have won a prize of £{n}",
    "the invoice {n} is attached",
    "your code is {n}, do not share it",
    "a tax refund of £{n} is waiting",
    "the plumber comes between {h} and {h2}",
)
ENDS = (
    "pay the fee at held-{n}.example/pay",
    "see you there",
    "ring us on 01632 960{d}",
    "please reply today",
    "log in as usual to read it",
    "can you send me £{n}?",
    "thanks, Priya",
    "tap {n}-secure.example now or it goes back",
)


def texts(count: int, copies: int) -> Iterator[str]:
    """Short messages, about 90 characters each; each comes so many times in a row, as those of a campaign do."""
    draw = random.Random(SEED)
    for number in range(0, count, copies):
        hour = draw.randrange(8, 18)
        words = {"n": f"{draw.randrange(10, 99_999)}", "d": f"{draw.randrange(100, 999)}", "h": hour, "h2": hour + 2}
        said = f"{draw.choice(STARTS)}, {draw.choice(MIDDLES)}. {draw.choice(ENDS)} ({number})"
        yield from [said.format(**words)] * copies


def write_archive(folder: Path, rows: int, files: int, copies: int = 1) -> list[Path]:
    """The archive as Parquet files of equal length."""
    folder.mkdir()
    stream = enumerate(texts(rows, copies))
    paths = []
    for number in range(files):
        path, left = folder / f"{number:03}.parquet", rows // files
        with pq.ParquetWriter(path, pa.schema([("id", pa.string()), ("text", pa.string())])) as writer:
            while left:
                share = [next(stream) for _ in range(min(left, A_GROUP))]
                writer.write_table(
                    pa.table({"id": [f"{each}" for each, _ in share], "text": [text for _, text in share]})
                )
                left -= len(share)
        paths.append(path)
    return paths


def screen_one(paths: tuple[str, str]) -> None:
    """One file, batch by batch."""
    source, target = paths
    judge = Screener()
    out = None
    for batch in pq.ParquetFile(source).iter_batches(batch_size=5_000):
        found = screen_batch(batch, judge)
        out = out or pq.ParquetWriter(target, found.schema)
        out.write_batch(found)
    if out is not None:
        out.close()


def judged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What goes to Spark's executors."""
    judge = Screener()
    for batch in batches:
        yield screen_batch(batch, judge)


def fingerprint(folder: Path) -> str:
    """A hash over every row's verdict, whatever the order."""
    total = 0
    for path in sorted(folder.rglob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(A_GROUP):
            for row in batch.to_pylist():
                line = f"{row['id']}|{row['level']}|{row['score']:.9f}|{row['scam']}|{','.join(row['tactics'])}"
                total = (total + int.from_bytes(hashlib.sha256(line.encode()).digest()[:8])) % 2**64
    return f"{total:016x}"


class Memory:
    """The most memory that this process and all it started held together, in MB, looked at ten times a second."""

    def __enter__(self) -> Memory:
        self.most = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            self.most = max(self.most, _resident(os.getpid()))


def _resident(top: int) -> float:
    return sum(fields[21] for fields in _all_of(top)) * resource.getpagesize() / 1e6


def _processor_seconds(top: int) -> float:
    """That a process and all it started have used, with those that have ended."""
    return sum(sum(fields[11:15]) for fields in _all_of(top)) / os.sysconf("SC_CLK_TCK")


def _all_of(top: int) -> list[list[int]]:
    """The fields of /proc/PID/stat after the name of a process and of all it started (as proc(5) counts them, less three)."""
    children: dict[int, list[int]] = {}
    known: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        known[int(folder.name)] = [0, *(int(field) for field in said[1:])]
        children.setdefault(int(said[1]), []).append(int(folder.name))
    waiting, found = [top], []
    while waiting:
        number = waiting.pop()
        found += [known[number]] if number in known else []
        waiting += children.get(number, [])
    return found


def others_busy(before: tuple[float, float], own: float) -> float:
    """How many processors were busy with something else since ``before``; ``own``: seconds of processor time of ours."""
    busy, at = processors()
    return max(busy - before[0] - own, 0.0) / (at - before[1])


def processors() -> tuple[float, float]:
    """Seconds that all processors together were busy since the start, and the time now."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / os.sysconf("SC_CLK_TCK"), time.perf_counter()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--files", type=int, default=8)
    asked.add_argument("--drivers", nargs="+", choices=DRIVERS, default=list(DRIVERS))
    asked.add_argument("--copies", type=int, default=1, help="How often each message comes.")
    asked.add_argument("--kill", action="store_true", help="Also kill a worker in mid-job and compare the result.")
    given = asked.parse_args()
    if {"local", "cluster"} & set(given.drivers) and shutil.which("java") is None:
        sys.exit("Spark needs Java 17: apt-get install openjdk-17-jre-headless; or add: --drivers one two")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        paths = write_archive(home / "in", given.rows, given.files, given.copies)
        warm = write_archive(home / "warm", 10_000, 2)
        table: list[tuple[str, float, float, str]] = []

        def run(label: str, work: Callable[[Path], None], folder: Path) -> None:
            before, mine = processors(), _processor_seconds(os.getpid())
            with Memory() as memory:
                start = time.perf_counter()
                work(folder)
                seconds = time.perf_counter() - start
            used = _processor_seconds(os.getpid()) - mine  # but for what a killed process had used
            others = others_busy(before, used)
            table.append((label, given.rows / seconds, memory.most, fingerprint(folder)))
            each = "" if "killed" in label else f"{given.rows / used:8,.0f} rows a processor second   "
            print(
                f"{label:34} {given.rows / seconds:10,.0f} rows/s   {memory.most:8,.0f} MB   {table[-1][3]}   "
                f"{each}{others:.2f} processors busy with something else",
                flush=True,
            )
            shutil.rmtree(folder)

        def pairs(folder: Path, sources: list[Path] = paths) -> list[tuple[str, str]]:
            folder.mkdir(exist_ok=True)
            return [(str(path), str(folder / path.name)) for path in sources]

        if "one" in given.drivers:
            Screener()(["warm"])
            run(
                "plain Python, one process",
                lambda folder: [screen_one(pair) for pair in pairs(folder)] and None,
                home / "one",
            )
        if "two" in given.drivers:
            with ProcessPoolExecutor(2) as pool:
                list(pool.map(screen_one, pairs(home / "warmed", warm)))
                run("two processes", lambda folder: list(pool.map(screen_one, pairs(folder))) and None, home / "two")
        masters = [
            ("local", "Spark local[2], warm", "local[2]"),
            ("cluster", "Spark local-cluster[2,1,2048], warm", "local-cluster[2,1,2048]"),
        ]
        for driver, label, master in masters:
            if driver not in given.drivers:
                continue
            settings = (("spark.driver.memory", "2g"), ("spark.executor.memory", "2g"))
            with open_session(Session(master, settings)) as spark:

                def work(folder: Path, source: Path = home / "in", spark: object = spark) -> None:
                    rows = spark.read.parquet(str(source))  # type: ignore[attr-defined]
                    rows.mapInArrow(judged, f"id string, text string, {TYPES}").write.parquet(str(folder))

                work(home / f"warm-{master}", home / "warm")
                run(label, work, home / f"spark-{master}")
                if given.kill and driver == "cluster":
                    killer = threading.Timer(5.0, kill_a_worker)
                    killer.start()
                    run("the same, a worker killed after 5 s", work, home / "killed")
        base = next((rate for label, rate, _, _ in table if label == "two processes"), table[0][1])
        print("\n| driver | rows/s | of two processes | MB | verdicts |\n|---|---|---|---|---|")
        for label, rate, most, verdicts in table:
            same = "identical" if verdicts == table[0][3] else "DIFFERENT"
            print(f"| {label} | {rate:,.0f} | {rate / base:.2f} | {most:,.0f} | {same} |")
        if len({verdicts for *_, verdicts in table}) > 1:
            sys.exit("The verdicts differ.")


def kill_a_worker() -> None:
    """Kill one Python worker of an executor, as the system does when memory runs out."""
    found = subprocess.run(
        ["pgrep", "-f", "pyspark.daemon|pyspark/daemon"], capture_output=True, text=True
    ).stdout.split()
    if found:
        os.kill(int(found[-1]), signal.SIGKILL)
        print(f"(killed worker {found[-1]})", flush=True)


if __name__ == "__main__":
    main()
