"""Words that are somebody's: names, addresses, postcodes, e-mail addresses, names on social media.

A name is known by what stands before it ("my name is", "Mrs", "my neighbour", "Dear"), or by its given name. All patterns
are bounded. Read in levelled text (see ``levelling``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .personal_numbers import Piece, Tokens, spread

_DIGIT = re.compile(r"\d")
_EMAIL = re.compile(r"[\w.%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_EMAIL_HIDDEN = re.compile(
    r"[\w.%+'-]{1,64} ?(?:\[at\]|\(at\)|<at>) ?[\w-]{1,63}(?: ?(?:\[dot\]|\(dot\)|<dot>|\.) ?[\w-]{2,63}){1,5}"
    r"|\b\w{1,40}(?: dot \w{1,40}){0,4} at \w{1,40}(?: dot \w{1,40}){1,4}\b",
    re.I,
)
_POSTCODE = re.compile(r"(?<![A-Za-z0-9])(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])", re.I)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_][\w.-]{1,30}\w")
_HANDLE_CUED = re.compile(
    r"(?:snapchat|snap|instagram|insta|telegram|facebook|tiktok|twitter|discord|profile|user ?name|login|handle)(?:[ :=,]|\bname\b|\bis\b){1,6}"
    r"(?P<it>[A-Za-z][\w.]{0,20}[._\d][\w.]{0,20}\w|[A-Za-z]{2,20}\d{1,6})",
    re.I,
)

# --- addresses ---------------------------------------------------------------------------------------
_STREET = (
    "Avenue|Ave|Road|Rd|Street|St|Lane|Ln|Close|Drive|Dr|Way|Crescent|Gardens|Grove|Place|Court|Hill|Terrace|Parade|Walk|Square|Row|Mews|"
    "Cottages|Rise|View|Park|Green|Gate|Croft|Fields|Meadow|Meadows|Quay|Wharf|Vale|Villas|Buildings|Mansions|Path|Drove|Common|Chase|Mount"
)
_WORD = r"[A-Z][\w'.-]{0,24}"
_FLAT = r"(?:(?:[Ff]lat|[Uu]nit|[Aa]partment|[Aa]pt|[Rr]oom|[Ss]uite)\.? \w{1,4},? {1,2})"
_HOUSE_NAME = rf"(?:{_WORD} ){{1,2}}(?:House|Court|Lodge|Cottage|Farm|Villa|Barn|Mill|Bungalow|Towers?)"
_TOWN = r"(?:, [A-Z][a-z]{2,20}(?![A-Za-z]))?"
_ADDRESS = re.compile(
    rf"(?<![\w£.])(?:{_FLAT}{{1,2}}|(?:[Nn]umber|[Nn]o\.?) )?\d{{1,4}}[A-Za-z]?,? (?:{_HOUSE_NAME}, )?(?:{_WORD} ){{1,3}}(?:{_STREET})\b\.?{_TOWN}"
)
_NAMED_HOUSE = re.compile(
    rf"(?<!\w){_FLAT}?{_HOUSE_NAME}, (?:\d{{1,4}}[A-Za-z]?,? )?(?:{_WORD} ){{1,3}}(?:{_STREET})\b{_TOWN}"
)
_ADDRESS_LOWER = re.compile(
    r"(?:lives? (?:at|in)|address(?: is|:)?|house is|home (?:is|at)|came to|deliver(?:ed|y)? to|i am at|we are at)[ :]{1,2}"
    r"(?P<it>(?:flat \w{1,4},? )?\d{1,4}[a-z]?,? (?:[\w']{2,20} ){1,3}(?:avenue|ave|road|rd|street|st|lane|close|drive|crescent|gardens|grove|terrace|court|way|walk|hill))\b",
    re.I,
)

_ADDRESS_WORDS = spread("live lives address house home came deliver delivered delivery i we")
_HOUSE_WORDS = spread("house court lodge cottage farm villa barn mill bungalow tower towers")
_HANDLE_WORDS = spread(
    "snapchat snap instagram insta telegram facebook tiktok twitter discord profile user username login handle"
)

# --- names -------------------------------------------------------------------------------------------
_NAME_WORD = r"(?:(?:Mc|Mac|O'|D'|Al-|El-)?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,24}(?:['-][A-ZÀ-Þa-zß-ÿ][a-zß-öø-ÿ]{0,24})?(?!\w)|[A-Z]{2,20}(?:[-'][A-Z]{2,20})?\b)"
_INITIALS = r"(?:[A-Z]\b\.? ?){0,3}"
_NAME = rf"(?P<it>{_INITIALS}{_NAME_WORD}(?: (?:[A-Z]\b\.? )?(?:(?:de|van|von|bin|al|ap|der) )?{_NAME_WORD}){{0,3}})"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Reverend|Sir|Dame|Lady|Lord|Cllr|Councillor|PC|DC|DS|DI|WPC|Sgt|Sergeant|Constable|Inspector|Detective|Officer|Agent|Captain|MR|MRS|MS|MISS|DR)"
_TITLED = re.compile(rf"{_TITLE}\.?(?: (?:&|and) {_TITLE}\.?)?(?: (?:Sergeant|Constable|Inspector))? {_NAME}")
_TITLED_LOWER = re.compile(
    r"(?:mr|mrs|mx)\.? (?P<it>[a-z][a-z'-]{1,24}(?: [a-z]{2,24}(?= (?:your|you|we|has|is|was|this)\b))?)"
)
_KIN = (
    "mum|mam|mother|dad|father|nan|nana|gran|granny|grandma|grandad|grandfather|grandmother|husband|wife|partner|boyfriend|girlfriend|fiancee?|"
    "neighbour|friend|mate|son|daughter|brother|sister|aunt|auntie|uncle|cousin|nephew|niece|grandson|granddaughter|boss|manager|colleague|carer|tenant|"
    "landlord|landlady|client|(?:brother|sister|mother|father|son|daughter)-in-law|late (?:husband|wife|father|mother|mum|dad|son)"
)
_CUED = re.compile(
    rf"(?:(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Tt]he|[Rr]eal|[Ff]ull|[Pp]ayee|[Cc]ustomer|[Oo]wn|[Ff]alse)? ?[Nn]ame(?:'?s| is| was| of|) ?[:,-]? ?(?:is |was )?[\"']?"
    rf"|I am called |(?:[Cc]all(?:ed|s|ing)?|[Nn]amed|[Kk]nown as|[Aa]nswered as|[Gg]oing by|[Cc]alls? (?:himself|herself|themselves)|[Cc]alled (?:himself|herself|me))[ :,]+"
    rf"|(?:[Oo]ur|[Mm]y|[Hh]er|[Hh]is|[Tt]heir|[Aa]) (?:{_KIN})(?: is| was|'s name is| called| named|,)* "
    rf"|(?:[Aa]sk(?:ed|s|ing)? for|[Ss]peak to|[Ss]poke (?:to|with)|[Aa]ttention of|[Mm]ade out to|[Cc]ontact|[Hh]older|[Pp]ayee|[Pp]honed by|[Rr]ung by|[Cc]alled by|[Ss]old \w+ \w+ to|[Pp]aid \S{{1,12}} to|[Ss]aid (?:he|she) was|to me,|[Ww]idow|[Tt]he late|[Mm]y late)[ :,]+"
    rf"|(?:[Ss]igned|[Ss]incerely|[Ff]aithfully|[Rr]egards|[Tt]hanks|[Bb]est wishes|[Ll]ove from|[Cc]heers)[,:.]?\s{{1,3}}"
    rf"|(?:I am|I'm|[Ii]m|[Ii]'m|[Tt]his is|[Ii]t is|[Ii]t's|[Ss]he is|[Hh]e is) )"
    rf"(?:{_TITLE}\.? )?{_NAME}"
)
_DEAR = re.compile(rf"(?:[Dd]ear|DEAR|[Hh]i|HI|[Hh]ello|[Hh]ey|[Hh]iya),? (?:{_TITLE}\.? )?{_NAME}")
_HERE = re.compile(rf"(?:^|(?<=[.!?\":] )){_NAME} (?:here|speaking|writing|calling)\b")
_MY_NAME_IS = re.compile(
    r"(?:(?:my|full|first|his|her) name(?:'?s| is| was|) ?[:-]? ?|name ?[:-] ?)(?P<it>[a-z][a-z'-]{1,24}(?: [a-z'-]{2,24})?)",
    re.I,
)
_SELF_LOWER = re.compile(
    rf"(?:[Ii] am|[Ii]'?m|[Tt]his is|called|[Ii]t's|[Ii]t is|[Mm]y (?:{_KIN}),?) (?P<it>[a-z]{{2,20}})(?: (?P<more>[a-z'-]{{3,24}}))?"
)
_TITLE_WORDS = spread(
    "mr mrs ms miss mx dr prof professor rev reverend sir dame lady lord cllr councillor pc dc ds di wpc sgt sergeant constable inspector detective officer agent captain"
)
_CUE_WORDS = spread(
    "my his her their the real full payee customer own false name names name's i i'm im this it it's she he a our called call calls calling named known answered going "
    "ask asked asks asking speak spoke attention made contact holder phoned rung sold paid said to widow late signed sincerely faithfully regards thanks best love cheers"
)
_GREETINGS = frozenset({"dear", "hi", "hello", "hey", "hiya"})
_NAME_CUES = frozenset({"my", "full", "first", "his", "her", "name"})
_SELF_WORDS = frozenset({"i", "i'm", "im", "this", "called", "it's", "it", "my"})
_CAPITAL = re.compile(rf"(?<![\w@/.-]){_NAME_WORD}(?: (?:[A-Z]\b\.? )?{_NAME_WORD}){{0,2}}")

_NOT_NAMES = spread(
    "a about access account action after afterwards again all also always am amazon an and android another any anydesk apple april are as ask asking at august "
    "back badge bank barclays because been bitcoin boots bt british bristol but by call called calling caller can christian christmas citizen client council "
    "court courier cornish cousin customer customers dad daddy day december delivery dorset dvla dutch easter ebay ee email english england enquiry even evri everyone everybody "
    "facebook february fine first fraud free french friday from full german gmail god good google government gran grandma grandad he hello hi his her here "
    "hmrc homeowner hotmail how however i if in inspector instead insurance investor irish is it its january july june just kent kind last later like ltd limited "
    "london lloyds madam mam manchester march may maybe member members men microsoft money monday mr mrs ms mum mummy my national natwest neighbour netflix new nhs next nan no nobody "
    "northern not nothing november now number o2 occupier october of officer ok okay on once online only or our out parcel patient paypal pc perhaps phone please "
    "police polish post pension prince princess please rang reader report resident residents romanian royal santander saturday sainsburys sainsbury's scottish scotland sept september service she sir sirs sky so "
    "some somebody someone something sorry sort south still student subscriber sunday sure surely tax taxpayer team telegram tenant tesco thank thanks that the their them then there these they "
    "this those though three thursday to today tomorrow toll trading tuesday tv two uk unfortunately united us user valued very victim virgin visa vodafone "
    "wales was we wednesday welsh were west what whatsapp when where which while who why windows winner with woman women yes yesterday you your zoom "
    "action barclaycard beloved darling dearest folks guys ladies love gentlemen sirs madame account holder friend friends sweetheart dears both "
    "mail mastercard maestro amex evening morning afternoon final urgent security support notice pay press click visit text ring reply stop"
)
_BUSINESS = re.compile(
    r"(?:Bank|Ltd|Limited|PLC|Plc|Police|Council|Holdings|Post|Mail|Support|Energy|Gas|Water|Group|Services?|Insurance|Hospital|University|School|Church|Lewis|Cook|Hill|Baker|Malone|Ambulance|Street|Road|Lane|High|Licensing|Standards|Watch)$"
)
_BUSINESS_NAMES = frozenset(
    {
        "John Lewis",
        "Thomas Cook",
        "William Hill",
        "Ted Baker",
        "St John",
        "Paddy Power",
        "Victoria Line",
        "Victoria Station",
        "Ryan Air",
    }
)
_PART = re.compile(r"[^ ]+")
_GOES_ON = re.compile(r" (?:has|is|was|had|and|got|lost|paid|who|sends?|gave)\b|[,.]")
_FILLERS = spread(
    "on in being used not spelled spelt wrong correct at still the a an attached linked out there and is was but so from for to i he she they it"
)


def leads() -> dict[str, frozenset[str]]:
    """The words that lead to names, addresses and the like, by what they lead to."""
    return {
        "at": frozenset({"at"}),
        "dot": frozenset({"dot"}),
        "here": frozenset({"here", "speaking", "writing", "calling"}),
        "address": _ADDRESS_WORDS,
        "house": _HOUSE_WORDS,
        "handle": _HANDLE_WORDS,
        "title": _TITLE_WORDS,
        "cue": _CUE_WORDS,
        "greeting": _GREETINGS,
        "name": _NAME_CUES,
        "self": _SELF_WORDS,
        "given": given_names() | _also_words(),
    }


def words(plain: str, tokens: Tokens, known: frozenset[str]) -> Iterator[Piece]:
    """Every piece of personal data that is words, the surer kinds first. ``known``: names of organisations, in small letters.

    Patterns are tried only where a word that leads to one begins.
    """
    if "@" in plain:
        for match in _EMAIL.finditer(plain):
            yield *match.span(), "e-mail"
    if tokens["at"] and (tokens["dot"] or any(mark in plain for mark in "[(<")):
        for match in _EMAIL_HIDDEN.finditer(plain):
            yield *match.span(), "e-mail"
    if tokens["house"]:
        for match in _NAMED_HOUSE.finditer(plain):
            yield *match.span(), "address"
    if _DIGIT.search(plain):
        for match in _POSTCODE.finditer(plain):
            yield *match.span(), "postcode"
        for match in _ADDRESS.finditer(plain):
            yield *match.span(), "address"
        for at, _ in tokens["address"]:
            if found := _ADDRESS_LOWER.match(plain, at):
                yield *found.span("it"), "address"
    if "@" in plain:
        for match in _HANDLE.finditer(plain):
            yield *match.span(), "handle"
    for at, _ in tokens["handle"]:
        if found := _HANDLE_CUED.match(plain, at):
            yield *found.span("it"), "handle"
    yield from _names(plain, tokens, known)


def _names(plain: str, tokens: Tokens, known: frozenset[str]) -> Iterator[Piece]:
    for at, _ in tokens["title"]:
        if match := _TITLED.match(plain, at):
            if piece := _trimmed(plain, *match.span("it"), known, titled=True):
                yield at, piece[1], "name"
        elif (match := _TITLED_LOWER.match(plain, at)) and match["it"].partition(" ")[0] not in _NOT_NAMES:
            yield at, match.end("it"), "name"
    for use, pattern in (("cue", _CUED), ("greeting", _DEAR)):
        for at, _ in tokens[use]:
            match = pattern.match(plain, at)
            if match and (piece := _trimmed(plain, *match.span("it"), known)):
                yield piece
    if tokens["here"]:
        for match in _HERE.finditer(plain):
            if piece := _trimmed(plain, *match.span("it"), known):
                yield piece
    given = given_names()
    for at, _ in tokens["name"]:
        if match := _MY_NAME_IS.match(plain, at):
            first, _, second = match["it"].partition(" ")
            if first not in _FILLERS and first not in _NOT_NAMES:
                whole = second and second not in _FILLERS and second not in _NOT_NAMES
                yield match.start("it"), match.start("it") + len(first) + (1 + len(second) if whole else 0), "name"
    for at, _ in tokens["self"]:
        if (match := _SELF_LOWER.match(plain, at)) and match["it"] in given:
            more = match["more"]
            surname = (
                more and more not in _NOT_NAMES and more not in _FILLERS and _reads_as_surname(plain, match.end("more"))
            )
            yield match.start("it"), match.end("more" if surname else "it"), "name"
    for at, word in tokens["given"]:
        if not plain[at].isupper() or not (match := _CAPITAL.match(plain, at)):
            continue
        first, _, rest = match[0].partition(" ")
        if (word not in given and not rest) or (first.isupper() and len(first) < 4):
            continue
        if match[0] in _BUSINESS_NAMES or _BUSINESS.search(match[0]) or match[0].lower() in known or word in known:
            continue
        if piece := _trimmed(plain, *match.span(), known):
            yield piece


def _reads_as_surname(plain: str, end: int) -> bool:
    """A small-letter word after a small-letter given name is a surname where the sentence goes on with "has", "is" …"""
    return _GOES_ON.match(plain[end : end + 7]) is not None


def _trimmed(plain: str, start: int, end: int, known: frozenset[str], *, titled: bool = False) -> Piece | None:
    """A run of capitalised words without those at its end that are no part of a name; None when nothing is left."""
    pieces = [(start + match.start(), start + match.end()) for match in _PART.finditer(plain[start:end])]
    if not pieces or plain[start:end].lower() in known:
        return None
    for number, (begin, stop) in enumerate(pieces):
        word = plain[begin:stop].strip(".'\"").lower()
        if word in _NOT_NAMES or (word in known and not titled):
            pieces = pieces[:number]
            break
    if plain[start:end].isupper():
        pieces = pieces[:3]
    if not pieces:
        return None
    if (
        not titled
        and _BUSINESS.search(plain[pieces[0][0] : pieces[-1][1]])
        and plain[pieces[0][0] : pieces[0][1]].lower() not in given_names()
    ):
        return None
    return pieces[0][0], pieces[-1][1], "name"


@cache
def given_names() -> frozenset[str]:
    """Given names that are not also everyday words, in small letters."""
    return frozenset(_name_lists()[0].split())


@cache
def _also_words() -> frozenset[str]:
    return frozenset(_name_lists()[1].split())


@cache
def _name_lists() -> tuple[str, str]:
    text = Path(__file__).with_name("given_names.txt").read_text(encoding="utf-8")
    listed = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    plain, _, also = listed.partition("also words:")
    return plain, also
