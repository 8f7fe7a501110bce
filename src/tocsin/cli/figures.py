"""``tocsin figures`` and ``tocsin corrections``: what a month came to, and what officers corrected."""

from __future__ import annotations

import click

from .given import open_desk


@click.command()
@click.argument("month", required=False)
@click.option("--whole", is_flag=True, help="With counts under five: for this desk only, not to publish.")
def figures(month: str | None, whole: bool) -> None:
    """A month in figures, as CSV: reports and losses by county and scam. MONTH as 2026-11; by default the last one there is.

    Counts under five are left out, and so is the next smallest where they could be worked out from a total.
    """
    from ..actions.figures import figures_as_csv, months

    installation = open_desk()
    try:
        chosen = month or months(installation)[0]
        rows = figures_as_csv(installation, chosen, for_publication=not whole)
        click.echo(rows, nl=False)
        if rows.count("\n") <= 1:
            click.echo(f"There are no reports of {chosen}.", err=True)
    finally:
        installation.close()


@click.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only those made on this day or later.")
def corrections(since: object) -> None:
    """What officers corrected, as JSON Lines for `tocsin train --corrections`. Redacted; no names."""
    from datetime import UTC, datetime

    from ..actions.triage import as_lines, corrections_as_rows

    installation = open_desk()
    try:
        after = since.replace(tzinfo=UTC) if isinstance(since, datetime) else None
        for line in as_lines(corrections_as_rows(installation, since=after)):
            click.echo(line)
    finally:
        installation.close()
