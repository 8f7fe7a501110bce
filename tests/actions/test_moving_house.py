"""A desk moves from one database to another, and a mailing list comes in."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.publishing import letters, put_out, subscribed, text_of
from desk import Clock, add, open_desk
from postgres import PostgresServer
from tocsin.actions import alerting, subscribing
from tocsin.actions.delivering import deliver_once
from tocsin.actions.installation import Installation
from tocsin.actions.joining import add_by_desk, take_list
from tocsin.actions.keys import list_keys
from tocsin.actions.moving_house import export_desk, import_desk
from tocsin.actions.proof_log import check_own_log, log_lines
from tocsin.actions.verifying import verify
from tocsin.errors import DeliveryError, InputError, StoreError
from tocsin.records import Subscriber
from tocsin.store import Store, open_store
from tocsin.store import subscribers as subscriber_store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Installation]:
    opened = open_desk(tmp_path / "desk", database_url=store_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def elsewhere(home: Installation, tmp_path: Path, postgres_server: PostgresServer) -> str:
    """An empty database of the other kind."""
    if home.store.kind == "postgresql":
        return f"sqlite:///{tmp_path / 'other' / 'tocsin.sqlite'}"
    name = f"moved_{abs(hash(tmp_path)) % 10**9}"
    postgres_server.sql(f"CREATE DATABASE {name}")
    return postgres_server.url(name)


def empty(url: str) -> Store:
    store = open_store(url)
    store.migrate()
    return store


def test_a_desk_moves_to_the_other_kind_of_database_and_goes_on(
    home: Installation, elsewhere: str, tmp_path: Path, clock: Clock
) -> None:
    amira, owen = add(home, "amira"), add(home, "owen")
    ada = subscribed(home, "ada", pace="now", quiet_from=22, quiet_to=7, audiences=("residents",))
    gone = subscribed(home, "gone")
    with home.store.begin() as tx:
        subscriber_store.leave_subscriber(tx, gone.id, at=home.now())
    published = put_out(home, amira, owen)
    deliver_once(home)
    (home.data_folder / "areas.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    old_lines, old_keys = list(log_lines(home)), {key.key_id for key in list_keys(home)}
    file = tmp_path / "desk.jsonl"
    moved = export_desk(home, file)
    assert moved.rows["subscribers"] == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "gone@post.example" not in file.read_text()
    assert not any(secret in file.read_text() for secret in (home.secret.decode(), "PRIVATE"))

    folder = tmp_path / "other"
    store = empty(elsewhere)
    assert import_desk(store, folder, file).checked == 1
    store.close()
    new = open_desk(folder, database_url=elsewhere, clock=clock)
    try:
        assert (folder / "areas.geojson").exists()
        assert old_keys < {key.key_id for key in list_keys(new)}  # its own, and the old ones
        assert list(log_lines(new))[: len(old_lines)] == old_lines
        check_own_log(new)
        found = verify(new, published.code)
        assert found is not None
        assert found.state == "current"
        with new.store.read() as tx:
            kept = subscriber_store.get_subscriber(tx, ada.id)
        assert kept == ada
        owen_there = add(new, "olga")
        alerting.withdraw(new, published.alert_id, officer=owen_there, note="It was wrong.")
        assert deliver_once(new).sent == 1  # everyone told is told again, wherever they were told
        assert letters(new)[0]["To"] == "ada@post.example"
        with pytest.raises(StoreError, match="used already"):
            import_desk(new.store, folder, file)
    finally:
        new.close()


@pytest.mark.parametrize("harm", ["cut short", "a changed letter", "another file", "a publication left out"])
def test_a_file_that_was_harmed_is_refused_and_nothing_is_kept(home: Installation, tmp_path: Path, harm: str) -> None:
    amira, owen = add(home, "amira"), add(home, "owen")
    put_out(home, amira, owen)
    subscribed(home, "ada")
    file = tmp_path / "desk.jsonl"
    export_desk(home, file)
    lines = file.read_text().splitlines(keepends=True)
    if harm == "cut short":
        lines = lines[:-2]
    elif harm == "a changed letter":
        lines = [line.replace("ada@post.example", "eve@post.example") for line in lines]
    elif harm == "another file":
        lines = ['{"format": "something"}\n']
    else:
        lines = [line for line in lines if '"table": "publications"' not in line]
    file.write_text("".join(lines))
    store = empty(f"sqlite:///{tmp_path / 'fresh' / 'tocsin.sqlite'}")
    with pytest.raises(InputError):
        import_desk(store, tmp_path / "fresh", file)
    with store.read() as tx:
        assert subscriber_store.find_subscriber(tx, "ada@post.example", "email") is None
    store.close()


def test_a_file_that_is_there_is_not_written_over(home: Installation, tmp_path: Path) -> None:
    file = tmp_path / "desk.jsonl"
    file.write_text("mine")
    with pytest.raises(InputError, match="there already"):
        export_desk(home, file)
    assert file.read_text() == "mine"


LIST = """\ufeffEmail address,Town,Consented on
ada@post.example,Faversham,paper form of 3 May 2021
Ben@Post.Example,Maidstone,web form of 1 June 2022
not an address,Faversham,paper form
cat@post.example,Nowhereville,paper form
dan@post.example,Faversham,
"""


def test_a_mailing_list_comes_in_with_its_consent_and_is_confirmed_by_each(home: Installation, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    dry = take_list(home, file, list_name="Kent Watch", by="operator", dry_run=True)
    assert (dry.asked, len(dry.rejected), letters(home)) == (2, 3, [])
    taken = take_list(home, file, list_name="Kent Watch", by="operator")
    assert (taken.asked, taken.already, taken.unsent) == (2, 0, 0)
    assert [one.line for one in taken.rejected] == [4, 5, 6]
    assert "e-mail address" in taken.rejected[0].why
    [to_ada, to_ben] = sorted(letters(home), key=lambda one: str(one["To"]))
    assert (to_ada["To"], to_ben["To"]) == ("ada@post.example", "ben@post.example")
    assert "You are on the list “Kent Watch” of Marlshire Fraud Desk." in text_of(to_ada)

    amira, owen = add(home, "amira"), add(home, "owen")
    put_out(home, amira, owen)
    assert deliver_once(home).sent == 0  # nothing before they confirm
    token = next(word for word in text_of(to_ada).split() if "/subscribe/confirm/" in word).rsplit("/", 1)[1]
    ada = subscribing.confirm(home, token)
    put_out(home, amira, owen)
    assert deliver_once(home).sent == 1
    with home.store.read() as tx:
        proofs = subscriber_store.list_consents(tx, ada.id)
    assert [(one.how, one.words) for one in proofs] == [
        ("list", "paper form of 3 May 2021"),
        ("asked", "We asked them to confirm."),
        ("confirmed", "paper form of 3 May 2021"),
    ]
    assert proofs[0].proof == "Kent Watch: list.csv:2"

    before = len(letters(home))
    again = take_list(home, file, list_name="Kent Watch", by="operator")
    assert (again.asked, again.already) == (0, 2)
    tried = take_list(home, file, list_name="Kent Watch", by="operator", dry_run=True)
    assert (tried.asked, tried.already, tried.rejected) == (0, 2, again.rejected)
    subscribing.leave(home, subscribing.link(home, "leave", ada.id).rsplit("/", 1)[1])
    take_list(home, file, list_name="Kent Watch", by="operator")
    assert len(letters(home)) == before  # who left is not asked to come back


def test_a_list_without_a_column_or_that_is_no_csv_is_a_sentence(home: Installation, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("email,place\nada@post.example,Faversham\n")
    with pytest.raises(InputError, match="no column consent"):
        take_list(home, file, list_name="x", by="operator")
    taken = take_list(home, file, list_name="x", by="operator", consent="all signed at the fair of 2024", dry_run=True)
    assert taken.asked == 1
    file.write_bytes(b"email,place,consent\n\xff\xfe\n")
    with pytest.raises(InputError, match="UTF-8"):
        take_list(home, file, list_name="x", by="operator")
    with pytest.raises(InputError, match="cannot be read"):
        take_list(home, tmp_path / "none.csv", list_name="x", by="operator")


def test_a_webhook_is_added_by_the_desk_and_its_secret_shown_once(home: Installation) -> None:
    added = add_by_desk(
        home, channel="webhook", address="https://council.example/tocsin", place="Maidstone", by="operator",
        why="Asked by letter of 3 May 2026.",
    )  # fmt: skip
    assert added.secret.startswith("whsec_")
    assert (added.where.name, added.radius_km) == ("Maidstone", subscribing.DEFAULT_RADIUS_KM)
    with home.store.read() as tx:
        kept: Subscriber | None = subscriber_store.get_subscriber(tx, added.subscriber.id)
        [consent] = subscriber_store.list_consents(tx, added.subscriber.id)
    assert kept is not None
    assert kept.confirmed_at is not None
    assert consent.words == "Asked by letter of 3 May 2026."
    with pytest.raises(InputError, match="already"):
        add_by_desk(
            home, channel="webhook", address="https://council.example/tocsin", place="Maidstone", by="operator",
            why="Asked by letter of 3 May 2026.",
        )  # fmt: skip
    with pytest.raises(DeliveryError, match="cannot send by sms"):
        add_by_desk(home, channel="sms", address="07700 900123", place="Maidstone", by="operator", why="They asked us.")
    with pytest.raises(InputError, match="https://"):
        add_by_desk(
            home, channel="webhook", address="http://council.example/tocsin", place="Maidstone", by="operator",
            why="Asked by letter of 3 May 2026.",
        )  # fmt: skip
    with pytest.raises(InputError, match="radius of 150 km is not taken"):
        add_by_desk(
            home, channel="email", address="a@b.example", place="Maidstone", by="operator", why="They asked us.", radius_km=150
        )  # fmt: skip
    with pytest.raises(InputError, match="how we know"):
        add_by_desk(home, channel="email", address="a@b.example", place="Maidstone", by="operator", why="ok")
    assert json.dumps(added.secret) not in (home.data_folder / "secret.key").read_text()
