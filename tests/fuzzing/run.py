"""Fuzz one parser with atheris (coverage-guided), for so many seconds:  python tests/fuzzing/run.py NAME SECONDS [FOLDER]

Without a name: every parser in turn. What upsets one is kept in FOLDER (by default the working folder) as crash-…, and is
run again with:  python tests/fuzzing/run.py NAME crash-…

Needs atheris (requirements/fuzz.txt). Hypothesis drives the same parsers in ``make test-slow`` where there is none.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2] / "src")]


def fuzz(name: str, seconds: int, folder: Path) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["tocsin", "pypdf", "feedparser", "email", "json", "csv", "html"]):
        from fuzzing.parsers import PARSERS, run

        for seed in PARSERS[name][1]:  # readers are loaded when first used: now, while what is loaded is instrumented
            run(name, seed)
    seeds = Path(tempfile.mkdtemp(prefix="tocsin-seeds-"))
    for number, seed in enumerate(PARSERS[name][1]):
        (seeds / f"{number:03}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}", "-max_len=16384", "-timeout=25", "-rss_limit_mb=3000", "-print_final_stats=1",
        "-verbosity=0", f"-artifact_prefix={folder}/", str(seeds),
    ]  # fmt: skip

    def once(data: bytes) -> None:
        try:
            run(name, data)
        except BaseException:  # kept here: not every build of atheris writes it down itself
            (folder / f"crash-{hashlib.sha1(data).hexdigest()[:12]}").write_bytes(data)
            raise

    atheris.Setup([sys.argv[0], *options], once)
    atheris.Fuzz()


def main() -> int:
    name, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 and not sys.argv[1].isdigit() else ("", sys.argv[1:])
    if name and rest and not rest[0].isdigit():
        from fuzzing.parsers import run

        run(name, Path(rest[0]).read_bytes())
        return 0
    seconds = int(rest[0]) if rest else 60
    if name:
        fuzz(name, seconds, Path(rest[1] if len(rest) > 1 else "."))
    from fuzzing.parsers import PARSERS

    worst = 0
    for name in PARSERS:
        command = [sys.executable, __file__, name, str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        said = [line for line in done.stderr.splitlines() if "number_of_executed_units" in line]
        many = said[0].split()[-1] if said else "?"
        sys.stdout.write(f"{name}: {many} executions, {'FAILED' if done.returncode else 'ok'}\n")
        sys.stdout.flush()
        if done.returncode:
            sys.stdout.write(f"{done.stdout[-1500:]}\n{done.stderr[-3000:]}\n")
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
