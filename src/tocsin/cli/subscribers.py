"""``tocsin subscribers``: a body's own webhook or chat, our canaries, and today's mailing list."""

from __future__ import annotations

import csv
import sys
from contextlib import closing
from pathlib import Path

import click

from .given import desk_to_try, open_desk


@click.group()
def subscribers() -> None:
    """Subscribers that do not come through the page."""


@subscribers.command("add", short_help="Add one who agreed in another way.")
@click.argument("address")
@click.option("--channel", type=click.Choice(["email", "sms", "webhook", "chat"]), default="email", show_default=True)
@click.option("--place", required=True, help="The town or village whose alerts they hear of.")
@click.option(
    "--radius",
    "radius_km",
    type=click.FloatRange(1, 100),
    default=20.0,
    show_default=True,
    help="How many kilometres around it; as on the page for residents when not given.",
)
@click.option("--why", required=True, help="How you know that they want this. It is kept as proof of consent.")
@click.option("--canary", is_flag=True, help="Our own, to see whether alerts arrive (see tocsin bounces).")
@click.option("--exercise", is_flag=True, help="Hears of exercises, and of nothing else.")
def add(address: str, channel: str, place: str, radius_km: float, why: str, canary: bool, exercise: bool) -> None:
    """Add a subscriber who agreed in another way: an address, a mobile number, an https:// webhook or an Apprise URL.

    Alerts for the place's whole county or nation reach them whatever --radius is. What they will hear of is printed; for a
    webhook, once, also the secret that its receiver checks with.
    """
    from ..actions.joining import add_by_desk

    installation = open_desk(new=True)
    try:
        added = add_by_desk(
            installation,
            channel=channel,
            address=address,
            place=place,
            radius_km=radius_km,
            why=why,
            by="operator",
            canary=canary,
            exercise=exercise,
        )
        click.echo(f"Added {added.subscriber.id}.")
        county = f", and of those for {added.where.county} as a whole" if added.where.county else ""
        click.echo(f"Hears of alerts within {added.radius_km:g} km of {added.where.name}{county}.")
        if added.secret:
            click.echo(f"Its secret: {added.secret}")
    finally:
        installation.close()


@subscribers.command("import", short_help="Take in today's mailing list from CSV.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list-name", required=True, help="What its people know the list as.")
@click.option("--consent", default="", help="When and how all of them agreed, where the file does not say so itself.")
@click.option("--place", default="", help="The place of all of them, where the file does not say so itself.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; keep and send nothing.")
def import_list(file: Path, list_name: str, consent: str, place: str, dry_run: bool) -> int:
    """Take today's mailing list in from CSV (columns email, place, consent), and ask each to confirm by e-mail.

    Lines that cannot be used are written to standard output as CSV, with the reason. Exit status: 0 all was taken; 1 some
    lines were not, or some questions could not be sent. Taking the same list again asks nobody twice.
    """
    from ..actions.joining import take_list

    with desk_to_try() if dry_run else closing(open_desk(new=True)) as installation:
        taken = take_list(
            installation,
            file,
            list_name=list_name,
            consent=consent,
            place=place,
            by="operator",
            dry_run=dry_run,
            said=lambda sentence: click.echo(sentence, err=True),
        )
    if taken.rejected:
        writer = csv.writer(sys.stdout)
        writer.writerow(("line", "email", "why"))
        writer.writerows((one.line, one.given, one.why) for one in taken.rejected)
    would = "would be " if dry_run else ""
    click.echo(
        f"{taken.asked} {would}asked to confirm, {taken.already} known already, {taken.unsent} not sent, "
        f"{len(taken.rejected)} not taken.",
        err=True,
    )
    return 1 if taken.rejected or taken.unsent else 0
