"""Migrations make exactly the tables that the code believes in, once, however many ask at the same time."""

from __future__ import annotations

import multiprocessing
import uuid
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from postgres import PostgresServer
from tocsin.store import Store, open_store
from tocsin.store.migrating import FOLDER, revisions
from tocsin.store.tables import metadata


def test_the_migrations_make_the_tables_of_the_code(store: Store) -> None:
    with store.read() as tx:
        context = MigrationContext.configure(tx.connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_every_migration_is_named_by_its_file_and_follows_the_one_before() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    walked = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(script.revision for script in reversed(walked)) == revisions()
    assert all(len(name) <= 32 for name in revisions())  # what Alembic's own column holds


def _open_and_migrate(url: str, start, results) -> None:
    start.wait()
    try:
        store = open_store(url)
        store.migrate()
        with store.read() as tx:
            tx.rows(metadata.tables["reports"].select())
        results.put("done")
    except BaseException as error:
        results.put(repr(error))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_four_processes_that_start_at_once_on_a_new_database_all_succeed(
    kind: str, tmp_path: Path, postgres_server: PostgresServer
) -> None:
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/new/tocsin.db"
    else:
        name = f"fresh_{uuid.uuid4().hex[:8]}"
        postgres_server.sql(f"CREATE DATABASE {name}")
        url = postgres_server.url(name)
    context = multiprocessing.get_context("spawn")
    start, results = context.Event(), context.Queue()
    processes = [context.Process(target=_open_and_migrate, args=(url, start, results)) for _ in range(4)]
    for process in processes:
        process.start()
    start.set()
    said = [results.get(timeout=60) for _ in processes]
    for process in processes:
        process.join(timeout=60)
    assert said == ["done"] * 4
    assert open_store(url).pending_migrations() == []
