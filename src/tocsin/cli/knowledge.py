"""``tocsin knowledge``: for the officer who writes an entry."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ..errors import InputError
from ..knowledge.lint import lint_knowledge
from ..knowledge.load import FOLDER, load_knowledge
from ..knowledge.versions import SHIPPED, InForce, in_force
from ..settings import Settings, read_settings


@click.group()
def knowledge() -> None:
    """Check, prove and show what is known of scams."""


def _folder(given: Path | None) -> Path:
    return given or read_settings().knowledge_folder or FOLDER


_option = click.option("--folder", type=click.Path(path_type=Path), help="Another knowledge folder.")


@knowledge.command("lint", short_help="Look for faults, each with its file, its line and what to do.")
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


@knowledge.command("prove", short_help="Prove examples, near misses, phrases and the corpus.")
@_option
@click.argument("scams", nargs=-1, metavar="[SCAM]…")
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    help="The training half of a corpus.  [default: corpus/training, where that is]",
)
@click.option("--no-corpus", is_flag=True, help="Examples, near misses and exercises alone.")
@click.option("--json", "as_json", is_flag=True, help="Every figure and failure as JSON.")
def prove(folder: Path | None, scams: tuple[str, ...], corpus: Path | None, no_corpus: bool, as_json: bool) -> int:
    """Prove the knowledge: examples, near misses, phrases, and the corpus' training half.

    Every example must be found and named, no near miss may be, every phrase must meet some text, and no genuine row of the
    corpus may be called a scam but those on its reviewed list. With SCAM…, those entries alone. Exit status: 1 when
    something fails.
    """
    from ..actions.proving_whole import default_corpus, prove_whole

    where = _folder(folder)
    loaded = load_knowledge(where)
    for scam in scams:
        if scam not in loaded.scams:
            raise InputError(f"There is no scam “{scam}”.", fix="See: tocsin knowledge show")
    if no_corpus and corpus is not None:
        raise InputError("--corpus and --no-corpus cannot go together.", fix="Leave one out.")
    rows_folder = None if no_corpus else corpus or default_corpus()
    progress = _Progress(sys.stderr.isatty())
    try:
        proof = prove_whole(loaded, where, scams=scams or None, corpus=rows_folder, tell=progress.tell)
    finally:
        progress.clear()
    if as_json:
        click.echo(json.dumps(proof.as_dict(), ensure_ascii=False, indent=2))
    else:
        for failure in proof.failures:
            click.echo(f"{failure.scam}: {failure.said}\n    “{failure.text}”")
        click.echo("\n".join(proof.lines()))
    return 1 if proof.failures else 0


class _Progress:
    """One line on a terminal that says how far the proof is; nothing where nobody watches."""

    def __init__(self, shown: bool) -> None:
        self._shown = shown

    def tell(self, what: str, done: int, of: int) -> None:
        if self._shown:
            click.echo(f"\r{what}: {done:,} of {of:,}\x1b[K", nl=False, err=True)

    def clear(self) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)


@knowledge.command("show", short_help="The list of scams, or one scam or organisation.")
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


@knowledge.command("update", short_help="Take in a signed bundle, proved first.")
@click.argument("source", metavar="FILE|URL")
def update(source: str) -> int:
    """Take in a signed bundle: checked, proved, then put in force whole. A running site picks it up by itself.

    Bundles are taken only from keys that this desk trusts (tocsin knowledge trust).
    """
    from ..actions.updating import update_knowledge

    settings = read_settings()
    _refuse_given(settings)
    done = update_knowledge(settings.data_folder, source, at=datetime.now(UTC))
    if done.unchanged:
        click.echo(f"This version ({done.in_force.version}) is in force already.")
    else:
        click.echo(
            f"In force: {done.in_force.version}, with {done.scams} scams, {done.organisations} organisations and "
            f"{done.tactics} tactics ({done.in_force.source}).\nOne step back: tocsin knowledge back"
        )
    return 0


@knowledge.command("back", short_help="Undo the last update.")
def back() -> int:
    """Put in force again the knowledge that was before the last update."""
    from ..actions.updating import go_back

    settings = read_settings()
    _refuse_given(settings)
    state = go_back(settings.data_folder, at=datetime.now(UTC))
    click.echo(f"In force: {_said(state)}")
    return 0


@knowledge.command("versions", short_help="Which is in force, and what was before.")
def versions() -> int:
    """Which knowledge is in force, and what was before."""
    settings = read_settings()
    if settings.given_knowledge_folder is not None:
        click.echo(f"In force: the folder {settings.given_knowledge_folder} (TOCSIN_KNOWLEDGE_FOLDER)")
        return 0
    state = in_force(settings.data_folder)
    click.echo(f"In force: {_said(state)}")
    for before in state.before:
        click.echo(f"Before:   {_said(before)}")
    return 0


@knowledge.command("trust", short_help="Take bundles from the holder of this key.")
@click.argument("key_file", type=click.Path(path_type=Path))
def trust(key_file: Path) -> int:
    """Take bundles from the holder of this key (a PEM file with an Ed25519 public key)."""
    from ..actions.updating import trust_key

    key_id = trust_key(read_settings().data_folder, key_file)
    click.echo(f"Bundles signed with the key {key_id} will be taken. Check that id with its owner, by telephone.")
    return 0


@knowledge.command("make-key", short_help="Make a key to sign bundles with.")
@click.argument("file", type=click.Path(path_type=Path))
def make_key(file: Path) -> int:
    """Make a key to sign bundles with: FILE (keep it secret) and FILE.pub.pem (give it to those who trust you)."""
    from ..actions.bundling import make_bundle_key

    key_id, public = make_bundle_key(file)
    click.echo(f"Secret key  {file}\nPublic key  {public}\nIts id      {key_id}")
    return 0


@knowledge.command("bundle", short_help="Write the knowledge as one signed file.")
@_option
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--key", "key_file", required=True, type=click.Path(path_type=Path), help="The secret key's file.")
@click.option("--by", "made_by", default="", help="Who made it, as those who take it in will read.")
def bundle(folder: Path | None, out: Path, key_file: Path, made_by: str) -> int:
    """Write the knowledge as one signed file that others can take in with `tocsin knowledge update`."""
    from ..actions.bundling import write_bundle

    count = write_bundle(_folder(folder), out, key_file=key_file, made_by=made_by, at=datetime.now(UTC))
    click.echo(f"{count} files are in {out}.")
    return 0


@knowledge.command("explain", short_help="Why a text is, or is not, this scam.")
@_option
@click.argument("scam")
@click.argument("text", required=False)
@click.option("--channel", help="How it came, such as sms.")
def explain(folder: Path | None, scam: str, text: str | None, channel: str | None) -> int:
    """Why a text is, or is not, this scam: each condition of its entry, whether it held, and the words that show it.

    TEXT is read from standard input when it is left out. Exit status: 0 it holds, 1 it does not.
    """
    from ..actions.explaining import explain_entry

    loaded = load_knowledge(_folder(folder))
    if scam not in loaded.scams:
        raise InputError(f"There is no scam “{scam}”.", fix="See: tocsin knowledge show")
    words = sys.stdin.read() if text is None else text
    explained = explain_entry(loaded.scams[scam], words, loaded, channel=channel)
    for line in explained.lines:
        click.echo(line)
    return 0 if explained.held else 1


def _refuse_given(settings: Settings) -> None:
    if settings.given_knowledge_folder is not None:
        raise InputError(
            "The knowledge folder is set from outside (TOCSIN_KNOWLEDGE_FOLDER), so it is not renewed here.",
            fix="Leave that setting out, or change the files in that folder.",
        )


def _said(state: InForce) -> str:
    if state.version == SHIPPED:
        return "the knowledge that comes with Tocsin"
    return f"{state.version} ({state.source}), since {(state.since or '')[:16].replace('T', ' ')}"
