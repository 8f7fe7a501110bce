"""How fast the whole explained check is, beside what people would use instead: one run, one core, medians.

    .venv/bin/python benchmarks/checking/bench_speed.py            (or: make bench-speed)

Texts: real SMS (sms_mendeley_5971 of the data folder, where it is there) and the corpus' training half. Every text is
measured several times and its best time taken, so that other work on the machine counts as little as it can; the
figures of peers are made in the same run, and their ratios are what holds from one machine to the next.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[2] / "corpus"
DATA = Path(os.environ.get("TOCSIN_DATA", HERE.parents[3] / "shared" / "data"))
ON = date(2026, 11, 24)
SEED = 5
REPEATS = 5
SHORT_TEXTS = 1_500
BATCH_TEXTS = 6_000
LONG_CHARACTERS = 5_000
PATTERNS = 300
csv.field_size_limit(10_000_000)


def real_sms() -> list[str]:
    """Real SMS and their labels' folder is not ours to ship; without it only the corpus is measured."""
    path = DATA / "sms_mendeley_5971" / "Dataset_5971.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return [row["TEXT"] for row in csv.DictReader(file)]


def corpus_rows(kind: str, *, most: int | None = None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for path in sorted((CORPUS / "training" / kind).glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if most is not None and len(rows) >= most:
            break
    return rows[:most]


def median_us(run: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Median over the items of each one's best time, in microseconds."""
    best: list[float] = []
    for item in items:
        run(item)
        fastest = 1e9
        for _ in range(REPEATS):
            begun = time.perf_counter()
            run(item)
            fastest = min(fastest, time.perf_counter() - begun)
        best.append(fastest * 1e6)
    return statistics.median(best)


def show(name: str, us: float, floor: float) -> None:
    print(f"{name:58} {us:10.1f} µs   {us / floor:8.1f} × the floor")


def floor_and_peers(short: list[str], long: list[str]) -> float:
    """Peers, each on short and long texts; gives the floor: tokenise and look weights up."""
    word = re.compile(r"\w+")
    weights = {each: 0.5 for text in short for each in word.findall(text.lower())}

    def look_up(text: str) -> float:
        return sum(weights.get(each, 0.0) for each in word.findall(text.lower()))

    floor = median_us(look_up, short)
    show("floor: tokenise and look up in a dict, short", floor, floor)
    show("floor, 5,000 characters", median_us(look_up, long[:20]), floor)
    draw = random.Random(SEED)
    vocabulary = sorted({each for text in short for each in word.findall(text.lower()) if each.isalpha()})
    patterns = [
        re.compile(rf"\b{draw.choice(vocabulary)}\b(?:\W+\w+){{0,3}}\W+(?:{'|'.join(draw.sample(vocabulary, 4))})\b")
        for _ in range(PATTERNS)
    ]
    show(
        f"{PATTERNS} patterns of re in a loop, short",
        median_us(lambda t: [p.search(t) for p in patterns], short[:60]),
        floor,
    )
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
    except ImportError:
        print("scikit-learn is not installed (extra train): its row is left out")
        return floor
    pipeline = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=200))
    pipeline.fit(short, [at % 2 for at in range(len(short))])
    show(
        "scikit-learn TF-IDF + LR predict_proba, short",
        median_us(lambda t: pipeline.predict_proba([t]), short[:200]),
        floor,
    )
    show("scikit-learn, 5,000 characters", median_us(lambda t: pipeline.predict_proba([t]), long[:20]), floor)
    return floor


def ours(short: list[str], long: list[str], batch: list[str], turns: list[list[dict[str, str]]], floor: float) -> None:
    from tocsin.actions.calling import start_call
    from tocsin.actions.checking import check_many, screen_many
    from tocsin.checking.check import check
    from tocsin.knowledge import load_knowledge
    from tocsin.understanding.understand import understand

    begun = time.perf_counter()
    knowledge = load_knowledge()
    print(f"{'load knowledge, first in this process':58} {(time.perf_counter() - begun) * 1e3:10.1f} ms")

    def read(text: str, channel: str) -> Any:
        return understand(text, knowledge, channel=channel, deep=False)

    def whole(text: str, channel: str) -> object:
        return check(read(text, channel), knowledge, channel=channel, on=ON)

    show("ours, understand only, short", median_us(lambda t: read(t, "sms"), short), floor)
    show("ours, explained check, short", median_us(lambda t: whole(t, "sms"), short), floor)
    show("ours, understand only, 5,000-character call", median_us(lambda t: read(t, "call"), long), floor)
    show("ours, explained check, 5,000-character call", median_us(lambda t: whole(t, "call"), long), floor)
    different = len(set(batch)) / len(batch)
    for name, run in (
        ("ours, batch, screened", lambda: screen_many([(each, "sms") for each in batch], knowledge)),
        ("ours, batch, explained", lambda: check_many(batch, knowledge, on=ON, channel="sms")),
    ):
        took: list[float] = []
        for _ in range(3):
            begun = time.perf_counter()
            for _ in run():
                pass
            took.append(time.perf_counter() - begun)
        print(f"{name:58} {len(batch) / min(took):10.0f} texts a second   ({different:.2f} of them different)")
    firsts: list[float] = []
    fortieths: list[float] = []
    for call in turns:
        best = [1e9] * len(call)
        for _ in range(REPEATS):
            heard = start_call(knowledge, on=ON)
            for at, turn in enumerate(call):
                begun = time.perf_counter()
                heard.hear(turn["speaker"], turn["text"])
                best[at] = min(best[at], time.perf_counter() - begun)
        firsts.append(best[0] * 1e6)
        fortieths.append(best[39] * 1e6)
    first, fortieth = statistics.median(firsts), statistics.median(fortieths)
    show("ours, live call, turn 1", first, floor)
    show("ours, live call, turn 40 (the words of turn 1 again)", fortieth, floor)
    print(f"{'turn 40 / turn 1':58} {fortieth / first:10.2f}")


def long_calls(rows: list[dict[str, Any]]) -> list[str]:
    """Calls written down with who speaks, joined until they are some 5,000 characters long."""
    texts: list[str] = []
    text = ""
    for row in rows:
        text += "".join(f"{turn['speaker']}: {turn['text']}\n" for turn in row["turns"])
        if len(text) >= LONG_CHARACTERS:
            texts.append(text[:LONG_CHARACTERS])
            text = ""
    return texts


def forty_turns(rows: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """Calls of forty turns, the last with the words of the first, so that only what went before differs."""
    every = [turn for row in rows for turn in row["turns"]]
    calls = [every[at : at + 39] for at in range(0, len(every) - 39, 39)][:25]
    return [[*call, call[0]] for call in calls]


def processes() -> None:
    """Whole processes: how long one check takes from the shell, and how much memory a process that checks much holds."""
    command = [
        str(Path(sys.executable).with_name("tocsin")),
        "check",
        "Your parcel is held. Pay £1.45 at parcel-held.example/pay",
    ]
    took: list[float] = []
    for _ in range(7):
        begun = time.perf_counter()
        subprocess.run(command, check=False, capture_output=True)
        took.append((time.perf_counter() - begun) * 1e3)
    print(f"{'tocsin check from the shell, whole process':58} {statistics.median(took):10.0f} ms")
    script = (
        f"import sys; sys.path.insert(0, {str(HERE.parent)!r}); import bench_speed; print(bench_speed.resident_mib())"
    )
    found = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    print(f"{'resident memory of a process after 3,000 different checks':58} {float(found.stdout):10.0f} MiB")


def resident_mib() -> float:
    from tocsin.actions.checking import check_many
    from tocsin.knowledge import load_knowledge

    # No more rows are read: what is left of a hundred thousand is no memory of ours.
    texts = [row["text"] for row in corpus_rows("messages", most=3_000)]
    for _ in check_many(texts, load_knowledge(), on=ON):
        pass
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    draw = random.Random(SEED)
    sms = real_sms()
    own = [row["text"] for row in corpus_rows("messages") if row["channel"] == "sms"]
    calls = corpus_rows("calls")
    draw.shuffle(own)
    draw.shuffle(sms)
    draw.shuffle(calls)
    short = [*sms[: SHORT_TEXTS // 2], *own[: SHORT_TEXTS // 2]]
    batch = [*sms, *own][:BATCH_TEXTS]
    draw.shuffle(batch)
    long = long_calls(calls)[:40]
    print(
        f"{len(short)} short texts, mean {statistics.mean(map(len, short)):.0f} characters; {len(long)} calls; seed {SEED}"
    )
    floor = floor_and_peers(short, long)
    ours(short, long, batch, forty_turns(calls), floor)
    processes()


if __name__ == "__main__":
    main()
