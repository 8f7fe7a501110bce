"""``tocsin screen``: check a whole file of texts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..actions.screening import screen_file
from ..screening.files import count_rows, read_rows
from ..settings import read_settings


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="IN")
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--processes", type=click.IntRange(1), help="How many processes work; every core when not given.")
def screen(source: Path, target: Path, processes: int | None) -> int:
    """Check the column "text" of a CSV or JSON Lines file, and write the same rows with level, score, scam and tactics.

    Exit status: 0 all rows were screened; 2 some could not be read (the others are written).
    """
    from rich.progress import Progress

    settings = read_settings()
    next(read_rows(source), None)  # a file that cannot be read says so before the bar appears
    with Progress(disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("Screening", total=count_rows(source))
        done = screen_file(
            source,
            target,
            knowledge_folder=settings.knowledge_folder,
            nation=settings.desk.nation,
            processes=processes,
            progress=lambda rows: bar.update(task, advance=rows),
        )
    for error in done.errors:
        click.echo(f"tocsin: {error}", err=True)
    click.echo(
        f"{done.rows} rows written to {target}, {done.alarming} of them scam or suspicious; {len(done.errors)} could not be read.",
        err=True,
    )
    return 2 if done.errors else 0
