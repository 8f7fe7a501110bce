"""``tocsin export`` and ``tocsin import-desk``: a desk outlives who runs it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..settings import read_settings
from .given import open_desk


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """Write everything lasting of this desk into FILE: who consented to hear and the proof of it, areas, alerts, the log,
    the public keys, and who was told what.

    FILE holds people's addresses and is made readable for you alone. Reports, officers and private keys are not in it.
    """
    from ..actions.moving_house import export_desk

    installation = open_desk()
    try:
        moved = export_desk(installation, file)
        click.echo(f"{file}: " + _said(moved.rows) + ".")
    finally:
        installation.close()


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def import_desk(file: Path) -> None:
    """Put a file of `tocsin export` into a new installation, before its first start: all of it, or nothing.

    The database may be of the other kind. Every version of an alert is checked against the log, and the log against itself.
    """
    from ..actions.moving_house import import_desk as import_into
    from ..store import open_store

    settings = read_settings()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    store = open_store(settings.database_url)
    try:
        store.migrate()
        moved = import_into(store, settings.data_folder, file)
    finally:
        store.close()
    click.echo(_said(moved.rows) + ".")
    click.echo(f"{moved.checked} versions of alerts checked against the log. Start the desk now: tocsin serve")


def _said(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {count:,}" for name, count in sorted(rows.items()))
