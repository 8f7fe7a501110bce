"""``tocsin number``, ``tocsin link`` and ``tocsin sender``: what one of them is, and what that proves."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import click

from ..actions import looking_up
from ..checking.lookup import LookedUp
from ..knowledge.load import load_knowledge
from ..settings import NATIONS, read_settings

_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")
_nation = click.option("--nation", type=click.Choice(NATIONS), help="For the contact routes (TOCSIN_NATION).")


@click.command()
@click.argument("number_", metavar="NUMBER", nargs=-1, required=True)
@click.option("--caller", "as_caller", is_flag=True, help="It was shown as the number of somebody who rang.")
@_nation
@_json
def number(number_: tuple[str, ...], as_caller: bool, nation: str | None, as_json: bool) -> int:
    """Whose is this telephone number, and what does that prove?

    NUMBER may be written in any way. Exit status: 0 nothing speaks against it; 1 it cannot be what it seems.
    """
    written = " ".join(number_)
    return _say(
        lambda **known: looking_up.number(written, as_caller=as_caller, reported=_reported, **known),
        nation,
        as_json,
        shown=written,
    )


@click.command()
@click.argument("link_", metavar="LINK")
@click.option("--follow", is_flag=True, help="Ask where it leads on to. The page itself is not read.")
@_nation
@_json
def link(link_: str, follow: bool, nation: str | None, as_json: bool) -> int:
    """Whose is this link? Nothing is opened.

    Exit status: 0 nothing speaks against it; 1 it cannot be what it seems.
    """
    return _say(lambda **known: looking_up.link(link_, follow=follow, reported=_reported, **known), nation, as_json)


@click.command()
@click.argument("sender_", metavar="SENDER", nargs=-1, required=True)
@_nation
@_json
def sender(sender_: tuple[str, ...], nation: str | None, as_json: bool) -> int:
    """Whose is this sender's name or address?

    SENDER as the message shows it: HMRC, info@hmrc.example, or "HMRC <info@hmrc.example>". Exit status: 0 nothing
    speaks against it; 1 it cannot be what it seems.
    """
    return _say(lambda **known: looking_up.sender(" ".join(sender_), **known), nation, as_json)


def _reported(kind: str, value: str) -> int | None:
    """How often it stands in the reports of the desk whose data lies here, if one does."""
    from ..actions.reported import times_reported, times_reported_here

    settings = read_settings()
    if settings.sqlite_path is not None:
        return times_reported_here(
            settings.data_folder, settings.sqlite_path, kind, value, secret_key=settings.secret_key
        )
    installation = settings.open(migrate=False)
    try:
        return times_reported(installation, kind, value)
    finally:
        installation.close()


def _say(look: Callable[..., LookedUp], nation: str | None, as_json: bool, *, shown: str | None = None) -> int:
    settings = read_settings()
    known: dict[str, Any] = {
        "knowledge": load_knowledge(settings.knowledge_folder),
        "on": date.today(),
        "nation": nation or settings.desk.nation,
    }
    found = look(**known)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join((shown or found.value, *(f"  {sentence}" for sentence in found.says))))
        click.echo(f"\n{found.proves}")
        for sentence in found.do:
            click.echo(sentence)
        if found.routes:
            click.echo("\nHow to reach somebody you can trust")
            for route in found.routes:
                click.echo(f"  {route.name}: {route.value}")
    return 1 if found.alarm else 0
