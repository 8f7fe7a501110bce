"""Opening a database, and what is said when it cannot be."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from postgres import PostgresServer
from store.cast import AT, a_publication, a_report, publish
from tocsin.errors import StoreError
from tocsin.store import Store, audit, open_store, publications, reports
from tocsin.store.faults import READ_ONLY


def refusal(url: str) -> StoreError:
    with pytest.raises(StoreError) as refused:
        open_store(url)
    assert refused.value.fix
    assert refused.value.message.endswith(".")
    return refused.value


def test_an_sqlite_database_is_made_with_its_folder(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/new/deep/tocsin.db")
    assert store.kind == "sqlite"
    assert store.url_for_people == f"sqlite:///{tmp_path}/new/deep/tocsin.db"
    assert store.pending_migrations()
    store.migrate()
    store.migrate()
    assert store.pending_migrations() == []
    store.close()


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    error = refusal(f"sqlite:///{tmp_path}")
    assert "folder, not a database" in str(error)
    assert error.where == str(tmp_path)


def test_a_file_of_another_kind_is_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, and long enough to be read as a header. " * 20)
    assert "not a SQLite database" in str(refusal(f"sqlite:///{tmp_path}/notes.txt"))


def test_a_folder_that_is_a_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be made" in str(refusal(f"sqlite:///{tmp_path}/file/tocsin.db"))


@pytest.mark.parametrize(
    "url", ["", "tocsin.db", "mysql://root:hunter2@localhost/tocsin", "sqlite://", "sqlite:///:memory:"]
)
def test_an_address_that_is_none_of_ours_is_refused_without_its_password(url: str) -> None:
    assert "hunter2" not in str(refusal(url))


def test_nobody_answers_at_that_address() -> None:
    error = refusal("postgresql://tocsin:hunter2@127.0.0.1:1/tocsin")
    assert "No PostgreSQL answers" in str(error)
    assert "hunter2" not in str(error)
    assert error.where == "postgresql://tocsin:***@127.0.0.1:1/tocsin"


def test_a_wrong_password_is_said_so_and_not_shown(postgres_server: PostgresServer) -> None:
    postgres_server.sql("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    assert "name or the password" in str(refusal(postgres_server.url(user="guarded", password="hunter2")))
    assert "hunter2" not in str(refusal(postgres_server.url(user="guarded", password="hunter2")))
    assert "none was given" in str(refusal(postgres_server.url(user="guarded")))
    open_store(postgres_server.url(user="guarded", password="right")).close()


def test_an_unknown_database_or_user_is_said_so(postgres_server: PostgresServer) -> None:
    assert "no database of that name" in str(refusal(postgres_server.url("nowhere")))
    assert "does not know this user" in str(refusal(postgres_server.url(user="mallory")))


def test_a_database_that_cannot_keep_every_letter_is_refused(postgres_server: PostgresServer) -> None:
    postgres_server.sql("CREATE DATABASE narrow ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    assert "LATIN1" in str(refusal(postgres_server.url("narrow")))


def test_a_short_postgres_address_is_understood(postgres_server: PostgresServer) -> None:
    store = open_store(postgres_server.url().replace("postgresql://", "postgres://"))
    assert store.kind == "postgresql"
    assert store.url_for_people == postgres_server.url()
    store.close()


def test_a_newer_program_that_only_added_lets_this_one_go_on(store_url: str) -> None:
    with closing(open_store(store_url)) as made, made.begin() as tx:
        tx.run(text("UPDATE alembic_version SET version_num = '9999_from_the_future'"))
    with closing(open_store(store_url)) as store:
        assert store.pending_migrations() == []
        store.migrate()  # nothing is this program's to do


def test_a_database_newer_than_the_program_is_refused(store_url: str) -> None:
    store = open_store(store_url)
    with store.begin() as tx:
        tx.run(text("UPDATE alembic_version SET version_num = '9999_from_the_future'"))
        if tx.kind == "sqlite":
            tx.run(text("PRAGMA user_version = 9999"))
        else:
            tx.run(text("COMMENT ON TABLE alembic_version IS 'works with programs since revision 9999'"))
    for call in (store.migrate, store.pending_migrations):
        with pytest.raises(StoreError, match="newer than this Tocsin"):
            call()
    store.close()
    assert "newer than this Tocsin" in str(refusal(store_url))


def test_a_database_without_tables_says_how_to_make_them(tmp_path: Path, postgres_server: PostgresServer) -> None:
    postgres_server.sql("CREATE DATABASE bare")
    for url in (f"sqlite:///{tmp_path}/bare.db", postgres_server.url("bare")):
        store = open_store(url)
        with pytest.raises(StoreError, match="Run: tocsin migrate"), store.read() as tx:
            reports.list_reports(tx)
        store.close()


def test_a_full_disk_is_said_so_and_nothing_is_half_written(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "tocsin.db")
    store = open_store(f"sqlite:///{tmp_path}/tocsin.db")
    with store.begin() as tx:
        tx.run(text("PRAGMA max_page_count = 1"))  # the file may not grow: what a full disk looks like to SQLite
    with pytest.raises(StoreError, match="disk is full"), store.begin() as tx:
        reports.add_report(tx, a_report(), sealed=b"x" * 1_000_000, contact_sealed=None)
    with store.read() as tx:
        assert reports.count_reports(tx) == 0
    store.close()


def test_a_bug_is_not_dressed_up_as_a_fault_of_the_database(store: Store) -> None:
    with pytest.raises(Exception, match="syntax") as raised, store.read() as tx:
        tx.rows(text("SELEKT 1"))
    assert not isinstance(raised.value, StoreError)


def test_a_block_that_raises_leaves_nothing_behind(store: Store) -> None:
    def stumble() -> None:
        with store.begin() as tx:
            reports.add_report(tx, a_report(), sealed=b"", contact_sealed=None)
            raise KeyError("something went wrong")

    with pytest.raises(KeyError):
        stumble()
    with store.read() as tx:
        assert reports.count_reports(tx) == 0


def test_a_reading_transaction_cannot_write(store: Store) -> None:
    with store.read() as tx, pytest.raises(RuntimeError, match="only reads"):
        audit.add_entry(tx, at=AT, actor="a", action="b", subject="c")
    with pytest.raises((StoreError, Exception), match=r"read.?only|read but not written"), store.read() as tx:
        tx.connection.execute(text("DELETE FROM reports"))


def test_a_database_opened_to_read_refuses_every_write_and_is_never_made(store_url: str, tmp_path: Path) -> None:
    opened = open_store(store_url, read_only=True)
    with opened.read() as tx:
        assert reports.count_reports(tx) == 0
    with pytest.raises(StoreError) as refused, opened.begin() as tx:
        reports.add_report(tx, a_report(), sealed=b"sealed", contact_sealed=None)
    assert refused.value.code == READ_ONLY
    opened.close()
    with pytest.raises(StoreError, match="no such database"):
        open_store(f"sqlite:///{tmp_path}/none/tocsin.db", read_only=True)
    assert not (tmp_path / "none").exists()


def test_a_reading_transaction_sees_one_moment(store: Store) -> None:
    with store.read() as before:
        assert reports.count_reports(before) == 0
        with store.begin() as tx:
            reports.add_report(tx, a_report(), sealed=b"", contact_sealed=None)
        assert reports.count_reports(before) == 0
    with store.read() as after:
        assert reports.count_reports(after) == 1


def test_a_publication_is_frozen_and_the_audit_trail_only_grows(store: Store) -> None:
    with store.begin() as tx:
        publish(tx, a_publication())
        audit.add_entry(tx, at=AT, actor="a", action="b", subject="c")
        publications.set_publication_state(tx, "K7Q-4M2", 1, "withdrawn")
    for statement, why in (
        ("UPDATE publications SET content = '{}'", "frozen"),
        ("UPDATE publications SET sent_at = NULL, state = 'current'", "frozen"),
        ("DELETE FROM publications", "kept for ever"),
        ("UPDATE audit SET actor = 'nobody'", "only grows"),
        ("DELETE FROM audit", "only grows"),
    ):
        with pytest.raises(Exception, match=why), store.begin() as tx:
            tx.run(text(statement))


def test_what_people_told_us_stays_out_of_error_messages(store: Store) -> None:
    with store.begin() as tx:
        reports.add_report(tx, a_report(redacted="my secret"), sealed=b"", contact_sealed=None)
    with pytest.raises(IntegrityError) as raised, store.begin() as tx:
        reports.add_report(tx, a_report(redacted="my secret"), sealed=b"", contact_sealed=None)
    assert "my secret" not in str(raised.value)


def test_a_server_that_was_restarted_is_met_again(store_url: str, postgres_server: PostgresServer) -> None:
    store = open_store(store_url)
    with store.read() as tx:
        assert reports.count_reports(tx) == 0
    if store.kind == "postgresql":
        postgres_server.stop()
        with pytest.raises(StoreError), store.read() as tx:
            reports.count_reports(tx)
        postgres_server.start()
    with store.read() as tx:
        assert reports.count_reports(tx) == 0
    store.close()


def test_the_package_and_the_fast_reader_load_no_sqlalchemy(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, tocsin.store\n"
        "from tocsin.store.publications_lookup import lookup_publications\n"
        "lookup_publications(pathlib.Path(sys.argv[1]))\n"
        "heavy = {'sqlalchemy', 'alembic', 'argon2', 'lxml', 'cryptography'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "none.db")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    import tocsin.store

    with pytest.raises(AttributeError):
        tocsin.store.nothing_of_that_name  # noqa: B018


@pytest.fixture
def read_only(sqlite_template: Path) -> Iterator[Path]:
    """A database in a folder where this process may write neither, root or not."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-read-only-"))
    path = Path(shutil.copyfile(sqlite_template, folder / "tocsin.db"))
    path.chmod(0o444)
    folder.chmod(0o555)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)  # nobody: root may write everything
    try:
        yield path
    finally:
        os.seteuid(was)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_file_that_may_only_be_read_is_said_so(read_only: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be opened or made|read but not written") as refused:
        _write_to(f"sqlite:///{read_only}")
    assert refused.value.where == f"sqlite:///{read_only}"


def _write_to(url: str) -> None:
    with open_store(url).begin() as tx:
        reports.add_report(tx, a_report(), sealed=b"", contact_sealed=None)


def test_a_damaged_file_is_said_so(tmp_path: Path, sqlite_template: Path) -> None:
    data = bytearray(sqlite_template.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    (tmp_path / "tocsin.db").write_bytes(data)
    with pytest.raises(StoreError), open_store(f"sqlite:///{tmp_path}/tocsin.db").read() as tx:
        reports.list_reports(tx)


def test_foreign_keys_hold_on_sqlite(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "tocsin.db")
    store = open_store(f"sqlite:///{tmp_path}/tocsin.db")
    with pytest.raises(Exception, match="FOREIGN KEY"), store.begin() as tx:
        publications.add_publication(tx, a_publication(alert_id="nowhere"))
    store.close()
    assert sqlite3.connect(tmp_path / "tocsin.db").execute("PRAGMA journal_mode").fetchone() == ("wal",)
