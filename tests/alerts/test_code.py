from __future__ import annotations

import pytest

from tocsin.alerts.code import CODE, make_code, read_code


def test_a_new_code_can_be_read_back_and_holds_nothing_ambiguous() -> None:
    for _ in range(500):
        code = make_code()
        assert CODE.fullmatch(code)
        assert read_code(code) == code
        assert not set(code) & set("01OILSBZUVAEND")


def test_a_taken_code_is_never_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter("K7Q4M2" + "K7Q4M2" + "P3X9T6")
    monkeypatch.setattr("tocsin.alerts.code.secrets.choice", lambda alphabet: next(drawn))
    assert make_code(taken={"K7Q-4M2"}) == "P3X-9T6"


@pytest.mark.parametrize(
    "said",
    [
        "K7Q-4M2", "k7q-4m2", " K7Q 4M2. ", "K7Q4M2", "k7q–4m2", "“K7Q-4M2”", "code K7Q-4M2", "Alert code: K7Q-4M2", "(K7Q-4M2)",
        "kilo seven quebec four mike two", "Kilo 7 Quebec - 4 Mike 2", "K7Q-4N2", "K7Q dash 4M2", "K7Q-4MZ",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_said_or_typed(said: str) -> None:
    assert read_code(said) == "K7Q-4M2"


@pytest.mark.parametrize(
    "said", ["", "hello", "K7Q-4M", "K7Q-4M22", "777-444", "Is K7Q-4M2 real?", "K0Q-4M2", "Ｋ7Q-4M2", "K7Q-4A2"]
)
def test_what_is_not_a_code_and_nothing_else_is_none(said: str) -> None:
    assert read_code(said) is None
