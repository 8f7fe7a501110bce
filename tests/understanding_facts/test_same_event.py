"""Which advisories tell of one event, and which only look as if they did."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.knowledge.load import Knowledge, load_knowledge
from tocsin.records import Advisory, Document
from tocsin.sources import read_file
from tocsin.understanding import same_event as room
from tocsin.understanding.advisory import read_advisory
from tocsin.understanding.same_event import group_events, same_event, told_also_by

PAIRS: dict[str, list[dict[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("same_event_pairs.yaml").read_text(encoding="utf-8")
)


def read(name: str, text: str) -> Advisory:
    return read_advisory(Document(name=name, text=text), load_knowledge(), on=date(2026, 11, 24))


def both(pair: dict[str, str]) -> tuple[Advisory, Advisory]:
    return read("a", pair["a"]), read("b", pair["b"])


@pytest.mark.parametrize("pair", PAIRS["same"], ids=lambda pair: pair["why"])
def test_two_tellings_of_one_event_are_known_for_it(pair: dict[str, str]) -> None:
    a, b = both(pair)
    likeness = same_event(a, b)
    assert likeness.same, likeness
    assert len(likeness.reasons) >= 2
    assert all(reason.endswith(".") for reason in (*likeness.reasons, *likeness.differs))
    assert same_event(b, a).score == likeness.score


@pytest.mark.parametrize("pair", PAIRS["different"], ids=lambda pair: pair["why"])
def test_look_alikes_of_two_events_stay_apart(pair: dict[str, str]) -> None:
    a, b = both(pair)
    assert not same_event(a, b).same
    assert not same_event(b, a).same
    assert group_events([a, b]) == ()


def test_all_pairs_together_make_the_groups_they_should() -> None:
    advisories = [
        read(f"{kind}-{number}-{side}", pair[side])
        for kind in ("same", "different")
        for number, pair in enumerate(PAIRS[kind])
        for side in "ab"
    ]
    groups = [[member.file for member in group.members] for group in group_events(advisories)]
    assert groups == [[f"same-{number}-a", f"same-{number}-b"] for number in range(len(PAIRS["same"]))]


def test_the_others_that_tell_of_it_are_named_with_reasons() -> None:
    a, b = both(PAIRS["same"][0])
    other, _ = both(PAIRS["different"][0])
    told = told_also_by(a, [other, b, a])
    assert [each for each, _ in told] == [b]
    assert "Both tell of £42,750." in told[0][1].reasons


def test_a_document_that_is_no_warning_tells_of_no_event() -> None:
    a, _ = both(PAIRS["same"][0])
    news = read("news", "Road to close for a week\n\nThe High Street in Ludlow will close on 8 March 2024.")
    assert same_event(a, news).score == 0.0


def test_few_of_many_advisories_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    before = room._compare

    def counted(*given: Any) -> Any:
        nonlocal compared
        compared += 1
        return before(*given)

    monkeypatch.setattr(room, "_compare", counted)
    first = date(2024, 1, 1)
    advisories = [
        read(
            f"{number}",
            f"Courier fraud warning\nMarlshire Police, {(first + timedelta(days=number)).strftime('%-d %B %Y')}\n\n"
            f"A woman in Ludlow handed £{3000 + 10 * number} to a false police officer. Hang up and call 101.",
        )
        for number in range(240)
    ]
    assert group_events(advisories) == ()
    assert compared < 240 * 239 / 2 / 2  # of all pairs, less than half; of more advisories, a smaller part


def test_real_look_alikes_and_tellings_beside_the_checkout(shared: Path, knowledge: Knowledge) -> None:
    files = sorted((shared / "advisories" / "scam").glob("*.txt"))
    advisories = [read_advisory(read_file(file), knowledge) for file in files]
    groups = [{Path(member.file).stem for member in group.members} for group in group_events(advisories)]
    assert {"104", "108"} in groups
    assert {"138", "139"} in groups
    assert len(groups) == 2  # nothing else among the 73 is told twice
