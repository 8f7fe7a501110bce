"""A batch answers as single checks do."""

from __future__ import annotations

from datetime import date

from tocsin.actions.checking import check_many, check_text
from tocsin.knowledge import load_knowledge

ON = date(2026, 11, 24)
TEXTS = (
    "Your parcel is held. Pay £1.45 at parcel-held.example/pay",
    "See you at seven, bring the cake tin.",
    "",
    "Scammers may ask you to move your money. Hang up and call 159.",
)


def test_a_batch_gives_the_verdicts_of_single_checks_in_order() -> None:
    knowledge = load_knowledge()
    single = [check_text(text, knowledge, on=ON, channel="sms") for text in TEXTS]
    assert list(check_many(TEXTS, knowledge, on=ON, channel="sms")) == single


def test_a_text_may_bring_its_own_channel() -> None:
    knowledge = load_knowledge()
    given = [(TEXTS[0], "email"), TEXTS[0], (TEXTS[0], None)]
    single = [check_text(TEXTS[0], knowledge, on=ON, channel=how) for how in ("email", "sms", None)]
    assert list(check_many(given, knowledge, on=ON, channel="sms")) == single


def test_a_text_that_came_before_is_not_read_again() -> None:
    first, second = check_many([TEXTS[0], TEXTS[0]], load_knowledge(), on=ON)
    assert second is first


def test_texts_are_read_as_they_are_asked_for() -> None:
    def endless():  # type: ignore[no-untyped-def]
        while True:
            yield TEXTS[1]

    verdicts = check_many(endless(), load_knowledge(), on=ON)
    assert next(verdicts) == next(verdicts)
