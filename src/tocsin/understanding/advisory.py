"""An official warning → Advisory: one readable flow over the readers of this room."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tocsin.knowledge.load import Knowledge
from tocsin.records import Advisory, Document, Loss, Mention, Period, Understanding
from tocsin.understanding.advice import advice_mention, find_advice_in
from tocsin.understanding.article import Article, find_article, joined
from tocsin.understanding.channels import find_channels
from tocsin.understanding.contacts import find_contacts
from tocsin.understanding.counts import Count, count_mention, find_counts, lost_money_count, report_count
from tocsin.understanding.dates import find_days, find_periods
from tocsin.understanding.facts import as_given, outside
from tocsin.understanding.identifiers import find_identifiers
from tocsin.understanding.impersonated import find_impersonated
from tocsin.understanding.lazily import lazily
from tocsin.understanding.links import find_links
from tocsin.understanding.losses import find_losses
from tocsin.understanding.money import find_amounts, money_mention
from tocsin.understanding.other_languages import channels_in, language_of, not_read_sentence, warns_in
from tocsin.understanding.own_areas import with_own_areas
from tocsin.understanding.phones import find_phones
from tocsin.understanding.places import FoundPlace, find_named_places, means_the_area, place_mention
from tocsin.understanding.publisher import find_published, find_publisher, publisher_area
from tocsin.understanding.repair import repair
from tocsin.understanding.sentences import Sentence, level, split_sentences
from tocsin.understanding.stated_rules import find_rules_in, rule_mention
from tocsin.understanding.told_scam import told_scam
from tocsin.understanding.told_tactics import ToldTactic, of_scam, tactics_told
from tocsin.understanding.understand import understand
from tocsin.understanding.warning import Told, is_warning

LONGEST_READ = 100_000
"""Characters that are read: some forty pages. What is left out is told in ``not_read``."""

_FOREIGN = lazily(
    r"\$\s?\d|\bU\.S\.|\bDistrict Attorney\b|\bSheriff\b|\bFBI\b|\bFederal Trade Commission\b|\b[A-Z]{2} \d{5}\b|\bCounty Attorney\b|\bFTC\b|"
    r"\bGarda(?:í|i)?\b|€\s?\d|\bScamwatch\b|\bRCMP\b|\bCA\$|\bAU?\$|\bNZ\$"
)
_BRITISH = lazily(
    r"£|\.uk\b|\bAction Fraud\b|\bReport Fraud\b|\bConstabulary\b|\bHMRC\b|\bPolice (?:Scotland|Service)\b|\bCouncillor\b"
)


@dataclass(frozen=True, slots=True)
class _Main:
    """The main part of a document as the readers need it. Offsets are those of the mended, level text."""

    text: str  # level
    article: Article
    title: str | None
    sentences: list[Sentence]  # of the running text first, of the title last

    @property
    def body(self) -> list[Sentence]:
        return [sentence for sentence in self.sentences if sentence.start >= self.article.body_start]


def read_advisory(
    document: Document, knowledge: Knowledge, *, on: date | None = None, own_areas: Sequence[str] = ()
) -> Advisory:
    """Every fact that a document published by others holds, if it is a warning of a scam. Never raises.

    ``on`` is the day for which its contact routes must still hold (today when None). ``own_areas`` are the names of the
    desk's own areas, which count as places. A document that is no warning
    keeps only its title, publisher and date.
    """
    given = document.text[:LONGEST_READ]
    not_read = document.not_read
    if len(document.text) > LONGEST_READ:
        not_read += (f"Only the first {LONGEST_READ:,} characters were read.",)
    mended = repair(given)
    main = _main_part(mended.text, document.title)
    rules = find_rules_in(main.sentences)
    links = [each for each in find_links(mended.text) if _within(each.start, main.article)]
    publisher = find_publisher(
        document, main.article, main.text, main.sentences, rules=[found.rule for found in rules], links=links
    )
    area = publisher_area(publisher, document)
    published = find_published(document, main.article, main.text)
    anchor = date.fromisoformat(published[:10]) if published and len(published) >= 10 else None
    advice = find_advice_in(main.body)
    understood = _understood(mended.text, main, document.title, knowledge)
    claimed = _claimed(main, knowledge, publisher)
    amounts = [each for each in find_amounts(mended.text) if _within(each.start, main.article)]
    losses = find_losses(_ordered(main), amounts)
    guidance = sorted([(each.start, each.end) for each in advice] + [(each.start, each.end) for each in rules])
    channels = find_channels(main.sentences, guidance)
    shift = main.article.end - len(understood.text)
    told_tactics = tactics_told(
        main.sentences,
        guidance,
        knowledge,
        by_phone="call" in channels,
        also=[
            ToldTactic(each.value, each.start + shift, each.end + shift)
            for each in understood.mentions
            if each.kind == "tactic" and each.role == "asked" and each.start + shift >= main.article.start
        ],
    )
    told = Told(
        understood.genre,
        understood.scam,
        len(understood.tactics),
        len({organisation for organisation, _, _ in claimed}),
        len(rules),
        len(advice),
        len(losses),
        main.title or "",
        asks=_kinds(told_tactics, knowledge, ("ask", "pressure")),
        pretends=_kinds(told_tactics, knowledge, ("pretext", "lure")),
    )
    words = main.text[main.article.start : main.article.end]
    language = language_of(words)
    if language is not None and warns_in(language, words):
        not_read += (not_read_sentence(language),)
        channels = channels or channels_in(language, words)
    else:
        language = None
    advisory = Advisory(
        file=document.name,
        text=document.text,
        is_advisory=language is not None or is_warning(words, told),
        title=main.title,
        publisher=publisher,
        publisher_area=area,
        published=published,
        repairs=mended.repairs,
        not_read=not_read,
        url=document.url,
        identifier=document.identifier,
        replaces=document.replaces,
        withdraws=document.withdraws,
        signed_by=document.signed_by,
    )
    if not advisory.is_advisory:
        return advisory

    letterhead = [(line.start, line.end) for line in main.article.head if line.kind == "contact"]
    phones = outside(find_phones(mended.text), links)
    routes = [*links, *(each for each in phones if _within(each.start, main.article))]
    above = [each for each in phones if any(start <= each.start < end for start, end in letterhead)]
    contacts = find_contacts(
        main.text,
        main.sentences,
        sorted({*routes, *above}, key=lambda each: each.start),
        knowledge,
        publisher=publisher,
        letterhead=letterhead,
        on=on or date.today(),
    )
    counts = find_counts(main.text, main.sentences)
    counted = report_count(counts)
    places, named = _places(mended.text, main, area, own_areas)
    lost = {found.amount for found in losses}
    offered = {(mention.start, mention.end) for _, mention in contacts if mention is not None}
    tactics = tuple(dict.fromkeys(each.tactic for each in told_tactics))
    claimed_ids = tuple(dict.fromkeys(organisation for organisation, _, _ in claimed))
    scam = told_scam(
        words,
        main.title,
        knowledge,
        tactics=tactics,
        claimed=claimed_ids,
        channels=channels,
        matches=understood.matches,
    )
    told_tactics = of_scam(told_tactics, scam, knowledge, title_end=main.article.body_start)
    mentions = [
        *_understood_mentions(
            understood,
            main,
            claimed,
            lambda start, end: _role(
                start,
                end,
                main.text,
                publisher=publisher,
                rules=[(each.start, each.end) for each in rules],
                offered=sorted(offered),
            ),
        ),
        *(Mention("tactic", "", each.start, each.end, each.tactic, "told_tactics", "asked") for each in told_tactics),
        *(replace(each, role="contact" if (each.start, each.end) in offered else each.role) for each in routes),
        *(money_mention(mended.text, each, role="loss" if each in lost else "other") for each in amounts),
        *outside((each for each in find_identifiers(mended.text) if _within(each.start, main.article)), routes),
        *(count_mention(mended.text, each) for each in counts),
        *(
            Mention("date", mended.text[each.start : each.end], each.start, each.end, each.iso, "dates")
            for each in find_days(mended.text, on=anchor)
            if _within(each.start, main.article)
        ),
        *(place_mention(mended.text, each) for each in named),
        *(advice_mention(mended.text, each) for each in advice),
        *(rule_mention(mended.text, each) for each in rules),
    ]
    return replace(
        advisory,
        scam=scam,
        channels=channels,
        claimed=claimed_ids,
        tactics=tuple(each.tactic for each in told_tactics),
        places=places,
        report_count=counted.number if counted is not None else None,
        report_period=_period(main, counted, anchor),
        lost_money_count=lost_money_count(
            main.sentences,
            counts,
            lead=[sentence.text for sentence in main.body],
            title=main.title,
            losses=len(losses),
        ),
        losses=tuple(found.loss for found in losses),
        advice=tuple(dict.fromkeys(each.text for each in advice)),
        contacts=tuple(contact for contact, _ in contacts),
        rules=tuple(dict.fromkeys(found.rule for found in rules)),
        mentions=as_given(mentions, mended, given),
    )


def advisory_as_dict(advisory: Advisory) -> dict[str, Any]:
    """One line of ``tocsin read --jsonl``. Amounts are in pounds (or the currency's own unit), not pence; ``start`` and
    ``end`` count in the whole document, also of a newsletter's item.
    """
    period = advisory.report_period
    return {
        "file": advisory.file,
        "is_advisory": advisory.is_advisory,
        "title": advisory.title,
        "publisher": advisory.publisher,
        "publisher_area": advisory.publisher_area,
        "published": advisory.published,
        "scam": advisory.scam,
        "channels": list(advisory.channels),
        "claimed": list(advisory.claimed),
        "tactics": list(advisory.tactics),
        "places": list(advisory.places),
        "report_count": advisory.report_count,
        "report_period": None
        if period is None
        else {"from": _iso(period.from_on), "to": _iso(period.to_on), "text": period.text},
        "lost_money_count": advisory.lost_money_count,
        "losses": [loss_as_dict(loss) for loss in advisory.losses],
        "advice": list(advisory.advice),
        "contacts": [
            {"name": each.name, "value": each.value, "stale": each.stale, "replaced_by": each.replaced_by}
            for each in advisory.contacts
        ],
        "rules": [{"organisation": list(each.organisation), "rule": each.rule} for each in advisory.rules],
        "repairs": [
            {
                "kind": each.kind,
                "start": each.start + advisory.starts_at,
                "end": each.end + advisory.starts_at,
                "before": each.before,
                "after": each.after,
            }
            for each in advisory.repairs
        ],
        "mentions": [
            {
                "kind": each.kind,
                "text": each.text,
                "start": each.start + advisory.starts_at,
                "end": each.end + advisory.starts_at,
                "value": each.value,
                "role": each.role,
            }
            for each in advisory.mentions
        ],
        "not_read": list(advisory.not_read),
    }


def loss_as_dict(loss: Loss) -> dict[str, Any]:
    amount = loss.amount_minor / 100
    return {
        "amount": int(amount) if amount.is_integer() else amount,
        "currency": loss.currency,
        "basis": loss.basis,
        "qualifier": loss.qualifier,
    }


def _kinds(told: Sequence[ToldTactic], knowledge: Knowledge, kinds: tuple[str, ...]) -> int:
    """How many tactics of these kinds are told."""
    return len({each.tactic for each in told if knowledge.tactics[each.tactic].kind in kinds})


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _within(offset: int, article: Article) -> bool:
    return article.start <= offset < article.end


def _main_part(text: str, told_title: str | None) -> _Main:
    plain = level(text)
    article = find_article(plain)
    title = told_title or joined(text, article.title)
    above = split_sentences(plain, start=article.start, end=article.body_start)
    body = split_sentences(plain, start=article.body_start, end=article.end)
    return _Main(plain, article, title, [*above, *body])


def _ordered(main: _Main) -> list[Sentence]:
    """Running text before headlines, so that the exact figure of the text wins over the headline's round one."""
    above = [sentence for sentence in main.sentences if sentence.start < main.article.body_start]
    return [*main.body, *above]


def _understood(text: str, main: _Main, told_title: str | None, knowledge: Knowledge) -> Understanding:
    """The main part, read for meaning. A title that only the container tells is read as its first line."""
    words = text[main.article.start : main.article.end]
    if told_title and told_title.lower() not in words.lower():
        words = f"{told_title}\n\n{words}"
    return understand(words, knowledge, deep=False)


def _claimed(main: _Main, knowledge: Knowledge, publisher: str | None) -> list[tuple[str, int, int]]:
    """Whom the scammers claim to be. A kind of body in the title ("fake bank calls") only where the text names none."""
    found = find_impersonated(main.sentences, knowledge, title=main.title, publisher=publisher)
    body = [each for each in found if each[1] >= main.article.body_start]
    if not body:
        return found
    return [each for each in found if each in body or not knowledge.organisations[each[0]].generic]


def _role(
    start: int,
    end: int,
    text: str,
    *,
    publisher: str | None,
    rules: Sequence[tuple[int, int]],
    offered: Sequence[tuple[int, int]],
) -> str:
    """What an organisation is named there for: it publishes, it is the one that "will never …", or it is to be reached."""
    if publisher and text[start:end] in publisher:
        return "publisher"
    if any(begin <= start < stop for begin, stop in rules):
        return "genuine"
    # "report it to Action Fraud on 0300 123 2040": the route follows within a line
    return "contact" if any(0 <= begin - end <= 80 for begin, _ in offered) else ""


def _understood_mentions(
    understood: Understanding,
    main: _Main,
    claimed: Sequence[tuple[str, int, int]],
    role_of: Callable[[int, int], str],
) -> list[Mention]:
    """Organisations and tactics at their places in the whole text; who is impersonated is told by ``claimed``."""
    shift = main.article.end - len(understood.text)
    pretended = {(start, end) for _, start, end in claimed}
    kept = []
    for mention in understood.mentions:
        start, end = mention.start + shift, mention.end + shift
        if start < main.article.start or (start, end) in pretended:
            continue
        if mention.kind == "organisation":
            kept.append(replace(mention, start=start, end=end, role=role_of(start, end)))
        elif mention.kind == "tactic" and mention.role != "asked":  # those asked for are told by tactics_told
            kept.append(replace(mention, start=start, end=end))
    return kept + [
        Mention("organisation", "", start, end, organisation, "impersonated", "impersonated")
        for organisation, start, end in claimed
    ]


def _places(
    text: str, main: _Main, area: str | None, own_areas: Sequence[str]
) -> tuple[tuple[str, ...], list[FoundPlace]]:
    """Names in the order of the text, and where each stands."""
    part = main.text[: main.article.end]
    foreign = bool(_FOREIGN().search(part)) and not _BRITISH().search(part)
    found = find_named_places(
        text, sentences=main.sentences, title=main.title, area=area, foreign=foreign, own_areas=own_areas
    )
    if own_areas:
        found = with_own_areas(found, main.sentences, own_areas)
    names = tuple(dict.fromkeys(each.name for each in found))
    if area and area not in names and means_the_area(main.body, named=bool(names)):
        names = (*names, area)
    return names, found


def _period(main: _Main, counted: Count | None, anchor: date | None) -> Period | None:
    """The stretch of time in the sentence that counts the reports, else in one that speaks of reports."""
    if counted is not None:
        told = [main.sentences[counted.sentence]]
    else:
        told = [
            each for each in main.body if re.search(r"\b(?:reports?|reported|complaints)\b", each.text, re.IGNORECASE)
        ]
    for sentence in told:
        periods = find_periods(sentence.text, on=anchor)
        if periods and (then := re.search(r"\bsince then\b", sentence.text, re.IGNORECASE)):
            first = periods[0]
            words = f"{first.period.text} … {then[0]}"  # "spotted it in May and has had 900 reports since then"
            return Period(first.period.from_on, anchor, words)
        if periods:
            at = counted.start - sentence.start if counted is not None else 0
            return min(periods, key=lambda each: abs(each.start - at)).period
    return None
