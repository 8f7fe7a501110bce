"""``tocsin understand``: what a person's account tells."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import click

from ..actions.own_areas import own_area_names
from ..checking.explain import understanding_as_dict
from ..errors import InputError
from ..knowledge.load import load_knowledge
from ..settings import read_settings
from ..understanding.understand import understand as understand_text
from .given import file_text, standard_input, words_given
from .lines import answer_lines, each_line, text_of, write_line


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT]…")
@click.option(
    "--jsonl",
    "as_lines",
    is_flag=True,
    help='Read {"id", "text", "place"?, "at"?} a line from standard input or the files named.',
)
@click.option("--file", "file", metavar="FILE", help="Read the account from a file.")
@click.option("--json", "as_json", is_flag=True, help="As JSON: so it always is.")
@click.option("--place", help="Where it happened, when the account does not say.")
def understand(texts: Sequence[str], as_lines: bool, file: str | None, as_json: bool, place: str | None) -> int:
    """What a person's account tells: the scam, how far it went, what was lost, where. As JSON.

    \b
    tocsin understand "He said he was from BT and I let him onto my laptop. I've paid 900 pounds."
    """
    settings = read_settings()
    knowledge = load_knowledge(settings.knowledge_folder)
    own = own_area_names(settings.data_folder, on=date.today())

    def answer(given: Mapping[str, Any]) -> dict[str, Any]:
        where = given.get("place", place)
        if where is not None and not isinstance(where, str):
            raise InputError("“place” is not a string.", fix="Give a town's name.", code="bad-line")
        understanding = understand_text(
            text_of(given), knowledge, place=where, at=_moment(given.get("at")), own_areas=own
        )
        return understanding_as_dict(understanding, knowledge, id=given.get("id"))

    if as_lines:
        failed = False
        for result in answer_lines(each_line(texts), known=frozenset({"id", "text", "place", "at"}), answer=answer):
            failed = failed or "error" in result
            write_line(result)
        return 2 if failed else 0
    if file is not None:
        text = file_text(file)
    elif texts and tuple(texts) != ("-",):
        text = words_given(texts, for_a_file="tocsin understand --file {name}")
    else:
        text = standard_input()
    if not text.strip():
        raise InputError("There is no account to read.", fix="Give it, or pipe it in.", code="empty-text")
    click.echo(json.dumps(answer({"text": text}), ensure_ascii=False, indent=2))
    return 0


def _moment(given: Any) -> datetime | None:
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"“at” is {given!r}.",
            fix="Give an ISO date or date-time, such as 2026-11-24T14:30:00+00:00.",
            code="bad-line",
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
