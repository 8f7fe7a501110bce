"""R's ``surveillance`` as the rival: installed when missing, run in the same bench, its answers kept between runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
SERIES_A_FILE = 32


class NoRival(Exception):
    """R or its package is not here and could not be installed. The message says why."""


def have_r() -> str:
    """R's and the package's version; installs Debian's packages when they are missing and this may."""
    if shutil.which("Rscript") is None or not _version():
        if shutil.which("apt-get") is None:
            raise NoRival("R's surveillance is not installed, and there is no apt-get here to install it with.")
        print("Installing r-base-core and r-cran-surveillance (Debian) …", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
        done = subprocess.run(
            ["apt-get", "install", "-y", "-qq", "r-base-core", "r-cran-surveillance"],
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise NoRival(f"R's surveillance could not be installed: {done.stderr.strip().splitlines()[-1:]}")
    return _version()


def _version() -> str:
    said = 'suppressMessages(library(surveillance)); cat(R.version.string, "surveillance", as.character(packageVersion("surveillance")))'
    done = subprocess.run(["Rscript", "-e", said], check=False, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def bounds(counts: NDArray[np.float64], *, first: int, method: str, alpha: float, folder: Path) -> NDArray[np.float64]:
    """R's upper bounds for ``counts`` (series × weeks), one EARS method, from week ``first`` (from 0)."""
    return _run(counts, folder / f"r-{method}", [str(first + 1), method, str(alpha)])


def farrington_bounds(
    counts: NDArray[np.float64],
    *,
    first: int,
    alpha: float,
    folder: Path,
    name: str,
    periods: int = 10,
    years: int = 5,
    left_out: int = 26,
    trend_p: float = 1.0,
    threshold: str = "nbPlugin",
) -> tuple[NDArray[np.float64], float]:
    """R's farringtonFlexible, as Noufaily et al. recommend it and with no least number of cases; and its CPU seconds.

    What is in ``folder`` under ``name`` from an earlier run is used again (and its time with it).
    """
    settings = [
        str(first + 1),
        "farrington",
        str(alpha),
        str(periods),
        str(left_out),
        str(trend_p),
        "0",
        threshold,
        str(years),
    ]
    found, seconds = [], 0.0
    pieces = range(0, len(counts), SERIES_A_FILE)
    for number, start in enumerate(pieces):
        kept = folder / f"{name}-{start:05}.npz"
        if not kept.exists():
            started = time.perf_counter()
            upper = _run(counts[start : start + SERIES_A_FILE], folder / f"{name}-piece", settings)
            np.savez_compressed(kept, upper=upper, seconds=time.perf_counter() - started)
            print(f"\r  R: {number + 1} of {len(pieces)} pieces", end="", file=sys.stderr, flush=True)
        with np.load(kept) as piece:
            found.append(piece["upper"])
            seconds += float(piece["seconds"])
    print(file=sys.stderr)
    return np.concatenate(found), seconds


def _run(counts: NDArray[np.float64], stem: Path, settings: list[str]) -> NDArray[np.float64]:
    given, answer = stem.parent / f"{stem.name}.in.csv", stem.parent / f"{stem.name}.out.csv"
    np.savetxt(given, counts.T, fmt="%d", delimiter=",")
    subprocess.run(
        ["Rscript", str(HERE / "reference.R"), str(given), str(answer), *settings],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return np.atleast_2d(np.genfromtxt(answer, delimiter=",").T)
