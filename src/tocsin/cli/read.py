"""``tocsin read``: what official warnings say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from ..actions.advisories import keep_advisory, read_path, same_events
from ..actions.own_areas import own_area_names
from ..errors import InputError
from ..knowledge.load import Knowledge, load_knowledge
from ..records import Advisory, Loss
from ..settings import read_settings
from ..understanding.advisory import advisory_as_dict
from .lines import write_line

MOST_COMPARED = 5000
"""Warnings of one run that are compared with each other; those after them are read all the same."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE…")
@click.option("--jsonl", "as_lines", is_flag=True, help="One JSON object a document.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array of all documents.")
@click.option("--store", "keep", is_flag=True, help="Keep each warning as an advisory of this desk.")
def read(paths: Sequence[str], as_lines: bool, as_json: bool, keep: bool) -> int:
    """What official warnings say: scam, places, counts, dates, losses, contacts, rules.

    FILE is text, Markdown, HTML, PDF, an e-mail (.eml), a mailbox (.mbox), an RSS or Atom feed or a CAP alert, a
    folder of them, or - for standard input; of a newsletter, each item is told by itself. A document that cannot be read never stops the others.
    Warnings of several publishers that tell of one event are named together at the end (with --json, under "same_event").

    Exit status: 0 all were read; 2 some could not be.
    """
    settings = read_settings()
    knowledge = load_knowledge(settings.knowledge_folder)
    installation = settings.open() if keep else None
    everything: list[dict[str, object]] = []
    warnings: list[Advisory] = []
    failed = 0
    own = own_area_names(settings.data_folder, on=date.today())
    for file, advisory in _each(paths, knowledge, own):
        if isinstance(advisory, InputError):
            failed += 1
            row: dict[str, object] = {"file": advisory.where or str(file), "error": advisory.as_dict()}
            if as_lines:
                write_line(row)
            elif as_json:
                everything.append(row)
            else:
                click.echo(f"tocsin: {advisory}", err=True)
            continue
        if installation is not None and (advisory.is_advisory or advisory.withdraws):
            advisory = keep_advisory(installation, advisory)
        if advisory.is_advisory and not as_lines and len(warnings) < MOST_COMPARED:
            warnings.append(advisory)
        if as_lines:
            write_line(advisory_as_dict(advisory))
        elif as_json:
            everything.append(advisory_as_dict(advisory))
        else:
            _show(advisory, knowledge, kept=installation is not None)
    if as_json:
        _add_same_events(everything, warnings)
        click.echo(json.dumps(everything, ensure_ascii=False, indent=2))
    elif not as_lines:
        _show_same_events(warnings)
    if installation is not None:
        installation.close()
    return 2 if failed else 0


def _add_same_events(rows: Sequence[dict[str, object]], warnings: Sequence[Advisory]) -> None:
    """Give each document of a group the others' files, and why."""
    alike: dict[str, list[dict[str, object]]] = {}
    for group in same_events(warnings):
        for one, other, likeness in group.likeness:
            for mine, theirs in ((one, other), (other, one)):
                alike.setdefault(group.members[mine].file, []).append(
                    {
                        "file": group.members[theirs].file,
                        "score": likeness.score,
                        "reasons": list(likeness.reasons),
                        "differs": list(likeness.differs),
                    }
                )
    for row in rows:
        if "error" not in row:
            row["same_event"] = alike.get(str(row["file"]), [])


def _show_same_events(warnings: Sequence[Advisory]) -> None:
    for group in same_events(warnings):
        click.echo("These tell of the same event:")
        for member in group.members:
            click.echo(f"  {member.publisher or 'publisher not known'}: {member.title or member.file} ({member.file})")
        for reason in dict.fromkeys(reason for _, _, likeness in group.likeness for reason in likeness.reasons):
            click.echo(f"    {reason}")
        click.echo()


def _each(
    paths: Sequence[str], knowledge: Knowledge, own_areas: Sequence[str]
) -> Iterator[tuple[Path, Advisory | InputError]]:
    for file in _documents(paths):
        if isinstance(file, InputError):
            yield Path(file.where or ""), file
            continue
        for advisory in read_path(file, knowledge, own_areas=own_areas):
            yield file, advisory


def _documents(paths: Sequence[str]) -> Iterator[Path | InputError]:
    for given in paths:
        path = Path("/dev/stdin" if given == "-" else given)
        if not path.is_dir():
            yield path
            continue
        inside = sorted(child for child in path.rglob("*") if child.is_file() and not child.name.startswith("."))
        yield from inside
        if not inside:
            yield InputError("There is no document in this folder.", where=given, fix="Check the name.", code="no-file")


def _show(advisory: Advisory, knowledge: Knowledge, *, kept: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(
        title=advisory.title or Path(advisory.file).name,
        title_justify="left",
        show_header=False,
        box=None,
        padding=(0, 2, 0, 0),
    )
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _facts(advisory, knowledge):
        if value:
            table.add_row(name, value)
    with console.capture() as drawn:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in drawn.get().splitlines()))
    if kept and advisory.is_advisory:
        console.print(f"Kept as advisory {advisory.id}.", style="dim")
    console.print()


def _facts(advisory: Advisory, knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    if not advisory.is_advisory:
        yield "Not a warning", "This document does not warn of a scam; nothing was taken from it."
    yield "File", advisory.file
    yield "Publisher", ", ".join(part for part in (advisory.publisher, advisory.publisher_area) if part)
    yield "Published", advisory.published or ""
    yield "Scam", knowledge.scams[advisory.scam].name if advisory.scam else ""
    yield "Channel", ", ".join(advisory.channels)
    yield (
        "Claims to be",
        ", ".join(
            knowledge.organisations[one].name if one in knowledge.organisations else one for one in advisory.claimed
        ),
    )
    yield (
        "Tactics",
        ", ".join(
            knowledge.tactics[tactic].name if tactic in knowledge.tactics else tactic for tactic in advisory.tactics
        ),
    )
    yield "Places", ", ".join(advisory.places)
    yield "Reports", "" if advisory.report_count is None else str(advisory.report_count)
    if advisory.report_period:
        period = advisory.report_period
        days = f" ({period.from_on} to {period.to_on or 'then'})" if period.from_on else ""
        yield "Period", f"{period.text}{days}"
    yield "Lost money", "" if advisory.lost_money_count is None else str(advisory.lost_money_count)
    yield "Losses", "; ".join(_loss(loss) for loss in advisory.losses)
    yield "Rules", "\n".join(f"{' / '.join(rule.organisation)}: {rule.rule}" for rule in advisory.rules)
    yield "Advice", "\n".join(advisory.advice)
    for contact in advisory.contacts:
        stale = (
            f" — out of date: now {contact.replaced_by}"
            if contact.stale and contact.replaced_by
            else " — out of date"
            if contact.stale
            else ""
        )
        yield "Contact", f"{contact.name}: {contact.value or 'no address given'}{stale}"
    for repair in advisory.repairs:
        yield "Mended", f"“{repair.before}” was read as “{repair.after}”"
    if advisory.signed_by is not None:
        yield (
            "Signed",
            f"by the holder of the certificate {advisory.signed_by.name} (SHA-256 {advisory.signed_by.fingerprint}); "
            "nobody changed it since. Whether that is its publisher's certificate, ask the publisher.",
        )
    for identifier in advisory.withdraws:
        yield "Withdraws", identifier
    for identifier in advisory.replaces:
        yield "Replaces", identifier
    for left_out in advisory.not_read:
        yield "Not read", left_out


def _loss(loss: Loss) -> str:
    qualifier = "" if loss.qualifier == "exact" else f"{loss.qualifier.replace('_', ' ')} "
    pounds = f"{loss.amount_minor / 100:,.2f}".removesuffix(".00")
    symbol = "£" if loss.currency == "GBP" else f"{loss.currency} "
    return f"{qualifier}{symbol}{pounds} {'each' if loss.basis == 'per_victim' else 'in all'}"
