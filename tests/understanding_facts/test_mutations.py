"""No harm done to a text makes reading it raise, hang, or lose its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.errors import InputError
from tocsin.knowledge.load import Knowledge
from tocsin.records import Document, Mention
from tocsin.sources import read_bytes
from tocsin.understanding.advisory import advisory_as_dict, read_advisory
from tocsin.understanding.facts import find_facts

from .mutations import bases, mutated

KINDS = ("text.txt", "page.html", "note.md", "mail.eml")


def read_in_every_way(text: str, number: int, knowledge: Knowledge) -> None:
    """The text as a document, as an account, and as the bytes of one kind of file."""
    advisory = read_advisory(Document(name="mutated", text=text), knowledge)
    advisory_as_dict(advisory)
    quotes(text, advisory.mentions)
    quotes(text, find_facts(text, knowledge).mentions)
    try:
        document = read_bytes(KINDS[number % len(KINDS)], text.encode("utf-8", "surrogatepass"))
    except InputError:
        return
    quotes(document.text, read_advisory(document, knowledge).mentions)


def quotes(text: str, mentions: tuple[Mention, ...]) -> None:
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text, mention


def test_harmed_warnings_are_read_and_quoted(warnings_folder: Path, knowledge: Knowledge) -> None:
    for number, text in enumerate(mutated(bases(warnings_folder), seed=20261124, count=200)):
        read_in_every_way(text, number, knowledge)


@pytest.mark.slow
def test_a_hundred_thousand_harmed_warnings_are_read_and_quoted(warnings_folder: Path, knowledge: Knowledge) -> None:
    for number, text in enumerate(mutated(bases(warnings_folder), seed=7, count=100_000)):
        read_in_every_way(text, number, knowledge)
