"""The corpus is in order, and the checks that say so can fail."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus"


@pytest.fixture(scope="module")
def checks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_check", CORPUS / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus_check"] = module
    spec.loader.exec_module(module)
    return module


def test_the_corpus_is_in_order(checks: ModuleType) -> None:
    assert checks.check().wrong == []


def test_auroc_is_the_share_of_pairs_in_the_right_order(checks: ModuleType) -> None:
    assert checks.auroc([(1.0, True), (0.0, False)]) == 1.0
    assert checks.auroc([(0.0, True), (1.0, False)]) == 0.0
    assert checks.auroc([(1.0, True), (1.0, False)]) == 0.5
    # By hand: pairs (3,2) (3,1) (1,2) (1,1): two right, one wrong, one tie.
    assert checks.auroc([(3, True), (1, True), (2, False), (1, False)]) == 2.5 / 4


def test_a_template_is_noticed_whatever_fills_it(checks: ModuleType) -> None:
    one = "Your parcel 123 is held, pay £1.99 at evri-fee.example"
    other = "Your parcel 98765 is held, pay £2.45 at dpd-fee.example"
    assert checks.skeleton_of(one) == checks.skeleton_of(other)
    assert checks.skeleton_of(one) != checks.skeleton_of("Your parcel is at the depot")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": "maybe"}, "label is"),
        ({"situation": "nowhere"}, "no situation"),
        ({"scam": None}, "scam is"),
        ({"tactics": ["hypnosis"]}, "no tactics"),
        ({"first": "panic"}, "no first action"),
        ({"text": " "}, "no text"),
        ({"channel": "pigeon"}, "channel is"),
    ],
)
def test_a_faulty_row_is_named(checks: ModuleType, change: dict[str, object], said: str) -> None:
    labels = json.loads((CORPUS / "labels.json").read_text(encoding="utf-8"))
    row = {
        "id": "m1", "situation": "hmrc-refund", "label": "scam", "scam": "hmrc-tax-scam", "channel": "sms", "text": "Pay now",
        "tactics": ["small-fee"], "first": "ignore-and-delete", "_kind": "messages", "_half": "training", "_where": "here:1",
    }  # fmt: skip
    assert list(checks._faults(row, labels)) == []
    assert any(said in fault for fault in checks._faults({**row, **change}, labels))


def test_a_number_that_may_be_somebodys_is_named(checks: ModuleType) -> None:
    labels = json.loads((CORPUS / "labels.json").read_text(encoding="utf-8"))
    found = checks.Findings()
    rows = [
        {"text": text, "_where": text}
        for text in (
            "ring 07911 123456",
            "ring 07700 900123",
            "see real-bank.com",
            "see mybank.example",
            "see www.gov.uk/tax",
        )
    ]
    checks._numbers_and_hosts(rows, labels, found)
    assert [fault.split(":")[0] for fault in found.wrong] == ["ring 07911 123456", "see real-bank.com"]


def test_neither_half_shares_a_situation_with_the_other(checks: ModuleType) -> None:
    situations = [
        {row["situation"] for kind in checks.KINDS for row in checks.rows_of(half, kind)} for half in checks.HALVES
    ]
    assert situations[0]
    assert situations[1]
    assert not situations[0] & situations[1]
