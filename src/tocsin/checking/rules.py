"""Which conduct rules of the claimed organisations what was asked breaks."""

from __future__ import annotations

from tocsin.checking import words
from tocsin.knowledge.load import Knowledge
from tocsin.records import BrokenRule, ConductRule, Span, Understanding


def broken_rules(understanding: Understanding, knowledge: Knowledge, *, channel: str | None) -> tuple[BrokenRule, ...]:
    """The rules broken, verified ones first; each once, with the words that break it."""
    if not understanding.claimed or not understanding.tactics:
        return ()
    asked = set(understanding.tactics)
    broken: dict[tuple[str, str], BrokenRule] = {}
    for organisation in understanding.claimed:
        for rule in knowledge.rules_for(organisation):
            breaking = asked.intersection(rule.broken_by)
            if not breaking or (channel is not None and rule.channels and channel not in rule.channels):
                continue
            key = (rule.organisation, rule.id)
            if key not in broken:
                broken[key] = _broken(rule, _spans(understanding, breaking), knowledge)
    return tuple(sorted(broken.values(), key=lambda rule: not rule.verified))


def _broken(rule: ConductRule, spans: tuple[Span, ...], knowledge: Knowledge) -> BrokenRule:
    name = knowledge.organisations[rule.organisation].name
    if not rule.verified:
        pattern = words.NOT_NORMALLY
    elif rule.modality == "only-if":
        pattern = words.ONLY_IF
    else:
        pattern = words.NEVER
    sentence = pattern.format(name=name, act=rule.act)
    if rule.exception:
        sentence = words.EXCEPTION.format(rule=sentence, exception=rule.exception)
    return BrokenRule(
        organisation=rule.organisation,
        organisation_name=name,
        rule=sentence,
        source=rule.source.url or rule.source.title,
        seen_on=rule.source.seen_on,
        verified=rule.verified,
        spans=spans,
    )


def _spans(understanding: Understanding, tactics: set[str]) -> tuple[Span, ...]:
    spans = [
        Span(mention.start, mention.end, mention.text)
        for mention in understanding.mentions
        if mention.kind == "tactic" and mention.value in tactics and mention.role == "asked"
    ]
    return tuple(spans[:3])
