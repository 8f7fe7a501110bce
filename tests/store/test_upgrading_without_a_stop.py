"""Hosts are upgraded one by one: the program of before works on the tables of after."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tocsin.store.migrating import FOLDER, WORKS_SINCE

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = sorted((FOLDER / "versions").glob("v*.py"))
TAKES_AWAY = re.compile(r"drop_table|drop_column|rename_table|alter_column|new_column_name|DROP TABLE|RENAME")
DEMANDS = re.compile(r"sa\.Column\([^\n]*nullable=False(?![^\n]*server_default)")
PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tocsin.version import VERSION
from tocsin.actions.installation import open_installation
from tocsin.actions import alerting, people
from tocsin.actions.checking import check
from tocsin.actions.delivering import deliver_once
from tocsin.actions.reporting import take_report, list_queue
from tocsin.actions.subscribing import subscribe
from tocsin.records import Desk
folder, url = Path(sys.argv[1]), sys.argv[2]
desk = Desk(name="Marlshire", sender="alerts.example", url="http://127.0.0.1:8080", email="alerts@alerts.example")
home = open_installation(data_folder=folder, database_url=url, desk=desk)
assert home.store.pending_migrations() == []
officer, once = people.add_officer(home, by=None, name="newcomer", display_name="Newcomer")
people.change_password(home, officer, old=once, new="otter lamp quiet seven")
assert people.log_in(home, "newcomer", "otter lamp quiet seven", remote="192.0.2.1") is not None
taken = take_report(home, "A man from Microsoft rang and had me install AnyDesk.", place="Faversham")
assert taken.report.reference
list_queue(home)
written = alerting.draft(home, officer=people.officer_named(home, "newcomer"), references=[taken.report.reference], area_names=("Kent",))
alerting.submit(home, written.id, officer=people.officer_named(home, "newcomer"))
subscribe(home, address="rose@post.example", place="Faversham")
deliver_once(home)
check(home, "This is Microsoft, install AnyDesk.")
print("works", taken.report.reference)
"""


def git(*command: str) -> str:
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def before() -> str:
    """The commit before the newest migration: the last tag, else the parent of the commit that brought it, else HEAD."""
    if tag := git("describe", "--tags", "--abbrev=0"):
        return tag
    folder = str((FOLDER / "versions").relative_to(ROOT))
    in_head = set(git("ls-tree", "--name-only", "HEAD", f"{folder}/").splitlines())
    if any(f"{folder}/{path.name}" not in in_head for path in VERSIONS):
        return git("rev-parse", "HEAD")
    brought = git("log", "-1", "--diff-filter=A", "--format=%H", "--", folder)
    return git("rev-parse", f"{brought}^") if brought else ""


@pytest.fixture(scope="module")
def old_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    commit = before()
    if not commit:
        pytest.skip("there is no git history here")
    folder = tmp_path_factory.mktemp("before")
    archive = folder / "src.tar"
    subprocess.run(["git", "archive", "--output", str(archive), commit, "src"], cwd=ROOT, check=True)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "src"


def test_the_program_of_before_does_a_days_work_on_the_tables_of_after(
    old_source: Path, store_url: str, tmp_path: Path
) -> None:
    known_before = sorted((old_source / "tocsin/store/migrations/versions").glob("v*.py"))
    if "WORKS_SINCE" not in (old_source / "tocsin/store/migrating.py").read_text(encoding="utf-8") and len(
        known_before
    ) != len(VERSIONS):
        pytest.skip("the program of before asks for its own revision; from this one on it does not")
    environment = os.environ | {"PYTHONPATH": str(old_source)}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "desk"), store_url]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith("works")


@pytest.mark.parametrize("path", [path for path in VERSIONS if int(path.stem[1:5]) > WORKS_SINCE], ids=lambda p: p.stem)
def test_since_then_a_migration_only_adds(path: Path) -> None:
    upgrade = path.read_text(encoding="utf-8").partition("def upgrade")[2].partition("def downgrade")[0]
    assert TAKES_AWAY.findall(upgrade) == [], "then raise WORKS_SINCE in migrating.py, and say so under Upgrading"
    added = "\n".join(re.findall(r"add_column\([^\n]*", upgrade))
    assert DEMANDS.findall(added) == [], "the program of before would not fill it: give it a server_default"
