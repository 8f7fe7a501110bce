"""Personal data never reaches the queue; what is needed to understand a report stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import personal_data
from tocsin.reports.redact import redact


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ring me on 07700 900123", "phone"),
        ("ring me on 07700900123.", "phone"),
        ("+44 7700 900123", "phone"),
        ("(020) 7946 0123", "phone"),
        ("0044 20 7946 0123", "phone"),
        ("01632 960 123", "phone"),
        ("write to mary.o'neill@post.example", "e-mail"),
        ("my card 4111 1111 1111 1111", "card"),
        ("my card is 5500-0000-0000-0004", "card"),
        ("11-22-33", "sort code"),
        ("sort code is 112233", "sort code"),
        ("account number 12345678", "account"),
        ("my NI number is QQ 12 34 56 C".replace("QQ", "AB"), "NI number"),
        ("NHS number 943 476 5919", "NHS number"),
        ("I live at ME13 7BH", "postcode"),
        ("date of birth 4/5/1941", "date of birth"),
        ("My name is Mary Ellen Brown and", "name"),
        ("they asked for Mrs Okafor", "name"),
    ],
)
def test_each_kind_of_personal_data_is_replaced(text: str, kind: str) -> None:
    redacted = redact(text)
    assert [found for found, _ in redacted.found] == [kind]
    assert f"[{kind}]" in redacted.text


@pytest.mark.parametrize(
    "written",
    [
        "07700 900123", "07700-900-123", "07700.900.123", "(07700) 900123", "07700/900123", "0 7 7 0 0 9 0 0 1 2 3",
        "+44 (0)7700 900123", "０７７００９００１２３", "07700\u00a0900\u200b123", "07700·900·123",
        "oh seven seven double oh nine double oh one two three",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert redact(f"They rang from {written} twice.").text == "They rang from [phone] twice."


def test_an_account_is_found_by_the_sort_code_before_it() -> None:
    assert redact("Pay 11-22-33 12345678 now").text == "Pay [sort code] [account] now"
    assert redact("sort code 11-22-33 and account 12345678").text == "sort code [sort code] and account [account]"


def test_organisations_are_nobodys_names() -> None:
    text = "This is Evelyn Energy. Dear Barclays customer, I spoke to Barclays and to Royal Mail."
    assert redact(text, known=frozenset({"evelyn energy"})).text == text


def test_of_the_marked_texts_nearly_all_is_found_and_hardly_anything_else_is_taken() -> None:
    texts = personal_data.read_marked()
    assert len(texts) == 300
    for half in (personal_data.built_with(texts), personal_data.kept_apart(texts)):
        found = personal_data.measure(half)
        assert found.recall >= 0.97, found.missed
        assert found.precision >= 0.98, found.wrong


def test_every_number_of_a_text_with_five_is_found_in_the_marked_texts() -> None:
    found = personal_data.measure(personal_data.read_marked())
    assert [
        missed
        for missed in found.missed
        if missed[1] in {"phone", "card", "account", "sort code", "NI number", "NHS number"}
    ] == []


def test_every_number_of_five_is_found_not_the_first_only() -> None:
    text = "They rang from 07700 900001, 07700 900002, 01632 960003, +44 7700 900004 and then 020 7946 0005."
    assert redact(text).text.count("[phone]") == 5


@pytest.mark.parametrize(
    "text",
    [
        "They wanted £1,450 by Friday 12 June 2026.",
        "I rang 159 and then 101, and forwarded the text to 7726.",
        "It happened at 10.30 on 09/07/2020.",
        "They said my order 123456 was late.",
        "He said he was from Microsoft.",
        "My reference is 11 22 and the fee was 2.99",
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert redact(text).text == text


def test_a_word_that_leads_to_a_number_may_be_a_genitive() -> None:
    assert redact("The vehicle's reg is AB12 CDE and the bank's sort code 20-00-00.").text == (
        "The vehicle's reg is [vehicle] and the bank's sort code [sort code]."
    )
    assert redact("My vehicle's number is AB12 CDE.").text == "My vehicle's number is [vehicle]."


def test_published_numbers_of_organisations_stay() -> None:
    text = "I rang Report Fraud on 0300 123 2040."
    assert redact(text, keep=frozenset({"03001232040"})).text == text
    assert redact(text).text == "I rang Report Fraud on [phone]."


@given(st.text(alphabet=st.sampled_from("0123456789 -+@.aA£/()MEme:\n"), max_size=300))
def test_spans_quote_the_text_and_do_not_overlap(text: str) -> None:
    at = 0
    for _, span in redact(text).found:
        assert text[span.start : span.end] == span.text
        assert span.start >= at
        at = span.end
