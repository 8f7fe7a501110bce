"""One check as one document, at three depths: the answer; why; everything that was looked at, held or not.

The first is for whoever asked, the second for whoever doubts, the third for whoever writes knowledge or must defend the
answer. All three are the same document: nothing is worked out again for a deeper look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tocsin.checking import words
from tocsin.checking.check import UNSURE_FROM, Weighed, check, sum_of_words, weigh_words
from tocsin.checking.explain import answer_as_dict, render_verdict
from tocsin.checking.features import masked_words, structure
from tocsin.checking.model import Model, shipped_model, spans_of
from tocsin.checking.routes import read_routes
from tocsin.checking.rules import broken_rules
from tocsin.knowledge.load import Knowledge
from tocsin.records import Span, Understanding

DEPTHS = ("answer", "why", "everything")


def explain(
    understanding: Understanding,
    knowledge: Knowledge,
    *,
    channel: str | None = None,
    nation: str = "gb-eng",
    on: date,
    model: Model | None = None,
    width: int = 80,
) -> dict[str, Any]:
    """The document: ``answer`` (words), ``why`` (as words, and as the contract of a check), ``everything``."""
    model = model or shipped_model()
    verdict = check(understanding, knowledge, channel=channel, nation=nation, on=on, model=model)
    return {
        "answer": "\n".join((verdict.answer, verdict.first)),
        "why": {"words": render_verdict(verdict, width=width), "verdict": answer_as_dict(verdict)},
        "everything": _everything(understanding, knowledge, channel=channel, model=model),
    }


def _everything(
    understanding: Understanding, knowledge: Knowledge, *, channel: str | None, model: Model
) -> dict[str, Any]:
    routes = read_routes(understanding.mentions, understanding.claimed, knowledge)
    rules = broken_rules(understanding, knowledge, channel=channel)
    features = structure(understanding, knowledge, routes=routes, rules=rules, channel=channel)
    weighed = weigh_words(understanding, knowledge, routes=routes, channel=channel, model=model)
    heard, masked = weighed.heard, weighed.words
    callee, callee_places = masked_words(understanding, knowledge, routes=routes, callee=True)
    said, form = sum_of_words(understanding, heard, channel=channel)
    total = model.bias + model.of_structure(features) + said
    thresholds = model.thresholds_for(channel, understanding.genre, form=form)
    return {
        "read_as": {
            "genre": understanding.genre,
            "claimed": list(understanding.claimed),
            "stage": understanding.stage,
            "on_call": understanding.on_call,
        },
        "entries": [_entry(match.scam, match.held, match.strength, understanding, knowledge) for match in understanding.matches],
        "tactics": [
            {"tactic": mention.value, "wanted": mention.role, "start": mention.start, "end": mention.end, "text": mention.text, "found_by": mention.found_by}
            for mention in understanding.mentions
            if mention.kind == "tactic"
        ],
        "routes": [{"sign": route.sign, "why": route.why, "spans": _spans(route.spans)} for route in routes],
        "rules": [{"rule": rule.rule, "verified": rule.verified, "spans": _spans(rule.spans)} for rule in rules],
        "sum": {
            "start": model.bias,
            "structure": _parts({name: amount * model.structure.get(name, 0.0) for name, amount in features.items()}),
            "words": round(said - heard.together - heard.asked, 3),
            "together": round(heard.together, 3),
            "asked": round(heard.asked, 3),
            "asked_in": _asked_in(weighed, understanding),
            "each_word": [
                *_words(masked, heard.contributions[: len(masked)], weighed.places, understanding.word_spans),
                *_words(callee, heard.contributions[len(masked) :], callee_places, understanding.callee_word_spans),
            ],
            "total": round(total, 3),
            "score": round(model.probability(total), 4),
            "unsure_from": UNSURE_FROM,
            "suspicious_from": thresholds.suspicious,
            "scam_from": thresholds.scam,
        },
        "left_out": _left_out(weighed, understanding),
        "versions": {"knowledge": knowledge.version, "model": model.id},
    }  # fmt: skip


def _entry(
    scam: str, held: bool, strength: float, understanding: Understanding, knowledge: Knowledge
) -> dict[str, Any]:
    """One entry that holds or comes near: each of its signs, held or not."""
    entry = knowledge.scams[scam]
    match = next(each for each in understanding.matches if each.scam == scam)
    spans = {each.sign: each.spans for each in match.evidence if each.held}
    return {
        "scam": scam,
        "name": entry.name,
        "held": held,
        "strength": strength,
        "signs": [
            {"sign": sign.id, "held": sign.id in spans, "why": sign.why, "spans": _spans(spans.get(sign.id, ()))}
            for sign in entry.signs
        ],
    }


def _spans(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [{"start": span.start, "end": span.end, "text": span.text} for span in spans]


def _asked_in(weighed: Weighed, understanding: Understanding) -> dict[str, Any] | None:
    """The turn that asks most, or the stretch of a longer one; None where it is no talk."""
    first, end = weighed.heard.asking()
    if first == end:
        return None
    ((start, stop),) = spans_of([(first, end - 1)], weighed.places, weighed.ends, understanding.word_spans)
    return {"start": start, "end": stop, "text": understanding.text[start:stop]}


def _left_out(weighed: Weighed, understanding: Understanding) -> list[dict[str, Any]]:
    """The sentences of everyday life that were not weighed, as they stand in the text."""
    spans, text = understanding.word_spans, understanding.text
    found = [(spans[first][0], spans[end - 1][1]) for first, end in weighed.left_out]
    return [{"start": start, "end": end, "text": text[start:end]} for start, end in found]


def _parts(parts: Mapping[str, float]) -> dict[str, float]:
    """The parts that weigh anything, the heaviest first."""
    return {
        name: round(part, 3)
        for name, part in sorted(parts.items(), key=lambda each: -abs(each[1]))
        if abs(part) > 0.0005
    }


def _words(
    masked: Sequence[str], contributions: Sequence[int], places: Sequence[int], spans: Sequence[tuple[int, int]]
) -> list[dict[str, Any]]:
    return [
        {"word": word, "weight": weight / 1000, "start": spans[place][0], "end": spans[place][1]}
        for word, weight, place in zip(masked, contributions, places, strict=True)
        if weight
    ]


def render_document(document: Mapping[str, Any], depth: str) -> str:
    """The document at one depth, as words for a terminal."""
    if depth == "answer":
        return str(document["answer"])
    blocks = [str(document["why"]["words"])]
    if depth == "everything":
        blocks += _render_everything(document["everything"])
    return "\n\n".join(blocks)


def _render_everything(everything: Mapping[str, Any]) -> list[str]:
    total = everything["sum"]
    read_as = everything["read_as"]
    blocks = [
        f"{words.HEADING_READ_AS}\n  {read_as['genre']}"
        + "".join(f"; claims to be {name}" for name in read_as["claimed"])
    ]
    for entry in everything["entries"]:
        held = words.HELD if entry["held"] else words.NOT_HELD
        lines = [f"{entry['name']} ({entry['scam']}): {held}"]
        for sign in entry["signs"]:
            shown = " … ".join(f"“{span['text']}”" for span in sign["spans"][:2])
            lines.append(
                f"  {'+' if sign['held'] else '–'} {sign['sign']}: {sign['why']}" + (f"  {shown}" if shown else "")
            )
        blocks.append("\n".join(lines))
    if everything["tactics"]:
        lines = [
            f"  {each['tactic']}: {each['wanted']}  “{each['text']}” {each['start']}–{each['end']} ({each['found_by']})"
            for each in everything["tactics"]
        ]
        blocks.append("\n".join([words.HEADING_TACTICS, *lines]))
    lines = [f"  {name:44}{part:+8.3f}" for name, part in total["structure"].items()]
    heaviest = sorted(total["each_word"], key=lambda each: -abs(each["weight"]))[:20]
    lines += [f"  {words.WORDS:44}{total['words']:+8.3f}"]
    lines += [f"    {each['word']:42}{each['weight']:+8.3f}" for each in heaviest]
    lines += [f"  {words.TOGETHER:44}{total['together']:+8.3f}"]
    if total["asked_in"]:
        lines += [f"  {words.ASKED:44}{total['asked']:+8.3f}", f"    “{' '.join(total['asked_in']['text'].split())}”"]
    blocks.append("\n".join([
        words.HEADING_SUM, f"  {words.START:44}{total['start']:+8.3f}", *lines, f"  {words.TOTAL:44}{total['total']:+8.3f}",
        f"  score {total['score']}; unsure from {total['unsure_from']}, suspicious from {total['suspicious_from']}, with hard evidence a scam from {total['scam_from']}",
    ]))  # fmt: skip
    if everything["left_out"]:
        lines = [
            f"  “{' '.join(each['text'].split())}” {each['start']}–{each['end']}" for each in everything["left_out"]
        ]
        blocks.append("\n".join([words.HEADING_LEFT_OUT, *lines]))
    blocks.append("versions: " + ", ".join(f"{name} {version}" for name, version in everything["versions"].items()))
    return blocks
