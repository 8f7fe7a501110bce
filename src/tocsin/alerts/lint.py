"""What a draft must not be: like the scam it warns of, hard to read, or about a single person.

Each finding is a sentence for the officer. Whether the public checker takes the draft for a scam is asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..knowledge.known import Knowledge
from ..records import AlertContent, Desk
from .sentences import LONGEST_SENTENCE, count_words, reading_age, split_sentences
from .tokens import Token, read_tokens

OLDEST_READER = 13.0  # the reading age that is still let pass; 9 to 11 is what to aim at
_HURRY = re.compile(
    r"\b(?:act (?:now|fast)|urgent(?:ly)?|immediately|hurry|final (?:notice|warning)|last chance|before it is too late|"
    r"within \d+ (?:hours?|minutes?))\b|!",
    re.IGNORECASE,
)
_SMALL_COUNT = re.compile(
    r"\b(?:[1-4]|one|two|three|four) (?:people|persons?|residents?|victims?|reports?|households?|women|men|woman|man)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(r"\b(?:fell for|fall for|falling for|gullible|naive|foolish|taken in by)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|aged? \d{2}|\d{2}-year-old)\b")


def lint_alert(content: AlertContent, *, desk: Desk, knowledge: Knowledge, on: date) -> tuple[str, ...]:
    """All that an officer should mend, or answer for, before this is submitted; empty when there is nothing."""
    return tuple(dict.fromkeys(_findings(content, desk, knowledge, on)))


def _findings(content: AlertContent, desk: Desk, knowledge: Knowledge, on: date) -> Iterator[str]:
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
                yield f"“{shown}” no longer leads there.{instead}"
            elif not _is_known(token, own | known):
                yield f"“{shown}” is neither this desk's own nor in the register of organisations."
        if found := _SMALL_COUNT.search(text):
            yield f"“{found[0]}” may point at known people. Say “several”."
        if found := _BLAME.search(text):
            yield f"“{found[0]}” blames the person it happened to."
        if found := _PERSON.search(text):
            yield f"“{found[0]}” may point at a person. Alerts name nobody."
    # What fraudsters say may be told of as hurried; what we say may not be.
    ours = [sentence.text for sentence in content.sentences if sentence.section in {"do", "contact"}]
    for text in (content.headline, *ours, content.withdrawal):
        if found := _HURRY.search(text):
            yield f"“{found[0]}” hurries the reader, as fraudsters do. Say it calmly: {text}"
    for sentence in content.sentences:
        for one in split_sentences(sentence.text):
            if count_words(one) > LONGEST_SENTENCE:
                yield f"This sentence has more than {LONGEST_SENTENCE} words. Split it: {one}"
        if not sentence.sources:
            yield f"Nothing is given that this rests on: {sentence.text}"
    whole = " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)
    if (age := reading_age(whole)) > OLDEST_READER:
        yield f"It reads like a text for people of {age:.0f} and over. Use shorter words and sentences."
    for section, name in (("happening", "what is happening"), ("do", "what to do"), ("contact", "who to contact")):
        if not any(sentence.section == section for sentence in content.sentences):
            yield f"It does not say {name}."


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
