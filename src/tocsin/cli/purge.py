"""``tocsin purge``: forget what is too old to keep."""

from __future__ import annotations

import click

from .given import open_desk


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be purged, and purge nothing.")
def purge(dry_run: bool) -> None:
    """Forget what is too old: sealed words and contacts (TOCSIN_KEEP_WORDS_DAYS), then whole reports
    (TOCSIN_KEEP_REPORTS_DAYS). Monthly figures stay.

    A worker (`tocsin serve` or `tocsin deliver`) does this every night by itself.
    """
    from rich.console import Console
    from rich.progress import Progress

    from ..actions.privacy import old_by_now
    from ..actions.privacy import purge as purge_now

    installation = open_desk()
    try:
        console = Console(stderr=True)
        old = old_by_now(installation)
        if dry_run:
            click.echo(f"Would erase the sealed words of {old.words:,} reports and remove {old.reports:,} reports.")
            return
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Purging", total=old.total)
            done = purge_now(installation, progress=lambda number: bar.advance(task, number))
        click.echo(f"The sealed words of {done.words:,} reports are erased; {done.reports:,} reports are removed.")
    finally:
        installation.close()
