"""How many: reports, calls, victims; and which of those numbers counts the reports of this scam, or who lost money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.records import Mention
from tocsin.understanding.numbers import NUMBER, read_count
from tocsin.understanding.sentences import Sentence, holds, level

_I = re.IGNORECASE
_REPORTS = r"reports?|complaints?"
_EVENTS = (
    r"calls?|cases?|incidents?|instances?|occasions?|attempts?|offences?|crimes?|scams?|frauds?|occurrences?|e-?mails?|texts?|messages?|letters?|"
    r"thefts?|burglaries"
)
_PEOPLE = (
    r"victims?|people|persons?|residents?|householders?|households?|homeowners?|customers?|women|men|pensioners?|couples?|seniors?|citizens?|"
    r"investors?|members?|families|homes?|businesses|students?|drivers?|consumers?|users?|taxpayers?|fans?|buyers?|sellers?|owners?|pupils?|teenagers?|boys|girls|"
    r"islanders?|adults|parents|grandparents|tenants?|renters?|landlords?|shoppers?|individuals?|holidaymakers?|motorists?|farmers?|companies|firms|charities|organisations|schools|"
    r"churches|subscribers?|clients?|patients?|retirees?|veterans?|employees|workers?|neighbours|locals|savers?|account holders?|jobseekers?|applicants?|travellers?|"
    r"houses|properties|addresses|bungalows|friends|children|youngsters|volunteers|trustees|graduates|guests|shops|cafes|pubs|clubs|hotels|worshippers|parishioners|passengers|nurses|colleagues|relatives|"
    # whoever they are: readers, treasurers, pensioners; and not what merely ends so
    r"(?!(?:num|let|or|of|oth|pap|vouch|comput|serv|rout|call|offic|scamm|fraudst|stick|quart|corn|imp?ost|law|engine|trad|build|hack|couri|cov|pow|tow|cent|met|lit|fold|chapt|"
    r"post|newslett|bann|trail|conm|gentlem|workm|crook|imposter|offend|detect|investigat|inspect|doct|err|do|flo|col|fact|sect|manag|solicit|advis|dett|deb|cred|broth|sist|"
    r"soldi|work|murd|bord|riv|wat|fing|should|play|runn|teach|lead|speak|record|report|develop|suppli|provid|examin|partn|flow|show|answ|head|numb|cam|hanger)(?:ers|ors)\b)"
    r"(?!(?:fees|degrees|trees|employees|lists|guarantees|committees|members|drivers|policemen|policewomen|salesmen|firemen|craftsmen)\b)"
    r"[a-z]{2,14}(?:ers|ors|ees|ians|ists)"
)
_ADJECTIVE = (
    r"(?:(?!(?:of|in|and|or|per|to|the|a|an|on|at|by|for|from|with|hours?|minutes?|days?|weeks?|months?|years?|year|times?|percent|is|are|was|"
    r"were|have|has|had|who|that|more|than|am|pm|km|miles?|after|before|since|many|some|any|all|when|as|which|it|they|he|she|we|you|our|their|his|her|its|this|these|those|each|every|no|not|but|so|because|during|until|between|into|out|up|off|over|under|about|said|told|if)\b)[a-z][a-z'-]*\s+)"
)
_COUNT = re.compile(
    rf"(?<![\w£$€.,:/-])(?P<number>{NUMBER})(?!\s?%)(?![\w]|-(?!\s))\s+(?P<adjectives>{_ADJECTIVE}{{0,4}})"
    rf"(?P<noun>{_REPORTS}|{_EVENTS}|{_PEOPLE})\b(?!-)",
    _I,
)
_OF_THEM = re.compile(
    rf"(?<![\w£$€.,:/-])(?P<number>{NUMBER})\s+of\s+(?:the|them|these|those|its|this)\b(?P<rest>(?:\s+[\w'-]+){{0,3}})",
    _I,
)
# "212 of our members told us": counted people of whom the text speaks as its own
_OF_OURS = re.compile(
    rf"(?<![\w£$€.,:/-])(?P<number>{NUMBER})\s+of\s+(?:our|its|the)\s+(?P<adjectives>{_ADJECTIVE}{{0,2}})(?P<noun>{_PEOPLE})\b",
    _I,
)
_ALL = re.compile(
    rf"\b(?:all|in all|of the)\s+(?P<number>{NUMBER})\s+(?=tried|were|had|have|involved|of\b|[a-z]+ed\b)", _I
)

_HAPPENED = re.compile(
    r"\b(?:report(?:ed|s|ing)?|record(?:ed|s)?|taken place|took place|happen(?:ed|ing)|receiv(?:ed|ing)|there (?:were|was|have been|has been)|"
    r"logged|since|in the (?:last|past)|told of|made aware|notified|occurred|so far|heard of|seen|dealt with|between|this (?:week|month|year|summer|autumn|winter|spring)|last (?:week|month|year)|"
    r"knows? of|aware of|taken|took|had|over the|identified|investigat(?:ed|ing)|in (?:January|February|March|April|May|June|July|August|September|October|November|December))\b",
    _I,
)
_TARGETED = re.compile(
    r"\b(?:target(?:ed|ing)?|report(?:ed|ing)?|contacted|called|rung|phoned|receiv(?:ed|ing)|fall(?:en)? (?:victim|foul)|fell|lost|scamm(?:ed|ing)|"
    r"defraud(?:ed|ing)|conned|tricked|tricking|duped|visited|approached|victims|defrauded|affected|had|telephoned|texted|e-?mailed|messaged|cheated|swindled|caught|"
    r"complained|told|contacted|came to us|come to us|in touch|come forward|came forward|spoke|paid|handed|transferred|persuaded|talked|fooled|taken in|scammed)\b",
    _I,
)
_IS_TARGETED = re.compile(rf"(?:\W++[\w'-]++){{0,8}}?\W+{_TARGETED.pattern}", _I)
# However far off ("120 people in Belfast, Derry, Newry and Omagh who got the message"), a relative clause is about them.
_WHO_WERE = re.compile(
    r"[^.;]{0,100}?\b(?:who|that|which)\W+(?:(?:have|had|has|all|were|was|also|been)\W+){0,3}"
    r"(?:got|received|reported|contacted|told|been|targeted|called|rung|phoned|telephoned|texted|lost|fallen|fell|paid|scammed|visited|approached|cheated|caught|tricked|conned|duped|"
    r"defrauded|complained|responded|answered|clicked|handed|sent|transferred|bought|believed|taken in|come to us|came to us|come forward|got in touch|sending|paying)\b",
    _I,
)
_TOLD_US = re.compile(
    r"(?:\W++[\w'-]++){0,4}?\W+(?:told|contacted|rang|called|reported|informed|alerted|complained)\b", _I
)
_PERSON_BEFORE = re.compile(
    r"\b(?:target(?:ed|ing)?|scamm(?:ed|ing)|defraud(?:ed|ing)|conn(?:ed|ing)|trick(?:ed|ing)|talked|persuad(?:ed|ing)|convinc(?:ed|ing)|cheat(?:ed|ing)|dup(?:ed|ing)|fool(?:ed|ing)|swindl(?:ed|ing)|"
    r"heard from|hear(?:ing)? from|seen|helped|helping|supported|supporting|advised|dealt with|assisted|visited|identified|(?:reports?|complaints?|calls?) (?:from|by)|"
    r"contacted by|called at|knocked (?:at|on the doors? of)|gone to|went to|have had|has had|had|hit|robb(?:ed|ing)|affect(?:ed|ing)|involv(?:ed|ing)|stole(?:n)? from)\W+"
    r"(?:at least|more than|over|about|around|some|up to|nearly|almost)?\W*$",
    _I,
)
_COMPARED = re.compile(
    r"(?:\b(?:against|compared (?:to|with)|versus|(?<!more )(?<!less )(?<!fewer )(?<!other )than|up from|down from|(?<!hear )(?<!heard )(?<!hearing )from|vs\.?)\s+(?:just |only |about )?|(?<!deal )(?<!dealt )(?<!dealing )(?<!spoken )(?<!spoke )\bwith\s+)$",
    _I,
)
_EARLIER = re.compile(
    r"\b(?:in the previous|the (?:year|month|week) before|busiest|the previous (?:year|month)|a year earlier|same (?:period|time) (?:last|the))\b",
    _I,
)
_GENERIC = re.compile(
    r"^\s*(?:of|from)\s+(?:all|any|various|every|other|financial|general)?\s*(?:kinds? of\s+|types? of\s+)?(?:scams?|scam calls|frauds?|crimes?|all kinds)\b",
    _I,
)
_RATE = re.compile(r"^\s*(?:a|per|each|every)\s+(?:day|week|month|hour|year)\b", _I)
_OTHER_KIND = re.compile(
    r"\b(?:arrest(?:ed|s)?|charg(?:ed|es?)|officers?|jailed|convict(?:ed|ions?)|counts? of|domains?|on record|aged)\b",
    _I,
)

_ARRESTS = re.compile(
    r"\b(?:arrest(?:ed|s)?|charg(?:ed|es?)|jailed|convict(?:ed|ions?)|counts? of|domains?|on record|aged|officers?\W+(?:\w+\W+)?$)",
    _I,
)
# "Two people in Kilmarnock and one in Stranraer": told by place, and together one number
_AND_IN = re.compile(
    rf"^(?:\s+(?:in|from|at|of|near)\s+[A-Z][\w' -]{{2,40}}?,?\s+(?:and|plus)\s+(?P<one>{NUMBER})(?: more| others?)?(?=\s+(?:in|from|at|of|near)\s+[A-Z]))",
)
_BARE = re.compile(
    rf"(?<![\w£$€.,:/-])(?P<number>{NUMBER})(?:\s+(?:more|others|so far|of you|of them))?\s+(?:have|had|has|were)\s+(?:(?:so far|already|now|since|been|also|all)\s+){{0,2}}"
    r"(?:come (?:to us|forward)|contacted (?:us|the)|been in touch|complained|forwarded|received|logged|recorded|made to|reported (?:it|this|the same|losing|being)|told us|targeted|scammed|defrauded|caught out|cheated)\b",
    _I,
)

# "Her case is one of 34 that the team has dealt with"
_ONE_OF = re.compile(
    rf"\b(?:is|was) (?:just |only )?one of (?:the |more than |over |at least |some |about )?(?P<number>{NUMBER})(?=\s+(?:\w+ )?(?:that|which|reported|we|the|such|cases|reports|incidents))",
    _I,
)

_LOST = (
    r"lost (?:\w+ )?money|lost|(?:reported|report) (?:losing|losses)|losing money|were (?:cheated|scammed|swindled)|caught out|paid(?! back| nothing)|agreed to pay|handed over (?!(?:\w+ ){0,3}(?:details|information))|(?:sent|gave) (?:\w+ ){0,2}(?:money|cash|funds|savings|[£$€])|transferred|parted with|withdrew|fell for|duped|defrauded|conned|"
    r"(?:tricked|persuaded|convinced|talked|conned|duped|pressured) into (?:paying|sending|handing|transferring|withdrawing|buying)|handed (?:[£$€]|cash|money)|"
    r"bought (?:the |some |(?:gift|store|\w+) )?(?:cards?|vouchers?)|"
    r"(?:had|having) (?:\w+ ){0,2}(?:money|cash|savings|funds) (?:\w+ )?(?:taken|stolen|withdrawn|removed)|left out of pocket|out of pocket|went on to pay|made (?:a |the )?payments?"
)
_LOST_MONEY = re.compile(rf"\b(?:{_LOST})\b", _I)
_CASH_LOST = re.compile(
    r"\blost (?:\w+ )?(?:money|cash|savings)|handed over|money (?:was|had been) (?:taken|lost|stolen)", _I
)
_NOBODY_LOST = re.compile(
    r"\b(?:no (?:money|cash|funds?|losses?) (?:was|were|has been|had been|is) (?:\w+ )?(?:lost|taken|withdrawn|handed|stolen|paid|sent|transferred)|"
    r"(?:no one|nobody|none(?: of (?:them|the \w+))?|not? (?:\w+ )?(?:think|believe)\w* (?:that )?any(?:one|body)|no victims?|no residents?) "
    r"(?:(?:is|are|was|were) (?:\w+ )?(?:known|thought|believed) to have |has |have |had )?(?:lost|lose|paid|handed over|sent|parted with|gave)|before any money (?:changed hands|was \w+|left)|(?:don'?t|do not|didn'?t) (?:think|believe) (?:that )?any(?:one|body) "
    r"(?:has |had )?lost)\b",
    _I,
)
_ONE_LOSES = re.compile(
    rf"\b(?:{_LOST}|(?:convinced|persuaded|agreed|tricked into) (?:to pay|paying)|left the|left with nothing|out of|spent|put [£$€]|handed [£$€]|handed over)\b",
    _I,
)
_TRIED = re.compile(r"\b(?:could|may|might|would|nearly|almost|risk)\W+(?:have\W+)?$", _I)
_COUPLE = re.compile(r"\b(?:a|an|one)\s+(?:[\w-]+\s+){0,2}couple\b|^(?:[\w ]{0,25}:\s*)?(?:[\w-]+\s+){0,2}couple\b", _I)
_ONE_VICTIM = re.compile(
    r"\b(?:a|an|one|the)\s+(?:[\w-]+\s+){0,5}(?:woman|man|victim|resident|pensioner|lady|widow|widower|grandmother|grandfather|person|householder|mother|father|mum|dad|student|islander|"
    r"driver|customer|shopper|teenager|worker|retiree|homeowner|businessman|businesswoman|\d\d-year-old|gentleman|landlord|shopkeeper|farmer|teacher|nurse)\b",
    _I,
)
_MANY_REPORTS = re.compile(
    r"\b(?:several|many|multiple|numerous|dozens of|hundreds of|a number of|more|some)\s+(?:[\w-]+\s+){0,2}"
    r"(?:reports?|people|residents|victims|calls|complaints|instances|cases|householders)\b|\breports of\b"
    r"|\b(?:people|residents|householders|victims)\b(?: [\w'-]+){0,4} (?:have|are|has)\b",
    _I,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of something. ``kind``: reports, events or people; ``sentence`` is an index into the sentences read."""

    start: int
    end: int
    number: int
    kind: str
    sentence: int
    score: int  # as a count of the reports of this scam: 0 is none


def find_counts(text: str, sentences: Sequence[Sentence]) -> list[Count]:
    """Every counted thing in the sentences of ``text`` (level)."""
    found: list[Count] = []
    for index, sentence in enumerate(sentences):
        if not (_DIGIT.search(sentence.text) or holds(sentence.small, _NUMBER_WORDS)):
            continue
        happened = bool(_HAPPENED.search(sentence.text))
        for match in (*_COUNT.finditer(sentence.text), *_OF_OURS.finditer(sentence.text)):
            number = read_count(match["number"])
            if number is None or (1900 <= number <= 2100 and match["number"].isdigit()):  # a year
                continue
            noun = match["noun"].lower()
            kind = "reports" if re.fullmatch(_REPORTS, noun) else "events" if re.fullmatch(_EVENTS, noun) else "people"
            more, further = _told_by_place(sentence.text[match.end() : match.end() + 120])
            score = _score(sentence.text, match, number, kind, happened=happened, further=further)
            number += more
            found.append(
                Count(sentence.start + match.start(), sentence.start + match.end(), number, kind, index, score)
            )
        for match in _BARE.finditer(sentence.text):
            number = read_count(match["number"])
            if number is not None and 1 < number < 100_000 and not 1900 <= number <= 2100:
                start, end = sentence.start + match.start("number"), sentence.start + match.end("number")
                found.append(Count(start, end, number, "people", index, 2))
        for match in _ONE_OF.finditer(sentence.text):
            number = read_count(match["number"])
            if number is not None and 1 < number < 100_000 and not 1900 <= number <= 2100:
                start, end = sentence.start + match.start("number"), sentence.start + match.end("number")
                found.append(Count(start, end, number, "events", index, 2))
        for match in _ALL.finditer(sentence.text):
            number = read_count(match["number"])
            if number is not None and 1 < number < 1000:
                start, end = sentence.start + match.start("number"), sentence.start + match.end("number")
                found.append(Count(start, end, number, "events", index, 1))
    return found


def _told_by_place(after: str) -> tuple[int, int]:
    """What is to be added to a number that the text tells place by place, and how far on that is told."""
    more = at = 0
    while (match := _AND_IN.match(after[at:])) is not None:
        more += read_count(match["one"]) or 0
        at += match.end()
    return more, at


_DIGIT = re.compile(r"\d")
_NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "teen", "twenty", "thirty",
    "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "dozen", "thousand", "million", "zero", "grand", "billion",
)  # fmt: skip
_MONEY_GOES = (
    "los", "paid", "pay", "hand", "sent", "gave", "transfer", "part", "withdr", "fell", "dup", "fraud", "con", "trick",
    "persuad", "talk", "pressur", "tak", "stol", "pocket", "cheat", "scam", "swindl", "caught", "remov", "money", "bought",
)  # fmt: skip


def count_mentions(text: str) -> list[Mention]:
    """Every counted thing as a mention; ``value`` is the number, ``role`` what kind of thing is counted."""
    from tocsin.understanding.sentences import split_sentences

    plain = level(text)
    return [count_mention(text, count) for count in find_counts(plain, split_sentences(plain))]


def count_mention(text: str, count: Count) -> Mention:
    return Mention(
        "count", text[count.start : count.end], count.start, count.end, str(count.number), "counts", count.kind
    )


def report_count(counts: Sequence[Count]) -> Count | None:
    """The count of reports of this scam: the best told one, the first of equals; None when none is told."""
    likely = [count for count in counts if count.score > 0]
    return max(likely, key=lambda count: (count.score, -count.start), default=None)


def lost_money_count(
    sentences: Sequence[Sentence], counts: Sequence[Count], *, lead: Sequence[str], title: str | None, losses: int = 0
) -> int | None:
    """How many lost money; 0 where the text says that nobody did; None where it does not say.

    ``lead``: the first sentences of running text, for a text about one case only. ``losses``: how many losses the text
    tells of; where there are some, "no money was lost" speaks of one case among others.
    """
    by_sentence: dict[int, list[Count]] = {}
    for count in counts:
        by_sentence.setdefault(count.sentence, []).append(count)
    nobody = False
    people: int | None = None  # counted last: "between them they lost …" is about them
    for index, sentence in enumerate(sentences):
        here = by_sentence.get(index, [])
        if not holds(sentence.small, _MONEY_GOES):
            people = next((count.number for count in here if count.kind in ("people", "reports") and count.score), None)
            continue
        if _NOBODY_LOST.search(sentence.text):
            nobody = True
            continue
        told = _told_to_have_lost(sentence.text, here, sentence.start)
        if told is None and people is not None and _BETWEEN_THEM.search(sentence.text):
            told = people
        if told is not None:
            return told
        people = next((count.number for count in here if count.kind == "people" and count.score), None)
    if nobody:
        return None if losses else 0
    return _one_case(lead[:3], title or "")


_BETWEEN_THEM = re.compile(
    r"\bthose who (?:complained|reported|contacted us|told us|came to us)\b[^.;]{0,40}\blost\b|"
    rf"\b(?:between them|together|in all|all told|in total),? they (?:have |had )?(?:{_LOST})\b|\b(?:they|all of them) (?:have |had )?(?:all |each )?(?:{_LOST})\b"
    rf"|\b(?:{_LOST})\b[^.;]{{0,60}}\bbetween them\b",
    _I,
)
# A number of people, as it stands before what became of them: "six people", "two of them", "only four".
_WHO = re.compile(
    rf"(?<![\w£$€.,:/-])(?P<number>{NUMBER})(?!\s?%)(?![\w]|-(?!\s))(?:\s+of\s+(?:the|them|these|those|our|its)\b(?:\s+(?!who\b)[\w'-]+){{0,2}}?|\s+{_ADJECTIVE}{{0,3}}(?:{_PEOPLE})\b|\s+(?:(?!(?:and|or|of|in|but|with|from|to|by|as|when|while|after)\b)[a-z-]+\s+){{0,2}}[a-z]+s(?=\s+(?:who\s+)?(?:have\s+|had\s+|were\s+)?(?:lost|paid|sent|handed|transferred|cheated|conned|scammed|tricked|duped|defrauded)\b)|(?=\s+(?:have|had|did|also|then|who|paid|lost|sent|handed|transferred|gave)\b))",
    _I,
)


_MONEY_BEFORE = re.compile(r"[£$€]\s?[\d.,]*\s*$")
_WHO_HAVE = re.compile(
    rf"(?<![\w£$€.,:/-])(?P<number>{NUMBER})\s+(?:{_ADJECTIVE}{{0,3}}(?:{_PEOPLE}))\b[^.;]{{0,70}}\bwho(?: (?:have|had|all|also))? (?:{_LOST})\b",
    _I,
)
_BUT_ONE = re.compile(
    rf"\b(?:and|but|though|of whom|of them) (?:only )?one (?:\w+ ){{0,2}}?(?:has |had |have )?(?:{_LOST})\b", _I
)
_PART_OF = re.compile(rf"(?<![\w£$€.,:/-])(?P<number>{NUMBER})\s+of\s+(?:the|these|those|our|all)\s+$", _I)


def _told_to_have_lost(text: str, counts: Sequence[Count], start: int) -> int | None:
    for lost in _LOST_MONEY.finditer(text):
        if (
            _MONTHS_OR_SO.match(text[lost.end() :])
            or _TRIED.search(text[: lost.start()])
            or _NOT_LOST.search(text[max(0, lost.start() - 40) : lost.start()])
        ):
            continue
        near = _WHO.finditer(text, max(0, lost.start() - 130), lost.end())
        every = [who for who in near if who.end() <= lost.start()]
        who = every[-1] if every else None  # the one that stands nearest before it
        if who is not None and _MONEY_BEFORE.search(text[: who.start()]):
            continue  # "£6.4 million was lost": no number of people
        if who is None or _COMPARED.search(text[: who.start()]) or _OTHERS_LOST.search(text[who.end() : lost.start()]):
            continue
        part = _PART_OF.search(text[: who.start()])  # "one of the three paid"
        number = read_count(part["number"] if part else who["number"])
        if number is not None and part is None:
            number += _told_by_place(text[who.end() : lost.start() + 1])[0]
        if (
            number is None
            or (number == 1 and part is None and not _only_one(text, who))
            or (1900 <= number <= 2100 and who["number"].isdigit())
        ):
            continue
        between = text[who.end() : lost.start()]
        if not re.search(r"[.;]", between) or re.search(r";[^.;]{0,30}\bthey (?:have |had )?$", between, _I):
            return number
    if (paid := _WHO_HAVE.search(text)) and (number := read_count(paid["number"])) and number > 1:
        return number
    if any(count.score for count in counts) and _BUT_ONE.search(text):
        return 1  # "Nine of you have told us about the texts and one tenant lost £730"
    for match in _OF_THEM.finditer(text):
        number = read_count(match["number"])
        if number is not None and _loses(text[match.end("number") :]):
            return number
    for count in counts:
        after = text[count.end - start :]
        before = text[: count.start - start]
        if count.kind == "people" and count.number > 1 and not _COMPARED.search(before):
            if re.search(r"\b(?:scamm|defraud|conn|cheat|swindl|trick)\w*\W+$", before, _I) and re.search(
                r"\bout of\b", after[:90], _I
            ):
                return count.number
            if ("victim" in text[count.start - start : count.end - start] or count.score) and re.search(
                r"\bwith\b[^.]{0,40}\bloss", after, _I
            ):
                return count.number
        if count.kind != "people" and re.search(r"\bin\W+$", before, _I) and _CASH_LOST.search(after):
            return count.number
    return None


def _only_one(text: str, who: re.Match[str]) -> bool:
    """Whether "one" counts people ("one of them", "only one person"), and does not tell of somebody."""
    return " of " in who[0] or bool(re.search(r"\bonly\b[^.;]{0,20}$", text[: who.start()], _I))


_MONTHS_OR_SO = re.compile(
    r"\W+(?:interest|patience|contact|touch|hope|confidence|their phones?|access|the (?:phone|details)|signal|control|sight|track|(?:their|his|her|the|an?|whole) (?:\w+ )?(?:accounts?(?! balance)|signal|phones?|numbers?|identit\w+|passwords?))\b",
    _I,
)
# Between a number of people and a loss: somebody else who lost it, or that it did not come to it.
_OTHERS_LOST = re.compile(
    r"\b(?:one|another|a|an|the) (?:\w+ ){0,3}(?:woman|man|victim|resident|pensioner|couple|lady|person|caller|student)\b|\bbut (?:\w+ ){0,2}(?:one|none|nobody|no one)\b|"
    r"\b(?:none|nobody|no one|how much|hung up|refused|did not|didn'?t|asked|told(?! us\b)|wanted|urged|in danger|warned|advised)\b",
    _I,
)
_NOT_LOST = re.compile(
    r"\b(?:not|never|nobody|none|no one|didn'?t|haven'?t|hasn'?t|without|before|if|to have|who|anyone|those)\W+(?:[\w']++\W++){0,2}$",
    _I,
)


def _loses(after: str) -> bool:
    match = _LOST_MONEY.search(after[:160])
    handed = re.search(r"\b(?:was|were) handed over\b", after[:160], _I)
    return bool(handed) or (match is not None and not _TRIED.search(after[: match.start()]))


def _one_case(lead: Sequence[str], title: str) -> int | None:
    """Two for a couple, one for a victim, when the whole text is about that one case."""
    if not lead or _MANY_REPORTS.search(lead[0]):
        return None
    told = " ".join((title, *lead))
    if not (_ONE_LOSES.search(told) and re.search(r"[£$€]\d|\bpounds\b|\bsavings\b", told)):
        return None
    if any(_COUPLE.search(sentence) for sentence in lead):
        return 2
    return 1 if _ONE_VICTIM.search(lead[0]) and _ONE_LOSES.search(lead[0]) else None


def _score(text: str, match: re.Match[str], number: int, kind: str, *, happened: bool, further: int = 0) -> int:
    before, after = text[max(0, match.start() - 160) : match.start()], text[match.end() + further : match.end() + 220]
    if (
        (_COMPARED.search(before) and kind != "people")
        or _EARLIER.search(f"{before[-60:]} {re.split('[,;]', after)[0]}")
        or _GENERIC.match(after)
        or _RATE.match(after)
        or _ARRESTS.search(before[-40:])
        or _OTHER_KIND.search(after[:30])
    ):
        return 0
    if kind == "reports":
        return 4 if number > 1 or re.search(r"\bafter\W+$", before, _I) else 0
    if number < 2:
        return 0
    if kind == "events":
        return 3 if happened else 0
    if match.re is _OF_OURS:
        return 2 if _TOLD_US.match(after) or _IS_TARGETED.match(after) else 0
    if _IS_TARGETED.match(after) and match["noun"].lower() != "members":
        return 2
    if _WHO_WERE.match(after) or re.match(r"\W+(?:have |had |has )?(?:told|contacted|complained to) us\b", after, _I):
        return 2
    return 2 if _PERSON_BEFORE.search(before) else 0
