"""The queue: accepted, corrected, merged and unmerged, asked back, given on, many at once; and "this is ours"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import Clock, add, open_desk
from tocsin.actions import matching, triage
from tocsin.actions.complaining import answer_complaint, complain, get_complaint, open_complaint
from tocsin.actions.figures import figures_as_csv, figures_of, months
from tocsin.actions.installation import Installation
from tocsin.actions.reported import times_reported
from tocsin.actions.reporting import get_report, list_queue, take_report
from tocsin.checking.training.rows import rows_of_file
from tocsin.errors import InputError, NotAllowedError
from tocsin.records import Officer

CALL = (
    "A man rang from 07700 900123 and said he was from Microsoft. He told me that my computer had sent out viruses for "
    "weeks, and wanted me to install AnyDesk so that his engineers could clean the hard disk. His name was Kevin."
)
SAME_TOLD_AGAIN = CALL.replace("A man rang", "A man rang my house").replace("for weeks", "for some weeks")
OTHER_VICTIM = "Somebody from 07700 900123 offered to take viruses off my laptop through TeamViewer, for £299."
UNRELATED = "A text said that my parcel could not be delivered and I should pay £1.99 at https://evri-pay.example/x."


@pytest.fixture
def installation(tmp_path: Path, store_url: str) -> Iterator[Installation]:
    opened = open_desk(tmp_path, database_url=store_url, clock=Clock())
    yield opened
    opened.close()


@pytest.fixture
def amira(installation: Installation) -> Officer:
    return add(installation, "amira")


def told(installation: Installation, text: str, **given: str) -> str:
    return take_report(installation, text, place="Faversham", **given).report.reference  # type: ignore[arg-type]


def test_the_same_told_twice_is_likely_another_victim_only_perhaps_and_the_rest_not_at_all(
    installation: Installation,
) -> None:
    first = told(installation, CALL)
    again, other, unrelated = (
        told(installation, SAME_TOLD_AGAIN),
        told(installation, OTHER_VICTIM),
        told(installation, UNRELATED),
    )
    found = {match.report.reference: match.likeness for match in matching.find_matches(installation, first)}
    assert found[again].level == "likely"
    assert found[other].level == "maybe"
    assert any("number" in reason for reason in found[other].reasons)
    assert unrelated not in found
    assert get_report(installation, again).merged_into is None  # nothing is merged by itself


def test_short_texts_only_ever_suggest(installation: Installation) -> None:
    first, again = told(installation, "Microsoft virus call"), told(installation, "Microsoft virus call")
    found = {match.report.reference: match.likeness for match in matching.find_matches(installation, first)}
    assert found.get(again) is None or found[again].level == "maybe"


def test_a_number_that_stands_everywhere_only_suggests(installation: Installation) -> None:
    texts = (
        CALL,
        OTHER_VICTIM,
        UNRELATED + " Ring 07700 900123.",
        "A man from 07700 900123 said he was the police and sent a courier for my card.",
    )
    for number in range(24):
        told(installation, f"{texts[number % 4]} That was on day {number}.")
    first = told(
        installation,
        "Somebody rang me from 07700 900123 about an inheritance in Ghana and a lawyer who needs a fee first of all.",
    )
    assert all(match.likeness.level != "likely" for match in matching.find_matches(installation, first))


def test_a_merge_takes_the_copy_out_of_queue_and_counts_and_undo_brings_it_back(
    installation: Installation, amira: Officer
) -> None:
    kept, copy = told(installation, CALL), told(installation, SAME_TOLD_AGAIN)
    matching.merge_reports(installation, kept, copy, officer=amira)
    assert [one.reference for one in list_queue(installation).items] == [kept]
    assert figures_of(installation, "2026-11").reports == 1
    assert get_report(installation, copy).merged_into == kept
    (merge,) = matching.merges_of(installation, kept)
    assert merge.reasons
    with pytest.raises(NotAllowedError, match="already merged"):
        matching.merge_reports(installation, copy, kept, officer=amira)
    assert matching.undo_merge(installation, copy, officer=amira).status == "new"
    assert list_queue(installation, status="new").total == 2
    with pytest.raises(InputError, match="not merged"):
        matching.undo_merge(installation, copy, officer=amira)
    assert matching.merges_of(installation, kept)[0].undone_by == "amira"


def test_copies_of_a_copy_follow_it_and_come_back_with_it(installation: Installation, amira: Officer) -> None:
    first, second, third = (told(installation, CALL) for _ in range(3))
    matching.merge_reports(installation, second, third, officer=amira)
    matching.merge_reports(installation, first, second, officer=amira)
    assert get_report(installation, third).merged_into == first
    matching.undo_merge(installation, second, officer=amira)
    assert get_report(installation, third).merged_into == second
    assert get_report(installation, second).merged_into is None


def test_corrections_are_kept_as_rows_that_training_takes(
    installation: Installation, amira: Officer, tmp_path: Path
) -> None:
    wrong, none, right = told(installation, CALL), told(installation, CALL), told(installation, CALL)
    triage.accept_report(installation, wrong, officer=amira, scam="courier-fraud")
    triage.set_aside_report(installation, none, officer=amira, reason="Not a scam")
    triage.accept_report(installation, right, officer=amira)
    rows = list(triage.corrections_as_rows(installation))
    assert {row["group"]: row["label"] for row in rows} == {wrong: "scam", none: "genuine"}
    assert "07700" not in json.dumps(rows)
    file = tmp_path / "corrections.jsonl"
    file.write_text("\n".join(triage.as_lines(rows)), encoding="utf-8")
    assert [row.is_scam for row in rows_of_file(file, source="corrections")] == [True, False]
    triage.reopen_report(installation, wrong, officer=amira)
    assert get_report(installation, wrong).scam == "computer-software-service-fraud"
    assert len(list(triage.corrections_as_rows(installation))) == 1


def test_many_are_changed_at_once_and_one_that_cannot_be_stops_none(installation: Installation, amira: Officer) -> None:
    references = [told(installation, CALL) for _ in range(3)]
    done = triage.at_once(
        installation,
        [*references, "R-2222-2222"],
        do=lambda one: triage.accept_report(installation, one, officer=amira),
    )
    assert len(done.changed) == 3
    assert done.refused[0][0] == "R-2222-2222"
    with pytest.raises(InputError, match="Choose 1 to"):
        triage.at_once(installation, [], do=lambda one: get_report(installation, one))


def test_a_report_is_given_only_to_officers_there_are(installation: Installation, amira: Officer) -> None:
    reference = told(installation, CALL)
    with pytest.raises(InputError, match="no officer"):
        triage.assign_report(installation, reference, officer=amira, to="nobody")
    assert triage.assign_report(installation, reference, officer=amira, to="amira").assigned_to == "amira"
    assert list_queue(installation, assigned_to="amira").total == 1


def test_who_may_need_safeguarding_is_found_in_a_list_of_its_own(installation: Installation) -> None:
    reference = told(installation, CALL + " I live on my own and I feel I can't go on.")
    told(installation, CALL)
    (report,) = list_queue(installation, vulnerable=True).items
    assert report.reference == reference
    assert report.vulnerability[0] == "despair"
    assert list_queue(installation, vulnerable=False).total == 1


def test_a_number_counts_the_people_who_told_of_it_not_the_copies(installation: Installation, amira: Officer) -> None:
    for _ in range(3):
        told(installation, CALL, contact="ann@post.example")  # one voice
    last = told(installation, OTHER_VICTIM)
    assert times_reported(installation, "phone", "+447700900123") == 2
    triage.set_aside_report(installation, last, officer=amira, reason="A test")
    assert times_reported(installation, "phone", "+447700900123") == 1
    assert times_reported(installation, "phone", "+447700900999") == 0
    told(installation, UNRELATED)
    assert times_reported(installation, "link", "http://evri-pay.example/other") == 1


def test_the_reporters_own_number_is_no_indicator(installation: Installation) -> None:
    told(installation, CALL + " My mobile number is 07700 900456. Ring me on 07700 900457.")
    assert times_reported(installation, "phone", "+447700900456") == 0
    assert times_reported(installation, "phone", "+447700900457") == 0


def test_a_number_that_is_theirs_links_nothing_any_more_and_they_get_an_answer(
    installation: Installation, amira: Officer
) -> None:
    first, other = told(installation, CALL), told(installation, OTHER_VICTIM)
    assert other in {match.report.reference for match in matching.find_matches(installation, first)}
    complaint = complain(
        installation, "07700 900 123", words="That is my shop's number. My name is Ann Other, ring 01632 960001."
    )
    assert "Ann Other" not in complaint.words
    assert "01632 960001" in open_complaint(
        installation, complaint.reference, officer=amira, reason="ringing them back"
    )
    answer_complaint(
        installation, complaint.reference, officer=amira, upheld=True, answer="We rang the shop and agree."
    )
    answered = get_complaint(installation, complaint.reference.lower())
    assert (answered.status, answered.answer) == ("upheld", "We rang the shop and agree.")
    shared = {match.report.reference: match.shared for match in matching.find_matches(installation, first)}
    assert not shared.get(other)
    with pytest.raises(NotAllowedError, match="answered before"):
        answer_complaint(
            installation, complaint.reference, officer=amira, upheld=False, answer="No, after all it is not."
        )
    with pytest.raises(InputError, match="no number or address"):
        complain(installation, "the man next door", words="He did it.")


def test_small_counts_are_not_published_and_cannot_be_worked_out(installation: Installation) -> None:
    for number in range(14):
        told(installation, CALL if number < 9 else UNRELATED if number < 12 else OTHER_VICTIM)
    told(installation, "He said: my grandson was in prison and needed bail money for a lawyer, from a courier.")
    public = figures_as_csv(installation, "2026-11", for_publication=True)
    whole = figures_as_csv(installation, "2026-11", for_publication=False)
    counts = [line.split(",")[4] for line in public.strip().splitlines()[1:]]
    assert all(count == "" or int(count) >= 5 for count in counts)
    assert sum(int(line.split(",")[4]) for line in whole.strip().splitlines()[1:]) == 15
    assert months(installation) == ("2026-11",)
