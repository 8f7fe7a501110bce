"""What the reader is told to do: the sentences (and list items) that advise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.records import Mention
from tocsin.understanding.lazily import lazily
from tocsin.understanding.sentences import Sentence, holds, level, split_sentences

_I = re.IGNORECASE
_VERBS = (
    r"never|always|do not|don't|please|hang up|put (?:the|your) phone down|end (?:the call|suspicious|any)|contact|call|ring|phone|report|check|"
    r"treat|be (?:wary|careful|cautious|suspicious|alert|aware|sceptical|skeptical|vigilant|on your guard|on the look)|beware|remember|keep|ask|"
    r"tell|stop|delete|ignore|forward|use|verify|avoid|refuse|take|talk|speak|think|get|wait|visit|make sure|ensure|block|shred|change|update|"
    r"protect|note|find|look (?:out|for)|register|question|challenge|trust|consider|say no|leave|close|lock|pass on|share this|seek|freeze|monitor|"
    r"notify|inform|give no|move no|send no|pay no|insist|install|set up|turn on|if (?:you|in|some|any|a|un|nec|your|the)"
)
_IMPERATIVE = re.compile(
    rf"^\W*(?:\d+[.)]\s*)?(?:(?:instead|also|then|just|simply|finally|and|so|but|or),?\s+)*(?:{_VERBS})\b", _I
)
_AFTER_IF = re.compile(
    rf"(?:,|;|-|\bthen\b)\s*(?:then\s+|please\s+|just\s+|simply\s+|immediately\s+|you should\s+|we would\s+)*(?:{_VERBS.rpartition('|if')[0]}|(?:you|people|individuals|they) (?:should|can|must)|you are (?:urged|advised))\b",
    _I,
)
_LABEL = re.compile(r"^\W*(?:[A-Z][A-Za-z ]{2,24}|(?:Police |Key |Our |Its |Top )?(?:advice|tips?)):\s+", _I)
_SHOULD = re.compile(
    r"\b(?:you|people|residents|victims|everyone|anyone|nobody|householders|customers|individuals|families|relatives|those)\b"
    r"(?:\W++(?!told\b|asked\b)[\w'-]++){0,16}?\W+(?:should|must|can (?:contact|call|report|also|telephone|ring)|need to (?:be|contact))\b"
    r"|\b(?:people|residents|victims|everyone|anyone|householders|customers|individuals|families|those|drivers|users)\b(?:\W++[\w'-]++){0,14}?\W+"
    r"(?:are|is|being) (?:asked|advised|urged|encouraged|reminded|warned) (?:not to\b|to\b(?! (?:type|enter|give|provide|pay|send|transfer|move|click|fill|hand|download|install|withdraw|buy|confirm)\b))|\byou are (?:urged|advised) (?:not )?to\b"
    r"|\bshould (?:also |always |never |not )?be (?:treated|ignored|reported|careful|cautious|wary|deleted|suspicious)\b|\bcan (?:also )?be reported\b"
    r"|\b(?:suggest|recommend)s? (?:you|that|\w+ing)\b|\bsaid to (?:be|learn|check|never|always|look)\b",
    _I,
)
_URGE = lazily(
    r"(?i)\b(?:urg(?:e|es|ing)|advis(?:e|es|ing)|ask(?:s|ing)|encourag(?:e|es|ing)|remind(?:s|ing)?|warn(?:s|ing)?|want(?:s)?)\s+(?:\w+\s+){0,4}?"
    r"(?:people|residents|everyone|anyone|the public|householders|families|customers|drivers|members)\b[^.]{0,40}?\bto\b",
)
_BY_THEM = re.compile(
    r"\b(?:scammers?|fraudsters?|criminals?|callers?|they|offenders?|tactics?|he|she|e-?mails?|texts?|messages?|letters?|calls|voice|recording)\b",
    _I,
)
_REMEMBER = lazily(
    r"(?i)\b(?:important (?:to|that)|remember (?:to|the|that)|its advice is|the (?:best|safest) (?:advice|way|thing)s?\b)",
)
# A story told in the second person, or what the caller says, is no advice.
_STORY = re.compile(
    r"^\W*if (?:you|they|that|a victim) (?:fails?|do(?:es)?n't pay|refuse)|\b(?:he|she|they|the (?:caller|scammer|fraudster)s?) (?:then |may |will |might |often )?"
    r"(?:said|say|says|told|ask|asks|asked|claim|claims|tell)\b",
    _I,
)
_STORY_IMPERATIVE = re.compile(
    r"^\W*(?:call(?:s|ers?|ing| cent(?:re|er)s?)\b|phone (?:enquiries|calls?|numbers?|scams?)\b|think fraud\b|contact was\b|reports?\b(?! (?:it|the|any|to|this|suspicious|online|immediately|all|that))|checks?\b (?:by|the bank)|note:|find(?:ing)?s\b|take[ns]\b)",
    _I,
)


@dataclass(frozen=True, slots=True)
class Advice:
    start: int
    end: int
    text: str


def find_advice_in(sentences: Sequence[Sentence]) -> list[Advice]:
    """The advising sentences among ``sentences``, without labels and quotation marks around them."""
    found = []
    for sentence in sentences:
        text = sentence.text
        label = _LABEL.match(text)
        begin = label.end() if label else 0
        begin += len(text[begin:]) - len(text[begin:].lstrip(" \"'-•·*\\+.()"))
        body = text[begin:].rstrip(" \"'*")
        if len(body.split()) < 2 or body.endswith("?") or not _advises(body, labelled=label is not None):
            continue
        found.append(Advice(sentence.start + begin, sentence.start + begin + len(body), " ".join(body.split())))
    return found


def find_advice(text: str) -> list[Mention]:
    """Advice as mentions; ``value`` is the sentence in one line."""
    plain = level(text)
    return [advice_mention(text, each) for each in find_advice_in(split_sentences(plain))]


def advice_mention(text: str, advice: Advice) -> Mention:
    return Mention("advice", text[advice.start : advice.end], advice.start, advice.end, advice.text, "advice")


def _advises(body: str, *, labelled: bool) -> bool:
    if len(body) > 700 or body.endswith(":"):
        return False
    if re.match(r"^\W*if\b", body, _I):
        return bool(_AFTER_IF.search(body)) and not _STORY.match(body)
    if _IMPERATIVE.match(body):
        # a headline ("Call centre …", "Report finds …") begins with the same words but says who did what
        return not _STORY_IMPERATIVE.match(body)
    if _STORY.search(body[:60]) and not labelled:
        return False
    small = body.lower()
    urged = _URGE().search(body) if holds(small, _URGING) else None
    if urged is not None and not _BY_THEM.search(body[max(0, urged.start() - 40) : urged.start()]):
        return True
    return bool((holds(small, _SHOULD_WORDS) and _SHOULD.search(body)) or _REMEMBER().search(body))


_URGING = ("urg", "advis", "ask", "encourag", "remind", "warn", "want")
_SHOULD_WORDS = (
    "should",
    "must",
    "can ",
    "need to",
    "asked",
    "advised",
    "urged",
    "encouraged",
    "reminded",
    "warned",
    "suggest",
    "recommend",
    "said to",
)
