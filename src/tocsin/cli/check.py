"""``tocsin check``: is this a scam?"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click

from ..actions.checking import check_text, published_at, with_care
from ..checking.explain import answer_as_dict, render_verdict
from ..errors import InputError, TocsinError
from ..knowledge.load import load_knowledge
from ..reports.vulnerability import care_for
from ..settings import NATIONS, read_settings
from .given import file_text, shown_width, standard_input, words_given
from .lines import answer_lines, choice_of, each_line, text_of, write_line

CHANNELS = ("sms", "email", "letter", "call", "social", "web", "description")
ALARMING = frozenset({"scam", "suspicious", "altered-alert"})


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]…")
@click.option(
    "--file", "files", multiple=True, metavar="FILE", help="Check what a file says; may be given more than once."
)
@click.option(
    "--jsonl",
    "as_lines",
    is_flag=True,
    help='Read {"id", "text", "channel"?} a line from standard input or the files named, and answer a line each.',
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")
@click.option("--channel", type=click.Choice(CHANNELS), help="How it came.")
@click.option("--nation", type=click.Choice(NATIONS), help="Whose contact routes to give.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever was found (errors still give 2).")
def check(
    texts: Sequence[str],
    files: Sequence[str],
    as_lines: bool,
    as_json: bool,
    channel: str | None,
    nation: str | None,
    exit_zero: bool,
) -> int:
    """Is this message or call a scam? Says why in its own words, and what to do first.

    \b
    tocsin check "This is Microsoft. Your computer has a virus, let me connect to it."
    tocsin check --file letter.txt
    pbpaste | tocsin check

    Exit status: 0 no signs, too little to go on, or a genuine alert; 1 a scam, suspicious, or an altered alert; 2 an error.
    """
    settings = read_settings()
    knowledge = load_knowledge(settings.knowledge_folder)
    nation = nation or settings.desk.nation
    on = datetime.now(UTC).date()
    publications = published_here()

    def answer(given: Mapping[str, Any]) -> dict[str, Any]:
        how = channel_of(choice_of(given, "channel", CHANNELS) or channel)
        text = text_of(given)
        verdict = check_text(text, knowledge, on=on, channel=how, nation=nation, publications=publications)
        return with_care(answer_as_dict(verdict, id=given.get("id")), text)

    if as_lines:
        levels, failed = [], False
        known = frozenset({"id", "text", "channel"})
        for result in answer_lines(each_line([*texts, *files]), known=known, answer=answer):
            failed = failed or "error" in result
            levels.append(result.get("level"))
            write_line(result)
        return exit_status(levels, failed=failed, exit_zero=exit_zero)

    levels, failed, shown = [], False, 0
    for name, text in _given(texts, files):
        try:
            if isinstance(text, TocsinError):
                raise text
            if not text.strip():
                raise InputError(
                    "There is no text to check.", where=name, fix="Give the message, or pipe it in.", code="empty-text"
                )
            verdict = check_text(
                text, knowledge, on=on, channel=channel_of(channel), nation=nation, publications=publications
            )
        except TocsinError as error:
            failed = True
            click.echo(json.dumps({"error": error.as_dict()}) if as_json else f"tocsin: {error}", err=not as_json)
            continue
        levels.append(verdict.level)
        if as_json:
            told = with_care(answer_as_dict(verdict, id=name or None), text)
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            care = "".join(f"{sentence}\n" for sentence in care_for(text))
            click.echo(
                ("\n" if shown else "")
                + (f"{name}\n" if name else "")
                + (f"{care}\n" if care else "")
                + render_verdict(verdict, width=shown_width())
            )
        shown += 1
    return exit_status(levels, failed=failed, exit_zero=exit_zero)


def channel_of(given: str | None) -> str | None:
    """``description`` says that a person tells of it: no channel of its own."""
    return None if given == "description" else given


def exit_status(levels: Sequence[str | None], *, failed: bool, exit_zero: bool) -> int:
    """2 on any error, which wins; 1 when anything alarms; else 0."""
    if failed:
        return 2
    return 1 if not exit_zero and any(level in ALARMING for level in levels) else 0


def published_here() -> Sequence[Mapping[str, Any]]:
    """What this desk has published, so that a pasted alert is known."""
    return published_at(read_settings().database_url)


def _given(texts: Sequence[str], files: Sequence[str]) -> list[tuple[str, str | TocsinError]]:
    given: list[tuple[str, str | TocsinError]] = []
    if texts and tuple(texts) != ("-",):
        given.append(("", _or_error(lambda: words_given(texts, for_a_file="tocsin check --file {name}"))))
    elif texts:
        given.append(("", _or_error(standard_input)))
    given += [(name, _or_error(lambda name=name: file_text(name))) for name in files]  # type: ignore[misc]
    if not given:
        if sys.stdin.isatty():
            click.echo("Type or paste the message, then press Ctrl-D on an empty line.", err=True)
        given.append(("", _or_error(standard_input)))
    return given


def _or_error(read: Callable[[], str]) -> str | TocsinError:
    try:
        return read()
    except TocsinError as error:
        return error
