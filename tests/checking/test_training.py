"""Rows to train with: what is taken, and what is refused with a sentence."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tocsin.checking.training.copies import copy_of
from tocsin.checking.training.public_data import public_rows
from tocsin.checking.training.rows import Row, knowledge_rows, rows_of_file
from tocsin.errors import InputError
from tocsin.knowledge import Knowledge


def write(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_texts_and_calls_are_taken(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"text": "Your parcel waits, pay at evri-fee.example", "label": "scam", "channel": "sms"},
        {"turns": [{"speaker": "caller", "text": "Hello, the dentist here."}], "label": "genuine"},
        {"turns": [{"text": "Hello."}, {"text": "Read me the code."}], "label": "scam", "harm_turn": 1},
    )
    text, call, scam = rows_of_file(path)
    assert (scam.harm_turn, call.harm_turn) == (1, None)
    assert (text.is_scam, text.channel, text.source) == (True, "sms", "rows")
    assert (call.is_scam, call.kind, call.turns) == (False, "call", (("caller", "Hello, the dentist here."),))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ({"text": "hello", "label": "spam"}, "label"),
        ({"label": "scam"}, "no text"),
        ({"turns": "hello", "label": "scam"}, "turns"),
        ({"turns": [{"text": "hello"}], "label": "scam", "harm_turn": 1}, "no turn 1"),
        ({"turns": [{"text": "hello"}], "label": "scam", "harm_turn": "0"}, "no turn '0'"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(tmp_path: Path, line: object, said: str) -> None:
    path = write(tmp_path, {"text": "fine", "label": "genuine"}, line)
    with pytest.raises(InputError, match=said) as caught:
        list(rows_of_file(path))
    assert f"{path}:2" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(rows_of_file(tmp_path / "none.jsonl"))


def test_examples_are_scams_and_near_misses_are_not(knowledge: Knowledge) -> None:
    rows = list(knowledge_rows(knowledge))
    assert {row.is_scam for row in rows} == {True, False}
    assert all((row.scam_id is not None) == row.is_scam for row in rows)


def test_a_folder_without_public_data_gives_no_rows(tmp_path: Path) -> None:
    assert list(public_rows(tmp_path)) == []


def test_a_copy_is_the_same_every_time() -> None:
    text = "Please ring us about your account. It is urgent. Visit https://pay.example/x today."
    assert [copy_of(text, random.Random(seed)) for seed in range(20)] == [
        copy_of(text, random.Random(seed)) for seed in range(20)
    ]


def test_the_same_rows_give_the_same_model(knowledge: Knowledge) -> None:
    pytest.importorskip("sklearn")
    from tocsin.actions.training import train

    rows = list(knowledge_rows(knowledge))[::12]
    first, second = (train(rows, knowledge, lambda said: None) for _ in range(2))
    assert first["id"] == second["id"]
    assert first["thresholds"].keys() >= {"sms", "call", "none"}


def test_everyday_sentences_are_learnt_and_left_out_of_what_is_read(knowledge: Knowledge) -> None:
    pytest.importorskip("sklearn")
    from tocsin.actions.training import read_examples
    from tocsin.checking.everyday import everyday_of

    nouns = ("choir", "heron", "roses", "tenor")
    harmless = [f"The {one} and the {other} came to the green at dusk." for one in nouns for other in nouns] * 3
    rows = list(knowledge_rows(knowledge))[::6]
    examples, learned = read_examples(rows, knowledge, lambda said: None, harmless=harmless)
    everyday = everyday_of(learned)
    assert everyday is not None
    assert everyday.of(["the", "heron", "came", "to", "the", "green"]) > 0
    assert everyday.of(["please", "pay", "the", "fee", "today"]) < 0
    padded = ["dusk" in each.words for each in examples if each.view == "padded"]
    assert 0 < sum(padded) < len(padded)
    assert read_examples(rows, knowledge, lambda said: None)[1] is None


def test_what_was_written_together_stands_in_one_fold_and_a_new_batch_moves_no_other() -> None:
    pytest.importorskip("sklearn")
    from tocsin.checking.training.fit import FOLDS, folds_of

    rows = [
        Row("corpus", f"{batch}-{number}", is_scam=bool(number % 2), text="x")
        for batch in map(str, range(40))
        for number in range(4)
    ]
    folds = folds_of(rows)
    of = {row.group.partition("-")[0]: fold for row, fold in zip(rows, folds, strict=True)}
    assert all(of[row.group.partition("-")[0]] == fold for row, fold in zip(rows, folds, strict=True))
    assert set(folds) == set(range(FOLDS))
    assert folds_of([Row("corpus", "new-1", is_scam=True, text="x"), *rows])[1:] == folds


def test_fits_side_by_side_give_the_same_model(knowledge: Knowledge) -> None:
    pytest.importorskip("sklearn")
    from tocsin.actions.training import train

    rows = list(knowledge_rows(knowledge))[::24]
    one, several = (train(rows, knowledge, lambda said: None, processes=processes) for processes in (1, 2))
    assert one["id"] == several["id"]


def test_as_many_genuine_calls_alarm_at_any_turn_as_may() -> None:
    pytest.importorskip("sklearn")
    import numpy as np

    from tocsin.checking.model import LESS_WITH_ENTRY
    from tocsin.checking.training.fit import Example
    from tocsin.checking.training.thresholds import ALARMED, LIVE, thresholds

    chance = random.Random(7)
    examples = []
    for number in range(200):
        row = Row(
            "corpus", f"aa-{number}", is_scam=False, text="x", turns=(("caller", "x"), ("caller", "y")), kind="call"
        )
        for view, words in (("turn1", chance.randrange(3, 60)), ("whole", chance.randrange(60, 200))):
            held = chance.random() < 0.2
            examples.append(Example(row, view, {}, ["x"] * words, "message", "call", held, held, {}))
    probabilities = np.array([chance.betavariate(2, 3) for _ in examples])
    live = thresholds(examples, probabilities)[LIVE][0]
    alarmed = {
        example.row.group
        for example, probability in zip(examples, probabilities, strict=True)
        if probability >= live - LESS_WITH_ENTRY * example.held
    }
    assert len(alarmed) == pytest.approx(ALARMED * 200, abs=1)


def test_the_turn_that_asks_for_harm_is_learnt_and_found_as_the_checker_finds_it() -> None:
    pytest.importorskip("sklearn")
    import numpy as np

    from tocsin.checking.asked import COUNTS, LEAST, Asks
    from tocsin.checking.grams import Grams
    from tocsin.checking.training.asked import Turns
    from tocsin.checking.training.fit import Example

    chance = random.Random(3)
    talk = [f"word{number}" for number in range(60)]
    examples = []
    for number in range(120):
        is_scam = bool(number % 2)
        turns = [[chance.choice(talk) for _ in range(chance.randrange(2, 50))] for _ in range(6)]
        if is_scam:
            turns[4][1:1] = ["move", "your", "money"]
        row = Row("corpus", f"aa-{number % 10}", is_scam, "x", turns=(("caller", "x"),), kind="call")
        harm = 4 if is_scam else None
        words = [word for turn in turns for word in turn]
        for view, until in (("turn4", 4), ("whole", 6)):
            examples.append(
                Example(row, view, {}, words, "message", "call", False, False, {}, turns=turns[:until], harm=harm)
            )
    names = sorted({*talk, "move", "your", "money", "move your", "your money"})
    turns_of = Turns(examples, {name: number for number, name in enumerate(names)})
    weights = turns_of.fit(np.arange(len(examples)), np.array([number // 2 % 10 for number in range(len(examples))]))
    adds = turns_of.adds(weights, np.arange(len(examples)))
    before, after = adds[2::4], adds[3::4]
    assert (after > before).mean() > 0.95, "the ask is heard in the fifth turn and not before"
    assert after.min() > np.quantile(adds[1::4], 0.9)

    grams, asks = Grams(names), Asks([int(weight) for weight in weights.weights], weights.start)
    for at, example in enumerate(examples):
        most = max(asks.most(turn, grams.found_in)[0] for turn in example.turns)
        assert adds[at] == pytest.approx(COUNTS * max(LEAST, most))


def test_where_nobody_says_which_turn_asks_none_does() -> None:
    pytest.importorskip("sklearn")
    import numpy as np

    from tocsin.checking.training.asked import Turns
    from tocsin.checking.training.fit import Example

    row = Row("mine", "aa", True, "x", turns=(("caller", "move your money"),), kind="call")
    turns_of = Turns(
        [Example(row, "whole", {}, ["move"], "message", "call", False, False, {}, turns=[["move"]])], {"move": 0}
    )
    weights = turns_of.fit(np.array([0]), np.array([0]))
    assert not weights.weights.any()
    assert turns_of.adds(weights, np.array([0]))[0] == 0.0


@pytest.mark.parametrize("columns", [1, 4, 7])
def test_what_training_packs_the_checker_reads(columns: int) -> None:
    np = pytest.importorskip("numpy")
    from tocsin.checking.net import LEVELS, ZERO, Rows
    from tocsin.checking.training.net import as_small, packed

    numbers = np.random.default_rng(3).normal(size=(40, columns)) ** 3
    small, unit = as_small(numbers, clipped=0.01)
    assert set(np.abs(small).ravel()) <= set(LEVELS)
    inside = np.abs(numbers) <= LEVELS[-1] * unit
    assert np.all(np.sign(small) * np.sign(numbers) >= 0)
    assert np.abs(small * unit - numbers)[inside].max() <= unit * (LEVELS[-1] - LEVELS[-2]) / 2 + 1e-9
    rows = Rows(packed(small), columns)
    for number in range(40):
        lanes = rows.unpack(rows[number].to_bytes(rows.width, "little"))
        assert [lane - ZERO for lane in lanes] == list(small[number])
