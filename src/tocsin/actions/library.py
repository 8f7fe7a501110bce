"""What ``import tocsin`` gives: the same answers as the doors give, with the knowledge and the day left out where that will do.

The knowledge that ships is read once a process (a few milliseconds, from its compiled form) and is used wherever none is
given; the day is today, in UTC. Nothing here needs a store, a network or a setting.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..checking import call as listening
from ..errors import InputError
from ..knowledge.load import Knowledge, load_knowledge
from ..records import Advisory, Document, Understanding, Verdict
from .checking import check_text

if TYPE_CHECKING:
    from ..alerts.verify import Verified

Nation = Literal["gb-eng", "gb-wls", "gb-sct", "gb-nir"]


def check(
    text: str,
    knowledge: Knowledge | None = None,
    *,
    on: date | None = None,
    channel: str | None = None,
    nation: str = "gb-eng",
    publications: Sequence[Mapping[str, Any]] = (),
) -> Verdict:
    """Is this a scam? The answer with its evidence, what to do first, and what could not be checked. Never raises.

    ``channel``: how it came (``sms``, ``email``, ``letter``, ``call``, ``social``, ``web``, ``in-person``), where that is
    known. ``nation`` and ``on`` (today) choose the contact routes. ``publications``: alerts of a desk, so that a copy of one
    is recognised.
    """
    return check_text(
        text,
        knowledge or load_knowledge(),
        on=on or _today(),
        channel=channel,
        nation=nation,
        publications=publications,
    )


def understand(
    text: str,
    knowledge: Knowledge | None = None,
    *,
    channel: str | None = None,
    place: str | None = None,
    at: datetime | None = None,
    deep: bool = True,
    own_areas: Sequence[str] = (),
) -> Understanding:
    """All that can be read out of a person's account or a message: who, what they asked, how far it went, money, places, days.

    ``place`` and ``at``: where and when it was told, for what the words leave out. ``deep=False`` leaves out what a check
    does not need (money, dates, places). Never raises; offsets count characters of ``text``.
    """
    from ..understanding import understand as reader

    return reader.understand(
        text,
        knowledge or load_knowledge(),
        channel=channel,
        place=place,
        at=at,
        deep=deep,
        own_areas=own_areas,
    )


def read(
    source: str | PathLike[str] | Document,
    knowledge: Knowledge | None = None,
    *,
    on: date | None = None,
    own_areas: Sequence[str] = (),
) -> Advisory:
    """Every fact of an official warning: a file (text, Markdown, HTML, PDF, e-mail, CAP), or a Document already read.

    A ``str`` is the file's name; for words in hand, give ``read_bytes("warning.txt", words.encode())``. What is no warning
    of a scam keeps only its title, publisher and date (``is_advisory`` is False).

    Raises:
        InputError: missing, empty, too large, of a kind that is not read, or holding many documents (see :func:`read_all`).
    """
    from ..understanding.advisory import read_advisory

    if not isinstance(source, Document):
        from ..sources import read_file

        source = read_file(Path(source))
    return read_advisory(source, knowledge or load_knowledge(), on=on, own_areas=own_areas)


def read_all(
    source: str | PathLike[str],
    knowledge: Knowledge | None = None,
    *,
    own_areas: Sequence[str] = (),
) -> Iterator[Advisory | InputError]:
    """Every warning in a file, one by one: a mailbox or a feed holds many. What cannot be read is given as its InputError."""
    from ..sources import read_documents
    from ..understanding.newsletter import read_advisories

    known = knowledge or load_knowledge()
    for document in read_documents(Path(source)):
        if isinstance(document, InputError):
            yield document
        else:
            yield from read_advisories(document, known, own_areas=own_areas)


def verify(
    document: Mapping[str, Any] | str | bytes,
    keys: Mapping[str, Any] | str | bytes,
    log: Iterable[Mapping[str, Any]] | str | bytes | None = None,
) -> Verified:
    """Is this alert what the desk with these keys signed? With nothing of the desk's but what it publishes.

    ``document``: ``/alerts/CODE.json``; ``keys``: its ``/.well-known/tocsin/keys.json``; ``log``: its ``log.jsonl``, which is
    checked first to be whole. Each as parsed JSON, or as the text that was fetched.

    Raises:
        InputError: it is not genuine, or cannot be shown to be; or the log is not whole.
    """
    from ..alerts.log import check_log
    from ..alerts.verify import verify_document

    entries: list[Mapping[str, Any]] | None = None
    if log is not None:
        given: Iterable[Any] = log.splitlines() if isinstance(log, str | bytes) else log
        entries = [_object(line, "log") for line in given if line]
        check_log(entries)
    return verify_document(_object(document, "alert"), _object(keys, "list of keys"), entries)


class Call(listening.Call):
    """Listens to a call: give each turn to ``hear(speaker, text)`` as it is said, and ask ``verdict()`` at any time.

    ``alarm_turn`` is the zero-based turn after which the alarm was raised (None until then); it never changes afterwards.
    Nothing is kept beyond this object.
    """

    def __init__(self, knowledge: Knowledge | None = None, *, nation: str = "gb-eng", on: date | None = None) -> None:
        from ..understanding.conversation import Conversation

        known = knowledge or load_knowledge()
        super().__init__(known, hear=Conversation(known).hear, nation=nation, on=on)


def start_call(knowledge: Knowledge | None = None, *, nation: str = "gb-eng", on: date | None = None) -> Call:
    """The same as :class:`Call`."""
    return Call(knowledge, nation=nation, on=on)


def _today() -> date:
    return datetime.now(UTC).date()


def _object(given: Mapping[str, Any] | str | bytes, what: str) -> Mapping[str, Any]:
    if isinstance(given, Mapping):
        return given
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"The {what} is not JSON.", fix="Fetch it again from the desk's own address.")
    return found
