"""What the checker says of the corpus' training half, by kind and channel: for whoever writes knowledge, not for claims.

    python benchmarks/checking/bench_training.py [--misses N]

The measuring half is opened by the checking benchmark alone.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "corpus"))
from check import auroc, rows_of, text_of  # noqa: E402

from tocsin.actions.calling import start_call  # noqa: E402
from tocsin.actions.checking import check_text  # noqa: E402
from tocsin.knowledge.load import load_knowledge  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0, help="show so many scams not flagged and genuine ones flagged")
    shown = parser.parse_args().misses
    knowledge = load_knowledge()
    levels: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    scores: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    wrong: list[str] = []
    for kind in ("messages", "calls", "accounts"):
        for row in rows_of("training", kind):
            group = row["channel"] if kind == "messages" else kind
            if kind == "calls":
                call = start_call(knowledge, on=date(2026, 11, 24))
                for turn in row["turns"]:
                    call.hear(turn["speaker"], turn["text"])
                verdict = call.verdict()
            else:
                channel = row["channel"] if kind == "messages" and row["channel"] not in {"leaflet", "poster"} else None
                verdict = check_text(row["text"], knowledge, on=date(2026, 11, 24), channel=channel)
            levels[group, row["label"]][verdict.level] += 1
            scores[group].append((verdict.score, row["label"] == "scam"))
            if (verdict.level in {"scam", "suspicious"}) != (row["label"] == "scam"):
                wrong.append(f"{row['label']:8}{verdict.level:12}{row['_where']}: {text_of(row)[:160]!r}")
    print(f"{'':12}{'scams flagged':>16}{'called scam':>14}{'genuine flagged':>18}{'called scam':>14}{'AUROC':>8}")
    for group in scores:
        cells = []
        for label in ("scam", "genuine"):
            counted = levels[group, label]
            total = max(1, sum(counted.values()))
            cells += [(counted["scam"] + counted["suspicious"]) / total, counted["scam"] / total]
        print(f"{group:12}{cells[0]:16.3f}{cells[1]:14.3f}{cells[2]:18.3f}{cells[3]:14.3f}{auroc(scores[group]):8.3f}")
    for line in wrong[:: max(1, len(wrong) // max(1, shown))][:shown]:
        print(line)


if __name__ == "__main__":
    main()
