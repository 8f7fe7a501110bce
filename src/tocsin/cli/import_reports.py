"""``tocsin import``: take in reports from a file or a mailbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from ..errors import InputError
from .given import open_desk


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column holds what, e.g. text=Description. May be given again.",
)
@click.option(
    "--source",
    help="Who the reports come from; with their own reference it keeps them from being taken twice.",
    default="import",
    show_default=True,
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, keep nothing.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Where rows that cannot be taken go, with the reason.  [default: FILE.rejects.jsonl]",
)
@click.option("--again", is_flag=True, help="Go through a file that was finished once more. Nothing is taken twice.")
@click.option(
    "--read", "read_now", is_flag=True, help="Then read them for meaning at once, without waiting for a worker."
)
def import_(
    path: Path, mapped: Sequence[str], source: str, dry_run: bool, rejects: Path | None, again: bool, read_now: bool
) -> int:
    """Take in reports from a CSV, JSON or JSON Lines file, or from forwarded e-mails (.eml, .mbox, a folder of them).

    \b
    Fields: text (needed), id, reported_at, happened_on, place, channel, stage, scam, loss, contact, reporter.
    Columns are known by their usual names; --map names others.

    A report is known by --source and its id. One with the id of another report, in other words, is rejected and kept in the
    rejects: lists that each count from 1 need a --source each.

    Killed half-way, the same command goes on where it stopped. What was said is redacted and sealed at once. Reading for
    meaning (scam, tactics, stage, losses, vulnerability, what reports share) comes after: a worker does it (`tocsin serve`
    or `tocsin deliver`), or --read does it now.

    Exit status: 0 every row was taken or was there already; 1 some were rejected.
    """
    from rich.console import Console
    from rich.progress import Progress

    from ..actions.importing import import_file
    from ..actions.reading_reports import read_waiting
    from ..store import reports as report_store

    installation = open_desk(new=True)
    console = Console(stderr=True)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Reading" if dry_run else "Taking in", total=None)
            done = import_file(
                installation,
                path,
                source=source,
                mapping=_mapping(mapped),
                rejects=rejects,
                dry_run=dry_run,
                again=again,
                progress=lambda at, of: bar.update(task, completed=at, total=of),
            )
        state = done.state
        click.echo("Columns: " + ", ".join(f"{field} ← {column}" for field, column in done.columns.items()), err=True)
        if dry_run:
            click.echo(f"Would take {state.taken:,} reports and reject {state.rejected:,}. Nothing was kept.")
            for example in done.examples:
                click.echo(f"  {' '.join(example.split())[:160]}")
        else:
            if done.before:
                click.echo("This file was taken in before; nothing was done now. To go through it once more: --again")
            click.echo(f"{state.taken:,} taken, {state.already:,} already there, {state.rejected:,} rejected.")
        for reason, count in sorted(done.reasons.items(), key=lambda pair: -pair[1]):
            click.echo(f"  rejected {count:,}: {reason}")
        if state.rejected and not dry_run:
            click.echo(f"  see {rejects or path.with_name(path.name + '.rejects.jsonl')}")
        for count, what in (
            (done.unknown_places, "a place that we do not know"),
            (done.unknown_scams, "a scam name that we do not know"),
        ):
            if count:
                click.echo(f"  {count:,} give {what}.")
        if read_now and not dry_run:
            with installation.store.read() as tx:
                waiting = report_store.count_unread(tx)
            with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
                task = bar.add_task("Reading for meaning", total=waiting)
                while read := read_waiting(installation):
                    bar.advance(task, read)
        return 1 if state.rejected else 0
    finally:
        installation.close()


def _mapping(mapped: Sequence[str]) -> Mapping[str, str]:
    given: dict[str, str] = {}
    for one in mapped:
        field, equals, column = one.partition("=")
        if not equals or not field or not column:
            raise InputError(f"“{one}” is no mapping.", fix="Write it as --map text=Description.", code="bad-map")
        given[field.strip()] = column.strip()
    return given
