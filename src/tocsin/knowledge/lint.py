"""Lints: what a well-formed knowledge file may still lack. Each says what it looks for and what to do about it.

``load`` refuses files that cannot be used; a lint speaks of files that can be used but should not be left so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tocsin.errors import Fault
from tocsin.knowledge.conditions import leaves
from tocsin.knowledge.exercises import TACTICS, read_exercises
from tocsin.knowledge.known import Knowledge
from tocsin.knowledge.load import FOLDER
from tocsin.records import ContactRoute, Scam

MIN_EXAMPLES = 6
MIN_NEAR_MISSES = 4
MIN_CHANNELS = 2
MAX_WORDS = 25
BLAMING = re.compile(r"\b(fell for|fallen for|duped|gullible|conned|stupid|silly|careless|should have known)\b", re.I)
SAFE_AS_VERDICT = re.compile(r"\b(is|are|it's|you're|you are) (completely |perfectly )?safe\b", re.I)
PERSONAL_PHONE = re.compile(r"\b0\d(?:[\s-]?\d){8,9}\b")
INVENTED_PHONE = re.compile(
    r"^(07700900\d{3}|01632960\d{3}|02079460\d{3}|01134960\d{3}|0161496\d{4}|09098790\d{3}|03069990\d{3}|08081570\d{3})$"
)
LINK_HOST = re.compile(r"https?://([^/\s]+)")
_REAL_CONTACTS_FIX = "Use Ofcom's drama numbers and addresses under .example."


@dataclass(frozen=True, slots=True)
class Finding:
    """What a lint found: ``word`` stands in the file ``path`` and leads to the line."""

    path: str
    word: str
    message: str


@dataclass(frozen=True, slots=True)
class Lint:
    """One rule for knowledge. ``recommendation`` tells the author what to do."""

    name: str
    recommendation: str
    check: Callable[[Knowledge], Iterator[Finding]]


def lint_knowledge(knowledge: Knowledge, folder: Path | None = None) -> list[Fault]:
    """Every finding of every lint, with ``path:line``; empty when the knowledge is as it should be."""
    folder = folder or FOLDER
    texts: dict[str, list[str]] = {}
    faults = []
    for lint in LINTS:
        for finding in lint.check(knowledge):
            if finding.path not in texts:
                path = folder / finding.path
                texts[finding.path] = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
            line = next((n for n, text in enumerate(texts[finding.path], 1) if finding.word in text), 1)
            faults.append(Fault(finding.path, line, finding.message, lint.recommendation))
    faults += _exercise_faults(knowledge, folder)
    return sorted(faults, key=lambda fault: (fault.path, fault.line))


def _path(scam: Scam) -> str:
    return f"scams/{scam.id}.yaml"


def _few_examples(knowledge: Knowledge) -> Iterator[Finding]:
    for scam in knowledge.scams.values():
        if len(scam.examples) < MIN_EXAMPLES:
            yield Finding(_path(scam), "examples:", f"{scam.name} has only {len(scam.examples)} examples.")
        if len({example.channel for example in scam.examples}) < MIN_CHANNELS:
            yield Finding(_path(scam), "examples:", f"{scam.name} has examples of one channel only.")


def _few_near_misses(knowledge: Knowledge) -> Iterator[Finding]:
    for scam in knowledge.scams.values():
        if len(scam.near_misses) < MIN_NEAR_MISSES:
            yield Finding(_path(scam), "near_misses:", f"{scam.name} has only {len(scam.near_misses)} near misses.")


def _idle_signs(knowledge: Knowledge) -> Iterator[Finding]:
    for scam in knowledge.scams.values():
        used = {wanted for kind, wanted in leaves(scam.when) if kind == "sign"}
        for sign in scam.signs:
            if sign.id not in used:
                yield Finding(_path(scam), sign.id, f"The sign “{sign.id}” plays no part in “when”.")


def _single_word_phrases(knowledge: Knowledge) -> Iterator[Finding]:
    for scam in knowledge.scams.values():
        for sign in scam.signs:
            for phrase in sign.phrases:
                if re.fullmatch(r"[a-z0-9]+\*?", phrase):
                    yield Finding(_path(scam), phrase, f"The phrase “{phrase}” is one common word.")


def _idle_tactics(knowledge: Knowledge) -> Iterator[Finding]:
    used = {tactic for scam in knowledge.scams.values() for tactic in scam.tactics}
    used |= {tactic for o in knowledge.organisations.values() for rule in o.rules for tactic in rule.broken_by}
    for scam in knowledge.scams.values():
        used |= {wanted for kind, wanted in leaves(scam.when) if kind == "tactic"}
    for tactic in knowledge.tactics.values():
        if not tactic.phrases:
            yield Finding("tactics.yaml", f"id: {tactic.id}", f"The tactic “{tactic.id}” has no phrases.")
        if tactic.id not in used:
            yield Finding("tactics.yaml", f"id: {tactic.id}", f"Nothing speaks of the tactic “{tactic.id}”.")


def _words_to_people(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """(path, sentence) of everything that a member of the public may read."""
    for scam in knowledge.scams.values():
        sentences = [*scam.spot, *(sign.why for sign in scam.signs)]
        sentences += [sentence for stage in scam.advice.values() for sentence in stage]
        for sentence in sentences:
            yield _path(scam), sentence
    for tactic in knowledge.tactics.values():
        yield "tactics.yaml", tactic.says


def _hard_words(knowledge: Knowledge) -> Iterator[Finding]:
    for path, text in _words_to_people(knowledge):
        start = text[:30]
        if BLAMING.search(text):
            yield Finding(path, start, f"This blames the reader: “{text}”")
        if SAFE_AS_VERDICT.search(text):
            yield Finding(path, start, f"This says that something is safe: “{text}”")
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if len(sentence.split()) > MAX_WORDS:
                yield Finding(path, start, f"This sentence has more than {MAX_WORDS} words: “{sentence}”")


def _real_contacts(knowledge: Knowledge) -> Iterator[Finding]:
    official = _official_hosts(knowledge)
    for scam in knowledge.scams.values():
        for example in scam.examples:
            for word, message in _contacts_in(example.text, official):
                yield Finding(_path(scam), word, message)


def _official_hosts(knowledge: Knowledge) -> set[str]:
    return {domain for organisation in knowledge.organisations.values() for domain in organisation.domains}


def _contacts_in(text: str, official: set[str]) -> Iterator[tuple[str, str]]:
    """What may be somebody's number or address, and the sentence that says so."""
    for number in PERSONAL_PHONE.findall(text):
        if not INVENTED_PHONE.match(re.sub(r"\D", "", number)):
            yield number, f"{number} may be somebody's number."
    for host in LINK_HOST.findall(text):
        if not host.endswith(".example") and host not in official:
            yield host, f"{host} may be somebody's address."


def _exercise_faults(knowledge: Knowledge, folder: Path) -> list[Fault]:
    """Exercises of no entry, sentences that stand twice, and what may be somebody's number or address."""
    faults: list[Fault] = []
    official = _official_hosts(knowledge)
    seen = {
        example.text: _path(scam)
        for scam in knowledge.scams.values()
        for example in (*scam.examples, *scam.near_misses)
    }
    unknown: set[str] = set()
    for each in read_exercises(folder, faults):
        if each.owner != TACTICS and each.owner not in knowledge.scams and each.path not in unknown:
            unknown.add(each.path)
            faults.append(Fault(each.path, 1, f"There is no scam “{each.owner}”.", "Name the file after one."))
        if each.text in seen:
            faults.append(Fault(each.path, each.line, f"This sentence stands in {seen[each.text]}.", "Take one out."))
        seen[each.text] = f"{each.path}:{each.line}"
        for _, message in _contacts_in(each.text, official):
            faults.append(Fault(each.path, each.line, message, _REAL_CONTACTS_FIX))
    return faults


def _unproven_rules(knowledge: Knowledge) -> Iterator[Finding]:
    for organisation in knowledge.organisations.values():
        path = f"organisations/{organisation.id}.yaml"
        for rule in organisation.rules:
            if rule.verified and (rule.source.seen_on is None or not rule.source.url.startswith("http")):
                yield Finding(path, rule.id, f"The rule “{rule.id}” is called verified without a source and a day.")
        for route in organisation.routes:
            if route.verified and (route.source.seen_on is None or not route.source.url.startswith("http")):
                yield Finding(path, route.id, f"The route “{route.id}” is called verified without a source and a day.")


def _ended_routes(knowledge: Knowledge) -> Iterator[Finding]:
    for organisation in knowledge.organisations.values():
        for route in organisation.routes:
            if route.valid_to is not None and route.replaced_by is None:
                path = f"organisations/{organisation.id}.yaml"
                yield Finding(path, route.id, f"The route “{route.id}” has ended and leads nowhere.")
            if _leads_in_a_circle(knowledge, route):
                path = f"organisations/{organisation.id}.yaml"
                yield Finding(path, route.id, f"The route “{route.id}” is replaced by itself in the end.")


def _leads_in_a_circle(knowledge: Knowledge, route: ContactRoute) -> bool:
    seen = {route.id}
    while route.replaced_by is not None:
        if route.replaced_by in seen:
            return True
        seen.add(route.replaced_by)
        route = knowledge.route(route.replaced_by)
    return False


def _same_names(knowledge: Knowledge) -> Iterator[Finding]:
    owner: dict[str, str] = {}
    for organisation in knowledge.organisations.values():
        for name in organisation.names:
            other = owner.setdefault(name.lower(), organisation.id)
            if other != organisation.id:
                path = f"organisations/{organisation.id}.yaml"
                yield Finding(path, name, f"“{name}” is a name of {other} too.")


LINTS: tuple[Lint, ...] = (
    Lint("few-examples", f"Give at least {MIN_EXAMPLES}, in different channels and registers.", _few_examples),
    Lint("few-near-misses", f"Give at least {MIN_NEAR_MISSES} genuine messages that look like it.", _few_near_misses),
    Lint("idle-signs", "Use it in “when”, or take it out.", _idle_signs),
    Lint("single-word-phrases", "Add the words that stand round it.", _single_word_phrases),
    Lint("idle-tactics", "Give it phrases and a scam or rule, or take it out.", _idle_tactics),
    Lint("hard-words", "Write short, calm sentences that blame nobody.", _hard_words),
    Lint("real-contacts", _REAL_CONTACTS_FIX, _real_contacts),
    Lint("unproven-rules", "Give the page and the day it was read, or set verified to false.", _unproven_rules),
    Lint("ended-routes", "Say what replaced it.", _ended_routes),
    Lint("same-names", "Keep the name with one organisation.", _same_names),
)
