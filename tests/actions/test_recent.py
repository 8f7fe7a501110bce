"""What is kept in memory between two questions is what the database says, within this process at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from actions.publishing import put_out
from desk import add, open_desk
from tocsin.actions import alerting, recent
from tocsin.actions.api_keys import caller_of, make_api_key, revoke_api_key
from tocsin.actions.checking import check
from tocsin.actions.verifying import verify
from tocsin.store import publications as publication_store

CALL = "This is Microsoft. Your computer has a virus. Let me connect to it with AnyDesk."


def test_what_this_process_publishes_and_withdraws_is_in_the_next_answer(store_url: str, tmp_path: Path) -> None:
    home = open_desk(tmp_path, database_url=store_url)
    amira, owen = add(home, "amira"), add(home, "owen")
    assert check(home, CALL).alert is None
    first = put_out(home, amira, owen)
    assert check(home, CALL).alert == first.code
    second = put_out(home, amira, owen)
    assert check(home, CALL).alert in {first.code, second.code}
    found = verify(home, first.code)
    assert found is not None
    assert found.state == "current"
    alert = next(one for one in alerting.list_alerts(home) if one.code == first.code)
    alerting.withdraw(home, alert.id, officer=owen, note="It was a mistake.")
    found = verify(home, first.code)
    assert found is not None
    assert found.state == "withdrawn"
    assert check(home, CALL).alert == second.code
    home.close()


def test_unchanged_publications_are_read_once(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = open_desk(tmp_path, database_url=store_url)
    put_out(home, add(home, "amira"), add(home, "owen"))
    read: list[int] = []
    real = publication_store.list_publications

    def counted(*given: object, **more: object) -> object:
        read.append(1)
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(publication_store, "list_publications", counted)
    monkeypatch.setattr(recent, "OLDEST_SECONDS", 0.0)  # every question looks at the marker
    for _ in range(5):
        check(home, CALL)
    assert len(read) == 1
    put_out(home, add(home, "ada"), add(home, "oscar"))
    check(home, CALL)
    assert len(read) == 2
    home.close()


def test_what_another_process_wrote_is_seen_after_the_while_that_answers_are_kept(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = open_desk(tmp_path, database_url=store_url)
    amira, owen = add(home, "amira"), add(home, "owen")
    code = put_out(home, amira, owen).code
    key, token = make_api_key(home, officer=owen, name="a program", scopes=["reports:read"])
    assert check(home, CALL).alert == code
    assert caller_of(home, token) is not None
    program = (
        "import sys\nfrom tocsin.store import open_store\nfrom tocsin.store import publications, api_keys\n"
        "store = open_store(sys.argv[1])\n"
        "with store.begin() as tx:\n"
        "    publications.set_publication_state(tx, sys.argv[2], 1, 'expired')\n"
        "    api_keys.end_api_key(tx, sys.argv[3])\n"
    )
    subprocess.run([sys.executable, "-c", program, store_url, code, key.id], check=True)
    monkeypatch.setattr(recent, "OLDEST_SECONDS", 0.0)  # as if it had passed
    assert check(home, CALL).alert is None
    assert caller_of(home, token) is None
    home.close()


def test_a_key_that_is_revoked_here_opens_nothing_from_then_on(store_url: str, tmp_path: Path) -> None:
    home = open_desk(tmp_path, database_url=store_url)
    owen = add(home, "owen")
    key, token = make_api_key(home, officer=owen, name="a program", scopes=["reports:read"])
    assert caller_of(home, token) is not None
    revoke_api_key(home, key.id, officer=owen)
    assert caller_of(home, token) is None
    home.close()
