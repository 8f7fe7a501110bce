from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tocsin.alerts.content import canonical_json, content_hash, say_time
from tocsin.errors import InputError
from tocsin.records import AlertContent, Area, Publication, Sentence


def changed(content: AlertContent, name: str) -> Any:
    """Another value for one field of the content."""
    other: dict[str, Any] = {
        "headline": content.headline + ".",
        "sentences": (*content.sentences[:-1], Sentence("contact", "Ring 101.", ("knowledge:police-101",))),
        "scam": None,
        "areas": (Area("county", "Othershire"),),
        "audience": "carers",
        "channels": ("sms",),
        "urgency": "past",
        "expires_at": content.expires_at + timedelta(seconds=1),
        "exercise": not content.exercise,
        "withdrawal": content.withdrawal + " Sorry.",
    }
    return other[name]


@pytest.mark.parametrize("name", [field.name for field in fields(AlertContent)])
def test_changing_anything_gives_another_hash(content: AlertContent, name: str) -> None:
    assert content_hash(replace(content, **{name: changed(content, name)})) != content_hash(content)


def test_changing_where_a_sentence_comes_from_gives_another_hash(content: AlertContent) -> None:
    first = replace(content.sentences[0], sources=("officer:amira",))
    assert content_hash(replace(content, sentences=(first, *content.sentences[1:]))) != content_hash(content)


def test_the_same_content_always_gives_the_same_hash(content: AlertContent) -> None:
    assert content_hash(replace(content)) == content_hash(content)


def test_canonical_json_is_sorted_without_blanks_and_in_utf8() -> None:
    assert (
        canonical_json({"b": [1, "£"], "a": {"d": None, "c": True}}) == '{"a":{"c":true,"d":null},"b":[1,"£"]}'.encode()
    )


def test_canonical_json_refuses_numbers_that_languages_write_differently() -> None:
    with pytest.raises(TypeError):
        canonical_json({"a": [{"b": 1.5}]})


def test_half_a_character_is_refused_with_a_sentence() -> None:
    with pytest.raises(InputError, match="half a character"):
        canonical_json({"a": "\ud800"})


def test_times_have_no_fractions_and_no_z() -> None:
    assert say_time(datetime.fromisoformat("2026-07-01T09:30:15.123+01:00")) == "2026-07-01T08:30:15+00:00"


def test_what_is_signed_names_no_officer_and_no_report(publication: Publication) -> None:
    written = json.dumps(publication.content)
    assert "amira" not in written
    assert "owen" not in written
    assert "R-7" not in written
    assert publication.content["sentences"][0]["sources"] == ["report"]
    assert publication.content["sentences"][5]["sources"] == ["officer"]


def test_a_withdrawal_repeats_none_of_the_advice_it_takes_back(published: Callable[..., Publication]) -> None:
    first = published()
    taken_back = published(version=2, kind="Cancel", references=("s,i,2026-11-24T10:00:00+00:00",))
    assert taken_back.content["sentences"] == []
    assert "taken back" in taken_back.content["withdrawal"]
    assert "withdrawal" not in first.content
