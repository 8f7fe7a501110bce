"""How much personal data redaction finds in 300 invented texts, and how much it takes that is nobody's.

make bench-redaction   (or: python benchmarks/reports/bench_redaction.py)
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "reports"))

import personal_data  # noqa: E402

from tocsin.reports.redact import redact  # noqa: E402


def main() -> None:
    console = Console()
    texts = personal_data.read_marked()
    halves = {
        "built with": personal_data.built_with(texts),
        "kept apart": personal_data.kept_apart(texts),
        "all": texts,
    }
    table = Table(title=f"Personal data in {len(texts)} invented texts (tests/reports/personal_data.txt)")
    for name in ("texts", "number", "marked", "recall", "precision"):
        table.add_column(name, justify="left" if name == "texts" else "right")
    for name, half in halves.items():
        found = personal_data.measure(half)
        table.add_row(name, str(len(half)), str(found.marked.total()), f"{found.recall:.3f}", f"{found.precision:.3f}")
    console.print(table)

    kinds = Table(title="By kind, all texts")
    for name in ("kind", "marked", "found", "recall"):
        kinds.add_column(name, justify="left" if name == "kind" else "right")
    found = personal_data.measure(texts)
    for kind, marked, gone in personal_data.rows(found):
        kinds.add_row(kind, str(marked), str(gone), f"{gone / marked:.3f}")
    console.print(kinds)
    for number, kind, written in found.missed:
        console.print(f"missed   text {number}: {kind} “{written}”", markup=False)
    for number, kind, written in found.wrong:
        console.print(f"too much text {number}: taken as {kind}: “{written}”", markup=False)

    began = time.process_time()
    for text in texts:
        redact(text.text)
    seconds = time.process_time() - began
    letters = sum(len(text.text) for text in texts)
    console.print(
        f"{len(texts) / seconds:,.0f} texts a second on one core ({letters / len(texts):.0f} characters each)"
    )


if __name__ == "__main__":
    main()
