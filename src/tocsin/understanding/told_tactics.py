"""What the fraudsters of a warning do and ask for, as warnings tell it: "the caller asks for remote access".

The phrases of ``knowledge/tactics.yaml`` are how callers, texts and victims put it. A warning tells of the same acts in the
third person and the past, beside what *it* asks of its readers. So its tactics are read from the sentences that tell of the
scam; those that advise, state a rule or say where to report count only when nothing at all is told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tocsin.knowledge.load import Knowledge
from tocsin.knowledge.phrases import phrase_pattern
from tocsin.understanding.lazily import lazily
from tocsin.understanding.sentences import Sentence, sentence_at
from tocsin.understanding.told_phrases import PARTS, TOLD

_I = re.IGNORECASE
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_APOSTROPHES = str.maketrans("", "", "'")
# "Anyone who asks for gift cards is a scammer", "signs to look out for": a caution, and no tale of what happened.
_CAUTION = lazily(
    r"(?i)\b(?:(?:is|are) (?:a |an |always |most likely |probably )*(?:scams?|scammers?|fraud|fraudsters?|red flags?|warning signs?|criminals?)\b|"
    r"red flags?|warning signs?|signs (?:of|to|that)|look out for|watch out for|tips (?:to|for|on)|protect yourself|beware of|"
    r"(?:don't|do not|never(?: to)?|should not|shouldn't|must not) (?:be|ever|agree|give|share|click|pay|send|let|allow|respond|reply|press|trust|rely|provide|reveal|download|install|feel)\b)",
)
_RULE = lazily(
    r"(?i)\b(?:will|would|do|does|should)(?: not|n't)? (?:never|not)\b|\bnever (?:ask|call|cold|phone|text|e-?mail|send|request|contact|demand|make|ring)|\b(?:won't|wouldn't|don't|doesn't) (?:ask|call|phone|text|e-?mail|send|request|demand)|"
    r"\bno (?:\w+ )?(?:bank|police|officer|company|court|government|agency|firm)",
)
# What the authorities did about it, and what becomes of the suspects, is nothing that fraudsters do.
_OF_THE_CASE = lazily(
    r"\b(?:prosecut(?:ed|ing) by|assist(?:ed|ing|ance) in|in the investigation|investigat(?:ed|ion|ing) (?:by|was|is|into)|supervision of|indict\w*|arraign\w*|arrested (?:on|by|at|in|after|when)|(?:was|were|been) (?:arrested|charged|sentenced|convicted|jailed|released)|"
    r"plead\w* (?:not )?guilty|court date|return to court|Attorney (?:General|[A-Z])|Detective [A-Z]\w+ [A-Z]|Paralegal|thanked?|shut(?:ting)? down \d)",
)
# "He said that officers needed her help with an investigation into her bank": their story, not the case
_STORY = lazily(
    r"(?i)\b(?:he|she|they|callers?|man|woman|fraudsters?|scammers?|criminals?|texts?|messages?|e-?mails?|letters?|voice)\b(?: [\w'-]+){0,3}? (?:said|says?|told|tells?|claim(?:s|ed|ing)?|asked|asks?|want(?:s|ed)|persuaded|convinced)\b|"
    r"\b(?:was|were|is|are|been|being) (?:then |also )?(?:told|asked|persuaded|instructed)\b",
)
# Who does it: then a sentence tells, even where it also advises.
_TELLS = lazily(
    r"(?i)\b(?:callers?|scammers?|fraudsters?|criminals?|crooks?|offenders?|con ?men|victims?|they|he|she|texts?|messages?|e-?mails?|letters?|voice|recordings?|'landlord'|sellers?|buyers?|thieves)\b,?(?: [\w'-]+,?){0,8}? (?:says?|said|claim(?:s|ed)?|tells?|told|asks?|asked|offer(?:s|ed)?|try|tries|tried|pretend(?:s|ed)?|are told|was told|were told|"
    r"persuades?d?|convinces?d?|demand(?:s|ed)?|threaten(?:s|ed)?)\b|\b(?:claiming|pretending|purporting)\b|"
    r"\byou (?:must pay|have to pay|are (?:asked|told|added|charged|sent|taken|directed|invited|then)|will be (?:asked|told|charged)|receive|reach)\b|"
    r"\b(?:is|are|was|were|being|been) (?:then |also |now )?(?:asked|told|charged|directed|persuaded|tricked|talked|pressed|rung|telephoned|instructed)\b",
)
# Who wants his own profits back ("when the victims try to withdraw") is not told to draw out cash.
_BEFORE_NOT = {
    "cash-withdrawal": re.compile(
        r"\b(?:tr(?:y|ies|ied|ying) to|unable to|able to|cannot|cant|could not|couldnt|allowed to|want(?:s|ed)? to|wish(?:es|ed)? to|attempt(?:s|ed)? to|asks? to|when (?:you|they|he|she)|before you can)\W*$"
    )
}
_THEN_NOT = {"hand-over-cards": re.compile(r"^\W*(?:details|numbers?|information|data|holders?)\b", _I)}
_REPORTS = lazily(
    r"(?i)\b(?:report(?:ed|ing)? (?:it|this|them|the \w+|any \w+|suspicious \w+|to|such \w+)|forward(?:ed|ing)? (?:\w+ ){0,4}to|contact(?:ed)? us|for (?:more|further) (?:information|advice)|"
    r"call(?:ing)? (?:us|the police|police|action fraud|report fraud|citizens advice|crimestoppers|101|999|159)|visit(?:ing)? (?:our|www|https?)|on 101\b|on 159\b|calling 101|0300 123 2040|0808 223 1133)",
)
_TO_THE_READER = lazily(
    r"(?i)^\W*(?:never|do not|don't|please|always|be |beware|remember|treat|hang up|ignore|delete|check|use |talk |ring |call |phone |forward|report|contact|stop|think|take |make sure|tell |keep |"
    r"protect|avoid|refuse|verify|ask |speak |visit|say no|wait |put the phone down|end the call|if (?:you|in doubt|someone|anyone|somebody) (?:(?:have|are|think|believe|suspect|were|get|receive|need|want|know|has|is|asks?|rings?|calls?)\b|$))",
)


@dataclass(frozen=True, slots=True)
class ToldTactic:
    """A tactic at ``start:end`` of the level text."""

    tactic: str
    start: int
    end: int


_COLD_CALL = "cold-call"
_SAYS_WHAT = frozenset({"ask", "pressure", "lure"})
"""Kinds of tactics without which nothing is told of what the fraudsters want."""


def tactics_told(
    sentences: Sequence[Sentence],
    advising: Sequence[tuple[int, int]],
    knowledge: Knowledge,
    *,
    by_phone: bool,
    also: Sequence[ToldTactic] = (),
) -> list[ToldTactic]:
    """What the fraudsters do and ask for, each wherever it is told; only ids that knowledge holds.

    ``also``: what the phrases of knowledge found. Of these, tactics that this module has no phrases for count, where a
    sentence tells of them. ``by_phone``: whether the scam comes by telephone; a "cold call" at the door is none otherwise.
    """
    told, cautioned = find_told_tactics(sentences, advising)
    told = [each for each in told if each.tactic in knowledge.tactics]
    if by_phone and not any(each.tactic == _COLD_CALL for each in told):
        # "Microsoft never makes unsolicited calls": the calls that are warned of come unasked, whoever says so
        told += [each for each in cautioned if each.tactic == _COLD_CALL][:1]
    for each in also:
        sentence = sentence_at(sentences, each.start)
        if each.tactic not in TOLD and sentence is not None and tells(sentence, advising):
            told.append(each)
    if not any(knowledge.tactics[each.tactic].kind in _SAYS_WHAT for each in told):
        told += [each for each in cautioned if each.tactic in knowledge.tactics]
    if not by_phone:
        told = [each for each in told if each.tactic != _COLD_CALL]
    return sorted(told, key=lambda each: each.start)


def of_scam(
    told: Sequence[ToldTactic], scam: str | None, knowledge: Knowledge, *, title_end: int = 0
) -> list[ToldTactic]:
    """Each where it is first told, without those that the scam it is about has nothing to do with and that are named in
    passing: found by the phrases of knowledge alone, or a pretext or a request for details told once and below the title.
    """
    own = knowledge.scams[scam].tactics if scam is not None else ()
    first: dict[str, ToldTactic] = {}
    times: dict[str, int] = {}
    for each in told:
        first.setdefault(each.tactic, each)
        times[each.tactic] = times.get(each.tactic, 0) + 1
    return [
        each
        for each in first.values()
        if each.tactic in own
        or (
            each.tactic in TOLD
            and (times[each.tactic] > 1 or each.start < title_end or not _in_passing(each, knowledge))
        )
    ]


_PASSING = frozenset(
    {"payment-details-request", "password-request", "pin-request", "code-request", "courier-collection",
     "threat-of-account-closure", "threat-of-legal-action"}
)  # fmt: skip
"""Beside every pretext: what a warning often names without telling that these fraudsters do it."""


def _in_passing(each: ToldTactic, knowledge: Knowledge) -> bool:
    return each.tactic in _PASSING or knowledge.tactics[each.tactic].kind == "pretext"


def find_told_tactics(
    sentences: Sequence[Sentence], advising: Sequence[tuple[int, int]]
) -> tuple[list[ToldTactic], list[ToldTactic]]:
    """The tactics that the sentences tell of, and those that they only caution against, in the order of the text.

    ``advising``: the stretches that advise or state a rule.
    """
    told: list[ToldTactic] = []
    cautioned: list[ToldTactic] = []
    stretches = sorted(advising)
    for sentence in sentences:
        found = _in_sentence(sentence)
        if found and (not _OF_THE_CASE().search(sentence.text) or _STORY().search(sentence.text)):
            (told if tells(sentence, stretches) else cautioned).extend(found)
    return told, cautioned


def tells(sentence: Sentence, advising: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence tells of the scam, and does not speak to its readers about what they should do.

    ``advising``: sorted stretches that advise or state a rule.
    """
    if cautions(sentence.text):
        return False
    index = bisect_left(advising, (sentence.end, 0))  # the first that begins after the sentence
    covered = any(sentence.start < end for _, end in advising[max(0, index - 4) : index])
    return not covered or bool(_TELLS().search(sentence.text))


def cautions(text: str) -> bool:
    """Whether a sentence speaks to its readers about what they should do, or where to report."""
    return bool(
        _TO_THE_READER().search(text) or _CAUTION().search(text) or _RULE().search(text) or _REPORTS().search(text)
    )


def _in_sentence(sentence: Sentence) -> list[ToldTactic]:
    folded = sentence.text.lower().translate(_APOSTROPHES)
    if not folded.isascii():
        folded = _NOT_ASCII.sub(" ", folded)  # a "£" parts two words, and ends no sentence as "?" would
    looked_for = _looked_for()
    found = []
    seen: set[str] = set()
    for number in sorted(looked_for.any_of.Match(folded) or ()):
        tactic = looked_for.tactics[number]
        if tactic in seen:
            continue
        match = looked_for.pattern(number).search(folded)
        then_not = _THEN_NOT.get(tactic)
        if tactic == "code-request" and ("gift" in folded or "voucher" in folded):
            continue  # the codes on the back of a gift card
        before_not = _BEFORE_NOT.get(tactic)
        if match is None or (then_not and then_not.match(folded[match.end() :])):
            continue
        if not (before_not and before_not.search(folded[max(0, match.start() - 40) : match.start()])):
            start, end = _as_written(sentence.text, match.start(), match.end())
            seen.add(tactic)
            found.append(ToldTactic(tactic, sentence.start + start, sentence.start + end))
    return sorted(found, key=lambda each: each.start)


def _as_written(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of the sentence that became ``start:end`` when it lost its apostrophes."""
    if "'" not in text and len(text.lower()) == len(text):
        return start, end
    places = [index for index, letter in enumerate(text) for _ in letter.lower() if letter != "'"]
    return places[start], places[end - 1] + 1


class _LookedFor:
    """All phrases as one automaton, and each by itself to say where it stands. Linear in the text: RE2."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], parts: Mapping[str, tuple[str, ...]]) -> None:
        import re2  # here and not above: what never meets a warning never loads it

        self.tactics: list[str] = []
        self._patterns: list[str] = []
        self._compiled: dict[int, Any] = {}
        self._re2 = re2
        options = re2.Options()
        options.max_mem = 256 << 20
        self.any_of = re2.Set.SearchSet(options)
        for tactic, written in phrases.items():
            for phrase in written:
                pattern = phrase_pattern(phrase, parts)
                self.tactics.append(tactic)
                self._patterns.append(pattern)
                self.any_of.Add(pattern)
        self.any_of.Compile()

    def pattern(self, number: int) -> Any:
        if number not in self._compiled:
            self._compiled[number] = self._re2.compile(self._patterns[number])
        return self._compiled[number]


@lru_cache(maxsize=1)
def _looked_for() -> _LookedFor:
    return _LookedFor(TOLD, PARTS)
