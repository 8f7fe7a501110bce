"""A desk's own areas are found in a text by the names that the desk gave them."""

from __future__ import annotations

import pytest

from tocsin.knowledge import load_knowledge
from tocsin.records import Document
from tocsin.understanding.advisory import read_advisory
from tocsin.understanding.facts import find_facts
from tocsin.understanding.understand import understand

OWN = ("Swale coast", "Harbour ward", "Harbour")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("People in Swale coast have had calls from a man.", ["Swale coast"]),
        ("Residents of Harbour Ward were rung on Monday.", ["Harbour ward"]),
        ("We had nine reports from Harbour ward, Faversham and Dover.", ["Harbour ward", "Faversham", "Dover"]),
        ("Calls in the Swale Coast area go on.", ["Swale coast"]),
        ("Somebody rang from Harbour Ward Housing Association.", []),
        ("The boat lay in the harbour.", []),
        ("People in Faversham have had calls.", ["Faversham"]),
    ],
)
def test_an_own_area_is_found_however_the_rest_of_its_name_is_written(text: str, found: list[str]) -> None:
    facts = find_facts(text, load_knowledge(), own_areas=OWN)
    assert list(facts.places) == found
    for mention in facts.mentions:
        assert text[mention.start : mention.end] == mention.text


def test_without_own_areas_their_names_mean_nothing() -> None:
    assert find_facts("People in Marlside coast have had calls.", load_knowledge()).places == ()


def test_a_warning_tells_of_the_desks_own_areas_as_places() -> None:
    text = "Fake roofers in Harbour Ward\n\nRogue traders knocked on doors in Harbour ward and took £900 in cash from a resident. Call 101."
    document = Document(name="a", text=text)
    told = read_advisory(document, load_knowledge(), own_areas=["Harbour ward"])
    assert told.places == ("Harbour ward",)
    assert read_advisory(document, load_knowledge()).places == ()


def test_a_report_tells_of_the_desks_own_areas_as_places() -> None:
    text = "A man rang my mum in Harbour ward and said he was from her bank."
    assert understand(text, load_knowledge(), own_areas=["Harbour ward"]).places == ("Harbour ward",)
