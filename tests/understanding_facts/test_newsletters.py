"""A newsletter's items are advisories of their own; the sections of one warning are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.knowledge.load import Knowledge
from tocsin.records import Document
from tocsin.sources import read_file
from tocsin.understanding.advisory import advisory_as_dict, read_advisory
from tocsin.understanding.newsletter import find_items, read_advisories

FOLDER = Path(__file__).resolve().parent / "newsletters"
EXPECTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
ON = date(2026, 11, 24)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_items_that_warn_are_read_each_for_itself(name: str, knowledge: Knowledge) -> None:
    items = [each for each in read_advisories(read_file(FOLDER / name), knowledge, on=ON) if each.is_advisory]
    assert [each.title for each in items] == [each["title"] for each in EXPECTED[name]]
    for found, wanted in zip(items, EXPECTED[name], strict=True):
        assert found.scam in wanted["scam"]
        assert sorted(found.places) == sorted(wanted["places"])
        assert sorted(each.value or each.name for each in found.contacts) == sorted(map(str, wanted["contacts"]))


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_shown_of_an_item_is_quoted_from_the_whole(name: str, knowledge: Knowledge) -> None:
    document = read_file(FOLDER / name)
    for item in read_advisories(document, knowledge, on=ON):
        for mention in advisory_as_dict(item)["mentions"]:
            assert document.text[mention["start"] : mention["end"]] == mention["text"]


def test_each_item_has_its_number_and_the_newsletters_publisher_and_day(knowledge: Knowledge) -> None:
    items = read_advisories(read_file(FOLDER / "numbered-bulletin.txt"), knowledge, on=ON)
    assert [each.file.rpartition("#")[2] for each in items] == ["1", "2", "3"]
    assert {each.published for each in items} == {"2025-10-03"}


def test_a_document_of_one_thing_is_read_as_before(knowledge: Knowledge) -> None:
    document = read_file(FOLDER / "one-warning-with-headings.txt")
    assert read_advisories(document, knowledge, on=ON) == [read_advisory(document, knowledge, on=ON)]


def test_ordinary_news_is_not_parted(knowledge: Knowledge) -> None:
    text = "Council news\n\nNew benches\n\nThe council has put twelve new benches in the park, one for each school.\n\nRoad works\n\nMill Road is closed from Monday to Friday for the water company to mend a pipe."
    items = read_advisories(Document(name="news", text=text), knowledge, on=ON)
    assert not any(each.is_advisory for each in items)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# \n# \n#", "1.\n2.\n3.", "---\n---\n---", "A\n\nB\n\nC", "#" * 5000, "1. a\n" * 3000]
)
def test_headings_without_anything_below_make_no_items(text: str) -> None:
    assert find_items(text) == []
