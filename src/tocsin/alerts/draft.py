"""A first draft of an alert, every sentence with where it comes from.

Nothing that a reporter or a publisher wrote gets into a draft: only counts, days, places, organisations and sentences of
the knowledge. So there is no personal data to take out again. Small counts are never named, since in a village three
people are known people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from ..knowledge.known import Knowledge
from ..records import Advisory, AlertContent, Area, ContactRoute, Desk, Report, Scam, Sentence
from .formats.text import SECTIONS, in_the_uk, say_day
from .sentences import split_sentences

SMALLEST_COUNT = 5  # fewer are "several"
LIFETIME_DAYS = 28  # warnings fade in two to four weeks; one that is still true is sent anew
RECENT_DAYS = 14
MOST_SPOT, MOST_DO, MOST_NAMES = 4, 3, 3
Section = Literal["happening", "spot", "do", "contact"]

# What each channel is called after "by".
_BY = {
    "call": "phone",
    "sms": "text message",
    "email": "e-mail",
    "letter": "letter",
    "social": "social media",
    "web": "a website",
    "in-person": "a visit",
}
# What to do once it has happened, and the tactics without which it does not come to that (none: always said).
_IF_IT_HAPPENED: Mapping[str, tuple[str, frozenset[str]]] = {
    "gave_access": (
        "If you let them into your computer or phone",
        frozenset({"remote-access", "install-software"}),
    ),
    "shared_details": (
        "If you gave them details",
        frozenset(
            {
                "payment-details-request",
                "personal-details-request",
                "code-request",
                "password-request",
                "pin-request",
                "click-link",
            }
        ),
    ),
    "paid": ("If you have paid", frozenset()),
}
_ROUTE = {
    "phone": "Ring {value}{name} {use}.",
    "sms": "Use {value}{name} {use}.",
    "web": "Go to {value}{name} {use}.",
    "email": "Use {value}{name} {use}.",
    "relay": "Ring {value}{name}: {use}.",
}


def draft_alert(
    *,
    scam: Scam,
    knowledge: Knowledge,
    advisory: Advisory | None,
    reports: Sequence[Report],
    areas: Sequence[Area],
    desk: Desk,
    at: datetime,
    nation: str,
) -> AlertContent:
    """A draft about one scam in these areas, for an officer to read, mend and submit.

    ``reports`` and ``advisory`` are what it rests on; ``nation`` decides which contact routes are named, as they hold on
    the day of ``at``.
    """
    where = _name_areas(areas)
    claimed = _claimed(scam, advisory, reports, knowledge)
    on = in_the_uk(at).date()
    sentences = (
        *_happening(scam, advisory, reports, claimed, where, knowledge),
        *_spot(scam, claimed, knowledge),
        *_do(scam),
        *_contact(scam, claimed, knowledge, nation=nation, on=on),
    )
    headline = f"Warning for {where}: {_in_a_sentence(scam.name, knowledge)}"
    recent = any(at - report.received_at <= timedelta(days=RECENT_DAYS) for report in reports)
    return AlertContent(
        headline=headline,
        sentences=sentences,
        scam=scam.id,
        areas=tuple(areas),
        audience="residents",
        channels=scam.channels,
        urgency="immediate" if recent else "expected",
        expires_at=(at + timedelta(days=LIFETIME_DAYS)).replace(microsecond=0),
        exercise=False,
        withdrawal=(
            f"{desk.name} has taken back this alert: {headline}. "
            "Part of it may be wrong. Please do not rely on it or pass it on. "
            "If a call or a message worries you, stop and ask somebody you trust."
        ),
    )


def sections_from_text(
    earlier: AlertContent, *, happening: str, spot: str, do: str, contact: str, officer: str
) -> tuple[Sentence, ...]:
    """The sentences of an edited alert, one a line. A sentence that was there before keeps its sources; any other is the officer's.

    ``officer`` is the id or name that answers for it ("officer:<name>").
    """
    sources = {(sentence.section, sentence.text): sentence.sources for sentence in earlier.sentences}
    moved = {sentence.text: sentence.sources for sentence in earlier.sentences}
    texts: Mapping[Section, str] = {"happening": happening, "spot": spot, "do": do, "contact": contact}
    return tuple(
        Sentence(section, line, sources.get((section, line)) or moved.get(line) or (f"officer:{officer}",))
        for section, text in texts.items()
        for line in (" ".join(given.split()) for given in text.splitlines())
        if line
    )


def section_text(content: AlertContent, section: Section) -> str:
    """One section as an officer edits it: a sentence a line."""
    assert section in SECTIONS
    return "\n".join(sentence.text for sentence in content.sentences if sentence.section == section)


# --- the sections ------------------------------------------------------------------------------------


def _happening(
    scam: Scam,
    advisory: Advisory | None,
    reports: Sequence[Report],
    claimed: Sequence[str],
    where: str,
    knowledge: Knowledge,
) -> Iterator[Sentence]:
    known = (f"knowledge:{scam.id}",)
    if reports:
        yield Sentence("happening", _count(reports, where), tuple(f"report:{report.reference}" for report in reports))
    if advisory is not None:
        yield from _advised(advisory, knowledge)
    for text in split_sentences(scam.summary):
        yield Sentence("happening", text, known)
    by = _list([_BY[channel] for channel in scam.channels if channel in _BY], "or")
    if by:
        yield Sentence("happening", f"It comes by {by}.", known)
    names = [knowledge.organisations[one].name for one in claimed]
    if names:
        sources = tuple(
            dict.fromkeys(
                [f"report:{report.reference}" for report in reports if set(report.claimed) & set(claimed)]
                + ([_source(advisory)] if advisory is not None and set(advisory.claimed) & set(claimed) else [])
            )
        )
        yield Sentence("happening", f"They say they are from {_list(names, 'or')}. They are not.", sources)


def _count(reports: Sequence[Report], where: str) -> str:
    count = len(reports)
    if count < SMALLEST_COUNT:
        return f"{'Several people have' if count > 1 else 'We have been'} told {'us ' if count > 1 else ''}of this in {where}."
    since = say_day(min(report.received_at for report in reports))
    return f"{count:,} people have told us of this in {where} since {since}."


def _advised(advisory: Advisory, knowledge: Knowledge) -> Iterator[Sentence]:
    """That somebody official warned of it too. Named only when the knowledge knows them: a name read out of a text may be a person's."""
    given = (advisory.publisher or "").casefold()
    publisher = next((one for one in knowledge.organisations.values() if given and one.name.casefold() == given), None)
    day = _day(advisory.published)
    on = f" on {say_day(day)}" if day else ""
    if publisher is None:
        yield Sentence("happening", f"An official warning about this was published{on}.", (_source(advisory),))
        return
    yield Sentence("happening", f"{publisher.name} warned of this{on}.", (_source(advisory),))
    if advisory.report_count is not None and advisory.report_count >= SMALLEST_COUNT:
        yield Sentence(
            "happening", f"{publisher.name} had {advisory.report_count:,} reports of it.", (_source(advisory),)
        )


def _spot(scam: Scam, claimed: Sequence[str], knowledge: Knowledge) -> Iterator[Sentence]:
    for text in scam.spot[:MOST_SPOT]:
        yield Sentence("spot", text, (f"knowledge:{scam.id}",))
    for organisation_id in claimed or [one for one in scam.impersonates if one in knowledge.organisations]:
        for rule in knowledge.rules_for(organisation_id):
            if rule.verified and rule.modality == "never" and set(rule.broken_by) & set(scam.tactics):
                name = knowledge.organisations[organisation_id].name
                yield Sentence("spot", f"{_capital(name)} will never {rule.act}.", (f"knowledge:{rule.id}",))
                return  # one rule is remembered, five are not


def _do(scam: Scam) -> Iterator[Sentence]:
    known = (f"knowledge:{scam.id}",)
    for text in scam.advice.get("approached", ())[:MOST_DO]:
        yield Sentence("do", text, known)
    for stage, (condition, tactics) in _IF_IT_HAPPENED.items():
        advice = scam.advice.get(stage, ())
        if advice and (not tactics or tactics & set(scam.tactics)):
            first = split_sentences(advice[0])[0]
            yield Sentence("do", f"{condition}: {first[0].lower()}{first[1:]}", known)


def _contact(scam: Scam, claimed: Sequence[str], knowledge: Knowledge, *, nation: str, on: date) -> Iterator[Sentence]:
    purposes = ["bank", "report"]
    if "sms" in scam.channels:
        purposes.append("forward-text")
    if "email" in scam.channels:
        purposes.append("forward-email")
    if "in-person" in scam.channels:
        purposes.insert(0, "emergency")
    said: set[str] = set()
    for purpose in purposes:
        for route in knowledge.routes_for(purpose, nation=nation, on=on):
            if route.verified and route.id not in said and _concerns(route, purpose, claimed, knowledge):
                said.add(route.id)
                yield Sentence("contact", say_route(route), (f"knowledge:{route.id}",))


def say_route(route: ContactRoute) -> str:
    """``Ring 0300 123 2040 (Report Fraud) to report fraud.``"""
    name = "" if route.value in route.name else f" ({route.name})"
    return _ROUTE[route.kind].format(value=route.value, name=name, use=route.use)


def _concerns(route: ContactRoute, purpose: str, claimed: Sequence[str], knowledge: Knowledge) -> bool:
    """A fake HMRC text goes to HMRC, any other to 7726: who has conduct rules of its own wants only what misuses its name."""
    organisation = knowledge.organisations[route.organisation]
    return not purpose.startswith("forward-") or organisation.id in claimed or not organisation.rules


def _claimed(scam: Scam, advisory: Advisory | None, reports: Sequence[Report], knowledge: Knowledge) -> tuple[str, ...]:
    """Whom the callers claim to be, the most often named first: only names of organisations that this scam is known to use."""
    kinds = {one.removeprefix("kind:") for one in scam.impersonates}
    counts: dict[str, int] = {}
    for claims in (*(report.claimed for report in reports), *([advisory.claimed] if advisory is not None else [])):
        for one in claims:
            organisation = knowledge.organisations.get(one)
            if organisation is not None and not organisation.generic and (one in kinds or organisation.kind in kinds):
                counts[one] = counts.get(one, 0) + 1
    return tuple(sorted(counts, key=lambda one: (-counts[one], one))[:MOST_NAMES])


# --- words -------------------------------------------------------------------------------------------


def _source(advisory: Advisory) -> str:
    return f"advisory:{advisory.id or advisory.file}"


def _name_areas(areas: Sequence[Area]) -> str:
    return _list([area.name for area in areas], "and") or "everyone"


def _list(names: Sequence[str], joined_by: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joined_by} {names[-1]}"


def _in_a_sentence(name: str, knowledge: Knowledge) -> str:
    """A scam's name in the middle of a sentence: "Courier fraud" is lowered; "HMRC scam", "Amazon scam" and "“Hi Mum”" are not."""
    first = name.split()[0]
    proper = any(one.name.split()[0] == first for one in knowledge.organisations.values() if not one.generic)
    return name if proper or not first[1:].islower() else name[0].lower() + name[1:]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _day(published: str | None) -> datetime | None:
    if not published:
        return None
    try:
        return datetime.fromisoformat(published)
    except ValueError:
        return None
