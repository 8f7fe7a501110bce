"""What a release must show of what it is made of: known faults, licences, a list of parts, and that the wheel can be made again.

    make audit        (or: python scripts/audit.py [--without-faults])

1. Every locked package of requirements/run.txt is looked up for known vulnerabilities (pip-audit). One that could not be looked
   up is a failure, not a pass; ``--without-faults`` says that this step is known not to work here, and writes that down.
2. The licence of every installed package is on the list below, or is an exception with its reason.
3. A CycloneDX list of parts (SBOM) is written to dist/.
4. The wheel is built twice, in two folders and at two times: both must be the same, byte for byte.

All of it is summed up in dist/audit.json. Environments of its own are made in .cache/audit.
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
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE, DIST = ROOT / ".cache" / "audit", ROOT / "dist"
RUN = ROOT / "requirements" / "run.txt"
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


def known_faults(tools: Path) -> dict[str, Any]:
    """What is known of each locked package; ``not_looked_up`` names those of which nothing could be asked."""
    command = [tools, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", RUN, "--format", "json"]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return {
            "looked_up": 0,
            "not_looked_up": ["all"],
            "faults": [],
            "why": re.sub(r"https?://\S+", "(address)", last)[:300],
        }
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}"
        for one in found
        for fault in one.get("vulns", ())
        if "version" in one
    ]
    skipped = [one["name"] for one in found if one.get("skip_reason")]
    return {"looked_up": len(found) - len(skipped), "not_looked_up": skipped, "faults": faults}


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


def licences(python: Path) -> dict[str, Any]:
    rows = json.loads(run([python, "-c", LIST_LICENCES], capture_output=True).stdout)
    refused, used = [], {}
    for row in sorted(rows, key=lambda one: one["name"].lower()):
        name = row["name"].lower().replace("_", "-")
        found, may_choose = licences_of(row)
        if name in {"pip", "setuptools", "tocsin"}:
            continue
        used[name] = found
        excepted = EXCEPTIONS.get(name)
        fits = any(one in ALLOWED for one in found) if may_choose else all(one in ALLOWED for one in found)
        if not fits and (excepted is None or not set(found) - ALLOWED <= {excepted[0]}):
            refused.append(f"{row['name']} {row['version']}: {', '.join(found)}")
    stale = sorted(set(EXCEPTIONS) - set(used))
    return {
        "packages": len(used),
        "refused": refused,
        "exceptions": {n: EXCEPTIONS[n] for n in EXCEPTIONS if n in used},
        "stale": stale,
    }


def parts_list(tools: Path, python: Path) -> str:
    target = DIST / "tocsin.cdx.json"
    command = [tools, "-m", "cyclonedx_py", "environment", python, "--pyproject", ROOT / "pyproject.toml"]
    run([*command, "--output-reproducible", "--output-format", "JSON", "-o", target], env=os.environ | epoch())
    components = json.loads(target.read_text(encoding="utf-8"))["components"]
    return f"{target.relative_to(ROOT)}: {len(components)} parts"


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


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "--without-faults", action="store_true", help="the service of known faults cannot be reached here"
    )
    given = asked.parse_args()
    DIST.mkdir(exist_ok=True)
    tools = environment("tools", ROOT / "requirements" / "audit.txt")
    python = environment("run", RUN)
    faults, permits = known_faults(tools), licences(python)
    sbom, wheel = parts_list(tools, python), wheel_twice(tools)
    looked = not faults["not_looked_up"]
    print(
        f"Known faults   {faults['looked_up']} packages looked up, {len(faults['not_looked_up'])} not; {len(faults['faults'])} faults"
    )
    for line in faults["faults"]:
        print(f"               {line}")
    if not looked:
        print("               The service of known faults did not answer for them: THIS STEP WAS NOT RUN.")
    print(
        f"Licences       {permits['packages']} packages, {len(permits['exceptions'])} exceptions, {len(permits['refused'])} refused"
    )
    for line in [
        *permits["refused"],
        *(f"{name}: an exception that nothing needs any more" for name in permits["stale"]),
    ]:
        print(f"               {line}")
    print(f"Parts          {sbom}")
    print(
        f"Wheel          {wheel['wheel']}, {'the same twice' if wheel['same'] else 'NOT the same twice'}: {wheel['sha256']}"
    )
    (DIST / "audit.json").write_text(
        json.dumps({"faults": faults, "licences": permits, "wheel": wheel}, indent=2) + "\n"
    )
    well = not faults["faults"] and (looked or given.without_faults) and not permits["refused"] and not permits["stale"]
    return 0 if well and wheel["same"] else 1


if __name__ == "__main__":
    sys.exit(main())
