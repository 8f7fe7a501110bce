"""The learned model: a sum of parts, the same turn by turn as at once, and never moved by length alone."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.checking import model_file
from tocsin.checking.features import is_talk, masked_words, structure
from tocsin.checking.model import Heard, Model, ends_of, read_model, shipped_model, spans_of
from tocsin.checking.net import Net, Sums, as_plain, net_of
from tocsin.checking.routes import read_routes
from tocsin.errors import InputError
from tocsin.knowledge import Knowledge
from tocsin.records import Understanding
from tocsin.understanding.understand import understand

WORDS = st.lists(
    st.sampled_from(["your", "account", "click", "<link-other>", "tuesday", "see", "you", "code"]), max_size=400
)


def heard_at_once(words: list[str], model: Model | None = None) -> Heard:
    heard = Heard(model or shipped_model())
    heard.add(words)
    return heard


def masked(
    text: str, knowledge: Knowledge, *, channel: str | None = None
) -> tuple[list[str], list[int], Understanding]:
    understanding = understand(text, knowledge, channel=channel, deep=False)
    routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
    words, places = masked_words(understanding, knowledge, routes=routes)
    return words, places, understanding


def test_names_links_numbers_and_money_are_masked(knowledge: Knowledge) -> None:
    words, _, _ = masked(
        "HSBC: £45.50 was sent on 3rd March. Ring 0113 496 0333 or see https://hsbc-stop.example/x?y=1", knowledge
    )
    assert words[0] == "<bank>"
    assert {"<money>", "<date>", "<phone>", "<link-like>"} <= set(words)
    assert not {"hsbc", "0113", "example", "stop"} & set(words)


def test_a_masked_link_quotes_the_whole_link(knowledge: Knowledge) -> None:
    text = "Please look at https://one-two.example/three today"
    words, places, understanding = masked(text, knowledge)
    at = next(number for number, word in enumerate(words) if word.startswith("<link"))
    ends = ends_of(places, len(understanding.words))
    ((start, end),) = spans_of([(at, at)], places, ends, understanding.word_spans)
    assert text[start:end].startswith("https://one-two.example")


def test_one_word_said_often_counts_once() -> None:
    twice, often = heard_at_once(["account"] * 2), heard_at_once(["account"] * 30)
    assert sum(weight != 0 for weight in often.contributions) <= 2
    assert often.whole == pytest.approx(twice.whole)


@given(WORDS, st.integers(min_value=1, max_value=9))
def test_no_order_of_adding_changes_the_count_of_words(words: list[str], pieces: int) -> None:
    heard = Heard(shipped_model())
    for start in range(0, len(words), pieces):
        heard.add(words[start : start + pieces])
    assert len(heard.contributions) == len(words)
    for first, last in heard.passages(heard.count):
        assert 0 <= first <= last < len(words)


def test_what_comes_later_in_a_long_text_can_still_count() -> None:
    model = shipped_model()
    heavy = max(model.grams, key=lambda gram: model.weights[model.grams[gram]] if " " not in gram else 0)
    quiet = heard_at_once(["zzz"] * 340)
    late = heard_at_once(["zzz"] * 340 + [heavy])
    assert late.single > quiet.single


@given(WORDS, st.integers(min_value=0, max_value=400))
def test_words_that_say_nothing_change_nothing(words: list[str], more: int) -> None:
    heard, padded = heard_at_once(words), heard_at_once([*words, *["zzz"] * more])
    assert padded.whole == pytest.approx(heard.whole)


def test_a_net_adds_what_its_columns_have_above_their_bounds() -> None:
    rows = bytes([9 | 6 << 4, 8 | 11 << 4])  # two words, two columns: 3 and -8, 0 and 15
    plain = as_plain(rows, step=0.5, bounds=[-1.0, 0.25], outs=[2.0, -1.0])
    net = net_of(plain)
    assert net is not None
    both = net.sum_of([0, 1])
    # columns: 0.5 × (3 + 0) - 1 = 0.5 and 0.5 × (-8 + 15) + 0.25 = 3.75; for no words at all 0 and 0.25
    assert net.adds(both, 2, 1.0) == pytest.approx(2.0 * 0.5 - 1.0 * 3.75 + 0.25)
    assert net.adds(0, 0, 1.0) == pytest.approx(0.0)
    assert net_of(None) is None


def test_many_words_do_not_run_over_the_edge_of_a_column() -> None:
    net = Net(bytes([15 | 1 << 4]), step=1.0, bounds=[0.0, 0.0], outs=[1.0, 1.0])
    assert net.adds(net.sum_of([0] * 100_000), 100_000, 1e-5) == pytest.approx(127.0)


def test_weight_mass_and_row_of_a_word_are_added_up_as_one_number() -> None:
    weights = [-700, 1_200, -3]
    net = Net(bytes([9 | 7 << 4, 15 | 1 << 4, 8 | 8 << 4]), step=0.5, bounds=[-1.0, 0.25], outs=[2.0, -1.0])
    for known in (net, None):
        sums = Sums(weights, known)
        for numbers in ([], [0], [0, 2], [0, 1, 2], [0] * 70_000):
            weight, mass, rows = sums.apart(sum(map(sums.__getitem__, numbers)))
            assert weight == sum(weights[number] for number in numbers)
            assert mass == sum(abs(weights[number]) for number in numbers)
            assert rows == (0 if known is None else known.sum_of(numbers))


def test_evidence_never_has_a_weight_that_speaks_for_the_text() -> None:
    model = shipped_model()
    assert all(weight >= 0 for name, weight in model.structure.items() if name.startswith(("t:", "e:", "rule:")))
    assert model.structure.get("h:known-route", 0.0) <= 0


def test_the_probability_rises_with_the_sum() -> None:
    model = shipped_model()
    sums = [model.probability(total / 4) for total in range(-40, 41)]
    assert sums == sorted(sums)
    assert 0 < sums[0] < sums[-1] < 1


def test_the_shipped_file_is_small_and_says_what_trained_it() -> None:
    from tocsin.checking.model import FILE

    assert FILE.stat().st_size <= 4_000_000
    assert b'"trained_on"' in gzip.decompress(FILE.read_bytes())[:400]


def test_structure_says_what_is_asked_by_whom_and_by_which_way(knowledge: Knowledge) -> None:
    text = "HSBC: a new payee was added. If this wasn't you visit https://hsbc-payee-stop.example now"
    understanding = understand(text, knowledge, channel="sms", deep=False)
    routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
    found = structure(understanding, knowledge, routes=routes, rules=(), channel="sms")
    assert {"c:bank", "r:look-alike", "t:click-link", "x:click-link|bank", "ch:sms"} <= found.keys()
    assert all(amount > 0 for amount in found.values())


PACKED = gzip.compress(b'{"id": "x"}', mtime=0)


@pytest.mark.parametrize("written", [b'{"id": "x"}', b"", PACKED[:2], PACKED, PACKED[:-9]], ids=range(5))
def test_a_file_that_is_no_model_is_refused_with_a_sentence(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(written)
    with pytest.raises(InputError, match="model file"):
        read_model(path)


PLAIN = {
    "id": "x", "bias": 0.1, "structure": {}, "grams": "new payee\npay", "weights": [70_000, -3], "slope": 1.0, "intercept": 0.0,
    "thresholds": {"none": [0.5, 0.6]}, "asks": {"start": -1.0, "weights": [0, 5]}, "everyday": None,
    "net": as_plain(b"\x79\x8f\x8b\x88", step=0.5, bounds=[0.1, 0.0, 0.2], outs=[1.0, 2.0, 3.0]),
    "names": json.dumps({"scams": ["hi-mum"], "start": [0.5], "features": "pay", "rows": base64.b64encode(b"\x8f").decode(), "step": 0.1}),
}  # fmt: skip


@pytest.mark.parametrize("without", [(), ("net",), ("asks",), ("net", "asks")], ids=str)
def test_a_packed_model_says_what_the_plain_one_says(tmp_path: Path, without: tuple[str, ...]) -> None:
    given = {**PLAIN, **dict.fromkeys(without)}
    plain, pressed, packed = (tmp_path / name for name in ("model.json", "plain.json.gz", "model.json.gz"))
    plain.write_text(json.dumps(given))
    pressed.write_bytes(gzip.compress(plain.read_bytes()))
    packed.write_bytes(model_file.packed(given))
    said = []
    for path in (plain, pressed, packed):
        model = read_model(path)
        heard = Heard(model)
        heard.add(["pay", "new", "payee"], asks=True)
        named = model.likeness({}, ["pay"], near={})
        said.append((list(model.weights), heard.whole, heard.asked, named, model.thresholds))
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_packed_model_that_ends_too_soon_is_refused_with_a_sentence(tmp_path: Path, share: float) -> None:
    path = tmp_path / "model.json.gz"
    written = model_file.packed(PLAIN)
    path.write_bytes(written[: int(share * len(written))])
    with pytest.raises(InputError, match="model file"):
        read_model(path)


def test_what_came_by_nobody_knows_what_has_a_threshold_by_its_form() -> None:
    model = shipped_model()
    assert model.thresholds_for(None, "message", form="short") == model.thresholds["short"]
    assert model.thresholds_for(None, "message", form="talk") == model.thresholds["talk"]
    assert model.thresholds_for(None, "message", form="long") == model.thresholds["none"]
    assert model.thresholds_for(None, "account", form="short") == model.thresholds["account"]
    assert model.thresholds_for("sms", "message", form="short") == model.thresholds["sms"]
    assert model.thresholds_for("leaflet", "message") == model.thresholds["none"]
    assert model.thresholds_for("call", "message", form="brief") == model.thresholds["brief"]
    assert model.thresholds_for("call", "message", form="talk") == model.thresholds["call"]


def test_a_long_letter_without_a_channel_needs_less_than_a_talk() -> None:
    """Most of what people paste says nothing of how it came. A talk goes on for minutes, and some minute sounds like a scam."""
    model = shipped_model()
    assert model.thresholds["none"].suspicious < model.thresholds["talk"].suspicious


def test_a_model_names_by_bytes_of_every_scam() -> None:
    model = shipped_model()
    words = [
        "he",
        "says",
        "he",
        "loves",
        "me",
        "and",
        "needs",
        "money",
        "for",
        "his",
        "visa",
        "so",
        "he",
        "can",
        "come",
        "here",
    ]
    likeness = model.likeness({"t:romance": 1.0}, words, near={})
    assert max(likeness, key=likeness.__getitem__) == "romance"
    assert model.likeness({}, words, near={"hi-mum": 100.0})["hi-mum"] == max(
        model.likeness({}, words, near={"hi-mum": 100.0}).values()
    )


def test_a_forwarded_mail_is_no_talk(knowledge: Knowledge) -> None:
    said = "Dear customer, your account is blocked, please open the page below and confirm your card now."
    for text, talk in (
        (f"caller: {said}\nme: who is this", True),
        (f"callee: hello?\ncaller: {said}", True),
        (
            f"Fwd: see below\n\n---------- Forwarded message ---------\nFrom: Sam <sam@post.example>\nTo: Al\n\n> {said}",
            False,
        ),
        (f"From: Sam\nOn 3 Nov 2026 at 10:20, Sam <sam@post.example> wrote:\n> {said}", False),
        (said, False),
    ):
        assert is_talk(understand(text, knowledge, deep=False), None) is talk, text
