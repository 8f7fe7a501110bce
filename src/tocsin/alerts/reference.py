"""A published alert made ready to be compared with what people paste."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from ..records import Publication
from .formats.text import EXERCISE, SECTIONS, UPDATED, headline, in_the_uk, say_day, text_lines
from .tokens import Kind, read_tokens

RUN = 3  # tokens in a row that are looked up; fewer are alike by chance
# What pages, feeds and e-mails say round an alert.
_SURROUNDINGS = (
    EXERCISE,
    UPDATED,
    "This is an exercise. Nothing here is real. You need not do anything.",
    "There is a newer version. Read the newest. This alert has run out. It was right when it was sent.",
    "This alert was withdrawn. Updated. Published. Current. Replaced. Expired. Version. Versions.",
    "Is this alert real? Its code is. For. Sent on, by, at, until, am, pm.",
    "Change what you get. Stop all alerts. This alert ends on.",
    "Fraud alert. Check this code at. Is this poster real? Is this leaflet real? Put up on. Please take it down after.",
    *SECTIONS.values(),
)
_SENTENCE_END = re.compile(r"[.!?]['\")\]”’]*\s|\n")
_QUICK_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Reference:
    """The tokens of one alert. Every tuple has one entry a token; ``begins`` has one more, for the end."""

    values: tuple[str, ...]
    kinds: tuple[Kind, ...]
    begins: tuple[bool, ...]  # whether a sentence or a line begins here
    sentence: tuple[int, ...]  # which of ``sentences`` it stands in
    body: tuple[bool, ...]  # whether it is the alert's own and not what stands on every alert
    telling: tuple[bool, ...]  # whether it stands in the headline or in what is happening
    sentences: tuple[str, ...]
    places: Mapping[tuple[str, ...], tuple[int, ...]]  # where each RUN tokens in a row stand
    held: frozenset[str]  # every value, and those of what stands round an alert
    around: frozenset[str]  # words, days and names that pages and e-mails put round an alert
    short_lines: frozenset[tuple[str, ...]]  # whole sentences of fewer tokens than RUN
    own_site: str


@dataclass(frozen=True, slots=True)
class Published:
    """One version of an alert as the store has it. Cheap to make; :meth:`reference` is worked out only when asked for."""

    code: str
    version: int
    kind: str
    state: str
    sent_at: str
    document: Mapping[str, Any]

    @classmethod
    def read(cls, given: Mapping[str, Any] | Publication) -> Published:
        """From a Publication, or ``{"code", "version", "kind", "state", "sent_at", "content"}``.

        The publication that withdraws an alert counts as withdrawn itself: nothing in force stands behind its code.
        """
        if isinstance(given, Publication):
            code, version, kind, state = given.code, given.version, str(given.kind), str(given.state)
            sent_at, document = given.sent_at.isoformat(), given.content
        else:
            code, version, kind, state = given["code"], int(given["version"]), given["kind"], given["state"]
            sent_at, document = str(given["sent_at"]), given["content"]
        return cls(code, version, kind, "withdrawn" if kind == "Cancel" else state, sent_at, document)

    @property
    def headline(self) -> str:
        return str(self.document["headline"])

    def quick_words(self) -> frozenset[str]:
        """The plain words of all that it says, the frame of every alert left out."""
        own = [self.headline, *(one["text"] for one in self.document["sentences"]), self.document.get("withdrawal", "")]
        return quick_words("\n".join(own))

    def reference(self) -> Reference:
        document, desk = self.document, self.document["desk"]
        sentences = [(one["section"], str(one["text"])) for one in document["sentences"]]
        telling = [headline(document), self.headline, *(text for section, text in sentences if section == "happening")]
        if self.kind == "Cancel":
            telling.append(document["withdrawal"])
        around = (
            self.code,
            *(area["name"] for area in document["areas"]),
            f"You get this because you asked {desk['name']} for fraud alerts. {desk['email']}",
            say_day(self.sent_at),
            _say_hour(self.sent_at),
            say_day(document["expires_at"]),
        )
        body = (*telling, *(text for _, text in sentences))
        return _reference("\n".join(text_lines(document)), body, tuple(telling), around, desk["url"])


@lru_cache(maxsize=1024)
def _reference(
    text: str, body: tuple[str, ...], telling: tuple[str, ...], around: tuple[str, ...], desk_url: str
) -> Reference:
    read = read_tokens(text)
    tokens = read.tokens
    values = tuple(token.value for token in tokens)
    begins = [
        place == 0 or _SENTENCE_END.search(read.text[tokens[place - 1].end : token.start]) is not None
        for place, token in enumerate(tokens)
    ]
    firsts = [place for place, new in enumerate(begins) if new]
    spans = list(zip(firsts, [*firsts[1:], len(tokens)], strict=True))
    places: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(values) - RUN + 1):
        places.setdefault(values[place : place + RUN], []).append(place)
    surrounding = frozenset(_values(" . ".join((*_SURROUNDINGS, *around))))
    return Reference(
        values=values,
        kinds=tuple(token.kind for token in tokens),
        begins=(*begins, True),
        sentence=tuple(which for which, (first, last) in enumerate(spans) for _ in range(first, last)),
        body=_standing_in(values, body),
        telling=_standing_in(values, telling),
        sentences=tuple(read.words(first, last) for first, last in spans),
        places={key: tuple(found) for key, found in places.items()},
        held=frozenset(values) | surrounding,
        around=surrounding,
        short_lines=frozenset(values[first:last] for first, last in spans if last - first < RUN),
        own_site=next(iter(_values(desk_url)), ""),
    )


def _say_hour(sent_at: str) -> str:
    local = in_the_uk(datetime.fromisoformat(sent_at))
    return f"{local.hour} {local.hour % 12 or 12} {local.minute:02}"


def quick_words(text: str) -> frozenset[str]:
    """The plain words of a text, for a first look that costs next to nothing."""
    return frozenset(_QUICK_WORD.findall(text.lower()))


def _values(text: str) -> tuple[str, ...]:
    return tuple(token.value for token in read_tokens(text).tokens)


def _standing_in(values: tuple[str, ...], texts: Iterable[str]) -> tuple[bool, ...]:
    """For each token, whether it is part of one of these texts."""
    marks = [False] * len(values)
    for text in set(texts):
        wanted = _values(text)
        for place in range(len(values) - len(wanted) + 1):
            if wanted and values[place : place + len(wanted)] == wanted:
                marks[place : place + len(wanted)] = [True] * len(wanted)
    return tuple(marks)
