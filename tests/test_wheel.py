"""The wheel holds all that the program needs: built, unpacked and run from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "src"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("there is no git here to say which files are ours")
    ours = {name.removeprefix("src/") for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    with zipfile.ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if name.startswith("tocsin/")}
    assert held == ours


def test_what_was_unpacked_works_far_from_the_source(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "lib")
    (tmp_path / "empty").mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        program = "import tocsin, sys; assert tocsin.__file__.startswith(sys.argv.pop(1)); from tocsin.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "lib"), *command],
            cwd=tmp_path / "empty",
            env=environment | {"PYTHONPATH": str(tmp_path / "lib")},
            capture_output=True,
            text=True,
            check=False,
        )

    checked = run("check", "This is Microsoft. Your computer has a virus. Let me in with AnyDesk.")
    assert (checked.returncode, checked.stderr) == (1, "")
    assert checked.stdout.startswith("This looks like a scam")
    assert not any((tmp_path / "empty").iterdir())
    assert run("officer", "add", "mary").returncode == 0  # makes the desk: tables, keys, places
    doctor = run("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert "scams" in doctor.stdout
