"""What a release must show of what it is made of: known faults, licences, lists of parts, and that the wheel can be made again.

    make audit        (or: python scripts/audit.py [--without-faults])

1. Every package that any file of requirements/ locks, for whatever system, is looked up for known vulnerabilities (pip-audit, at
   PyPI and then at OSV). One that could not be looked up is no pass.
2. The licence of every one of them that installs here is on the list below, or is an exception with its reason.
3. CycloneDX lists of parts (SBOM) are written to dist/: of what is installed to serve, and of that with the other extras.
4. The wheel is built twice, in two folders and at two times: both must be the same, byte for byte.

Exit status: 0 all is well; 1 a fault, a licence or the wheel is not; 3 what was looked at is well, but a step was not run, or
only in part: the sentence that says so is for the release to quote. ``--without-faults``: step 1 is known not to work here; that
it was not run is written down all the same.

All of it is summed up in dist/audit.json. Environments of its own are made in .cache/audit (some gigabytes).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE, DIST = ROOT / ".cache" / "audit", ROOT / "dist"
REQUIREMENTS = ROOT / "requirements"
LOCKS = ("run", "test", "train", "spark", "build", "audit", "fuzz", "schemathesis")
"""Every file of requirements/ that locks packages: what serves, what the other extras need, and what we work with."""
INSTALLED = ("run", "train", "spark", "build", "audit", "fuzz", "schemathesis")
"""Those that are installed to read the licences: train.txt holds all of test.txt, in the same versions."""
PARTS = {
    "tocsin.cdx.json": ("run", "to serve: every extra but arrow, kafka, spark and train"),
    "tocsin-train.cdx.json": ("train", "the same with the extras arrow, kafka and train, and what the tests need"),
    "tocsin-spark.cdx.json": ("spark", "with the extras arrow, kafka and spark, and what the tests need"),
}
"""The lists of parts: of which environment, and what that holds."""
SERVICES = ("pypi", "osv")
NOT_RUN = "was not run"
ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD", "CC0-1.0", "CNRI-Python", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU",
        "PSF-2.0", "Python-2.0", "Unlicense", "Zlib", "ZPL-2.1",
    }
)  # fmt: skip
"""Licences that ask for no more than that their text goes along."""
EXCEPTIONS = {
    "certifi": ("MPL-2.0", "a list of certificates, used unchanged; the MPL holds for its own files alone"),
    "publicsuffixlist": ("MPL-2.0", "the public suffix list and its reader, used unchanged"),
    "psycopg": ("LGPL-3.0-only", "a library that is imported unchanged and can be replaced by another version"),
    "psycopg-binary": ("LGPL-3.0-only", "as psycopg, of which it is the compiled part"),
    "atheris": (
        "nothing",
        "its metadata name none; the LICENSE in it is Apache-2.0. For fuzzing, installed for nobody else",
    ),
    "fqdn": ("MPL-2.0", "needed by the tools of this audit alone, used unchanged"),
    "hypothesis": ("MPL-2.0", "needed by the tests alone, used unchanged"),
    "pathspec": ("MPL-2.0", "needed to build and to check types alone, used unchanged"),
}
"""Packages under other licences: which, and why they may be used all the same."""
SAID_OTHERWISE = {
    "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0", "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0", "apache-2": "Apache-2.0", "apache": "Apache-2.0",
    "bsd license": "BSD", "bsd": "BSD", "new bsd license": "BSD-3-Clause", "3-clause bsd license": "BSD-3-Clause",
    "mit license": "MIT", "the mit license (mit)": "MIT", "mit": "MIT", "isc license (iscl)": "ISC",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "mpl-2.0": "MPL-2.0", "mplv2.0": "MPL-2.0",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only", "lgpl-3.0": "LGPL-3.0-only",
    "python software foundation license": "PSF-2.0", "psf-2.0": "PSF-2.0",
}  # fmt: skip
"""How packages that name no SPDX expression write theirs."""
LIST_LICENCES = """
import importlib.metadata as m, json
rows = []
for d in m.distributions():
    meta = d.metadata
    rows.append({"name": meta["Name"], "version": d.version, "expression": meta.get("License-Expression"), "text": meta.get("License"),
                 "classifiers": [c.split(" :: ")[-1] for c in meta.get_all("Classifier") or () if c.startswith("License ::")]})
print(json.dumps(rows))
"""


def environment(name: str, *requirements: Path) -> Path:
    """The Python of an environment that holds just these locked requirements."""
    folder = CACHE / name
    python = folder / "bin" / "python"
    mark = hashlib.sha256(b"".join(path.read_bytes() for path in requirements)).hexdigest()
    if not (folder / mark).exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        for path in requirements:
            run(
                [
                    python,
                    "-m",
                    "pip",
                    "--disable-pip-version-check",
                    "install",
                    "--quiet",
                    "--require-hashes",
                    "-r",
                    path,
                ]
            )
        (folder / mark).touch()
    return python


def run(command: list[Any], **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], check=True, text=True, **more)


def locked() -> dict[str, set[str]]:
    """Every package that is locked, for whatever system, in each of its versions ("name==version"), and the files that lock it."""
    found: dict[str, set[str]] = {}
    for lock in LOCKS:
        for line in (REQUIREMENTS / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
            if pin := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
                found.setdefault(f"{plain(pin[1])}=={pin[2]}", set()).add(f"{lock}.txt")
    return found


def plain(name: str) -> str:
    """A package's name as installers compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def known_faults(tools: Path, pins: list[str]) -> dict[str, Any]:
    """What is known of each locked package; ``not_looked_up`` names those of which nothing could be asked."""
    left, faults, why = sorted(pins), [], []
    for service in SERVICES:
        still: list[str] = []
        for layer in layers(left):
            answered, error = ask(tools, layer, service)
            faults += [f"{pin}: {fault}" for pin, found in answered.items() for fault in found]
            still += [pin for pin in layer if pin not in answered]
            why += [f"{service}: {error}"] if error else []
        left = still
        if not left:
            break
    looked_up = len(pins) - len(left)
    state = NOT_RUN if not looked_up else "was run in part" if left else "was run"
    return {
        "state": state,
        "looked_up": looked_up,
        "not_looked_up": sorted(left),
        "faults": sorted(set(faults)),
        "why": list(dict.fromkeys(why)),
    }


def layers(pins: list[str]) -> list[list[str]]:
    """The pins in lists that hold each package once: pip-audit takes one version of a package."""
    found: list[dict[str, str]] = []
    for pin in pins:
        name = pin.partition("==")[0]
        for layer in found:
            if name not in layer:
                layer[name] = pin
                break
        else:
            found.append({name: pin})
    return [list(layer.values()) for layer in found]


def ask(tools: Path, pins: list[str], service: str) -> tuple[dict[str, list[str]], str]:
    """The faults of each package that the service knows of; a package that it said nothing of is left out. And why, if it failed."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "pins.txt"
        file.write_text("".join(f"{pin}\n" for pin in pins), encoding="utf-8")
        command = [
            tools,
            "-m",
            "pip_audit",
            "--disable-pip",
            "--no-deps",
            "-r",
            file,
            "-s",
            service,
            "--format",
            "json",
        ]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return read_answer(done.stdout, done.stderr)


def read_answer(stdout: str, stderr: str) -> tuple[dict[str, list[str]], str]:
    """What pip-audit said: as :func:`ask`."""
    try:
        rows = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (stderr.strip().splitlines() or ["no answer"])[-1]
        return {}, re.sub(r"(?:https?://|host=')[^\s']+", "(address)", last)[:200]
    answered = {
        f"{plain(one['name'])}=={one['version']}": [fault["id"] for fault in one.get("vulns", ())]
        for one in rows
        if "version" in one and not one.get("skip_reason")
    }
    return answered, ""


def licences_of(row: dict[str, Any]) -> tuple[list[str], bool]:
    """The SPDX names of a package's licences: of its expression, else of its classifiers, else of its licence field; and
    whether we may choose one of them."""
    said = [one for one in row["classifiers"] if one != "OSI Approved"]
    text = next(iter((row["text"] or "").strip().splitlines()), "")[:80]
    expression = row["expression"] or (text if " OR " in text else "")
    if expression:
        names = [part for part in re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", expression) if part]
    else:
        names = said or [text or "nothing"]
    return [SAID_OTHERWISE.get(one.lower(), one) for one in names], " OR " in expression and " AND " not in expression


def licences(pythons: Mapping[str, Path]) -> dict[str, Any]:
    """The licences of everything that these environments (by the name of their lock) hold."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for python in pythons.values():
        for row in json.loads(run([python, "-c", LIST_LICENCES], capture_output=True).stdout):
            rows[plain(row["name"]), row["version"]] = row
    refused, used = [], {}
    for (name, version), row in sorted(rows.items()):
        found, may_choose = licences_of(row)
        if name in {"pip", "setuptools", "tocsin"}:
            continue
        used[name] = found
        excepted = EXCEPTIONS.get(name)
        fits = any(one in ALLOWED for one in found) if may_choose else all(one in ALLOWED for one in found)
        if not fits and (excepted is None or not set(found) - ALLOWED <= {excepted[0]}):
            refused.append(f"{name} {version}: {', '.join(found)}")
    return {
        "packages": len(used),
        "refused": refused,
        "exceptions": {n: EXCEPTIONS[n] for n in EXCEPTIONS if n in used},
        "stale": sorted(set(EXCEPTIONS) - set(used)),
        "not_installed": sorted(
            pin for pin in locked() if pin.partition("==")[0] not in used | {"pip": [], "setuptools": []}
        ),
    }


def parts_lists(tools: Path, pythons: Mapping[str, Path]) -> dict[str, str]:
    said = {}
    for name, (lock, holds) in PARTS.items():
        if lock not in pythons:
            said[name] = f"not made: {lock}.txt could not be installed"
            continue
        target = DIST / name
        command = [tools, "-m", "cyclonedx_py", "environment", pythons[lock], "--pyproject", ROOT / "pyproject.toml"]
        run([*command, "--output-reproducible", "--output-format", "JSON", "-o", target], env=os.environ | epoch())
        components = json.loads(target.read_text(encoding="utf-8"))["components"]
        said[name] = f"{len(components)} parts, {holds}"
    return said


def epoch() -> dict[str, str]:
    """The time that is written into what is built: that of the commit, so that anybody gets the same."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None:
        done = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        given = done.stdout.strip() or "1700000000"
    return {"SOURCE_DATE_EPOCH": given}


def wheel_twice(tools: Path) -> dict[str, Any]:
    written = epoch()  # once: somebody may commit meanwhile
    listed = run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True).stdout.splitlines()
    made: list[Path] = []
    with tempfile.TemporaryDirectory() as name:
        first = Path(name) / "tree1" / "x"
        for each in listed:
            source, target = ROOT / each, first / each
            if source.is_file() and each.startswith(("src/", "README", "LICENSE", "NOTICE", "pyproject", ".gitignore")):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
        second = Path(name) / "another tree" / "y" / "z"
        shutil.copytree(first, second, copy_function=shutil.copyfile)  # another folder, and a new time for each file
        for number, copy in enumerate((first, second), 1):
            out = Path(name) / f"out{number}"
            build = [tools, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, copy]
            run(build, env=os.environ | written | {"TZ": ("UTC", "Asia/Tokyo")[number - 1]}, stdout=subprocess.DEVNULL)
            made += out.glob("*.whl")
        hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in made]
        shutil.copyfile(made[0], DIST / made[0].name)
    return {"wheel": made[0].name, "sha256": hashes[0], "same": hashes[0] == hashes[1]}


def said_of_faults(faults: Mapping[str, Any]) -> str:
    """The sentence that a release quotes."""
    of = faults["looked_up"] + len(faults["not_looked_up"])
    if faults["state"] == NOT_RUN:
        return (
            f"The look-up of known faults {NOT_RUN}: the services of PyPI and OSV could not be reached, or did not answer, "
            f"for any of the {of} locked packages."
        )
    found = f"{len(faults['faults'])} known faults"
    if faults["not_looked_up"]:
        return (
            f"The look-up of known faults {faults['state']}: {found} in {faults['looked_up']} of {of} locked packages; "
            f"for the others it {NOT_RUN}."
        )
    return f"The look-up of known faults {faults['state']}: {found} in {of} locked packages."


def status_of(
    faults: Mapping[str, Any], permits: Mapping[str, Any], *, same: bool, missing: list[str], without: bool
) -> int:
    """The exit status. ``missing``: locks that could not be installed; ``without``: that step 1 was not run is known."""
    if faults["faults"] or permits["refused"] or permits["stale"] or not same:
        return 1
    return 3 if missing or (faults["not_looked_up"] and not without) else 0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "--without-faults", action="store_true", help="the service of known faults cannot be reached here"
    )
    given = asked.parse_args()
    DIST.mkdir(exist_ok=True)
    pythons, missing = {}, []
    for lock in INSTALLED:
        try:
            pythons[lock] = environment(lock, REQUIREMENTS / f"{lock}.txt")
        except subprocess.CalledProcessError:
            if lock == "audit":
                raise
            missing.append(f"{lock}.txt")
    tools = pythons["audit"]
    faults, permits = known_faults(tools, list(locked())), licences(pythons)
    parts, wheel = parts_lists(tools, pythons), wheel_twice(tools)
    said = said_of_faults(faults)
    print(f"Known faults   {said}")
    for line in [*faults["faults"], *faults["why"]]:
        print(f"               {line}")
    print(
        f"Licences       {permits['packages']} packages, {len(permits['exceptions'])} exceptions, {len(permits['refused'])} refused"
    )
    for line in [
        *permits["refused"],
        *(f"{name}: an exception that nothing needs any more" for name in permits["stale"]),
        *(
            f"{name} could not be installed here: of what it alone locks, the licence check {NOT_RUN}"
            for name in missing
        ),
        *(f"{pin}: for another system or Python, not looked at" for pin in permits["not_installed"] if not missing),
    ]:
        print(f"               {line}")
    for name, holds in parts.items():
        print(f"Parts          dist/{name}: {holds}")
    print(
        f"Wheel          {wheel['wheel']}, {'the same twice' if wheel['same'] else 'NOT the same twice'}: {wheel['sha256']}"
    )
    summed_up = {
        "said": said,
        "faults": faults,
        "licences": permits,
        "not_installed": missing,
        "parts": parts,
        "wheel": wheel,
    }
    (DIST / "audit.json").write_text(json.dumps(summed_up, indent=2) + "\n")
    return status_of(faults, permits, same=wheel["same"], missing=missing, without=given.without_faults)


if __name__ == "__main__":
    sys.exit(main())
