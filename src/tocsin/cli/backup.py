"""``tocsin backup`` and ``tocsin restore``: the whole desk in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from ..actions.backing_up import back_up
from ..actions.backing_up import restore as put_back
from ..settings import read_settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the whole desk to one file: the database, the keys, its own knowledge and areas. The desk goes on working.

    \b
    tocsin backup /mnt/backup/desk-2026-11-30.tar.gz

    Whoever has this file can sign alerts as you and read what people told you. Keep it locked away, on another machine.
    """
    settings = read_settings()
    made = back_up(settings.data_folder, settings.database_url, file, tell=lambda said: click.echo(said, err=True))
    click.echo(f"{made.files} files, {max(1, round(made.bytes / 1e3)):,} kB: {made.path}")
    if settings.secret_key is not None:
        click.echo("TOCSIN_SECRET_KEY is not in it: keep that too. Without it sealed words stay sealed.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in place of the desk that is here.")
def restore(file: Path, replace: bool) -> None:
    """Make the desk that a backup holds. Stop the other processes of the desk first.

    The file is checked before anything is touched. With --replace the data folder that is here is kept under another name;
    a PostgreSQL database is overwritten.
    """
    settings = read_settings()
    done = put_back(
        file,
        settings.data_folder,
        settings.database_url,
        replace=replace,
        tell=lambda said: click.echo(said, err=True),
    )
    click.echo(
        f"The desk of {done.made_at:%d %B %Y, %H:%M} UTC is back ({done.files} files). Look at it: tocsin doctor"
    )
