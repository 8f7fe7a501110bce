"""``tocsin migrate``: bring the database up to date."""

from __future__ import annotations

import click

from ..settings import read_settings


@click.command()
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Say what is missing and change nothing; exit status 1 when something is.",
)
def migrate(only_check: bool) -> int:
    """Bring the database up to date. Safe to run at any time, and from several machines at once."""
    from ..store import open_store

    settings = read_settings()
    store = open_store(settings.database_url)
    pending = store.pending_migrations()
    if only_check:
        click.echo(
            f"{len(pending)} to do: {', '.join(pending)}" if pending else f"{store.url_for_people} is up to date."
        )
        return 1 if pending else 0
    store.migrate()
    done = f"{len(pending)} migration{'s' if len(pending) != 1 else ''} done" if pending else "nothing to do"
    click.echo(f"{store.url_for_people}: {done}.")
    return 0
