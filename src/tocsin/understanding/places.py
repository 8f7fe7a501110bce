"""Where it happened: the places that a text names as such.

A name alone is not enough. It has to stand where a place stands ("in …", "a Norfolk resident", in a list of places), and
not inside the name of a body ("Dorset Police", "Kent and Essex Serious Crime Directorate") or of a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.knowledge.places import fold_name
from tocsin.records import Mention, Place
from tocsin.understanding.numbers import read_number
from tocsin.understanding.place_names import PlaceNames, place_names
from tocsin.understanding.sentences import Sentence, holds, level, split_sentences

if TYPE_CHECKING:
    from tocsin.knowledge.foreign_places import ForeignPlaces

_I = re.IGNORECASE
_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿŴ-ŷ"  # Welsh and Gaelic names have their accents
_WORD = rf"[A-ZÀ-ÖØ-ÞŴŶ][{_LETTERS}'.-]*[{_LETTERS}]"
_NAME = re.compile(
    rf"(?<![\w@./-]){_WORD}(?:[ -](?:{_WORD}|(?:of|on|upon|in|le|the|and|by|next|under|y|ar|St\.)(?=[ -])))*"
)
_PIECES = re.compile(rf"[{_LETTERS}][{_LETTERS}'.]*|-")

_BODY = (
    r"Police|Constabulary|Council|Councillors?|Trading|Sheriff(?:'s)?|District Attorney|DA|County Council|City Council|Borough|Crimestoppers|"
    r"Crime|Serious|Economic|Cyber|Fraud|Neighbourhood|Safer|Community|University|College|School|Hospital|NHS|Fire|Ambulance|Crown|Court|"
    r"Magistrates(?:')?|Bank|Building|Society|FC|United|City|Football|Museum|Road|Street|Lane|Avenue|Close|Drive|Way|House|Hall|Park|Unit|"
    r"Directorate|Centre|Center|Team|Chamber|Chronicle|Gazette|Post|Evening|Times|Herald|News|Echo|Mail|Live|Partnership|Victim|Watch|"
    r"Parish|Town|Youth|Brass|Division|Department|Authority|Agency|Service|Services|Association|Group|Alert|Airport|Station|Market|"
    r"Probation|Commissioner|Healthcare|Investors?|Broadband|Mobile|Energy|Water"
)
_BODY_WORD = re.compile(rf"\b(?:{_BODY})\b")
# "Kent and Essex Serious Crime Directorate" is a body, "Brownsville and Marine Park" are two places.
_PLACE_LIKE = (
    r"Road|Street|Lane|Avenue|Close|Drive|Way|House|Hall|Park|Market|Town|City|Centre|Center|Parish|Station|Water"
)
_AFTER_BODY = re.compile(
    rf"^(?:'s)?\s+(?:{_BODY})\b|^(?:'s)?\s+(?:and|&)\s+[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?\s+(?!(?:{_PLACE_LIKE})\b)(?:{_BODY})\b"
)
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
    r"\b(?:in|on|at|near|across|around|throughout|outside|within|from|over|of|to|into|including|surrounding|especially|both)\s+"
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
    r"Royal Bank|Church|Archbishop|Chamber|Lord|Duke|Earl|Detective|Inspector|Sergeant|Officer|Secretary|departments|[Oo]ffices)\s+(?:of|for|in)\s+(?:the\s+)?$"
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
    r"\b(?:(?:sa(?:id|ys?|ying)|told \w+|claim\w*) (?:that )?(?:he|she|they|it)(?:'s|'re| was| were| is| are| had| worked| works?)|(?:claim\w*|pretend\w*|purport\w*|said) to |"
    r"pos(?:e|ed|ing) as|call(?:ing|ed) (?=from|on behalf)) ?[^.;]{0,60}\b(?:from|at|of)\b(?:(?!\b(?:tell|told|people|resident|ask|rang|customer|householder|victim|pensioner)\w*)[^.;,]){0,40}$",
    _I,
)
_HERE = re.compile(
    r"\b(?:across|in|around|throughout|within|over)\s+(?:the|our|this)\s+(?:whole\s+|entire\s+)?(?:county|borough|city|district|force area|region)\b|"
    r"\b(?:members|people|residents|citizens)\s+(?:of|in)\s+our\s+(?:county|borough|city|district|area|region|community)\b|"
    r"\b(?:county|city|borough) residents\b|\b(?:(?:a|an|one|the|our|many|some|several|other|two|three|four|five|six|\d+) (?:\w+ )?)?islanders?\b|\b(?:on|across|around) (?:the|our) island\b",
    _I,
)
_TO_RESIDENTS = re.compile(
    r"\b(?:is|are) (?:warning|alerting|urging|asking|advising) (?:(?:our|its|their|local|all) )?(?:residents|householders|people)\b",
    _I,
)
# "(Dallas, Texas) - …", "MILFORD, Ohio - …": where the notice was written
_DATELINE_AFTER = re.compile(r"^\s*(?:,\s*[A-Z][\w. ]{1,20})?\)?\s*(?:-|:)\s")
_FOREIGN_BEFORE = re.compile(
    r"\b(?:(?:residents?|people|victims?|seniors|householders|homes|investors|customers|those)\s+(?:(?:living|who live)\s+)?(?:in|of|across|throughout|around|from)|"
    r"(?:living|lived|live)\s+(?:across|in|throughout))\s+(?:the\s+)?$",
    _I,
)
# a place that no gazetteer holds breaks no list: "Norwich, Nosuchham and Cromer"
_AFTER_PLACE = re.compile(
    rf"^(?:\s*,\s*(?-i:[A-Z][a-z'-]+)(?: (?-i:[A-Z][a-z'-]+))?)?\s*,?\s*(?:and|or|including|&|/)?\s*(?:in\s+)?(?:the\s+)?{_POINT}$",
    _I,
)
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
    own_areas: Sequence[str] = (),
) -> list[FoundPlace]:
    """The places of the events told in ``text``, each time they are named.

    ``area`` is where the publisher sits: it settles which of several places of one name is meant, and what "across the
    county" stands for. ``foreign``: the text is from abroad, so names count as written and not as British places.
    ``own_areas``: names of a desk's own areas, which count as places too.
    """
    plain = level(text)
    names = place_names()
    read = split_sentences(plain) if sentences is None else sentences
    own = {fold_name(name): name for name in own_areas}
    named: list[_Named] = []
    title = level(title) if title is not None else None
    for sentence in read:
        headline = title is not None and sentence.text in title
        named += _in_sentence(sentence, names, headline=headline, foreign=foreign, own=own)
    among = [each.name for each in named] + ([area] if area else [])
    return [found for each in named if (found := _settled(each, names, among, area=area, foreign=foreign, own=own))]


def find_places(text: str, *, area: str | None = None) -> list[Mention]:
    """Places as mentions; ``value`` is the gazetteer's id, or the name of a county or other area."""
    return [place_mention(text, found) for found in find_named_places(text, area=area)]


def place_mention(text: str, found: FoundPlace) -> Mention:
    value = found.place.id if found.place is not None else found.name
    return Mention("place", text[found.start : found.end], found.start, found.end, value, "places")


def means_the_area(sentences: Sequence[Sentence], *, named: bool) -> bool:
    """Whether the text says "across the county" or the like of what happened; where it has ``named`` no place, "is
    warning residents" says as much.
    """
    return any(
        _HERE.search(sentence.text) or (not named and _TO_RESIDENTS.search(sentence.text)) for sentence in sentences
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """A name that stands where a place stands; which place it is, the other names of the text help to tell."""

    start: int
    end: int
    name: str
    certain: bool
    spot: bool = False  # a street or the like: as written, in no gazetteer


def _in_sentence(
    sentence: Sentence, names: PlaceNames, *, headline: bool, foreign: bool, own: Mapping[str, str]
) -> list[_Named]:
    text = sentence.text
    found: list[_Named] = []
    listing = False  # the stretch before was a place, so a name after a comma or "and" is one too
    last_end = 0
    for match in _NAME.finditer(text):
        for start, end in _candidates(text, match, names, foreign=foreign, own=own):
            before, after = text[max(0, start - 160) : start], text[end : end + 120]
            listed = listing and bool(_AFTER_PLACE.match(text[last_end:start]))
            whole = (start, end) == match.span()
            if not _stands_as_place(before, after, whole=whole, listed=listed, headline=headline and start < 40):
                continue
            name = text[start:end]
            if foreign and listed and _is_the_state_of(name, found, text[last_end:start]):
                last_end = end
                continue
            if foreign and fold_name(name) not in own:
                if not _foreign_place(name, before, after, listed=listed):
                    continue
                begin = len(name) - len(_DIRECTION_OF_NAME.sub("", name))
                name, start = name[begin:], start + begin
            certain = listed or _certain(before, after)
            found.append(_Named(sentence.start + start, sentence.start + end, name, certain))
            if foreign or certain or not _only_a_village(name, names):
                listing, last_end = True, end
    return _with_spots(sentence, _grounded(text, sentence, found))


# "several car parks, including Castle, Nunnery Lane and Monk Bar": what kind they are says that they are places
_SPOTS = re.compile(
    r"\b(?:car parks?|villages|towns|estates|streets|roads|areas|neighbourhoods|suburbs|parishes|wards|communities|shopping centres|"
    r"supermarkets|stations|parks)\b,?(?: [a-z]+){0,5}?(?:,? (?:including|such as|namely)|:)\s+"
    r"(?P<list>[A-Z][\w'.-]*(?: (?:of |on |the |le |upon |in )?[A-Z][\w'.-]*){0,3}"
    r"(?:(?:,? and |, |,? & )[A-Z][\w'.-]*(?: (?:of |on |the |le |upon |in )?[A-Z][\w'.-]*){0,3}){1,30})"
)
_SPOT = re.compile(r"[A-Z][\w'.-]*(?: (?:of |on |the |le |upon |in )?[A-Z][\w'.-]*)*")


def _with_spots(sentence: Sentence, found: list[_Named]) -> list[_Named]:
    """With the streets and car parks of a list that says what they are, which no gazetteer holds."""
    spots = _SPOTS.search(sentence.text) if holds(sentence.text, (" including", " such as", " namely", ":")) else None
    if spots is None:
        return found
    taken = {position for each in found for position in range(each.start, each.end)}
    for match in _SPOT.finditer(spots["list"]):
        start = sentence.start + spots.start("list") + match.start()
        name = match[0].rstrip(".")
        if start not in taken and not _MONTHS.search(name):
            found.append(_Named(start, start + len(name), name, False, spot=True))
    return sorted(found, key=lambda each: each.start)


_DIRECTION_OF_NAME = re.compile(
    r"^(?:Southern|Northern|Eastern|Western|Central|North|South|East|West)\s+(?=[A-Z])(?!(?:Carolina|Dakota|Virginia|Wales|Island)\b)"
)


def _is_the_state_of(name: str, found: Sequence[_Named], gap: str) -> bool:
    """Whether a name after a comma says where the place before it lies: "Rutherford, New Jersey"."""
    regions = _foreign_places()
    return (
        gap.strip() == ","
        and bool(found)
        and regions.region_named(name) is not None
        and regions.region_named(found[-1].name) is None
    )


def _only_a_village(name: str, names: PlaceNames) -> bool:
    """Whether the name may be no place at all: then it begins no list of places."""
    named = names.gazetteer.named(name)
    return names.area(name) is None and bool(named) and named[0].population < SMALL_PLACE


def _settled(
    each: _Named,
    names: PlaceNames,
    among: Sequence[str],
    *,
    area: str | None,
    foreign: bool,
    own: Mapping[str, str],
) -> FoundPlace | None:
    """The place that the name means, beside the other names of the text; None when it means none."""
    if own and (owned := own.get(fold_name(each.name))) is not None:
        return FoundPlace(each.start, each.end, owned, None)
    if foreign or each.spot:
        return FoundPlace(each.start, each.end, each.name, None)
    known = _look_up(each.name, names, among, area=area, certain=each.certain)
    return None if known is None else FoundPlace(each.start, each.end, known[0], known[1])


def _candidates(
    text: str, match: re.Match[str], names: PlaceNames, *, foreign: bool, own: Mapping[str, str]
) -> list[tuple[int, int]]:
    """The longest stretches of capitalised words that are names of places."""
    if own and fold_name(match[0]) in own:
        return [match.span()]
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
    if (
        _NO_NAME.match(name)
        or name.isupper()
        or read_number(name) is not None
        or _MONTHS.search(name)
        or (not listed and _BODY_WORD.search(name))
    ):
        return False
    if _DATELINE_AFTER.match(after) and re.fullmatch(r"\W*(?:\w+ \d+, \d{4}\W*)?", before):
        return False
    lives = re.match(r"^(?:'s)?\s+(?:areas?|residents?|victims?|woman|man|couple|seniors?|investors?)\b", after)
    if _FOREIGN_BEFORE.search(before) or listed or name.endswith(" County") or lives:
        return True
    return bool(_STRONG_BEFORE.search(before) or _FROM_BEFORE.search(before)) and _foreign_places().knows(name)


# "victims from California", "a man, 31, of Rutherford"
_FROM_BEFORE = re.compile(r"(?:\bfrom|,\s*of|\d,\s*of|\bto)\s+$")


def _foreign_places() -> ForeignPlaces:
    from tocsin.knowledge.foreign_places import load_foreign_places  # only for texts from abroad

    return load_foreign_places()


def _first_word(word: str) -> str:
    folded = word.lower().removesuffix("'s").replace("'", "").rstrip(".")
    return "st" if folded == "saint" else folded


def _stands_as_place(before: str, after: str, *, whole: bool, listed: bool, headline: bool) -> bool:
    near = before[-60:]
    stands_after = bool(_BEFORE.search(near)) or bool(_ONE_BEFORE.search(near) and _ONE_AFTER.match(after))
    if not (
        listed or stands_after or _AREA_AFTER.match(after) or (headline and re.match(r"^\s*:", after))
    ):  # most capitalised words fail here
        return False
    # part of a longer capitalised name: "Jason Smithers", "Crewe Alexandra" — but "Wrangle, Boston" and "Devon"
    if re.match(r"^\s+[A-Z][a-z]", after) and not re.match(r"^\s+(?:[A-Z]{2,}|I)\b", after) and not headline:
        return False
    if not listed and not stands_after and _CAPITAL_BEFORE.search(near) and not _DIRECTION.search(near):
        return False
    if _AFTER_TEAM.match(after) or _AFTER_BODY.match(after):
        return False
    return not (
        _ROLE_BEFORE.search(near)
        or _PERSON_BEFORE.search(near)
        or _CLAIMED_BEFORE.search(before[-120:])
        or _OFFICER_OF.search(before)
        or _STORY_BEFORE.search(before)
    )


# "A Clevedon builder", "one Woodbridge man in his nineties"
_ONE_BEFORE = re.compile(r"(?:^|[^\w'])(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]wo|[Tt]hree|[Ee]lderly)\s+(?:[a-z\d-]+\s+)?$")
_ONE_AFTER = re.compile(
    r"^\s+(?!officer|inspector|sergeant|spokes)[a-z]{2,}(?:er|or|ist|ian|man|woman|men|women|mum|dad|ent|ant|ee|ess|ers|ents|ants|couple|family)\b"
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
    name: str, names: PlaceNames, among: Sequence[str], *, area: str | None, certain: bool
) -> tuple[str, Place | None] | None:
    """``(name, place)``, the name as the gazetteer writes it, or as the text does where it uses another ("Derry")."""
    if _MONTHS.search(name):
        return None
    named = names.gazetteer.named(name)
    county = names.area(name)
    if county is not None and not (named and named[0].name == county and named[0].county != county):
        return county, None
    if not named:
        return None
    best = next((place for place in named if area and _lies_in(place, area)), None)
    best = best or names.gazetteer.settle(name, among=among)
    if best is None or (not certain and best.population < SMALL_PLACE and (area is None or not _lies_in(best, area))):
        return None
    written_short = "Saint" in best.name and re.search(r"\bSt\b", name)
    as_written = written_short or ("'" in name and not name.isupper())  # "Bishop's Stortford" keeps its apostrophe
    return (best.name if fold_name(best.name) == fold_name(name) and not as_written else name), best


def _lies_in(place: Place, area: str) -> bool:
    """Whether the place is in the county, authority or police force area of that name."""
    return area in (place.county, place.authority) or place.force.startswith(f"{area} ")


def _grounded(text: str, sentence: Sentence, found: list[_Named]) -> list[_Named]:
    """Without the name that a body shares with a place in a list: "Kent and Essex Serious Crime Directorate"."""
    kept = []
    for each in found:
        rest = text[each.end - sentence.start : each.end - sentence.start + 200]
        if _IN_LONG_BODY.match(rest) and (
            not re.match(r"^\s*,", rest) or text[: each.start - sentence.start].strip("* ") in ("", "The")
        ):
            continue
        kept.append(each)
    return kept


_IN_LONG_BODY = re.compile(
    rf"^(?:\s*,\s*[A-Z][\w'-]+){{0,6}}\s*,?\s+(?:and|&)\s+(?:[A-Z][\w'-]+\s+){{1,2}}(?!(?:{_PLACE_LIKE})\b)(?:{_BODY})\b"
)
SMALL_PLACE = 2000
"""Inhabitants below which a name must stand where nothing but a place can."""
