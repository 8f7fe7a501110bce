"""No text makes a reader raise, lose its place, or take long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.errors import InputError
from tocsin.knowledge.load import Knowledge, load_knowledge
from tocsin.records import Document, Mention
from tocsin.sources import read_bytes
from tocsin.understanding.advice import find_advice
from tocsin.understanding.advisory import advisory_as_dict, read_advisory
from tocsin.understanding.counts import count_mentions
from tocsin.understanding.dates import find_dates, find_periods
from tocsin.understanding.facts import find_facts
from tocsin.understanding.identifiers import find_identifiers
from tocsin.understanding.links import find_links
from tocsin.understanding.money import find_money
from tocsin.understanding.phones import find_phones
from tocsin.understanding.places import find_places
from tocsin.understanding.repair import repair
from tocsin.understanding.sentences import level, split_sentences
from tocsin.understanding.stated_rules import find_stated_rules

READERS: dict[str, Callable[[str], list[Mention]]] = {
    "phones": find_phones,
    "links": find_links,
    "money": find_money,
    "counts": count_mentions,
    "dates": find_dates,
    "places": find_places,
    "advice": find_advice,
    "rules": find_stated_rules,
    "identifiers": find_identifiers,
}
PIECES = st.sampled_from(
    [
        "£900 ",
        "Â£5 ",
        "lost ",
        "between ",
        "and ",
        "from ",
        "to ",
        "each",
        "over ",
        "3 ",
        "two ",
        "reports ",
        "people ",
        "of them ",
        "in Kent",
        "Faversham, ",
        "and Deal ",
        "Police ",
        "Kent Police ",
        "will ",
        "never ",
        "ask ",
        "you ",
        "If ",
        ", hang up",
        "101",
        "call ",
        "0300 123 2040",
        "www.a.example/b",
        "a@b.example",
        "x[.]example",
        "1 May 2020",
        "since ",
        "the start of ",
        "July ",
        "last ",
        "year ",
        "yesterday",
        "31/02/2020",
        "pretending to be ",
        "from BT ",
        "\n",
        "\n\n",
        "---\n",
        "```yaml\n",
        "- ",
        "* ",
        "**",
        "_",
        "# ",
        "> ",
        "[a](b)",
        "\u200b",
        "\ufeff",
        "“",
        "’",
        "(",
        ")",
        ".",
        ". ",
        "!",
        "? ",
        ": ",
        "; ",
        '"',
        "'",
        "%",
        "20-00-00 ",
        "12345678",
        "ME13 7BH",
        "4111 1111 1111 1111",
        "😀",
        "İ",
        "ß",
        "ﬁ",
        "\x00",
        "�",
        "&amp;",
        "â€™",
        "the total is ",
        "scam ",
        "warning",
        "Recent News\n",
        "Action Fraud",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


@pytest.mark.parametrize("name", READERS)
@given(text=TEXTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_reader_never_raises_and_quotes_what_it_read(name: str, text: str) -> None:
    for mention in READERS[name](text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip()


@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_levelling_and_cutting_lose_no_position(text: str) -> None:
    plain = level(text)
    assert len(plain) == len(text)
    end = 0
    for sentence in split_sentences(plain):
        assert sentence.start >= end
        assert plain[sentence.start : sentence.end] == sentence.text
        end = sentence.end
    for period in find_periods(text):
        assert 0 <= period.start < period.end <= len(text)


@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_mending_leads_back_in_order(text: str) -> None:
    mended = repair(text)
    back = [mended.to_given(offset) for offset in range(len(mended.text) + 1)]
    assert back == sorted(back)
    assert all(0 <= offset <= len(text) for offset in back)
    for each in mended.repairs:
        assert text[each.start : each.end] == each.before


@given(text=TEXTS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_whole_document_never_raises_and_its_mentions_quote_it(text: str) -> None:
    knowledge = load_knowledge()
    advisory = read_advisory(Document(name="a", text=text), knowledge)
    assert advisory_as_dict(advisory)["file"] == "a"
    for mention in (*advisory.mentions, *find_facts(text, knowledge).mentions):
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "0", "0300 123 2040 ", "a.uk.\n", "He lost £1.\n", "Kent Police in Kent, ", "Banks will never ask ", '"', "**_",
     "between 1 and ", "said he was from ", "pretending to be ", "one hundred and ", "A ", "Aaa ", "---\n", "[(", "Â£â€™", "a\u200b",
     "3 reports of 2 people ", "Headline Words Here Again\n", "1 May 2020 ", "("],
    ids=lambda piece: repr(piece.strip() or piece),
)  # fmt: skip
def test_a_long_run_of_anything_is_read_to_its_end(piece: str, knowledge: Knowledge) -> None:
    text = piece * (200_000 // len(piece))
    read_advisory(Document(name="long", text=text), knowledge)  # read quadratically, it would take minutes


def test_ten_megabytes_on_one_line_are_read_in_part(knowledge: Knowledge) -> None:
    advisory = read_advisory(Document(name="huge", text="scam call " * 1_000_000), knowledge)
    assert advisory.not_read


MEGABYTES_10 = 10 * 1024 * 1024 - 1
HOSTILE_FILES = {
    "blanks.txt": b"a" + b" " * (MEGABYTES_10 - 2) + b"b",
    "one-word.txt": b"a" * MEGABYTES_10,
    "losses.txt": b"He lost \xc2\xa31.\n" * (MEGABYTES_10 // 13),
    "digits.txt": b"0 " * (MEGABYTES_10 // 2),
    "links.md": b"[a](" * (MEGABYTES_10 // 4),
    "deep.html": b"<div>" * (MEGABYTES_10 // 5),
    "wide.html": b"<p>&amp;" * (MEGABYTES_10 // 8),
    "links.eml": b"Subject: x\n\n" + b"http://a.b " * (MEGABYTES_10 // 11 - 10),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_ten_hostile_megabytes_end_in_a_sentence(name: str, knowledge: Knowledge) -> None:
    if name == "deep.html":
        with pytest.raises(InputError, match="There is no text"):
            read_bytes(name, HOSTILE_FILES[name])
        return
    assert read_advisory(read_bytes(name, HOSTILE_FILES[name]), knowledge).not_read
