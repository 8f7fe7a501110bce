"""A Verdict, a call or an Understanding as words for a terminal and as the contracts for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date
from typing import Any

from tocsin.checking import words
from tocsin.checking.call import Call
from tocsin.checking.check import is_unsure, level_of
from tocsin.checking.naming import likely_scam
from tocsin.knowledge.load import Knowledge
from tocsin.records import Evidence, Mention, Understanding, Verdict

MOST_QUOTES = 2
MOST_REASONS = 6
LONGEST_QUOTE = 110


def answer_as_dict(verdict: Verdict, id: object = None) -> dict[str, Any]:
    """One line of ``tocsin check --jsonl``. ``changes`` is there only when a copy of an alert was altered."""
    answer: dict[str, Any] = {
        "id": id,
        "level": verdict.level,
        "score": verdict.score,
        "scam": verdict.scam,
        "tactics": list(verdict.tactics),
        "claimed": list(verdict.claimed),
        "evidence": _spans_as_dicts(verdict.evidence),
        "rules": [
            {
                "organisation": rule.organisation,
                "rule": rule.rule,
                "source": rule.source,
                "seen_on": None if rule.seen_on is None else rule.seen_on.isoformat(),
            }
            for rule in verdict.rules
        ],
        "first": verdict.first,
        "advice": list(verdict.advice),
        "routes": [{"name": route.name, "value": route.value} for route in verdict.routes],
        "alert": verdict.alert,
        "not_checked": list(verdict.not_checked),
        "versions": dict(verdict.versions),
    }
    if verdict.changes:
        answer["changes"] = list(verdict.changes)
    return answer


def _spans_as_dicts(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {"sign": each.sign, "start": span.start, "end": span.end, "text": span.text, "why": each.why}
        for each in evidence
        if each.held
        for span in each.spans
    ]


def call_as_dict(call: Call, id: object = None) -> dict[str, Any]:
    """One line of ``tocsin call --jsonl``. Offsets of evidence count within its turn."""
    verdict = call.verdict()
    evidence = []
    for item in _spans_as_dicts(verdict.evidence):
        turn, start = call.turn_of(item["start"])
        evidence.append({**item, "turn": turn, "start": start, "end": start + item["end"] - item["start"]})
    return {
        "id": id,
        "alarm_turn": call.alarm_turn,
        "scores": list(call.scores),
        "level": verdict.level,
        "score": verdict.score,
        "scam": verdict.scam,
        "evidence": evidence,
    }


def understanding_as_dict(understanding: Understanding, knowledge: Knowledge, id: object = None) -> dict[str, Any]:
    """One line of ``tocsin understand --jsonl``."""
    return {
        "id": id,
        "scam": _told_scam(understanding, knowledge),
        "tactics": list(understanding.tactics),
        "claimed": list(understanding.claimed),
        "stage": understanding.stage,
        "on_call": understanding.on_call,
        "urgency": understanding.urgency,
        "first": first_step(understanding, knowledge),
        "losses": [
            {
                "amount": _amount(loss.amount_minor),
                "currency": loss.currency,
                "basis": loss.basis,
                "qualifier": loss.qualifier,
            }
            for loss in understanding.losses
        ],
        "places": list(understanding.places),
        "mentions": [
            _mention(mention) for mention in understanding.mentions if not mention.found_by.startswith("cue:")
        ],
    }


def first_step(understanding: Understanding, knowledge: Knowledge) -> str:
    """What to do first, by how far it went."""
    if understanding.on_call:
        return words.FIRST_ON_CALL
    if understanding.stage is None:
        return words.FIRST_WARNING if understanding.genre == "warning" else words.FIRST_NOTHING
    told = _told_scam(understanding, knowledge)
    own = () if told is None else knowledge.scams[told].advice.get(understanding.stage, ())
    return own[0] if own else words.FIRST[understanding.stage]


def _told_scam(understanding: Understanding, knowledge: Knowledge) -> str | None:
    """The entry that holds; the nearest that fits where somebody tells how far it went, or where the text alarms."""
    if understanding.scam is not None:
        return understanding.scam
    if understanding.genre != "account" and not understanding.on_call:
        channel = next(iter(understanding.channels), None)
        if level_of(understanding, knowledge, channel=channel) not in ("scam", "suspicious"):
            return None
    return likely_scam(understanding, knowledge)


def _amount(minor: int) -> int | float:
    return minor // 100 if minor % 100 == 0 else minor / 100


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "kind": mention.kind,
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "value": mention.value,
    }


def render_verdict(verdict: Verdict, *, width: int = 80) -> str:
    """The answer for a terminal: what it is, why, what to do first, whom to contact, what could not be checked."""
    blocks = [_wrapped(verdict.answer, width)]
    if verdict.alert_note:
        blocks.append(_wrapped(verdict.alert_note, width))
    if verdict.changes:
        blocks.append(_listed(words.HEADING_CHANGES, verdict.changes, width))
    alarming = verdict.level in ("scam", "suspicious")
    wary = alarming or is_unsure(verdict.level, verdict.score)
    if wary:
        why = [_reason(each) for each in verdict.evidence if each.held and each.spans][:MOST_REASONS]
        if why:
            blocks.append(_listed(words.HEADING_WHY, why, width))
    if verdict.rules:
        rules = [f"{rule.rule} {_source(rule.source, rule.seen_on)}" for rule in verdict.rules[:3]]
        blocks.append(_listed(words.HEADING_RULES, rules, width))
    if verdict.first:
        blocks.append(_listed(words.HEADING_FIRST, [verdict.first], width, mark="→ "))
    if verdict.advice and wary:
        blocks.append(_listed(words.HEADING_ADVICE, verdict.advice, width))
    if verdict.routes:
        routes = [f"{route.name}: {route.value} — {route.use}" for route in verdict.routes]
        blocks.append(_listed(words.HEADING_ROUTES, routes, width))
    if verdict.alert and alarming:
        blocks.append(_listed(words.HEADING_ALERT, [verdict.alert], width))
    if verdict.not_checked:
        blocks.append(_listed(words.HEADING_NOT_CHECKED, verdict.not_checked, width))
    return "\n\n".join(blocks)


def _reason(evidence: Evidence) -> str:
    quotes: dict[str, str] = {}
    for span in evidence.spans:
        quote = " ".join(span.text.split())
        if len(quote) > LONGEST_QUOTE:
            quote = quote[: LONGEST_QUOTE - 1].rstrip() + "…"
        quotes.setdefault(quote.lower(), quote)
    shown = " … ".join(f"“{quote}”" for quote in list(quotes.values())[:MOST_QUOTES])
    return f"{evidence.why} {shown}" if shown else evidence.why


def _source(source: str, seen_on: date | None) -> str:
    seen = "" if seen_on is None else f", {words.SEEN_ON.format(day=f'{seen_on:%B %Y}')}"
    return f"({words.SOURCE.format(source=source)}{seen})"


def _listed(heading: str, items: Iterable[str], width: int, *, mark: str = "• ") -> str:
    filled = (
        textwrap.fill(
            item,
            width=max(30, width),
            initial_indent=f"  {mark}",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for item in items
    )
    return "\n".join([heading, *filled])


def _wrapped(text: str, width: int) -> str:
    return textwrap.fill(text, width=max(30, width), break_long_words=False, break_on_hyphens=False)
