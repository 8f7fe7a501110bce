"""How fast the command line answers, as a person feels it: whole processes, warm files, medians.

    python benchmarks/bench_start.py [--runs 10]

Prints each beside bare Python in the same run, because the machine is noisy and ratios hold where seconds do not.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TEXT = "This is Microsoft. Your computer has a virus, install AnyDesk so that I can connect and fix it."


def seconds(arguments: list[str], *, folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10)
    runs = parser.parse_args().runs
    tocsin = str(Path(sys.executable).with_name("tocsin"))
    kinds = {
        "bare python": [sys.executable, "-c", "pass"],
        "import tocsin": [sys.executable, "-c", "import tocsin"],
        "tocsin --help": [tocsin, "--help"],
        'tocsin check "…"': [tocsin, "check", TEXT],
    }
    with tempfile.TemporaryDirectory() as folder:
        for arguments in kinds.values():
            seconds(arguments, folder=folder)  # warm files, compiled knowledge
        times: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(runs):  # in turn, so that a slow spell falls on all alike
            for name, arguments in kinds.items():
                times[name].append(seconds(arguments, folder=folder))
    bare = statistics.median(times["bare python"])
    print(f"{'':20}{'median ms':>10}{'fastest':>10}{'slowest':>10}{'× bare python':>15}")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:20}{median * 1000:10.0f}{min(taken) * 1000:10.0f}{max(taken) * 1000:10.0f}{median / bare:15.1f}")


if __name__ == "__main__":
    main()
