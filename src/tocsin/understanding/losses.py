"""Which of the amounts in a text somebody lost, and how.

An amount is a loss when the words beside it say that money went ("lost", "paid … each", "was taken from"), and not when
it was only asked for, offered, owed, stopped by the bank, or part of the caller's story.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.records import Loss, LossBasis, Qualifier
from tocsin.understanding.money import Amount
from tocsin.understanding.sentences import Sentence

_UP_TO_8 = r"(?:\W++[\w'-]++){0,8}\W*$"
_I = re.IGNORECASE

_QUALIFIER_WORDS: tuple[tuple[str, Qualifier], ...] = (
    (r"at least|no less than|a minimum of", "at_least"),
    (
        r"more than|(?<!handed )(?<!hand )(?<!handing )over|in excess of|exceed(?:s|ed|ing)?|upwards of|above|topp(?:ed|ing)|well over|just over|greater than",
        "over",
    ),
    (
        r"(?<!add )(?<!adds )(?<!added )(?<!adding )(?<!adds them )up to|as much as|up towards|no more than|a maximum of",
        "up_to",
    ),
    (r"nearly|close to|just under|just short of", "nearly"),
    (r"almost", "almost"),
    (r"about|around|approximately|roughly|some|circa|approx\.?|an estimated|in the region of|c\.", "about"),
    (r"from|between", "from"),
)
_QUALIFIERS = tuple((re.compile(rf"(?:^|\W)(?:{words})\s*$", _I), qualifier) for words, qualifier in _QUALIFIER_WORDS)
_MEASURE = re.compile(
    r"(?:^|\W)(?P<what>(?:a |an |the )?(?:combined |grand |estimated |reported )?(?:total|sum|average|mean|additional|further|initial|"
    r"extra|combined)(?: total| sum| loss)?(?: of)?|add(?:s|ed|ing)? up to|total(?:l?ing|led|s)|amount(?:s|ed|ing)? to|in total|altogether|overall|between them),?\s*$",
    _I,
)
_RANGE = re.compile(r"\b(?:between|from)\s*$", _I)
_RANGE_JOIN = re.compile(r"^\s*(?:and|to|-)\s*(?:nearly|almost|about|around|over|more than|as much as)?\s*$", _I)
_CHANGE = re.compile(
    r"\b(?:fell|fallen|falling|rose|risen|rising|increas\w+|dropp\w+|decreas\w+|went (?:up|down)|grew|down|up)\W*(?:,\s*)?$",
    _I,
)
_LIST_JOIN = re.compile(r"^\s*(?:,|and|,\s*and|or)\s*(?:nearly|almost|about|around|over|more than)?\s*$", _I)

_PAY_PAST = (
    r"paid|sent|transferr?ed|withdrew|wired|mailed|deposited|invested|hand(?:ed|ing) over|ploughed|poured|sank|gave|parted with|spent|moved|"
    r"bought|purchased|stole|took|taking|stolen|stealing|drained|emptied|siphoned|parting with|signed (?:up )?for"
)
_PAY_TO = (
    r"pay(?:ing)?|send(?:ing)?|transfer(?:ring)?|hand(?:ing)?(?: over)?|withdraw(?:ing)?|giv(?:e|ing)|buy(?:ing)?|"
    r"invest(?:ing)?|mov(?:e|ing)|wir(?:e|ing)|deposit(?:ing)?|part(?:ing)? with|spend(?:ing)?"
)
_MADE_TO = r"agreed|persuaded|convinced|tricked|conned|talked|duped|pressured|forced|coerced|manipulated|deceived|fooled|induced|bullied|scared"
_LEFT_OF_LOSS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        rf"(?<!could )(?<!may )(?<!might )(?<!can )(?<!would )(?<!to )(?<!will )\b(?:lost|lose|loses|losing){_UP_TO_8}",
        r"\b(?:loss|losses)\b(?:\W++[\w'-]++){0,11}\W*$",
        r"\b(?:the )?(?:sums|amounts|payments)\b(?:\W+(?:lost|taken|paid|stolen|involved|they|sent|of|money)){0,3}\W+(?:rang(?:e|es|ed|ing)|var(?:y|ied|ying)|went|are|were|run)\W+(?:from|between)?\W*$",
        rf"\b(?:{_PAY_PAST})\b{_UP_TO_8}",
        r"\b(?:they|victims|people|buyers|drivers|customers|who) (?:then |often |usually |typically )?(?:send|pay|hand over|transfer|lose|part with)(?: (?:between|up to|as much as|from|on average|about|around))?\W*$",
        rf"\b(?:{_MADE_TO})\b(?:\W++[\w'-]++){{0,5}}\W+(?:to|into)\W+(?:{_PAY_TO})\b{_UP_TO_8}",
        r"\b(?:scamm|defraud|conn|cheat|swindl|trick|dup|fleec|robb|scam|rob|con)\w*\b(?:\W++[\w'-]++){0,14}\W+(?:out of|of)\W*$",
        r"\bcost(?:ing)?\W+(?:the\W+|some\W+)?(?:victims?|people|residents?|him|her|them|me|us|you|[\w-]+ (?:victims?|people|residents?))\W*$",
    )
)
_WENT = r"lost|stolen|taken|withdrawn|transferred|sent|handed over|wired|paid over|removed|drained|debited|gone|missing|cashed|siphoned"
_RIGHT_OF_LOSS = re.compile(
    rf"^\W*(?:in (?:cash|total|all|savings|vouchers)\W+)?(?:(?:was|were|has|have|had|is|being|been|then|later|also|already)\W+){{0,4}}"
    rf"(?:(?:{_WENT})\b|(?:left|disappeared|vanished)\b)|^\W*(?:in|of)\W+(?:[\w-]+\W+){{0,2}}loss(?:es)?\b",
    _I,
)
_AVERAGE = re.compile(r"\b(?:average|per (?:victim|person|case|head)|each|apiece)\b", _I)
_TOTAL_IS = re.compile(
    r"\b(?:total|sum|amount|loss)\b[^.;]{0,60}\b(?:is|was|be|comes?|came|reached|stands?)\b[^.;]{0,40}$", _I
)
_PAYMENT = re.compile(r"\b(?:payments?|paid|sent|transferred|lost|withdrew)\b", _I)

_NOT_LEFT = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|demand(?:s|ed|ing)?|request(?:s|ed|ing)?|told|tells?|instruct(?:s|ed)?|wants?|wanted|quot(?:ed|es)|"
    r"offer(?:s|ed|ing)?|ow(?:e|ed|es|ing)|due|refund(?:s|ed)?(?: of)?|fees?|fines?|balance|prize|won|winning|salary|loan|price|priced|"
    r"reward|budget|grants?|bill(?:ed)?|deposit of|should have cost|would cost|invoice|claim(?:s|ed|ing)? (?:that )?(?:he|she|they|you)|"
    r"recover(?:ed|ing|s)?|seiz(?:ed|ing)|freez(?:e|ing)|saved|prevent(?:ed|ing)|need(?:s|ed)? to|has to|have to|had to|must)\b"
    r"(?:\W++[\w'-]++){0,6}\W*$",
    _I,
)
_STORY = re.compile(
    r"\b(?:he|they|it|who|(?:the|a|another) (?:man|caller|text|message|e-?mail|letter)|callers?|scammers?|fraudsters?|by)\W+(?:\w+\W+){0,2}"
    r"(?:sa(?:id|y|ys|ying)|claim(?:s|ed|ing)?)\W+(?:that\W+)?$",
    _I,
)
_NOT_RIGHT = re.compile(
    r"^\W*(?:back\b|instead of\b|refund|fee\b|fine\b|balance|prize|loan|(?:was|is|were|are) (?:owed|due|being asked|demanded|requested|wanted)|"
    r"(?:had|has|have) been (?:paid|sent|put|credited)(?: \w+)? in|was made|to (?:trap|help|catch|clear|release|unlock))",
    _I,
)
_NEGATED = re.compile(
    r"\b(?:not|never|didn'?t|hasn'?t|haven'?t|wasn'?t|nearly|almost|refused to|before \w+ (?:had )?|about to|going to|without|no one|nobody|"
    r"tr(?:y|ied|ying) to|attempt(?:ed|ing|s)? to|meant to|supposed to|asked to|told to|wanted .{0,20} to)\W+(?:[\w'-]++\W++){0,2}$",
    _I,
)
_STOPPED = re.compile(
    r"\b(?:block(?:ed|s)|stopp(?:ed|s)|denied|refused|did not release|didn'?t release|prevented|intercepted|declined|cancelled|got it back|"
    r"refunded|saw through|sent nothing)\b",
    _I,
)
_EARLIER = re.compile(r"\b(?:the (?:year|month|week) before|previous(?:ly)?)\b", _I)

_ONE = re.compile(
    r"\b(?:(?:a|an|one|another|the)\W+(?:[\w'-]++\W++){0,4}?(?:wom[ae]n|man|victim|resident|person|pensioner|lady|gentleman|customer|householder|"
    r"widow(?:er)?|grandmother|grandfather|employee|mother|father|shopper|buyer|driver|student|teenager|user|individual|(?:\d+-)?year-old)|someone|somebody|"
    r"(?:elderly|older|local|young)\W+(?:woman|man|victim|resident|person|pensioner|lady)|he|she|her|his|him|i|my|me|mum|dad|nan|we|our|one(?=\W+(?:lost|paid|sent|even|was|had|has)))\b",
    _I,
)
_MANY = re.compile(
    r"\b(?:victims|people|residents|couples?|women|men|pensioners|customers|they|their|seniors|investors|savers|losses|reports|"
    r"householders|brothers|families|citizens|consumers|those|drivers|users|students)\b",
    _I,
)
_EACH = re.compile(
    r"\b(?:each|apiece|per (?:victim|person|head|case)|average|on average|each time|usual(?:ly)?|typical(?:ly)?|(?:largest|biggest|highest|single|individual) loss)\b",
    _I,
)


_SEVERAL = re.compile(
    r"\b(?:both|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,4}|several|many|all|some|most)\W+(?:of (?:them|the|these|those)|(?:[\w'-]++\W++){0,3}?"
    r"(?:people|victims|residents|women|men|pensioners|customers|members|households|couples|students)))\b",
    _I,
)

_AGREED_ONLY = re.compile(
    r"\b(?:agreed|about|going|ready|persuaded|convinced|asked|told|tried|trying) to (?:pay|send|transfer|withdraw|hand|move|take)",
    _I,
)
_CAME_TO_NOTHING = re.compile(
    r"\b(?:stepped in|before any money|no money (?:was|had|has)|did not (?:pay|go ahead)|didn'?t (?:pay|go ahead)|(?:was|were) (?:stopped|cancelled|blocked|refused)|stopped (?:the|it|him|her|them)|"
    r"(?:realised|became suspicious|changed (?:her|his|their) mind))\b",
    _I,
)

MOST_LOSSES = 200
"""Losses of one text that are looked at: a longer list is a statement of accounts."""


@dataclass(frozen=True, slots=True)
class FoundLoss:
    """A loss and the amount in the text that tells it."""

    loss: Loss
    amount: Amount


@dataclass(frozen=True, slots=True)
class _Place:
    """An amount in its sentence: the words to its left without the qualifier, those to its right."""

    left: str
    right: str
    qualifier: Qualifier
    measure: str


def find_losses(sentences: Sequence[Sentence], amounts: Sequence[Amount]) -> list[FoundLoss]:
    """The amounts that somebody lost, each once, in the order of the text. Offsets are those of the level text."""
    found: list[FoundLoss] = []
    ordered = sorted(amounts, key=lambda amount: amount.start)
    starts = [amount.start for amount in ordered]
    before = ""
    lost_before = False
    for index, sentence in enumerate(sentences):
        inside = ordered[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        here = _losses_in(sentence, inside, before=before, lost_before=lost_before) if inside else []
        then = sentences[index + 1].text if here and index + 1 < len(sentences) else ""
        if then and _CAME_TO_NOTHING.search(then) and _AGREED_ONLY.search(sentence.text):
            here = []  # "She agreed to pay £6,800. Her family stepped in before any money changed hands."
        found += here
        if len(found) > MOST_LOSSES:
            break
        lost_before = bool(here)
        before = sentence.text
    return _each_once(found)


def _losses_in(sentence: Sentence, amounts: Sequence[Amount], *, before: str, lost_before: bool) -> list[FoundLoss]:
    text = sentence.text
    places = [_place(text, amount.start - sentence.start, amount.end - sentence.start) for amount in amounts]
    found: list[FoundLoss] = []
    accepted: dict[int, Qualifier] = {}
    for number, (amount, place) in enumerate(zip(amounts, places, strict=True)):
        qualifier = place.qualifier
        left, right = place.left, place.right
        gap = text[amounts[number - 1].end - sentence.start : amount.start - sentence.start] if number else ""
        next_gap = (
            text[amount.end - sentence.start : amounts[number + 1].start - sentence.start]
            if number + 1 < len(amounts)
            else ""
        )
        if number and re.match(r"^[^.;]{0,50}\bto\b", gap, _I) and _changes(places[number - 1]):
            left = _CHANGE.sub("", _RANGE.sub("", places[number - 1].left))  # "fell from A last year to B"
        elif number + 1 < len(amounts) and _changes(place) and re.match(r"^[^.;]{0,50}\bto\b", next_gap, _I):
            continue  # the figure it changed from
        elif number and _RANGE_JOIN.match(gap) and places[number - 1].qualifier == "from":
            left, qualifier = places[number - 1].left, "up_to"
            if number - 1 in accepted:
                accepted[number] = qualifier
        elif number + 1 < len(amounts) and qualifier == "from" and _RANGE_JOIN.match(next_gap):
            right = places[number + 1].right
        elif qualifier == "from":
            qualifier = "exact"
        listed = number - 1 in accepted and bool(_LIST_JOIN.match(gap))
        if not (
            number in accepted
            or listed
            or _is_loss(left, right, place.measure, before=before, lost=lost_before or bool(found))
        ):
            continue
        accepted[number] = qualifier
        smallest, largest = _END_OF_RANGE[0].search(left[-60:]), _END_OF_RANGE[1].search(left[-60:])
        if smallest and number + 1 < len(amounts) and _END_OF_RANGE[1].search(next_gap):
            qualifier = "from"
        elif largest and number and _END_OF_RANGE[0].search(places[number - 1].left[-60:]):
            qualifier = "up_to"
        basis = _basis(left, right, place.measure, qualifier, before=before)
        in_list = listed or (number + 1 < len(amounts) and bool(_LIST_JOIN.match(next_gap)))
        if in_list and qualifier == "exact" and _ONE_BY_ONE.search(text[: amount.start - sentence.start]):
            basis = "per_victim"
        found.append(FoundLoss(Loss(amount.amount_minor, amount.currency, basis, qualifier), amount))
    return found


# "with losses of £18,200, £7,450 and £41,000", "two of them lost £14,200 and £8,750"
_ONE_BY_ONE = re.compile(
    r"\blosses of\b[^.;]*$|\b(?:two|both|three|four|five)\s+(?:of (?:them|the|these|those)|(?:\w+ )?(?:people|victims|residents|women|men|others|couples))\b[^.;]*\b(?:lost|paid|sent|transferred|handed)\b(?![^.;]*\btotal)[^.;]*$",
    _I,
)
# "The smallest loss was £2,800 and the largest £61,000"
_END_OF_RANGE = (
    re.compile(r"\b(?:smallest|lowest|least)\b[^.;,]*$", _I),
    re.compile(r"\b(?:largest|biggest|highest|greatest|most)\b[^.;,]*$", _I),
)


def _changes(place: _Place) -> bool:
    """Whether the amount is what something rose or fell from."""
    return place.qualifier == "from" and bool(_CHANGE.search(place.left))


def _place(text: str, start: int, end: int) -> _Place:
    left = text[max(0, start - 160) : start]
    qualifier: Qualifier = "exact"
    measure = ""
    for _ in range(3):
        for pattern, named in _QUALIFIERS:
            if match := pattern.search(left):
                left = left[: match.start() + (0 if match[0][:1].isalnum() else 1)]
                qualifier = named if qualifier == "exact" else qualifier
                break
        else:
            match = _MEASURE.search(left)
            if match is None:
                break
            measure = match["what"].lower() + " " + measure
            left = left[: match.start("what")]
    return _Place(left, text[end : end + 120], qualifier, measure)


def _is_loss(left: str, right: str, measure: str, *, before: str, lost: bool) -> bool:
    clause = re.split(r"[;:]|\bbut\b", right, maxsplit=1)[0]
    if re.search(r"\bfor\W*$", left, _I):  # what something was offered, asked or done for
        return False
    if (
        _NOT_RIGHT.match(right)
        or _STORY.search(left)
        or (_STOPPED.search(right) and not re.search(r"\blost\b", left[-60:], _I))
    ):
        return False
    if re.search(r"\bput\W*$", left, _I) and _INTO.match(right):
        return True  # "put £98,000 into what he believed was a trading platform"
    if re.search(r"\bhanded\W*$", left, _I) and re.match(r"^\W*(?:in cash )?(?:to|over)\b", right, _I):
        return True
    if "loss" in measure:  # "an average loss of £390"
        return not _NEGATED.search(left)
    for pattern in _LEFT_OF_LOSS:
        match = pattern.search(left)
        if match is None:
            continue
        between = left[match.start() :]
        if _NEGATED.search(left[: match.start()]) or (
            re.search(r"\bto (?:pay|send)\b", between, _I) and not _made_to(left)
        ):
            continue
        if _NOT_LEFT.search(_PAID_DEPOSIT.sub("paid ", between)) and not re.search(
            r"\b(?:loss|losses|lost)\b", between, _I
        ):
            continue
        return True
    if _RIGHT_OF_LOSS.match(right) and not _NOT_LEFT.search(left[-30:]):
        return True
    if lost and (_AVERAGE.search(clause[:40]) or "average" in measure or _AVERAGE.search(left[-40:])):
        return not _NOT_LEFT.search(left[-40:])
    return bool(_TOTAL_IS.search(left)) and bool(_PAYMENT.search(before)) and not _NOT_LEFT.search(left[-60:])


_INTO = re.compile(r"^\W*(?:of (?:his|her|their|my) (?:\w+ )?\w+ )?(?:in|into|through)\b", _I)
# "An elderly couple paid a deposit of £1,200": then it is gone
_PAID_DEPOSIT = re.compile(
    r"\b(?:paid|sent|handed over|transferred|lost|put down)\W+(?:[\w-]+\W+){0,3}?(?:deposits?|fees?|bills?|prices?)\W+(?:of\W+)?",
    _I,
)


def _made_to(left: str) -> bool:
    return bool(re.search(rf"\b(?:{_MADE_TO})\b", left, _I))


_FROM_SEVERAL = re.compile(
    r"^\W*(?:(?:has|had|have|was|were|been) ){0,2}(?:gone|went|taken|stolen|missing) from (?:two|three|four|five|six|their|several|\d+)\b",
    _I,
)


def _basis(left: str, right: str, measure: str, qualifier: Qualifier, *, before: str) -> LossBasis:
    if _EACH.search(re.split(r"[.;,(£$€]|\s-\s", right[:40])[0]) or _EACH.search(left[-60:]) or "average" in measure:
        return "per_victim"
    if _FROM_SEVERAL.match(right):
        return "total"
    if re.match(
        r"^[^.;,]{0,40}\b(?:couple|family|between them)\b|^\s*(?:altogether|in total|in all|combined|overall)\b(?!\W*[£$€])",
        right,
        _I,
    ):
        return "total"
    if (
        qualifier in ("up_to", "from")
        and "total" not in measure
        and "combined" not in measure
        and not re.search(r"\b(?:total|losses of)\b", left[-60:], _I)
    ):
        return "per_victim"  # people have lost up to …: what one of them lost
    if re.search(r"in total|altogether|overall|between them|add|totall|totals|amount", measure):
        return "total"
    if "total" in measure or "combined" in measure or _TOTAL_IS.search(left):
        if _SEVERAL.search(left):
            return "total"  # "two of them, a woman and a man, lost a total of …"
        one = _nearest_is_one(left)
        return "per_victim" if (_nearest_is_one(before) if one is None else one) else "total"
    if re.search(r"\blosses\b", left[-100:], _I) or re.match(r"^\W*in\b[^.]{0,20}\blosses\b", right, _I):
        return "total"
    one = _nearest_is_one(left)
    if one is None and (
        owner := re.match(r"^[^.;]{0,50}\b(?:from|by|of)\s+(her|his|my|a|the victim's|the|their|our)\b", right, _I)
    ):
        one = owner[1].lower() in ("her", "his", "my", "a", "the victim's")
    if one is None:
        one = _nearest_is_one(before)
    return "per_victim" if one else "total"


# Whoever it is that loses it: "A café owner in Evesham paid", "One member sent", "Priya, a carer from Leicester, paid in"
_SUBJECT_IS_ONE = re.compile(
    rf"(?:^|[.;:,]\s|\b(?:while|and|but|where|when|that|or)\s)\W*(?:an?|one|another)\s+"
    r"(?!(?:total|further|average|sum|number|combined|few|couple|pair|group|estimated|additional|fake|second|third|text|call|letter|message|handful|family|fraudster|scammer|criminal)\b)"
    rf"(?:(?!(?:victims|people|residents|they|losses|couple|family|brothers|who were)\b)[\w'\u00e0-\u00ff-]+,?\s+){{0,12}}?(?:(?:has|had|have|was|then|also|even|already|later|recently)\s+){{0,3}}"
    rf"(?:lost|losing|{_PAY_PAST}|{_MADE_TO}|scammed|defrauded|remortgaged)\b[^.;]*$",
    _I,
)


def _nearest_is_one(text: str) -> bool | None:
    """Whether the person or people named last are one; None when nobody is named."""
    text = text[-200:]
    if _SUBJECT_IS_ONE.search(text):
        return True
    one = max((match.end() for match in _ONE.finditer(text)), default=-1)
    many = max((match.end() for match in _MANY.finditer(text)), default=-1)
    return None if one == many else one > many


def _each_once(found: list[FoundLoss]) -> list[FoundLoss]:
    """The same amount told twice is one loss; a rounded figure in a headline gives way to the exact one."""
    kept: list[FoundLoss] = []
    for each in found:
        twin = next((other for other in kept if _same(each.loss, other.loss)), None)
        if twin is None and any(_headline_of(each, other) for other in kept):
            continue
        if twin is None:
            kept.append(each)
        elif twin.loss.amount_minor != each.loss.amount_minor and each.loss.qualifier == "exact":
            kept[kept.index(twin)] = each
    return kept


def _headline_of(headline: FoundLoss, text: FoundLoss) -> bool:
    """Whether the first is the second as a headline rounds it: "£86k" for £86,400."""
    one, other = headline.loss, text.loss
    digits = str(one.amount_minor).rstrip("0")
    return (
        one.currency == other.currency
        and headline.amount.start < text.amount.start
        and len(digits) <= 3
        and abs(one.amount_minor - other.amount_minor) * 25 <= other.amount_minor
    )


def _same(one: Loss, other: Loss) -> bool:
    if one.currency != other.currency:
        return False
    if one.amount_minor == other.amount_minor:
        return True
    rounded = {one.qualifier, other.qualifier} & {"over", "nearly", "almost", "about"}
    near = abs(one.amount_minor - other.amount_minor) * 50 <= max(one.amount_minor, other.amount_minor)
    return bool(rounded) and near and one.basis == other.basis
