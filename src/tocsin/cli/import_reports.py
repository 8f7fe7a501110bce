"""``tocsin import``: take in reports from a file or a mailbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from .given import desk_to_try, open_desk

if TYPE_CHECKING:
    from ..actions.importing import Imported
    from ..actions.installation import Installation


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
@click.option(
    "--dry-run", is_flag=True, help="Say what would be done, row by row as it would be; keep and change nothing."
)
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

    A report is known by --source and its id. Told again in slightly other words it is passed over, and counted as changed:
    what was taken first stays. One with the id of another report altogether is rejected and kept in the rejects: lists that
    each count from 1 need a --source each. --dry-run looks in the desk, too, so it says beforehand which is which.

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

    console = Console(stderr=True)

    def take(installation: Installation) -> Imported:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Reading" if dry_run else "Taking in", total=None)
            return import_file(
                installation,
                path,
                source=source,
                mapping=_mapping(mapped),
                rejects=rejects,
                dry_run=dry_run,
                again=again,
                progress=lambda at, of: bar.update(task, completed=at, total=of),
            )

    if dry_run:
        with desk_to_try() as tried:
            done = take(tried)
        _tell_of_trial(done)
        return 1 if done.state.rejected else 0
    installation = open_desk(new=True)
    try:
        done = take(installation)
        _tell(done, rejects or path.with_name(path.name + ".rejects.jsonl"))
        if read_now:
            with installation.store.read() as tx:
                waiting = report_store.count_unread(tx)
            with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
                task = bar.add_task("Reading for meaning", total=waiting)
                while read := read_waiting(installation):
                    bar.advance(task, read)
        return 1 if done.state.rejected else 0
    finally:
        installation.close()


def _tell(done: Imported, rejects: Path) -> None:
    state = done.state
    _tell_columns(done)
    if done.before:
        click.echo("This file was taken in before; nothing was done now. To go through it once more: --again")
    click.echo(f"{state.taken:,} taken, {state.already:,} already there, {state.rejected:,} rejected.")
    if done.changed:
        click.echo(
            f"  {done.changed:,} of those already there are told in other words now. What was kept stays as it was."
        )
    _tell_rejects(done, "rejected")
    if state.rejected:
        click.echo(f"  see {rejects}")
    _tell_unknown(done)


def _tell_of_trial(done: Imported) -> None:
    state = done.state
    _tell_columns(done)
    if done.before:
        click.echo("This file was taken in before; nothing would be done. To go through it once more: --again")
        click.echo(f"{state.taken:,} taken, {state.already:,} already there, {state.rejected:,} rejected, then.")
        return
    if done.gone_on_after:
        click.echo(
            f"An earlier run had done {done.gone_on_after:,} rows. It would go on after them; all are counted here."
        )
    same = state.already - done.changed
    click.echo(f"Would take {state.taken:,} reports. Nothing was kept.")
    click.echo(f"Would pass over {same:,} that are already there.")
    click.echo(f"Would pass over {done.changed:,} that are there in other words. What was kept stays as it is.")
    click.echo(f"Would reject {state.rejected:,}.")
    _tell_rejects(done, "would reject")
    _tell_unknown(done)
    for example in done.examples:
        click.echo(f"  for example: {' '.join(example.split())[:160]}")


def _tell_columns(done: Imported) -> None:
    click.echo("Columns: " + ", ".join(f"{field} ← {column}" for field, column in done.columns.items()), err=True)


def _tell_rejects(done: Imported, verb: str) -> None:
    for reason, count in sorted(done.reasons.items(), key=lambda pair: -pair[1]):
        rows = done.reject_rows[reason]
        more = ", …" if count > len(rows) else ""
        click.echo(f"  {verb} {count:,}: {reason} (row {', '.join(map(str, rows))}{more})")


def _tell_unknown(done: Imported) -> None:
    for count, what in (
        (done.unknown_places, "a place that we do not know"),
        (done.unknown_scams, "a scam name that we do not know"),
    ):
        if count:
            click.echo(f"  {count:,} give {what}.")


def _mapping(mapped: Sequence[str]) -> Mapping[str, str]:
    given: dict[str, str] = {}
    for one in mapped:
        field, equals, column = one.partition("=")
        if not equals or not field or not column:
            raise InputError(f"“{one}” is no mapping.", fix="Write it as --map text=Description.", code="bad-map")
        given[field.strip()] = column.strip()
    return given
