"""Ask: is this a scam? Answered from the knowledge, and from what this desk has published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..checking.check import check as judge
from ..checking.check import screened
from ..knowledge.load import Knowledge
from ..records import Level, Publication, Verdict
from ..understanding.understand import understand, understand_many
from ..version import VERSION

MOST_REMEMBERED = 2_000  # texts of a batch: the same campaign comes again and again
LONGEST_REMEMBERED = 500  # characters
AT_ONCE = 16  # texts of a batch that are read ahead and checked together (understand_many)
Asked = tuple[str, str | None]
"""A text, and the channel that it came by."""
Answer = TypeVar("Answer")

if TYPE_CHECKING:
    from ..alerts.recognise import Recognition
    from .installation import Installation


def check_text(
    text: str,
    knowledge: Knowledge,
    *,
    on: date,
    channel: str | None = None,
    nation: str = "gb-eng",
    publications: Sequence[Mapping[str, Any]] = (),
) -> Verdict:
    """The whole check, without a store: is it one of our alerts, or else what does it do?

    ``publications``: what this desk has published, as ``{"content", "state", …}`` (see ``store.publications_lookup``).
    """
    publications = [as_of(publication, on) for publication in publications]
    recognition = None
    if publications:
        from ..alerts.recognise import recognise  # a desk that has published nothing need not load it

        recognition = recognise(text, publications)
    if recognition is not None and not _asks_for_something(
        recognition, knowledge, channel=channel, nation=nation, on=on
    ):
        versions = {"tocsin": VERSION, "knowledge": knowledge.version, "model": "none"}
        return of_recognition(recognition, versions=versions)
    verdict = judge(
        understand(text, knowledge, channel=channel, deep=False), knowledge, channel=channel, nation=nation, on=on
    )
    return with_alert(verdict, publications)


def check_many(
    texts: Iterable[str | tuple[str, str | None]],
    knowledge: Knowledge,
    *,
    on: date,
    channel: str | None = None,
    nation: str = "gb-eng",
) -> Iterator[Verdict]:
    """The verdict on each text, in order: the same as :func:`check_text` gives one by one where nothing was published.

    ``texts``: each a text, or a text and the channel it came by. They are read as they are asked for, a few at once, so an archive of
    any length needs no more memory than those; one that came before, word for word, is answered from memory.
    """

    def answer(some: Sequence[Asked]) -> list[Verdict]:
        understood = understand_many(some, knowledge)
        return [
            judge(each, knowledge, channel=how, nation=nation, on=on)
            for each, (_, how) in zip(understood, some, strict=True)
        ]

    return _in_blocks(((each, channel) if isinstance(each, str) else each for each in texts), answer)


def screen_many(
    texts: Iterable[tuple[str, str | None]], knowledge: Knowledge
) -> Iterator[tuple[Level, float, str | None, tuple[str, ...]]]:
    """Level, score, scam and tactics of each text and the channel it came by, in order: those of :func:`check_many`, without
    the words that explain them."""

    def answer(some: Sequence[Asked]) -> list[tuple[Level, float, str | None, tuple[str, ...]]]:
        understood = understand_many(some, knowledge)
        return [screened(each, knowledge, channel=how) for each, (_, how) in zip(understood, some, strict=True)]

    return _in_blocks(texts, answer)


def _in_blocks(texts: Iterable[Asked], answer: Callable[[Sequence[Asked]], Sequence[Answer]]) -> Iterator[Answer]:
    """The answer to each text, in order; what came before, word for word, is answered from memory."""
    answered: dict[Asked, Answer] = {}
    coming = iter(texts)
    while block := list(islice(coming, AT_ONCE)):
        new = [each for each in dict.fromkeys(block) if each not in answered]
        found = dict(zip(new, answer(new), strict=True))
        for each in block:
            yield found[each] if each in found else answered[each]
        if len(answered) + len(new) > MOST_REMEMBERED:
            answered.clear()
        answered.update((each, found[each]) for each in new if len(each[0]) <= LONGEST_REMEMBERED)


def _asks_for_something(
    recognition: Recognition, knowledge: Knowledge, *, channel: str | None, nation: str, on: date
) -> bool:
    """Whether a true copy is wrapped in a scam of somebody's own: our code must never vouch for their request."""
    around = " ".join(recognition.added)
    if not around or recognition.changes:
        return False
    verdict = judge(
        understand(around, knowledge, channel=channel, deep=False), knowledge, channel=channel, nation=nation, on=on
    )
    return verdict.level in {"scam", "suspicious"}


def check(installation: Installation, text: str, *, channel: str | None = None, nation: str | None = None) -> Verdict:
    """Check a text for somebody at this desk's door: with paste-back of its own alerts, and the current alert that fits."""
    return check_text(
        text,
        installation.knowledge,
        on=installation.now().date(),
        channel=channel,
        nation=nation or installation.desk.nation,
        publications=installation.publications.now(installation.store),
    )


def published_at(database_url: str) -> Sequence[Mapping[str, Any]]:
    """What the desk with this database has published, in the plain form that recognising needs.

    The embedded database is read without SQLAlchemy, which alone would take longer to load than a whole check.
    """
    if database_url.startswith("sqlite:///"):
        from ..store.publications_lookup import lookup_publications

        return lookup_publications(Path(database_url.removeprefix("sqlite:///")))
    from ..store import open_store
    from ..store.publications import list_publications

    store = open_store(database_url)
    try:
        with store.read() as tx:
            return [as_lookup(publication) for publication in list_publications(tx)]
    finally:
        store.close()  # a stream asks again and again


def as_of(publication: Mapping[str, Any], on: date) -> Mapping[str, Any]:
    """A publication with the state that it has on that day, whether or not a timer has written down yet that it is over."""
    over = publication["state"] == "current" and date.fromisoformat(str(publication["content"]["expires_at"])[:10]) < on
    return {**publication, "state": "expired"} if over else publication


def as_lookup(publication: Publication) -> Mapping[str, Any]:
    """A publication in the plain form that recognising needs."""
    return {
        "code": publication.code,
        "version": publication.version,
        "kind": publication.kind,
        "state": publication.state,
        "sent_at": publication.sent_at.isoformat(),
        "content": publication.content,
    }


def with_alert(verdict: Verdict, publications: Sequence[Mapping[str, Any]]) -> Verdict:
    """The verdict with the code of the newest current live alert about the same scam, when there is one."""
    if verdict.scam is None or verdict.level not in {"scam", "suspicious"}:
        return verdict
    fitting = [
        publication
        for publication in publications
        if publication["state"] == "current"
        and publication["kind"] != "Cancel"
        and not publication.get("doubted")  # what it rests on has been taken back, and nobody has looked yet
        and publication["content"].get("scam") == verdict.scam
        and not publication["content"].get("exercise")
    ]
    if not fitting:
        return verdict
    return replace(verdict, alert=max(fitting, key=lambda publication: str(publication["sent_at"]))["code"])


def with_care(answer: Mapping[str, Any], text: str) -> dict[str, Any]:
    """An answer for programs, and before it, as ``care``, the sentences for somebody who writes that they do not want to
    live, or that somebody hurts or controls them: whoever shows the answer says these first. No ``care`` for anybody else.

    ``answer``: as ``checking.explain.answer_as_dict`` gives it; ``text``: what it answers.
    """
    from ..reports.vulnerability import care_for  # a check alone need not load it

    sentences = care_for(text)
    return {"care": list(sentences), **answer} if sentences else dict(answer)


def of_recognition(recognition: Recognition, *, versions: Mapping[str, str]) -> Verdict:
    """The answer when what was pasted is a copy of one of our alerts, true or altered."""
    seen = ("We could not see who sent you this copy.",)
    if recognition.changes:
        return Verdict(
            level="altered-alert",
            score=0.9,
            answer=f"This looks like our alert {recognition.code}, but it has been changed. Do not act on this copy.",
            first="Read the true alert on our own page before you do anything it says.",
            alert=recognition.code,
            alert_note=recognition.note,
            changes=recognition.changes,
            not_checked=seen,
            versions=versions,
        )
    current = recognition.state == "current"
    return Verdict(
        level="genuine-alert",
        score=0.02,
        answer=f"This is a true copy of our alert {recognition.code}"
        + ("." if current else f", but that alert is {_STATES[recognition.state]}."),
        first="You can follow the advice in this alert."
        if current
        else "Do not act on this copy. Look at our own page for what is so now.",
        alert=recognition.code,
        alert_note=recognition.note,
        not_checked=seen,
        versions=versions,
    )


_STATES = {"replaced": "replaced by a newer one", "withdrawn": "withdrawn", "expired": "over"}
