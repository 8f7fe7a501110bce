"""What a draft must not be: like the scam it warns of, hard to read, or about a single person.

Each finding names the rule that failed and its reason, in a sentence for the officer. Whether the public checker takes the
draft for a scam is asked elsewhere, and told as a finding of the rule ``checker``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..knowledge.known import Knowledge
from ..records import AlertContent, Desk, Sentence
from .formats.sms import Sms
from .reading_age import reading_age
from .sentences import LONGEST_SENTENCE, count_words, split_sentences
from .tokens import Token, read_tokens

OLDEST_READER = 13.0  # the reading age that is still let pass; 9 to 11 is what to aim at
MOST_SEGMENTS = 3  # of a text message; more comes in pieces, and costs as many times
RULES = {
    "checker": "Our own checker does not take it for a scam",
    "stale-contact": "Every way to get in touch is still right",
    "unknown-contact": "Every number and link is the desk's own or in the register",
    "small-count": "No count may point at known people",
    "person": "It points at nobody",
    "blame": "It blames nobody it happened to",
    "hurry": "It hurries nobody",
    "long-sentence": f"No sentence has more than {LONGEST_SENTENCE} words",
    "untraced": "Every claim says what it rests on",
    "reading-age": f"People of {OLDEST_READER:.0f} can read it",
    "incomplete": "It says what is happening, what to do and who to contact",
    "sms-length": f"It fits into {MOST_SEGMENTS} segments of a text message",
}
_HURRY = re.compile(
    r"\b(?:act (?:now|fast|today)|urgent(?:ly)?|immediately|hurry|final (?:notice|warning)|last chance|before it is too late|"
    r"don['’]t delay|do not delay|without delay|time is running out|as soon as possible|asap|"
    r"(?:within|only|just) \d+ (?:hours?|minutes?|days left))\b|!",
    re.IGNORECASE,
)
_SMALL_COUNT = re.compile(
    r"\b(?:[1-4]|one|two|three|four|a single) (?:older |elderly |local )?(?:people|persons?|residents?|victims?|reports?|"
    r"households?|women|men|woman|man|pensioners?|neighbours?|cases?|famil(?:y|ies)|couples?|customers?|incidents?)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(r"\b(?:fell for|fall for|falling for|gullible|naive|foolish|taken in by)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|aged? \d{2}|\d{2}-year-old)\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that the draft breaks (a key of RULES), and why: a sentence."""

    rule: str
    reason: str


def lint_alert(
    content: AlertContent, *, desk: Desk, knowledge: Knowledge, on: date, sms: Sms | None = None
) -> tuple[Finding, ...]:
    """All that an officer should mend, or answer for, before this goes out; empty when there is nothing.

    ``sms``: the text message it would be.
    """
    return tuple(dict.fromkeys(_findings(content, desk, knowledge, on, sms)))


def _findings(content: AlertContent, desk: Desk, knowledge: Knowledge, on: date, sms: Sms | None) -> Iterator[Finding]:
    texts = [content.headline, *(sentence.text for sentence in content.sentences)]
    routes = {route.value: route for route in knowledge.routes()}
    own = _contacts(f"{desk.url} {desk.email}")
    known = {value for route_value in routes for value in _contacts(route_value)}
    known |= {domain.casefold() for one in knowledge.organisations.values() for domain in one.domains}
    for text in [*texts, content.withdrawal]:
        for token in read_tokens(text).tokens:
            if token.kind not in {"phone", "link", "email"}:
                continue
            shown = read_tokens(text).text[token.start : token.end]
            stale = knowledge.stale_route(shown, on)
            if stale is not None:
                instead = f" Use {stale[1].value} instead." if stale[1] is not None else ""
                yield Finding("stale-contact", f"“{shown}” no longer leads there.{instead}")
            elif not _is_known(token, own | known):
                yield Finding(
                    "unknown-contact", f"“{shown}” is neither this desk's own nor in the register of organisations."
                )
        if found := _SMALL_COUNT.search(text):
            yield Finding("small-count", f"“{found[0]}” may point at known people. Say “several”.")
        if found := _BLAME.search(text):
            yield Finding("blame", f"“{found[0]}” blames the person it happened to.")
        if found := _PERSON.search(text):
            yield Finding("person", f"“{found[0]}” may point at a person. Alerts name nobody.")
    # What fraudsters say may be told of as hurried; what we say may not be.
    ours = [sentence.text for sentence in content.sentences if sentence.section in {"do", "contact"}]
    for text in (content.headline, *ours, content.withdrawal):
        if found := _HURRY.search(text):
            yield Finding("hurry", f"“{found[0]}” hurries the reader, as fraudsters do. Say it calmly: {text}")
    for sentence in content.sentences:
        for one in split_sentences(sentence.text):
            if count_words(one) > LONGEST_SENTENCE:
                yield Finding("long-sentence", f"This sentence has more than {LONGEST_SENTENCE} words. Split it: {one}")
        if figure := _figure_of_nobody(sentence):
            yield Finding("untraced", f"“{figure}” rests on nothing but the word of who typed it: {sentence.text}")
        if not sentence.sources:
            yield Finding("untraced", f"Nothing is given that this rests on: {sentence.text}")
    whole = " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)
    if (age := reading_age(whole)) > OLDEST_READER:
        yield Finding(
            "reading-age", f"It reads like a text for people of {age:.0f} and over. Use shorter words and sentences."
        )
    for section, name in (("happening", "what is happening"), ("do", "what to do"), ("contact", "who to contact")):
        if not any(sentence.section == section for sentence in content.sentences):
            yield Finding("incomplete", f"It does not say {name}.")
    if sms is not None and sms.segments > MOST_SEGMENTS:
        yield Finding(
            "sms-length",
            f"As a text message it takes {sms.segments} segments ({sms.units} in {sms.alphabet}). Shorten the headline or the first advice.",
        )


def _figure_of_nobody(sentence: Sentence) -> str:
    """A sum, a number or a day that is claimed to have happened, where no report, advisory or entry is given for it."""
    if sentence.section != "happening" or not all(source.startswith("officer:") for source in sentence.sources):
        return ""
    read = read_tokens(sentence.text)
    found = (token for token in read.tokens if token.kind in {"money", "number"} and sentence.sources)
    return next((read.text[token.start : token.end] for token in found), "")


def _contacts(text: str) -> set[str]:
    return {token.value for token in read_tokens(text).tokens if token.kind in {"phone", "link", "email"}}


def _is_known(token: Token, known: set[str]) -> bool:
    """A page below a known address, and any address at a known domain, count as known."""
    if token.value in known:
        return True
    if token.kind == "phone":
        return False
    host = token.value.partition("@")[2] if token.kind == "email" else token.value.partition("/")[0]
    at_home = any(host == one or host.endswith(f".{one}") for one in known if "/" not in one and "@" not in one)
    return at_home or any(token.value.startswith(f"{one}/") for one in known)
