"""The whole desk in one file, and back from it, on both databases."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from postgres import PostgresServer, postgres_server
from tocsin.actions.backing_up import back_up, restore
from tocsin.actions.installation import Installation, open_installation
from tocsin.actions.people import first_start
from tocsin.actions.proof_log import check_own_log
from tocsin.actions.reporting import list_queue, take_report
from tocsin.errors import InputError
from tocsin.records import Desk

__all__ = ["postgres_server"]

DESK = Desk(
    name="Harbour desk",
    sender="harbour.example",
    url="https://harbour.example",
    email="a@harbour.example",
    nation="gb-eng",
)
TEXT = "A man rang and said he was from my bank. I moved £900 to a safe account."


def desk_at(folder: Path, url: str) -> Installation:
    return open_installation(data_folder=folder, database_url=url, desk=DESK)


def full_desk(folder: Path, url: str) -> str:
    """A desk with an officer and a report; the report's reference."""
    desk = desk_at(folder, url)
    first_start(desk)
    reference = take_report(desk, TEXT, source="test").report.reference
    desk.close()
    return reference


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two empty databases: one for the desk, one to restore into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'one' / 'tocsin.sqlite'}", f"sqlite:///{tmp_path / 'two' / 'tocsin.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    for name in ("backed_up", "restored"):
        server.sql(f"DROP DATABASE IF EXISTS {name}")
        server.sql(f"CREATE DATABASE {name}")
    return server.url("backed_up"), server.url("restored")


def test_a_desk_is_backed_up_destroyed_and_restored(tmp_path: Path, urls: tuple[str, str]) -> None:
    reference = full_desk(tmp_path / "one", urls[0])
    key = (tmp_path / "one" / "secret.key").read_bytes()
    made = back_up(tmp_path / "one", urls[0], tmp_path / "safe" / "desk.tar.gz")
    assert made.path.stat().st_mode & 0o077 == 0  # it holds private keys

    restore(made.path, tmp_path / "two", urls[1])
    assert (tmp_path / "two" / "secret.key").read_bytes() == key
    desk = desk_at(tmp_path / "two", urls[1])
    try:
        assert [report.reference for report in list_queue(desk).items] == [reference]
        check_own_log(desk)
    finally:
        desk.close()


def test_a_desk_that_is_here_is_only_replaced_when_asked_and_is_kept_beside(
    tmp_path: Path, urls: tuple[str, str]
) -> None:
    reference = full_desk(tmp_path / "one", urls[0])
    made = back_up(tmp_path / "one", urls[0], tmp_path / "desk.tar.gz")
    desk = desk_at(tmp_path / "one", urls[0])
    take_report(desk, "Another one, later.", source="test")
    desk.close()
    with pytest.raises(InputError, match="A desk is here already"):
        restore(made.path, tmp_path / "one", urls[0])
    restore(made.path, tmp_path / "one", urls[0], replace=True)
    desk = desk_at(tmp_path / "one", urls[0])
    try:
        assert [report.reference for report in list_queue(desk).items] == [reference]
    finally:
        desk.close()
    assert len(list(tmp_path.glob("one.before-*"))) == 1


def test_a_damaged_backup_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one' / 'tocsin.sqlite'}"
    full_desk(tmp_path / "one", url)
    made = back_up(tmp_path / "one", url, tmp_path / "desk.tar.gz")
    with tarfile.open(made.path) as file:
        file.extractall(tmp_path / "open", filter="data")
    (tmp_path / "open" / "data" / "secret.key").write_bytes(b"another key, as long as a true one is")
    with tarfile.open(tmp_path / "changed.tar.gz", "w:gz") as file:
        file.add(tmp_path / "open", "")
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(made.path.read_bytes()[:-2000])
    for bad in (tmp_path / "changed.tar.gz", cut, tmp_path / "none.tar.gz"):
        with pytest.raises(InputError):
            restore(bad, tmp_path / "two", f"sqlite:///{tmp_path / 'two' / 'tocsin.sqlite'}")
    assert not (tmp_path / "two").exists()


def test_a_backup_of_another_kind_of_database_says_how_to_move_a_desk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one' / 'tocsin.sqlite'}"
    full_desk(tmp_path / "one", url)
    made = back_up(tmp_path / "one", url, tmp_path / "desk.tar.gz")
    with pytest.raises(InputError, match="tocsin export"):
        restore(made.path, tmp_path / "two", "postgresql://tocsin@db.example/tocsin")


def test_a_backup_does_not_lie_in_what_it_backs_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one' / 'tocsin.sqlite'}"
    full_desk(tmp_path / "one", url)
    with pytest.raises(InputError, match="lost with it"):
        back_up(tmp_path / "one", url, tmp_path / "one" / "desk.tar.gz")
