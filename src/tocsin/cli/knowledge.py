"""``tocsin knowledge``: for the officer who writes an entry."""

from __future__ import annotations

from pathlib import Path

import click

from ..actions.proving import prove_knowledge
from ..errors import InputError
from ..knowledge.lint import lint_knowledge
from ..knowledge.load import FOLDER, load_knowledge
from ..settings import read_settings


@click.group()
def knowledge() -> None:
    """Check, prove and show what is known of scams."""


def _folder(given: Path | None) -> Path:
    return given or read_settings().knowledge_folder or FOLDER


_option = click.option("--folder", type=click.Path(path_type=Path), help="Another knowledge folder.")


@knowledge.command("lint")
@_option
def lint(folder: Path | None) -> int:
    """Look for faults: all of them at once, each with its file and line, and what to do."""
    where = _folder(folder)
    loaded = load_knowledge(where)
    faults = lint_knowledge(loaded, where)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        click.echo(f"{len(faults)} to mend.", err=True)
        return 1
    click.echo(
        f"{len(loaded.scams)} scams, {len(loaded.organisations)} organisations and {len(loaded.tactics)} tactics are in order."
    )
    return 0


@knowledge.command("prove")
@_option
@click.argument("scams", nargs=-1)
def prove(folder: Path | None, scams: tuple[str, ...]) -> int:
    """Run every example (must match) and near miss (must not) through the checker."""
    loaded = load_knowledge(_folder(folder))
    for scam in scams:
        if scam not in loaded.scams:
            raise InputError(f"There is no scam “{scam}”.", fix="See: tocsin knowledge show")
    proof = prove_knowledge(loaded, scams=scams or None)
    for failure in proof.failures:
        click.echo(f"{failure.scam}: {failure.said}\n    “{failure.text}”")
    click.echo(
        f"{proof.examples} examples and {proof.near_misses} near misses of {proof.scams} scams; {len(proof.failures)} fail."
    )
    return 1 if proof.failures else 0


@knowledge.command("show")
@_option
@click.argument("name", required=False)
def show(folder: Path | None, name: str | None) -> None:
    """The list of scams, or one scam or organisation whole."""
    loaded = load_knowledge(_folder(folder))
    if name is None:
        for scam in loaded.scams.values():
            click.echo(f"{scam.id:34} {scam.name}")
    elif name in loaded.scams:
        scam = loaded.scams[name]
        click.echo(f"{scam.name}\n\n{scam.summary}\n\nHow to spot it")
        click.echo("\n".join(f"  • {sentence}" for sentence in scam.spot))
        click.echo("\nSigns")
        click.echo("\n".join(f"  {sign.id}: {sign.why}" for sign in scam.signs))
        click.echo("\nWhat to do")
        click.echo("\n".join(f"  {stage}: {' '.join(sentences)}" for stage, sentences in scam.advice.items()))
        click.echo("\nSources")
        click.echo("\n".join(f"  {reference.title} {reference.url}" for reference in scam.references))
    elif name in loaded.organisations:
        organisation = loaded.organisations[name]
        click.echo(f"{organisation.name} ({organisation.kind})\nWritten as: {', '.join(organisation.names)}")
        for rule in loaded.rules_for(name):
            seen = f", seen {rule.source.seen_on}" if rule.source.seen_on else ""
            click.echo(
                f"  Rule ({'verified' if rule.verified else 'not verified'}): {rule.modality} {rule.act}\n    {rule.source.url}{seen}"
            )
        for route in organisation.routes:
            click.echo(f"  {route.name}: {route.value} ({', '.join(route.nations)})")
    else:
        raise InputError(f"There is no scam and no organisation “{name}”.", fix="See: tocsin knowledge show")
