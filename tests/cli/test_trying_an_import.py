"""``tocsin import --dry-run``: what would be done, with nothing made and nothing changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from click.testing import CliRunner, Result

from tocsin.cli import tocsin

CALL = "A man rang and said that he was from Microsoft. He wanted me to install AnyDesk on my computer."
OTHER = "Somebody at the door wanted to mend the roof at once, for cash."


def run(folder: Path, *arguments: str) -> Result:
    environment = {"TOCSIN_DATA_FOLDER": str(folder / "desk")}
    return CliRunner().invoke(tocsin, list(arguments), env=environment, standalone_mode=False)


def contents(folder: Path) -> dict[str, str]:
    """Every file but SQLite's own beside the database, which come and go with each connection."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_no_desk_is_made_by_a_trial(tmp_path: Path) -> None:
    file = tmp_path / "given.csv"
    file.write_text(f"id,text\n1,{CALL}\n")
    tried = run(tmp_path, "import", str(file), "--dry-run")
    assert "There is no desk in" in tried.stderr
    assert "Would take 1 reports. Nothing was kept." in tried.stdout
    assert not (tmp_path / "desk").exists()


def test_the_desk_is_looked_at_and_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "given.csv"
    file.write_text(f'id,text\n1,"{CALL}"\n2,"{CALL} Twice."\n3,"{CALL} Three times."\n')
    run(tmp_path, "import", str(file))
    file.write_text(f'id,text\n1,"{CALL}"\n2,"{CALL} Two times."\n3,"{OTHER}"\n4,"{CALL} New."\n')
    before = contents(tmp_path / "desk")
    tried = run(tmp_path, "import", str(file), "--dry-run")
    assert tried.return_value == 1
    for sentence in (
        "Would take 1 reports. Nothing was kept.",
        "Would pass over 1 that are already there.",
        "Would pass over 1 that are there in other words.",
        "Would reject 1.",
        "Give this file a source of its own: --source NAME (row 3)",
    ):
        assert sentence in tried.stdout
    assert contents(tmp_path / "desk") == before
    done = run(tmp_path, "import", str(file))
    assert "1 taken, 2 already there, 1 rejected." in done.stdout
    assert "1 of those already there are told in other words now." in done.stdout
    assert "nothing would be done" in run(tmp_path, "import", str(file), "--dry-run").stdout
