"""``tocsin report``: tell this desk of a scam, from the command line."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from ..errors import InputError
from ..records import CHANNELS, STAGES
from .given import open_desk, standard_input, words_given


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]…")
@click.option("--place", help="The town or village, or a postcode.")
@click.option(
    "--channel", type=click.Choice([one for one in CHANNELS if one != "webhook"]), help="How they got in touch."
)
@click.option("--stage", type=click.Choice(STAGES), help="How far it went.")
@click.option("--on-call", is_flag=True, help="They are on the phone now.")
@click.option("--happened-on", type=click.DateTime(["%Y-%m-%d"]), help="The day it happened.")
@click.option("--contact", help="How the reporter may be reached. It is sealed.")
@click.option("--word", help="A word of the reporter's own, to come back with.")
@click.option("--source", default="desk", show_default=True, help="Who hands it in.")
@click.option("--source-reference", help="Their own reference: the same one is never taken twice.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def report(
    texts: tuple[str, ...],
    place: str | None,
    channel: str | None,
    stage: str | None,
    on_call: bool,
    happened_on: datetime | None,
    contact: str | None,
    word: str | None,
    source: str,
    source_reference: str | None,
    as_json: bool,
) -> None:
    """Take one report, as a call handler does. TEXT, or standard input, is what happened, in the reporter's words.

    Says first what to do first. Telling this desk is not a crime report.
    """
    from ..actions.checking import with_care
    from ..actions.reporting import nation_of, require_text, take_report
    from ..reports.first_steps import NOT_A_CRIME_REPORT, RECOVERY, first_steps
    from ..reports.vulnerability import care_for

    if texts and texts != ("-",):
        text = words_given(texts, for_a_file="tocsin report - < {name}")
    elif sys.stdin.isatty():
        raise InputError("There is nothing in the report.", fix='Give it: tocsin report "A man rang …"')
    else:
        text = standard_input()
    require_text(text)  # before a desk is opened
    installation = open_desk(new=True)
    try:
        taken = take_report(
            installation,
            text,
            place=place,
            channel=channel,
            stage=stage,
            on_call=on_call or None,
            happened_on=happened_on.date() if happened_on else None,
            contact=contact,
            word=word,
            source=source,
            source_reference=source_reference,
        )
        kept = taken.report
        steps = first_steps(on_call=kept.on_call, stage=kept.stage)
        routes = installation.knowledge.routes_for(
            "report", nation=nation_of(installation, kept), on=installation.now().date()
        )
        if as_json:
            said = {
                "reference": kept.reference, "already": taken.already, "scam": kept.scam, "stage": kept.stage,
                "urgency": kept.urgency, "vulnerability": kept.vulnerability, "first": steps,
                "routes": [{"name": route.name, "value": route.value} for route in routes],
            }  # fmt: skip
            click.echo(json.dumps(with_care(said, text), ensure_ascii=False))
            return
        if care := care_for(text):
            click.echo("\n".join(care) + "\n")
        if steps:
            click.echo("Do this first")
            for step in steps:
                click.echo(f"  {step}")
            click.echo()
        click.echo(f"{'Taken before' if taken.already else 'Taken'}: {kept.reference}")
        scam = installation.knowledge.scams.get(kept.scam or "")
        click.echo(f"It looks like: {scam.name}" if scam else "It looks like no scam that we know.")
        if kept.place_name and not kept.place:
            click.echo(f"We do not know a place called “{kept.place_name}”. It was kept as it is written.")
        if kept.stage in ("paid", "gave_access"):
            click.echo("\n".join(("", *RECOVERY)))
        click.echo(f"\n{NOT_A_CRIME_REPORT} To make one:")
        for route in routes:
            click.echo(f"  {route.name}: {route.value}")
    finally:
        installation.close()
