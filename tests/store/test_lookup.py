"""The fast reader of publications gives what the slow one gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.cast import a_publication, later, publish
from tocsin.errors import StoreError
from tocsin.store import open_store, publications
from tocsin.store.publications_lookup import lookup_publications


def test_both_readers_agree(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/a b?.db".replace("?", "%"))
    store.migrate()
    with store.begin() as tx:
        publish(tx, a_publication())
        publish(tx, a_publication(version=2, kind="Cancel", sent_at=later(hours=1, microseconds=5)))
        publications.set_publication_state(tx, "K7Q-4M2", 1, "withdrawn")
    with store.read() as tx:
        slow = [
            {
                "code": one.code,
                "version": one.version,
                "kind": one.kind,
                "state": one.state,
                "sent_at": one.sent_at.isoformat(),
                "content": one.content,
                "doubted": False,
            }
            for one in publications.list_publications(tx)
        ]
    path = next(tmp_path.glob("*.db"))
    assert lookup_publications(path) == slow  # while the store is open
    store.close()
    assert lookup_publications(path) == slow  # and when its -wal file is gone
    assert len(slow) == 2


def test_no_file_and_no_tables_mean_nothing_was_published(tmp_path: Path) -> None:
    assert lookup_publications(tmp_path / "none.db") == []
    open_store(f"sqlite:///{tmp_path}/bare.db").close()
    assert lookup_publications(tmp_path / "bare.db") == []


def test_a_file_of_another_kind_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, not a database. " * 50)
    with pytest.raises(StoreError, match="cannot be read"):
        lookup_publications(tmp_path / "notes.txt")
    with pytest.raises(StoreError):
        lookup_publications(tmp_path)
