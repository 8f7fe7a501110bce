"""What the checker says of the corpus' training half, and whether its false alarms are those that were reviewed.

A genuine row that is called a scam must stand in ``accepted-false-alarms.yaml`` beside the rows, with the reason why it may;
a row that stands there and alarms no longer must be taken out. The list is written by hand, so that somebody has read each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..checking.training.rows import Row, corpus_rows
from ..errors import Fault, InputError, KnowledgeError
from ..knowledge.fields import Fields
from ..knowledge.load import Knowledge
from ..knowledge.yaml_nodes import Table, read_yaml
from ..records import Verdict
from .calling import start_call
from .proving import ALARMS, Failure, Tell, verdict_on

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass

LIST_NAME = "accepted-false-alarms.yaml"
UNNAMED = "none"
_TELL_EVERY = 50


@dataclass(frozen=True, slots=True)
class Accepted:
    """One line of the list: the row may be called this scam, because of ``why``."""

    row: str
    scam: str  # "none" where the alarm names no scam
    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one channel: scams, those flagged (suspicious or scam), those flagged and named right; genuine rows, those flagged,
    and those called a scam."""

    channel: str
    scams: int
    flagged: int
    named: int
    genuine: int
    alarmed: int
    called_scam: int


@dataclass(frozen=True, slots=True)
class CorpusProof:
    """The figures by channel, and what the list lacks or has too much."""

    rows: int
    tallies: tuple[Tally, ...]
    accepted: int
    failures: tuple[Failure, ...]


def read_corpus(folder: Path) -> list[Row]:
    """The rows of one half of a corpus.

    Raises:
        InputError: there is none in that folder.
    """
    rows = list(corpus_rows(folder)) if folder.is_dir() else []
    if not rows:
        raise InputError(
            "There are no rows of a corpus in this folder.",
            where=str(folder),
            fix="Give the folder that holds messages/, calls/ and accounts/, or --no-corpus.",
        )
    return rows


def read_accepted(folder: Path, rows: Sequence[Row], knowledge: Knowledge) -> tuple[Accepted, ...]:
    """The reviewed list beside the rows; empty where there is none.

    Raises:
        KnowledgeError: every fault of it, with its line.
    """
    path = folder / LIST_NAME
    faults: list[Fault] = []
    root = read_yaml(path.read_text(encoding="utf-8"), path=str(path), faults=faults) if path.is_file() else None
    found: dict[str, Accepted] = {}
    if isinstance(root, Table):
        genuine = {row.id for row in rows if not row.is_scam}
        fields = Fields(root, path=str(path), faults=faults)
        for each in fields.tables("accepted"):
            one = Accepted(each.text("row"), each.text("scam"), each.text("why"), each.table.line)
            each.finish()
            if one.row not in genuine:
                each.fault(each.line("row"), f"There is no genuine row “{one.row}”.", "Take it out.")
            if one.scam != UNNAMED and one.scam not in knowledge.scams:
                each.fault(each.line("scam"), f"There is no scam “{one.scam}”.")
            if one.row in found:
                each.fault(each.line("row"), f"The row “{one.row}” is there twice.")
            found[one.row] = one
        fields.finish()
    elif root is not None:
        faults.append(Fault(str(path), 1, "The file must hold “accepted”, a list."))
    if faults:
        raise KnowledgeError(faults)
    return tuple(found.values())


def prove_corpus(
    rows: Sequence[Row],
    accepted: Sequence[Accepted],
    knowledge: Knowledge,
    *,
    scams: Sequence[str] | None = None,
    tell: Tell | None = None,
    on: date | None = None,
) -> CorpusProof:
    """Check every row; with ``scams``, the scam rows of those and the genuine rows, for alarms that name one of them."""
    chosen = [row for row in rows if not row.is_scam or scams is None or row.scam_id in scams]
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    called: dict[str, tuple[Row, str]] = {}
    for number, row in enumerate(chosen, start=1):
        verdict = _verdict(row, knowledge, on or date.today())
        flagged, count = verdict.level in ALARMS, counts[_channel(row)]
        if row.is_scam:
            count[0] += 1
            count[1] += flagged
            count[2] += flagged and verdict.scam == row.scam_id
        else:
            count[3] += 1
            if scams is None or verdict.scam in scams:
                count[4] += flagged
                count[5] += verdict.level == "scam"
                if verdict.level == "scam":
                    called[row.id] = (row, verdict.scam or UNNAMED)
        if tell is not None and (number % _TELL_EVERY == 0 or number == len(chosen)):
            tell("Corpus", number, len(chosen))
    listed = {each.row: each for each in accepted if scams is None or each.scam in scams}
    tallies = tuple(Tally(channel, *count) for channel, count in sorted(counts.items()))
    return CorpusProof(len(chosen), tallies, len(listed), tuple(_differences(called, listed)))


def _differences(called: Mapping[str, tuple[Row, str]], listed: Mapping[str, Accepted]) -> Iterator[Failure]:
    for row_id, (row, scam) in called.items():
        line = f"{{row: {row_id}, scam: {scam}, why: …}}"
        if row_id not in listed:
            yield Failure(
                scam, f"this genuine row is called a scam; narrow a sign, or add to {LIST_NAME}: {line}", row.text
            )
        elif listed[row_id].scam != scam:
            yield Failure(
                scam,
                f"this row is accepted as {listed[row_id].scam}; narrow a sign, or change line {listed[row_id].line} of "
                f"{LIST_NAME}: {line}",
                row.text,
            )
    for row_id, one in listed.items():
        if row_id not in called:
            said = f"the row {row_id} is called a scam no longer; take line {one.line} out of {LIST_NAME}"
            yield Failure(one.scam, said, one.why)


def _verdict(row: Row, knowledge: Knowledge, on: date) -> Verdict:
    """As it would be asked: a call is heard turn by turn, and an alarm that was raised stands."""
    if not row.turns:
        return verdict_on(row.text, row.channel, knowledge, on=on)
    call = start_call(knowledge, on=on)
    for speaker, said in row.turns:
        call.hear(speaker, said)
    return call.verdict()


def _channel(row: Row) -> str:
    if row.kind == "message":
        return row.channel or "other"
    return {"call": "call, heard", "account": "account"}[row.kind]
