"""``tocsin explain``: one check at three depths."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from ..checking.depths import DEPTHS, render_document
from ..checking.depths import explain as make_document
from ..errors import InputError
from ..knowledge.load import load_knowledge
from ..settings import NATIONS, read_settings
from ..understanding.understand import understand
from .given import file_text, shown_width, standard_input, words_given

CHANNELS = ("sms", "email", "letter", "call", "social", "web", "description")


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]…")
@click.option("--file", "file", metavar="FILE", help="Explain what a file says.")
@click.option("--depth", type=click.Choice(DEPTHS), default="why", show_default=True, help="How much to show.")
@click.option("--json", "as_json", is_flag=True, help="The whole document as JSON, for programs.")
@click.option("--channel", type=click.Choice(CHANNELS), help="How it came.")
@click.option("--nation", type=click.Choice(NATIONS), help="Whose contact routes to give.")
def explain(
    texts: tuple[str, ...], file: str | None, depth: str, as_json: bool, channel: str | None, nation: str | None
) -> int:
    """Why a text is answered as it is: the answer; why; everything that was looked at, held or not.

    \b
    tocsin explain --depth everything "This is Microsoft, let me connect to your computer."

    Exit status: 0 whatever the answer is; 2 an error.
    """
    text = _given(texts, file)
    if not text.strip():
        raise InputError("There is no text to explain.", fix="Give the message, or pipe it in.", code="empty-text")
    settings = read_settings()
    knowledge = load_knowledge(settings.knowledge_folder)
    how = None if channel == "description" else channel
    document = make_document(
        understand(text, knowledge, channel=how, deep=False),
        knowledge,
        channel=how,
        nation=nation or settings.desk.nation,
        on=datetime.now(UTC).date(),
        width=80 if as_json else shown_width(),
    )
    click.echo(json.dumps(document, ensure_ascii=False, indent=2) if as_json else render_document(document, depth))
    return 0


def _given(texts: tuple[str, ...], file: str | None) -> str:
    if file is not None:
        return file_text(file)
    if texts and texts != ("-",):
        return words_given(texts, for_a_file="tocsin explain --file {name}")
    return standard_input()
