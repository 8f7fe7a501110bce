"""``tocsin demo``: a living desk for a newcomer."""

from __future__ import annotations

import click

from ..actions.demo import fill_demo
from ..errors import InputError
from ..settings import read_settings


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing, and say so, when the desk holds something already.")
@click.option("--seed", default=20261124, show_default=True, help="The same seed invents the same county.")
def demo(if_empty: bool, seed: int) -> None:
    """Fill an empty desk with an invented county over 60 days, and print the log-ins of two officers."""
    from rich.progress import track

    installation = read_settings().open()
    try:
        filled = fill_demo(
            installation, seed=seed, progress=lambda items, what: track(items, description=what, transient=True)
        )
    except InputError as error:
        if if_empty and error.code == "not-empty":
            click.echo("The demonstration desk is there already; its officers' log-ins were printed when it was made.")
            return
        raise
    click.echo(
        f"{filled.reports} reports, {filled.subscribers} subscribers, {filled.advisories} advisories, 1 alert awaiting approval."
    )
    click.echo("\nTwo officers, so that you can play both sides of an approval:")
    for officer, password in filled.officers:
        click.echo(f"  {officer.name:10} {password}   ({officer.display_name})")
    click.echo(f"\n{filled.hint}\n\nStart it:  tocsin serve")
