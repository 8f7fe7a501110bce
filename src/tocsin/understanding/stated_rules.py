"""What organisations are said never to do: "X will never …", "X do not make unsolicited …", "no officer will …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.records import Mention, StatedRule
from tocsin.understanding.sentences import Sentence, level, split_sentences

_I = re.IGNORECASE
_ACTS = (
    r"ask|call|cold[- ]call|make|send|contact|request|threaten|demand|require|text|e-?mail|operate|use|phone|ring|charge|telephone|"
    r"message|tell|approach|visit|offer|want|need|collect|instruct|transfer|take|accept|leave|post|set up|pressure|rush|solicit|sell|visit|have you|"
    r"get in touch|pick up|access|connect|say|run|discuss|insist|write|order|come|knock|seek|arrest|notify|warn|try|deal with|expect|issue|give you|move"
)
_ACT = rf"(?:(?:cold[- ]?)?(?:{_ACTS})(?:s|es)?)"
_NEVER = (
    r"(?P<modal>(?:will|would|do|does|should|shall)\s+(?:never|not|only)(?:\s+(?:ever|usually|normally))?|won't|wouldn't|don't|doesn't|"
    r"(?:will|would)\s+under no circumstances|(?:are|is)\s+never\s+going\s+to|never(?:\s+ever)?|(?:will|would)\s+neither)"
)
_NOT_ORGANISATIONS = (
    r"you|i|we|they|he|she|it|who|which|that|this|these|those|people|victims?|residents?|everyone|anyone|callers?|scammers?|fraudsters?|criminals?|"
    r"offenders?|suspects?|there|some|many|most|others?|please|also|instead|always|and|or|but|someone|somebody|customers?|investors?|defendants?|"
    r"households?|householders?|individuals|women|men|seniors|children|parents|sellers?|buyers?|drivers?|number|numbers|texts|emails|messages|links?|"
    r"the (?:victim|caller|scammer|fraudster|line|number|call|email|text|message|letter|website|link|person|money|woman|man|couple|tickets?|criminal)s?"
)
_RULE = re.compile(
    rf"(?P<subject>(?:[\w'&().,-]+\s+){{0,14}}?[\w'&().-]+,?)\s+{_NEVER}\s+(?P<act>(?:be\s+)?{_ACT}\b.{{0,400}})",
    _I | re.DOTALL,
)
_MODAL_ACT = re.compile(rf"\s{_NEVER}\s+(?:be\s+)?{_ACT}\b", _I)
_SUBJECT_START = re.compile(r"(?:[\w'&().,-]+\s+){0,14}[\w'&().-]+,?$")
_NO_ONE = re.compile(
    rf"\b(?:no|neither)\s+(?P<subject>(?:[\w'&-]+\s+){{1,8}}?)(?:(?:will|would)\s+(?:ever\s+)?)?(?P<act>{_ACT}\b.{{0,400}})",
    _I | re.DOTALL,
)
_NOR = re.compile(
    rf"[,;]?\s*\b(?:nor|and neither)\s+(?:will|would|do|does)\s+(?:they|it|he|she|we)\s+(?P<act>{_ACT}\b.{{0,300}})",
    _I | re.DOTALL,
)
_NEITHER = re.compile(r"\band neither (?:will|would|do|does) (?P<subject>(?:[\w'&-]+\s?){1,5})", _I)
_LEAD = re.compile(
    r"^.*\b(?:that|remember:?|know|says?|said|clear|reminded? (?:that)?|because|although|while|whereas|note|aware|but|advises?|remind|so)\s+(?=\S)",
    _I | re.DOTALL,
)
_EXAMPLES = re.compile(r" ?,? ?\b(?:such as|like|including|for example|e\.g\.) ", _I)  # of a subject with single blanks
_SPLIT = re.compile(r" ?(?:, ?(?:and|or) |, ?| (?:and|or|nor|&) )")
_TRIM = re.compile(
    r"^(?:legitimate|genuine|real|reputable|bona fide|any|our|your|the|a|an|all|true|no|neither|most|other|one of)\s+",
    _I,
)
_SELF = re.compile(r"\b(?:we|they|it)$", _I)
_CUT = re.compile(
    r"(?:\.\s|;|\s-\s|:\s|,?\s+and (?:you|they|it|he|she|neither|nor)\b|,\s+(?:so|but|please|which|who|unless|if)\b|\s+(?:so you|unless you started)\b).*$",
    _I | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FoundRule:
    start: int
    end: int
    rule: StatedRule


def find_rules_in(sentences: Sequence[Sentence]) -> list[FoundRule]:
    """The rules stated in ``sentences``; organisations as the text names them, the rule from its "never" on."""
    found: list[FoundRule] = []
    for sentence in sentences:
        offset = 0
        for clause in re.split(r"(?<=[;:])\s|\s-\s", sentence.text):
            begin = sentence.text.index(clause, offset)
            offset = begin + len(clause)
            found += _in_clause(clause, sentence.start + begin)
    return found


def find_stated_rules(text: str) -> list[Mention]:
    """Stated rules as mentions; ``value`` is "organisation, organisation: rule"."""
    plain = level(text)
    return [rule_mention(text, each) for each in find_rules_in(split_sentences(plain))]


def rule_mention(text: str, found: FoundRule) -> Mention:
    value = f"{', '.join(found.rule.organisation)}: {found.rule.rule}"
    return Mention("rule", text[found.start : found.end], found.start, found.end, value, "stated_rules")


def _in_clause(clause: str, start: int) -> list[FoundRule]:
    small = clause.lower()
    if not any(word in small for word in ("never", "not ", "only ", "n't ", "no ", "neither ")):
        return []
    if any(word in small for word in ("never", "not ", "only ", "n't ")):
        at = 0
        for _ in range(4):  # the first "never" may be the reader's, the next one an organisation's
            never = _MODAL_ACT.search(clause, at)
            if never is None:
                break
            # the subject: the fifteen words before it, and not those before an earlier "never"
            begin = _SUBJECT_START.search(clause[max(at, never.start() - 400) : never.start()])
            match = _RULE.match(clause, max(at, never.start() - 400) + begin.start()) if begin else None
            if match is None:
                at = never.end("modal")
                continue
            organisations = _organisations(match["subject"])
            if organisations:
                return _rules(organisations, match, start)
            at = match.end("modal")
    match = _NO_ONE.search(clause) if "no " in small or "neither " in small else None
    if match is not None and _BODY.search(match["subject"]):
        organisations = _organisations(match["subject"], negative=True)
        if organisations and not re.match(r"^(?:asked|called|contacted) (?:by|for)\b", match["act"]):
            modal = (
                "will never"
                if re.search(r"\b(?:will|would)\b", match[0][: match.start("act") - match.start()], _I)
                else "never"
            )
            rule = StatedRule(organisations, f"{modal} {_act(match['act'])}")
            return [FoundRule(start + match.start(), start + match.end(), rule)]
    return []


def _rules(organisations: tuple[str, ...], match: re.Match[str], start: int) -> list[FoundRule]:
    modal = " ".join(match["modal"].lower().split())
    modal = {"won't": "will not", "wouldn't": "would not", "don't": "do not", "doesn't": "does not"}.get(modal, modal)
    helper = re.search(r"\b(will|would|do|does)$", match["subject"], _I)  # "Google will" "never"
    if helper and modal.startswith("never"):
        modal = f"{helper[1].lower()} {modal}"
    here = start + match.start("subject"), start + match.end()
    act = match["act"]
    extra = _NOR.search(act)
    if (too := _NEITHER.search(act)) is not None:
        organisations += tuple(name for name in _organisations(too["subject"]) if name not in organisations)
    found = [FoundRule(*here, StatedRule(organisations, f"{modal} {_act(_NOR.sub('', act))}"))]
    if extra is not None:
        found.append(FoundRule(*here, StatedRule(organisations, f"will never {_act(extra['act'])}")))
    return found


def _act(act: str) -> str:
    return _CUT.sub("", " ".join(act.split())).rstrip(" .,;:\"'!")


def _organisations(subject: str, *, negative: bool = False) -> tuple[str, ...]:
    """The bodies a subject names; empty when it is a person, the reader, or the scammer."""
    subject = " ".join(subject.split()).strip(" ,\"'-()")
    subject = re.sub(r"^.*[.!?]\s+", "", subject)
    subject = _LEAD.sub("", subject).strip(" ,\"'")
    subject = re.sub(r"\s+(?:from|at|in|of) any \w+$", "", subject, flags=_I)
    subject = re.sub(r"\s+(?:has|have)$", "", subject)
    if re.match(r"(?:if|when|there|what|how|where|in|once|unless)\b", subject, _I):
        return ()
    if (
        not subject
        or _SELF.search(subject)
        or re.fullmatch(rf"(?:.*\b(?:if|when|should)\s+)?(?:{_NOT_ORGANISATIONS})", subject, _I)
    ):
        return ()
    subject = re.sub(r"\s+(?:will|would|do|does)$", "", subject, flags=_I)
    kind, _, examples = (_EXAMPLES.sub("\0", subject, count=1)).partition("\0")
    found = []
    for name in (*_SPLIT.split(kind), *(_SPLIT.split(examples) if examples else ())):
        cleaned = name.strip(" ,\"'")
        while (shorter := _TRIM.sub("", cleaned)) != cleaned:
            cleaned = shorter
        if (
            re.fullmatch(_NOT_ORGANISATIONS, cleaned, _I)
            or not 0 < len(cleaned.split()) <= 6
            or not _is_body(cleaned, negative)
        ):
            continue
        if examples and re.fullmatch(r"(?:companies|firms|organisations|businesses|bodies)", cleaned, _I):
            continue  # "companies like Microsoft": the examples say more
        found.append("police" if re.fullmatch(r"officers?", cleaned, _I) else cleaned)
    return tuple(dict.fromkeys(found))


_BODY = re.compile(
    r"\b(?:polic\w*|officers?|compan(?:y|ies)|firms?|banks?|councils?|agenc(?:y|ies)|providers?|authorit(?:y|ies)|courts?|forces?|government|"
    r"suppliers?|organisations?|organizations?|department|enforcement|societ(?:y|ies)|services?|utilit(?:y|ies)|bailiffs?|retailers?|businesses|"
    r"officials?|tracers|operators?|insurers?|builders|roofers|gardeners|traders|networks?|lenders?|brokers?)\b",
    _I,
)


def _is_body(name: str, negative: bool) -> bool:
    return bool(_BODY.search(name)) or (
        not negative and bool(re.search(r"\b[A-Z][A-Za-z]*", name)) and not name.isdigit()
    )
