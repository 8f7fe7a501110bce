"""The whole proof of the knowledge: its examples, its phrases, and what the corpus' training half says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Fault, KnowledgeError
from ..knowledge.exercises import read_exercises
from ..knowledge.load import FOLDER, Knowledge
from .proving import Failure, Proof, Tell, prove_knowledge
from .proving_corpus import CorpusProof, prove_corpus, read_accepted, read_corpus
from .proving_phrases import PhraseProof, prove_phrases

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class WholeProof:
    """What was run and what failed; ``corpus`` is None where it was not there, or not wanted."""

    examples: Proof
    phrases: PhraseProof
    corpus: CorpusProof | None

    @property
    def failures(self) -> tuple[Failure, ...]:
        return (*self.examples.failures, *self.phrases.failures, *(self.corpus.failures if self.corpus else ()))

    def as_dict(self) -> dict[str, Any]:
        """Every figure and failure, for programs."""
        document: dict[str, Any] = {
            "examples": _without_failures(self.examples),
            "phrases": _without_failures(self.phrases),
            "corpus": None if self.corpus is None else _without_failures(self.corpus),
        }
        return {**document, "failures": [asdict(failure) for failure in self.failures]}

    def lines(self) -> list[str]:
        """The figures, for people."""
        examples, phrases, corpus = self.examples, self.phrases, self.corpus
        lines = [
            f"{examples.examples} examples and {examples.near_misses} near misses of {examples.scams} scams: "
            f"{_failed(len(examples.failures))}.",
            f"{phrases.phrases - phrases.unmet:,} of {phrases.phrases:,} phrases meet a text; {phrases.exercises} "
            f"exercises: {_failed(len(phrases.failures))}.",
        ]
        if corpus is None:
            said = "The corpus' training half was left out, or is not here: its rows were not looked at."
            return [*lines, f"{said} They may hold the other {phrases.unmet:,} phrases." if phrases.unmet else said]
        return [
            *lines,
            f"{corpus.rows:,} rows of the corpus' training half, with {corpus.accepted} accepted false alarms: "
            f"{_failed(len(corpus.failures))}. The model has learned from these rows; they do not tell how it does on others.",
            f"  {'':12}{'scams':>7}{'flagged':>9}{'named':>8}   {'genuine':>7}{'flagged':>9}{'as scam':>9}",
            *(
                f"  {each.channel:12}{each.scams:7}{_share(each.flagged, each.scams):>9}{_share(each.named, each.scams):>8}"
                f"   {each.genuine:7}{_share(each.alarmed, each.genuine):>9}{_share(each.called_scam, each.genuine):>9}"
                for each in corpus.tallies
            ),
        ]


def prove_whole(
    knowledge: Knowledge,
    folder: Path,
    *,
    corpus: Path | None,
    scams: Sequence[str] | None = None,
    tell: Tell | None = None,
    on: date | None = None,
) -> WholeProof:
    """Prove the knowledge that was loaded from ``folder``. ``corpus``: its training half, None to leave it out.

    Raises:
        InputError: there are no rows in the folder of the corpus.
        KnowledgeError: faults in the exercises or in the list of accepted false alarms.
    """
    faults: list[Fault] = []
    exercises = read_exercises(folder, faults)
    if faults:
        raise KnowledgeError(faults)
    rows = None if corpus is None else read_corpus(corpus)
    examples = prove_knowledge(knowledge, scams=scams, tell=tell, on=on)
    texts = None if rows is None else [row.text for row in rows]
    phrases = prove_phrases(knowledge, exercises, corpus=texts, scams=scams, tell=tell)
    checked = None
    if corpus is not None and rows is not None:
        accepted = read_accepted(corpus, rows, knowledge)
        checked = prove_corpus(rows, accepted, knowledge, scams=scams, tell=tell, on=on)
    return WholeProof(examples, phrases, checked)


def default_corpus() -> Path | None:
    """``corpus/training`` of the checkout that this runs from; None where there is none."""
    folder = FOLDER.parents[2] / "corpus" / "training"
    return folder if folder.is_dir() else None


def _without_failures(proof: Proof | PhraseProof | CorpusProof) -> dict[str, Any]:
    return {name: value for name, value in asdict(proof).items() if name != "failures"}


def _failed(count: int) -> str:
    return "all in order" if count == 0 else f"{count} to mend"


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.1f}%" if of else "–"
