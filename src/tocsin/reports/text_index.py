"""The words of very many reports in an index on disk, so that those that tell of the same thing are found in milliseconds.

tantivy's BM25 over the different words of each text (:func:`~tocsin.reports.likeness.words_of`): a copy with another brand,
sum and link, or a paraphrase, still shares the rare ones, and the rarest two dozen of the question are enough to ask by. The index holds
words of redacted texts and nothing to put them together again with. It can be thrown away: it is made again from the store.

Needs tantivy (the extra ``matching``). Without it desks match among the newest reports only (:mod:`tocsin.actions.matching`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .likeness import words_of

MOST_ASKED_BY = 24  # words of a question
ALWAYS_ASKED, COMMON_SHARE = (
    8,
    0.02,
)  # beyond the rarest few, a word that so many texts have costs time and tells little
HEAP_BYTES = 60_000_000
FORMAT = "1"  # part of the folder's name: another way of cutting words is another index


@dataclass(frozen=True, slots=True)
class Alike:
    """A text that was found. ``score`` is BM25's, comparable within one answer only."""

    reference: str
    score: float


class TextIndex:
    """An index in ``folder``. One process writes at a time; others read meanwhile what was committed."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("reference", stored=True, tokenizer_name="raw", index_option="basic")
        # Which words are in a text, not how often nor where: all that BM25 over different words needs.
        builder.add_unsigned_field("day", indexed=True)
        builder.add_text_field("words", stored=False, tokenizer_name="whitespace", index_option="basic")
        self._schema = builder.build()
        where = folder / f"words-{FORMAT}"
        where.mkdir(parents=True, exist_ok=True)
        self._index: Any = tantivy.Index(self._schema, path=str(where))

    def __len__(self) -> int:
        self._index.reload()
        return int(self._index.searcher().num_docs)

    def put(self, texts: Iterable[tuple[str, date, str]], *, fresh: bool = False) -> int:
        """Put in texts by reference, each in place of what was there under it; gives how many. ``fresh``: none is there yet.

        The day is the one it was received on.

        Raises BusyIndex when another process is writing.
        """
        count = 0
        with self._writer() as writer:
            for reference, on, text in texts:
                if not fresh:
                    writer.delete_documents_by_term("reference", reference)
                document = self._tantivy.Document()
                document.add_text("reference", reference)
                document.add_unsigned("day", on.toordinal())
                document.add_text("words", " ".join(sorted(words_of(text))))
                writer.add_document(document)
                count += 1
        return count

    def remove(self, references: Iterable[str]) -> None:
        """Take texts out. Their words leave the disk when the parts they lie in are next merged."""
        with self._writer() as writer:
            for reference in references:
                writer.delete_documents_by_term("reference", reference)

    def remove_before(self, day: date) -> None:
        """Take out what was received before that day."""
        kind = self._tantivy.FieldType.Unsigned
        with self._writer() as writer:
            query = self._tantivy.Query.range_query(
                self._schema, "day", kind, 0, day.toordinal(), include_lower=True, include_upper=False
            )
            writer.delete_documents_by_query(query)

    def clear(self) -> None:
        """Take everything out."""
        with self._writer() as writer:
            writer.delete_all_documents()

    def alike(self, text: str, *, limit: int = 20, but: str | None = None) -> list[Alike]:
        """The texts that share most of the rare words of ``text``, the likest first; without the one under ``but``."""
        self._index.reload()
        searcher = self._index.searcher()
        seen = {word: int(searcher.doc_freq("words", word)) for word in words_of(text)}
        asked = sorted((word for word in seen if seen[word]), key=lambda word: (seen[word], word))
        if not asked:
            return []
        query, occur = self._tantivy.Query, self._tantivy.Occur.Should
        common = COMMON_SHARE * int(searcher.num_docs)
        asked = [
            word for number, word in enumerate(asked[:MOST_ASKED_BY]) if number < ALWAYS_ASKED or seen[word] < common
        ]
        terms = [(occur, query.term_query(self._schema, "words", word)) for word in asked]
        hits = searcher.search(query.boolean_query(terms), limit + (but is not None)).hits
        found = [Alike(str(searcher.doc(address)["reference"][0]), float(score)) for score, address in hits]
        return [one for one in found if one.reference != but][:limit]

    def rarity(self, word: str) -> float:
        """As :meth:`tocsin.reports.likeness.Rarity.of`, over all texts here."""
        searcher = self._index.searcher()
        return math.log(2 + int(searcher.num_docs) / (1 + int(searcher.doc_freq("words", word))))

    def _writer(self) -> _Writing:
        try:
            return _Writing(self._index.writer(HEAP_BYTES, 1))
        except ValueError as error:  # tantivy's lock on the folder
            raise BusyIndex from error


class BusyIndex(Exception):
    """Another process is writing; what it leaves out is put in the next time."""


class _Writing:
    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def __enter__(self) -> Any:
        return self._writer

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self._writer.commit()
        else:
            self._writer.rollback()
        self._writer.wait_merging_threads()


def open_text_index(folder: Path) -> TextIndex | None:
    """The index in ``folder``; None where tantivy is not installed."""
    return TextIndex(folder) if find_spec("tantivy") is not None else None
