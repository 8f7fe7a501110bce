"""Where it happened: the places that a text names as such.

A name alone is not enough. It has to stand where a place stands ("in …", "a Norfolk resident", in a list of places), and
not inside the name of a body ("Dorset Police", "Kent and Essex Serious Crime Directorate") or of a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.records import Mention, Place
from tocsin.understanding.place_names import PlaceNames, place_names
from tocsin.understanding.sentences import Sentence, level, split_sentences

_I = re.IGNORECASE
_WORD = r"[A-Z][A-Za-z'.-]*[A-Za-z]"
_NAME = re.compile(rf"(?<![\w@./-]){_WORD}(?:[ -](?:{_WORD}|(?:of|on|upon|in|le|the|and|by|next|under|St\.)(?=[ -])))*")
_PIECES = re.compile(r"[A-Za-z][A-Za-z'.]*|-")

_BODY = (
    r"Police|Constabulary|Council|Councillors?|Trading|Sheriff(?:'s)?|District Attorney|DA|County Council|City Council|Borough|Crimestoppers|"
    r"Crime|Serious|Economic|Cyber|Fraud|Neighbourhood|Safer|Community|University|College|School|Hospital|NHS|Fire|Ambulance|Crown|Court|"
    r"Magistrates(?:')?|Bank|Building|Society|FC|United|City|Football|Museum|Road|Street|Lane|Avenue|Close|Drive|Way|House|Hall|Park|Unit|"
    r"Directorate|Centre|Center|Team|Chamber|Chronicle|Gazette|Post|Evening|Times|Herald|News|Echo|Mail|Live|Partnership|Victim|Watch|"
    r"Parish|Town|Youth|Brass|Division|Department|Authority|Agency|Service|Services|Association|Group|Alert|Airport|Station|Market|"
    r"Probation|Commissioner|Healthcare|Investors?|Broadband|Mobile|Energy|Water"
)
_BODY_WORD = re.compile(rf"\b(?:{_BODY})\b")
_AFTER_BODY = re.compile(rf"^(?:'s)?(?:\s+(?:and|&)\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?)?\s+(?:{_BODY})\b")
_AFTER_TEAM = re.compile(
    r"^(?:'s)?\s+(?:neighbourhood|policing|police station|policing team|local policing|station|team|cid|force|division|branch|office)\b",
    _I,
)
_OFFICER_OF = re.compile(
    r"\b(?:PC|DC|DS|DI|DCI|PCSO|Sgt|Insp|Cllr|Sergeant|Inspector|Constable|Officer|Superintendent|Detective|Councillor)\.?\s+(?:[A-Z][\w'-]+\s*){1,3},\s+"
    r"(?:(?:who|a|an|the)\s+(?:\w+\s+){0,3})?(?:of|from|at|for|based (?:in|at)|leads)\s+(?:the\s+)?$"
)
_AREA_AFTER = re.compile(
    r"^(?:'s)?\s*(?:,|and\b|or\b|areas?\b|district\b|region\b|residents?\b|householders?\b|homeowners?\b|couple\b|wom[ae]n\b|m[ae]n\b|pensioners?\b|"
    r"people\b|victims?\b|families\b|businesses\b|seniors?\b|shoppers?\b|drivers?\b|students?\b|customers?\b|[a-z]+ (?:residents?|areas?|victims?|woman|man)\b|"
    r"\(|:|county\b|at \d|between\b)",
)
_POINT = r"(?:(?:north|south|east|west|central|greater|mid|northern|southern|eastern|western)\s+)?"
_BEFORE = re.compile(
    r"\b(?:in|at|near|across|around|throughout|outside|within|from|over|of|to|into|including|surrounding|especially|both)\s+"
    rf"(?:the\s+)?{_POINT}$",
    _I,
)
_STRONG_BEFORE = re.compile(
    r"\b(?:in|near|across|around|throughout|outside|within|lived? in|including|residents? (?:of|from)|people (?:of|from))\s+"
    rf"(?:the\s+)?{_POINT}$",
    _I,
)
_ROLE_BEFORE = re.compile(
    r"\b(?:Commissioner|Constable|Chief|Mayor|MP|Councillor|Council|Bishop|Sheriff|Director|Head|Leader|Member|University|Bank|Museum|Diocese|"
    r"Royal Bank|Church|Archbishop|Chamber|Lord|Duke|Earl|Detective|Inspector|Sergeant|Officer|Secretary)\s+(?:of|for|in)\s+(?:the\s+)?$"
)
_PERSON_BEFORE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Cllr|Councillor|PC|DC|DS|DI|DCI|PCSO|Sgt|Insp|Sergeant|Inspector|Constable|Officer|Superintendent|Detective|"
    r"Judge|Attorney|Agent|Commissioner|Manager)\.?\s+(?:[A-Z][\w'-]+\s+){0,2}$"
)
_STORY_BEFORE = re.compile(
    r"\b(?:hackers?|told|calling from|caller|scammers?|fraudsters?|criminals?|gang|call cent(?:re|er)s?)\b[^.;:]{0,30}\b(?:was|were|is|are|being|based|located)\b[^.;:]{0,20}$",
    _I,
)
# "said he was from Holborn police station in London": where they claim to be
_CLAIMED_BEFORE = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|claim\w*|pretend\w*|pos(?:e|ed|ing)|purport\w*|call(?:ing|ed)) [^.;]{0,60}\b(?:from|at|of)\b[^.;,]{0,40}$",
    _I,
)
_HERE = re.compile(
    r"\b(?:across|in|around|throughout|within|over)\s+(?:the|our|this)\s+(?:whole\s+|entire\s+)?(?:county|borough|city|district|force area|region)\b",
    _I,
)
_FOREIGN_BEFORE = re.compile(
    r"\b(?:(?:residents?|people|victims?|seniors|householders|homes|investors|customers|those)\s+(?:(?:living|who live)\s+)?(?:in|of|across|throughout|around|from)|"
    r"(?:living|lived|live)\s+(?:across|in|throughout))\s+(?:the\s+)?$",
    _I,
)
_AFTER_PLACE = re.compile(r"^\s*,?\s*(?:and|or|including)?\s*(?:in\s+)?(?:the\s+)?$", _I)
_NO_NAME = re.compile(
    r"(?:The|If|One|Several|Most|Many|Some|Each|All|Both|These|Those|This|That|Other|Any|Two|Three|Four|No|When|As|But|And|Our|Their|His|Her|"
    r"In|On|At|An?|Elderly|Older|Potential|Local|Young|Senior)\b"
)
_MONTHS = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|"
    r"Saturday|Sunday)$"
)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """``name`` as the gazetteer (or, for a place it lacks, the text) writes it; ``place`` its entry, None for an area."""

    start: int
    end: int
    name: str
    place: Place | None


def find_named_places(
    text: str,
    *,
    sentences: Sequence[Sentence] | None = None,
    title: str | None = None,
    area: str | None = None,
    foreign: bool = False,
) -> list[FoundPlace]:
    """The places of the events told in ``text``, each time they are named.

    ``area`` is where the publisher sits: it settles which of several places of one name is meant, and what "across the
    county" stands for. ``foreign``: the text is from abroad, so names count as written and not as British places.
    """
    plain = level(text)
    names = place_names()
    read = split_sentences(plain) if sentences is None else sentences
    found: list[FoundPlace] = []
    for sentence in read:
        found += _in_sentence(
            sentence, names, area=area, headline=title is not None and sentence.text in title, foreign=foreign
        )
    return found


def find_places(text: str, *, area: str | None = None) -> list[Mention]:
    """Places as mentions; ``value`` is the gazetteer's id, or the name of a county or other area."""
    return [place_mention(text, found) for found in find_named_places(text, area=area)]


def place_mention(text: str, found: FoundPlace) -> Mention:
    value = found.place.id if found.place is not None else found.name
    return Mention("place", text[found.start : found.end], found.start, found.end, value, "places")


def means_the_area(sentences: Sequence[Sentence]) -> bool:
    """Whether the text says "across the county" or the like of what happened."""
    return any(_HERE.search(sentence.text) for sentence in sentences)


def _in_sentence(
    sentence: Sentence, names: PlaceNames, *, area: str | None, headline: bool, foreign: bool
) -> list[FoundPlace]:
    text = sentence.text
    found: list[FoundPlace] = []
    listing = False  # the stretch before was a place, so a name after a comma or "and" is one too
    last_end = 0
    for match in _NAME.finditer(text):
        for start, end in _candidates(text, match, names, foreign=foreign):
            before, after = text[max(0, start - 160) : start], text[end : end + 120]
            gap = text[last_end:start]
            listed = listing and bool(_AFTER_PLACE.match(gap))
            foreign_name = foreign and _foreign_place(text[start:end], before, after, listed=listed)
            if not _stands_as_place(
                before, after, whole=(start, end) == match.span(), listed=listed, headline=headline and start < 40
            ):
                continue
            name = text[start:end]
            if foreign:
                if foreign_name:
                    begin = len(name) - len(
                        re.sub(
                            r"^(?:Southern|Northern|Eastern|Western|Central|North|South|East|West)\s+(?=[A-Z])",
                            "",
                            name,
                        )
                    )
                    name, start = name[begin:], start + begin
                    found.append(FoundPlace(sentence.start + start, sentence.start + end, name, None))
                    listing, last_end = True, end
                continue
            known = _look_up(
                name,
                names,
                area=area,
                near=found[-1].place if found else None,
                certain=listed or _certain(before, after),
            )
            if known is None:
                continue
            found.append(FoundPlace(sentence.start + start, sentence.start + end, known[0], known[1]))
            listing, last_end = True, end
    return _grounded(text, sentence, found)


def _candidates(text: str, match: re.Match[str], names: PlaceNames, *, foreign: bool) -> list[tuple[int, int]]:
    """The longest stretches of capitalised words that are names of places."""
    if foreign:
        return _names_as_written(match)
    pieces = [(match.start() + piece.start(), match.start() + piece.end()) for piece in _PIECES.finditer(match[0])]
    pieces = [piece for piece in pieces if text[piece[0]] != "-"]
    spans: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        begin = pieces[first][0]
        if text[begin].isupper() and _first_word(text[slice(*pieces[first])]) in names.firsts:
            for last in range(min(len(pieces), first + names.longest_words), first, -1):
                end = pieces[last - 1][1]
                name = text[begin:end]
                if name.endswith("'s"):
                    name, end = name[:-2], end - 2
                if names.knows(name):
                    spans.append((begin, end))
                    first = last - 1
                    break
        first += 1
    return spans


def _names_as_written(match: re.Match[str]) -> list[tuple[int, int]]:
    """The names of a stretch of capitalised words, cut at "and", without "The" and "'s"."""
    spans = []
    at = match.start()
    for part in re.split(r"(\sand(?:\s+the)?\s)", match[0]):
        name = re.sub(r"^The\s+", "", part)
        begin = at + len(part) - len(name)
        name = re.sub(r"'s\b.*$|\s+(?:Area|Counties)$", "", name)
        if name[:1].isupper():
            spans.append((begin, begin + len(name)))
        at += len(part)
    return spans


def _foreign_place(name: str, before: str, after: str, *, listed: bool) -> bool:
    """Whether a name that no gazetteer of ours holds stands where only a place can."""
    if _NO_NAME.match(name) or name.isupper() or _MONTHS.search(name) or (not listed and _BODY_WORD.search(name)):
        return False
    lives = re.match(r"^(?:'s)?\s+(?:areas?|residents?|victims?|woman|man|couple|seniors?|investors?)\b", after)
    return bool(_FOREIGN_BEFORE.search(before) or listed or name.endswith(" County") or lives)


def _first_word(word: str) -> str:
    folded = word.lower().removesuffix("'s").replace("'", "").rstrip(".")
    return "st" if folded == "saint" else folded


def _stands_as_place(before: str, after: str, *, whole: bool, listed: bool, headline: bool) -> bool:
    if _CLAIMED_BEFORE.search(before[-120:]):
        return False
    if _AFTER_TEAM.match(after) or _OFFICER_OF.search(before):
        return False
    if (
        _AFTER_BODY.match(after)
        or _ROLE_BEFORE.search(before)
        or _PERSON_BEFORE.search(before)
        or _STORY_BEFORE.search(before)
    ):
        return False
    # part of a longer capitalised name: "Jason Smithers", "Crewe Alexandra" — but "Wrangle, Boston" and "Devon"
    if re.match(r"^\s+[A-Z][a-z]", after) and not re.match(r"^\s+(?:[A-Z]{2,}|I)\b", after) and not headline:
        return False
    if _CAPITAL_BEFORE.search(before) and not listed and not _BEFORE.search(before) and not _DIRECTION.search(before):
        return False
    return (
        listed
        or bool(_BEFORE.search(before))
        or bool(_AREA_AFTER.match(after))
        or (headline and bool(re.match(r"^\s*:", after)))
    )


_CAPITAL_BEFORE = re.compile(
    r"(?<!\w)(?!(?:The|An|One|Two|Three|Our|Some|Many|All|Most|Elderly|Older|When|But|And|Several|Both|Each)\b)[A-Z][\w'-]+\s+$"
)
_DIRECTION = re.compile(r"\b(?:North|South|East|West|Central|Greater|Mid)\s+$")


def _certain(before: str, after: str) -> bool:
    """Whether the words around leave no doubt that a place is meant, however ordinary its name."""
    return bool(_STRONG_BEFORE.search(before)) or bool(
        re.match(r"^(?:'s)?\s+(?:areas?|residents?|householders?|couple|wom[ae]n|man)\b|^\s*:", after)
    )


def _look_up(
    name: str, names: PlaceNames, *, area: str | None, near: Place | None, certain: bool
) -> tuple[str, Place | None] | None:
    if _MONTHS.search(name):
        return None
    named = names.gazetteer.named(name)
    county = names.area(name)
    if county is not None and not (named and named[0].name == county and named[0].county != county):
        return county, None
    if not named:
        return None
    best = next((place for place in named if area and _lies_in(place, area)), None)
    best = best or names.gazetteer.resolve(name, near=near)
    if best is None or (not certain and best.population < 2000 and (area is None or best.county != area)):
        return None
    return best.name, best


def _lies_in(place: Place, area: str) -> bool:
    """Whether the place is in the county, authority or police force area of that name."""
    return area in (place.county, place.authority) or place.force.startswith(f"{area} ")


def _grounded(text: str, sentence: Sentence, found: list[FoundPlace]) -> list[FoundPlace]:
    """Without the name that a body shares with a place in a list: "Kent and Essex Serious Crime Directorate"."""
    kept = []
    for each in found:
        rest = text[each.end - sentence.start :]
        if re.match(
            rf"^(?:\s*,\s*[A-Z][\w'-]+)*\s*,?\s+(?:and|&)\s+(?:[A-Z][\w'-]+\s+){{1,2}}(?:{_BODY})\b", rest
        ) and not re.match(r"^\s*,", rest):
            continue
        kept.append(each)
    return kept
