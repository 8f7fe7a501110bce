"""Warnings written in another language than English: known for what they are, and read as far as figures and names go.

Only the words that make a warning a warning are held here, for languages in which residents of the United Kingdom are
warned. What a warning in them tells in words is not read, and the answer says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


_WORD = re.compile(r"[^\W\d_]+")
_I = re.IGNORECASE
_ENGLISH = frozenset(
    ["the", "and", "of", "to", "in", "is", "that", "for", "you", "are", "with", "was", "on", "have", "they"]
)
WORDS_LOOKED_AT = 600
_LEAST_SHARE = 0.08  # of the words; a text in the language has a fifth of them or more


@dataclass(frozen=True, slots=True)
class Language:
    """``common`` are words that every text in it has; ``fraud`` and ``warns`` what warnings of fraud say in it."""

    name: str
    common: frozenset[str]
    fraud: re.Pattern[str]
    warns: re.Pattern[str]
    channels: tuple[tuple[str, re.Pattern[str]], ...]


def _language(
    name: str, common: str, fraud: str, warns: str, *, call: str, sms: str, email: str, person: str
) -> Language:
    ways = (("call", call), ("sms", sms), ("email", email), ("in-person", person))
    return Language(
        name,
        frozenset(common.split()),
        re.compile(rf"\b(?:{fraud})\b", _I),
        re.compile(rf"\b(?:{warns})\b", _I),
        tuple((channel, re.compile(rf"\b(?:{words})\b", _I)) for channel, words in ways),
    )


LANGUAGES = (
    _language(
        "Welsh",
        "yn yr ar eich gan mae ni wedi am hyn ei bod fod os neu y i o a",
        r"sgam(?:iau|iwr|wyr)?|d?th?wyll(?:o|wyr|wr|odrus)?|twyll\w*|dwyll\w*|ffug",
        r"r?h?ybudd\w*|gwyliwch|byddwch yn \w+|peidiwch|gochel\w*",
        call=r"g?alwad(?:au)?|ff[oô]n\w*|galwyr?|alwyr?",
        sms=r"neges(?:euon)? testun|negeseuon testun|tecst\w*",
        email=r"e-?byst|e-?bost",
        person=r"g?arreg y drws|wrth (?:y|eich) drws",
    ),
    _language(
        "Spanish",
        "de la que el en los las por una para con su se del no al un lo es",
        r"estafas?|estafador(?:es|as|a)?|fraudes?|fraudulent[oa]s?|enga[ñn]os?|suplanta\w*|timos?|phishing",
        r"alertas?|advierten?|advertencia|avisos?|cuidado|insta|nunca|no (?:comparta|pague|haga|proporcione|conteste|d[ée])\b",
        call=r"llamadas?|llaman?|tel[ée]fono",
        sms=r"mensajes? de texto|sms",
        email=r"correos? electr[óo]nicos?|e-?mails?",
        person=r"(?:a|en) (?:la|su) puerta|domicilio",
    ),
    _language(
        "Polish",
        "w i na z się nie do że jest przez lub od są o po to jak za dla",
        r"oszust\w*|oszuka\w*|wyłudz\w*|wyludz\w*|fałszyw\w*|falszyw\w*|podszyw\w*|phishing",
        r"uwaga|uważaj\w*|ostrzeż\w*|ostrzeg\w*|ostroż\w*|nigdy|nie (?:podawaj|klikaj|przelewaj|ufaj|odpowiadaj)\w*",
        call=r"telefon\w*|dzwoni\w*|rozmow\w* telefoniczn\w*",
        sms=r"sms\w*|wiadomości tekstow\w*",
        email=r"e-?mail\w*",
        person=r"do drzwi|domokrąż\w*",
    ),
    _language(
        "French",
        "de la le les des et en une pour dans que par sur est pas vous du au il",
        r"arnaques?|escroqueries?|escrocs?|fraudes?|fraudule\w+|hame[çc]onnage|usurp\w*",
        r"attention|alertes?|m[ée]fiez|mise en garde|jamais|ne (?:donnez|cliquez|payez|communiquez|r[ée]pondez)",
        call=r"appels?|t[ée]l[ée]phone\w*",
        sms=r"sms|textos?",
        email=r"courriels?|e-?mails?",
        person=r"[àa] (?:la|votre) porte|d[ée]marchage",
    ),
    _language(
        "Portuguese",
        "de a que o em os as por uma para com não se da do um é na no",
        r"burlas?|burl[õo]es|burl[ãa]o|golpes?|golpistas?|fraudes?|fraudulent[oa]s?|phishing",
        r"alertas?|aten[çc][ãa]o|avisos?|cuidado|nunca|n[ãa]o (?:partilhe|pague|clique|forne[çc]a|responda)",
        call=r"chamadas?|telefonemas?|liga[çc][õo]es|telefone\w*",
        sms=r"mensagens? de texto|sms",
        email=r"e-?mails?|correio eletr[óo]nico",
        person=r"[àa] porta",
    ),
    _language(
        "Romanian",
        "de la în si și cu pe nu un o din este care sunt că ca pentru prin să",
        r"[îi]n[șs]el[ăa]tori\w*|escroc\w*|fraud[ăae]\w*|fals[ăie]?|phishing",
        r"aten[țt]ie|avertiz\w*|alert[ăae]|niciodat[ăa]|nu (?:da[țt]i|pl[ăa]ti[țt]i|accesa[țt]i|r[ăa]spunde[țt]i)",
        call=r"apel\w*|telefon\w*|sun[ăa]",
        sms=r"sms\w*|mesaje text",
        email=r"e-?mail\w*",
        person=r"la u[șs][ăa]",
    ),
)  # fmt: skip


def language_of(text: str) -> Language | None:
    """The language that a text is written in, when it is one of ``LANGUAGES``; None for English and any other."""
    words = [word.lower() for word in _WORD.findall(text[:8000])[:WORDS_LOOKED_AT]]
    if len(words) < 8:
        return None
    english = sum(word in _ENGLISH for word in words)
    if english >= len(words) // 10:  # a tenth of any English text are these
        return None
    most, best = max(
        ((sum(word in each.common for word in words), each) for each in LANGUAGES), key=lambda pair: pair[0]
    )
    return best if most > 2 * english and most >= _LEAST_SHARE * len(words) else None


def warns_in(language: Language, text: str) -> bool:
    """Whether a text in that language warns of fraud: it names it more than once, and tells to beware."""
    part = text[:20_000]
    named = sum(1 for _ in language.fraud.finditer(part))
    told = sum(1 for _ in language.warns.finditer(part))
    return (named >= 2 and told >= 1) or (named >= 1 and told >= 2)


def channels_in(language: Language, text: str) -> tuple[str, ...]:
    """The channels that it names, the most named first."""
    counts = {channel: sum(1 for _ in words.finditer(text[:20_000])) for channel, words in language.channels}
    return tuple(sorted((channel for channel in counts if counts[channel]), key=lambda channel: -counts[channel]))


def not_read_sentence(language: Language) -> str:
    return f"It is written in {language.name}: only its figures, days, addresses and telephone numbers were read."
