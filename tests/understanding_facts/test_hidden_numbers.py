"""Telephone numbers that are said or hidden, money in every shape, and what is no number at all."""

from __future__ import annotations

import pytest

from tocsin.understanding.counts import find_counts, lost_money_count
from tocsin.understanding.losses import find_losses
from tocsin.understanding.money import find_amounts, find_money
from tocsin.understanding.phones import find_phones
from tocsin.understanding.sentences import level, split_sentences


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("ring 077OO 9OO 123 now", "077OO 9OO 123", "+447700900123"),
        ("it's O7700 9OO123", "O7700 9OO123", "+447700900123"),
        ("oh seven seven double oh, nine double oh, one two three", "oh seven seven double oh, nine double oh, one two three", "+447700900123"),
        ("zero one six three two nine six zero one two three", "zero one six three two nine six zero one two three", "+441632960123"),
        ("0 7 7 0 0 9 0 0 1 2 3", "0 7 7 0 0 9 0 0 1 2 3", "+447700900123"),
        ("plus four four seven seven double zero nine double zero one two three.",
         "plus four four seven seven double zero nine double zero one two three", "+447700900123"),
        ("he gave 07700 nine double oh 123", "07700 nine double oh 123", "+447700900123"),
    ],
)  # fmt: skip
def test_a_number_said_or_hidden_is_read(text: str, written: str, value: str) -> None:
    assert [(each.text, each.value) for each in find_phones(text)] == [(written, value)]


@pytest.mark.parametrize(
    "text",
    [
        "oh no, nine double oh seven",
        "One, two, three, four, five",
        "zero to sixty in nine seconds",
        "O level in 1 9 7 7",
        "DOB 01 01 1960",
    ],
)
def test_digits_that_make_no_number_are_none(text: str) -> None:
    assert find_phones(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("£10 000 in cash", ["10000"]),
        ("he took 900£", ["900"]),
        ("a fee of 99p", ["0.99"]),
        ("I sent 3000 to them", ["3000"]),
        ("they took 1,250 out of my account", ["1250"]),
        ("a couple of hundred quid", []),
        ("we sent 3000 letters to residents", []),
        ("it was sent 2024.", []),
        ("hundreds of pounds", []),
    ],
)
def test_money_in_every_shape(text: str, values: list[str]) -> None:
    assert [each.value for each in find_money(text)] == values


def losses(text: str) -> list[tuple[int, str, str]]:
    plain = level(text)
    found = find_losses(split_sentences(plain), find_amounts(text))
    return [(each.loss.amount_minor // 100, each.loss.basis, each.loss.qualifier) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two of them, a woman and a man of 80, transferred a total of £46,700.", [(46700, "total", "exact")]),
        ("Nine people paid. The smallest loss was £2,800 and the largest £61,000.",
         [(2800, "per_victim", "from"), (61000, "per_victim", "up_to")]),
        ("Three firms were caught out, with losses of £18,200, £7,450 and £41,000.",
         [(18200, "per_victim", "exact"), (7450, "per_victim", "exact"), (41000, "per_victim", "exact")]),
        ("There were 127 reports, with losses adding up to £86,400.", [(86400, "total", "exact")]),
        ("She agreed to pay £6,800. Her family stepped in before any money changed hands.", []),
        ("They lost £2.5m between them - about £890 each.", [(2500000, "total", "exact"), (890, "per_victim", "about")]),
        ("Thirty paid for rooms. The sums range from £350 to £2,100.", [(350, "per_victim", "from"), (2100, "per_victim", "up_to")]),
    ],
)  # fmt: skip
def test_what_was_lost_and_by_whom(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert losses(text) == expected


def lost(text: str, *, told: int = 0) -> int | None:
    sentences = split_sentences(level(text))
    lead = [sentence.text for sentence in sentences]
    return lost_money_count(sentences, find_counts(level(text), sentences), lead=lead, title=None, losses=told)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Six people have told us that they gave their details and had money taken.", 6),
        ("More than 120 fans lost money buying tickets.", 120),
        ("Of 60 people who got the text, only four paid.", 4),
        ("212 of our members told us about it. Between them they lost £1.9 million.", 212),
        ("Twenty residents had the call but nobody lost any money.", 0),
        ("Eleven people across the county reported losing money.", 11),
        ("In 40 calls people were asked for money; nobody is known to have paid.", 0),
        ("They lost interest after ten minutes.", None),
        ("Residents could lose thousands of pounds.", None),
    ],
)
def test_how_many_lost_money(text: str, number: int | None) -> None:
    assert lost(text) == number


def test_no_money_lost_in_one_case_among_others_says_nothing_of_all() -> None:
    assert lost("A couple paid £3,200. In Penrith no money was lost.", told=1) is None
