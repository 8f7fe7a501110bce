"""Numbers that are somebody's: phones, cards, accounts, National Insurance and NHS numbers, birthdays, codes, papers, plates.

All are read in levelled text (see ``levelling``); every pattern is bounded, so reading is linear. Facts: HMRC's NINO format
(manual NIM39110), the NHS number's modulus 11 (NHS data dictionary), ISO/IEC 7812 (Luhn), ISO 13616 (IBAN), Ofcom's
National Telephone Numbering Plan, DVLA's driver number and registration formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

Piece = tuple[int, int, str]  # start, end, kind
Tokens = Mapping[str, Sequence[tuple[int, str]]]
"""Where words that lead to personal data begin, with the word in small letters, by what they lead to (``redact`` finds them)."""


def spread(listed: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(listed.split())


KEPT_SHORT_CODES = frozenset({"101", "105", "111", "119", "159", "999", "112", "7726", "18000", "60599", "18001"})

_SEP = r"[ .\-/()]{0,3}"
_PHONES = (
    re.compile(rf"(?<![\w£$€])(?:wa\.me/)?(?:\+|00(?=\d))\d(?:{_SEP}\d){{7,14}}(?!\d)"),
    re.compile(rf"(?<![\w£$€])(?<!\d[.,])\(?0{_SEP}[1235789](?:{_SEP}\d){{8,9}}(?!\d)"),
    re.compile(r"(?:wa\.me/|(?<![\w£$€+]))44 ?[1-3578](?:[ -]?\d){9}(?!\d)"),
)
_DIGIT_WORD = (
    r"(?:(?:double|treble|triple)[ -])?(?:oh|o|zero|nought|nil|one|two|three|four|five|six|seven|eight|nine|0)"
)
_SPOKEN = re.compile(rf"{_DIGIT_WORD}(?:[ ,.-]{{1,3}}{_DIGIT_WORD}){{5,14}}(?!\w)", re.I)
_CARD = re.compile(r"(?<![\w+])\d(?:[ .-]{0,2}\d){12,18}")
_SORT_DASHED = re.compile(r"(?<![\d-])\d\d-\d\d-\d\d(?!-?\d)")
_SORT_SPACED = re.compile(r"(?<![\w.])\d\d[ .]\d\d[ .]\d\d(?![ .]?\d{1,2}\b)(?!\d)")
_SLASHED = re.compile(r"\b[as]/c\b", re.I)
_SORT_CUED = re.compile(r"(?:sort ?code|s/c|sc|sort)(?![a-z])[^\d.]{0,12}(?P<it>\d\d[ .-]?\d\d[ .-]?\d\d)(?!\d)", re.I)
_ACCOUNT = re.compile(r"(?<![\w£$€.,-])(?:\d{7,8}|\d{4} \d{4})(?![\d]|[.,]\d|-\d)")
_ROLL = re.compile(r"\b[A-Z]/\d{6,10}(?:-\d{1,2})?(?!\d)")
_BANKING = spread(
    "sc payee roll acc acct accnt accno account accounts accountno sort sortcode sorted bank banks banking bank's"
)
_RUN = re.compile(r"\d+")
_LETTERED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,5}[ -]?\d")
_IBAN_GB = re.compile(r"(?<![A-Za-z0-9])GB\d\d ?[A-Z]{4}(?: ?\d){14}(?!\d)", re.I)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_NINO = re.compile(
    r"(?<![A-Za-z0-9])(?:QQ|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D](?![A-Za-z0-9])",
    re.I,
)
_NHS = re.compile(r"(?<![\d+£])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = (
    rf"(?:\d{{1,4}}[ /.-]{{1,2}}\d{{1,2}}[ /.-]{{1,2}}\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -]\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BORN = re.compile(
    rf"(?:date of birth|\bd\.?o\.?b\b\.?|\bborn(?: on| in)?|\bbirth ?da(?:y|te))(?:[ :,;=-]|\bis\b|\bwas\b|\bon\b){{0,6}}(?P<it>{_DAY})(?!\d)",
    re.I,
)
_LONG_AGO = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}[/.]\d{{1,2}}[/.](?:19[1-9]\d|200\d|[3-9]\d)|\d{{1,2}}-\d{{1,2}}-(?:19[1-9]\d|200\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?:19[1-9]\d|200\d))(?![\w/-])",
    re.I,
)  # a whole date so old is hardly ever that of the scam
_CODES = re.compile(
    r"\b(?:pin(?: number)?|pass ?codes?|one[- ]time (?:pass)?code|otp|cvv2?|cvc2?|security (?:code|number)|(?<!sort )(?<!post )(?<!dialling )(?<!area )codes?"
    r"|(?:three|four|six|3|4|6) digits)\b(?P<between>[^.\d£\n]{0,40}?)(?<![A-Za-z0-9£/-])(?P<it>\d(?:[ -]?\d){2,7})(?![\w-]|[.,:/]\d)",
    re.I,
)
_PASSWORD = re.compile(
    r"\b(?:pass ?word|pass ?phrase|memorable (?:word|name|place|information)|security (?:word|answer))s?(?P<link>(?:[ :=,'\"]|\bis\b|\bwas\b){1,6})(?P<it>[^\s,;]{3,40})",
    re.I,
)
_NO_PASSWORD = spread(
    "a an and any are asked at be because been but by changed correct did didn't for from had has have he her his how i if in into is it "
    "lost manager my near no not of off on online or our out over reset safe she so still stolen that the their them then there they this "
    "to too used was we were what when which who with wrong you your"
)
_PASSPORT = re.compile(r"passport[^.\d\n]{0,30}(?P<it>\d{9})(?!\d)", re.I)
_DRIVER = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,5}9{0,3} ?\d{6} ?[A-Z9]{2} ?\d[A-Z]{2}(?: ?\d\d)?(?![A-Za-z0-9])", re.I)
_PLATE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d ?[A-Z]{3}(?![A-Za-z0-9])")
_PLATE_CUED = re.compile(
    r"(?:\breg(?:istration)?\b|\bplate\b|\bvehicle\b)[^.\d\n]{0,16}?\b(?P<it>[A-Z]{2}\d\d ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3})(?![A-Za-z0-9])",
    re.I,
)


_AFTER: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    **dict.fromkeys(("date", "d", "dob", "born", "birthday", "birth", "birthdate"), ((_BORN, "date of birth"),)),
    **dict.fromkeys(("pin", "passcode", "pass", "one", "one-time", "otp", "cvv", "cvv2", "cvc", "cvc2", "security", "code", "codes", "passcodes", "three", "four", "six", "3", "4", "6"), ((_CODES, "secret"),)),
    "passport": ((_PASSPORT, "document"),),
    **dict.fromkeys(("reg", "registration", "plate", "vehicle"), ((_PLATE_CUED, "vehicle"),)),
}  # fmt: skip
_PASSWORD_WORDS = frozenset({"password", "passwords", "pass", "passphrase", "memorable", "security"})
_DIGIT_WORDS = spread("double treble triple oh o zero nought nil one two three four five six seven eight nine 0")


LEADS: dict[str, frozenset[str]] = {
    "number": frozenset(_AFTER),
    "secret": _PASSWORD_WORDS,
    "digit": _DIGIT_WORDS,
    "bank": _BANKING,
}


def numbers(plain: str, tokens: Tokens, keep: frozenset[str]) -> Iterator[Piece]:
    """Every piece of personal data that is a number, the surer kinds first; pieces may overlap.

    Patterns are tried only where a run of digits or a word that leads to one begins: trying each at every character would
    take ten times as long.
    """
    runs = [match.start() for match in _RUN.finditer(plain)]
    for match in _LETTERED.finditer(plain):
        yield from _lettered(plain, match.start())
    for at in runs:
        if (found := _CARD.match(plain, at)) and (end := _card_end(found[0])):
            yield at, at + end, "card"
    for at, word in tokens["number"]:
        for pattern, kind in _AFTER.get(word) or _AFTER.get(word.partition("'")[0], ()):  # “vehicle's”
            found = pattern.match(plain, at)
            if found and (kind != "secret" or _digits(found["it"]) not in KEPT_SHORT_CODES):
                yield *found.span("it"), kind
    for at in runs:
        if found := _phone_at(plain, at):
            if _is_phone(found[0], keep):
                yield found.start() + (found[0].startswith("(") and ")" not in found[0]), found.end(), "phone"
        elif (found := _NHS.match(plain, at)) and (_is_nhs(found[0]) or "nhs" in plain[max(0, at - 24) : at].lower()):
            yield at, found.end(), "NHS number"
    yield from _bank(plain, runs, tokens, keep)
    for at in runs:
        if found := _LONG_AGO.match(plain, at):
            yield at, found.end(), "date of birth"


def secret_words(plain: str, tokens: Tokens) -> Iterator[Piece]:
    """Passwords and memorable words that somebody tells."""
    for at, _ in tokens["secret"]:
        if match := _PASSWORD.match(plain, at):
            value = match["it"].strip("'\".!?)").lower()
            link = match["link"].lower()
            told = any(character.isdigit() for character in value) or "is" in link or ":" in link or "=" in link
            if told and value and value not in _NO_PASSWORD:
                yield *match.span("it"), "secret"


def spoken_numbers(plain: str, tokens: Tokens) -> Iterator[Piece]:
    """Numbers written as they are said: "oh seven seven double oh …"."""
    for at, _ in tokens["digit"]:
        if match := _SPOKEN.match(plain, at):
            yield *match.span(), "phone"


def _lettered(plain: str, at: int) -> Iterator[Piece]:
    if found := _IBAN_GB.match(plain, at):
        yield *found.span(), "account"
    if (found := _IBAN.match(plain, at)) and (end := _iban_end(found[0])):
        yield at, at + end, "account"
    if found := _NINO.match(plain, at):
        yield *found.span(), "NI number"
    if found := _DRIVER.match(plain, at):
        yield *found.span(), "document"
    if found := _PLATE.match(plain, at):
        yield *found.span(), "vehicle"


def _phone_at(plain: str, at: int) -> re.Match[str] | None:
    start = at
    if plain.startswith("wa.me/", max(0, at - 6)) and at >= 6:
        start = at - 6
    elif plain[at - 1 : at] == "+":
        start = at - 1
    if plain[start] == "0" and plain[start - 1 : start] == "(":
        start -= 1
    for pattern in _PHONES:
        if found := pattern.match(plain, start):
            return found
    return None


def _bank(plain: str, runs: Sequence[int], tokens: Tokens, keep: frozenset[str]) -> Iterator[Piece]:
    banking = [at for at, _ in tokens["bank"]]
    if "/" in plain:
        banking += [match.start() for match in _SLASHED.finditer(plain)]
    if not banking and not any(plain[at + 2 : at + 3] in "- ." for at in runs):
        return
    sorts: list[int] = []
    for at in banking:
        if (found := _SORT_CUED.match(plain, at)) and _digits(found["it"]) not in keep:
            sorts.append(found.end())
            yield *found.span("it"), "sort code"
    for at in runs:
        found = _SORT_DASHED.match(plain, at)
        if found is None and (found := _SORT_SPACED.match(plain, at)):
            near = _near(banking, at, at, before=40, after=0) or _ACCOUNT.match(plain, found.end() + 1)
            found = found if near else None
        if found and _digits(found[0]) not in keep:
            sorts.append(found.end())
            yield *found.span(), "sort code"
    for at in runs:
        if (found := _ACCOUNT.match(plain, at)) and _digits(found[0]) not in keep:
            after_sort = any(0 <= at - end <= 30 for end in sorts)
            if after_sort or _near(banking, at, found.end(), before=64, after=48):
                yield *found.span(), "account"
        elif banking and at > 1 and (found := _ROLL.match(plain, at - 2)):
            yield *found.span(), "account"


def _near(places: list[int], start: int, end: int, *, before: int, after: int) -> bool:
    return any(start - before <= place < end + after for place in places)


def _digits(value: str) -> str:
    return "".join(character for character in value if character.isdigit())


def _is_phone(value: str, keep: frozenset[str]) -> bool:
    value = value.removeprefix("wa.me/")
    digits = _digits(value)
    national = digits
    if value[0] in "+" or digits.startswith("00"):
        national = "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return 9 <= len(digits) <= 15 and digits not in keep and national not in keep


def _card_end(value: str) -> int:
    """Where a card number that begins here ends (relative), by Luhn's check; 0 when none does."""
    places = [at for at, character in enumerate(value) if character.isdigit()]
    for length in range(min(19, len(places)), 12, -1):
        digits = [int(value[at]) for at in places[:length]]
        end = places[length - 1] + 1
        if length < len(places) and places[length] == end:
            continue  # it would end inside a run of digits
        total = sum(
            number if place % 2 == 0 else (number * 2 - 9 if number > 4 else number * 2)
            for place, number in enumerate(reversed(digits))
        )
        if total % 10 == 0 and len(set(digits)) > 1:
            return end
    return 0


def _iban_end(value: str) -> int:
    """Where an IBAN that begins here ends (relative), by its check digits; 0 when none does."""
    places = [at for at, character in enumerate(value) if character != " "]
    for length in range(min(34, len(places)), 14, -1):
        end = places[length - 1] + 1
        code = value[:end].replace(" ", "")
        if int("".join(str(int(character, 36)) for character in code[4:] + code[:4])) % 97 == 1:
            return end
    return 0


def _is_nhs(value: str) -> bool:
    digits = _digits(value)
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9]) and check != 10
