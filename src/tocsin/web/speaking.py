"""The language of a page: gettext catalogues for what the pages say, and for the sentences that come from below.

A sentence of the knowledge (an advice, a rule) exists in English only. On a page in another language it is shown as it
stands and marked as English, so that a screen reader reads it so; nothing is translated by guesswork.
"""

from __future__ import annotations

import gettext
import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup, escape

from ..checking import lookup_words
from ..checking import words as checking_words
from .views import Language

LOCALE = Path(__file__).resolve().parent / "locale"
DOMAIN = "tocsin"

# Sentences that are made elsewhere from a pattern, as people read them on a public page.
MADE_ELSEWHERE: tuple[str, ...] = (
    "We do not know a place called “{name}”.",
    "We do not know an area called “{name}”.",
    "There is no scam “{name}”.",
    "“{given}” is not a day.",
    "“{given}” is not a sum in pounds.",
    "That is more than {megabytes} MB, which is more than we can read at once.",
    "There is no report {reference}.",
    "This desk has published no alert {code}.",
    "This is a true copy of our alert {code}.",
    "This looks like our alert {code}, but it has been changed. Do not act on this copy.",
    "It is in {count} of the reports made here.",
    "It is in {count} of the reports made here. It is a true number that fraudsters fake.",
    "It is in none of the reports made here. That proves nothing: fraudsters change them every day.",
    "This is a true number of {name}. A caller can still fake it.",
    "This is a true address of {name}. The message can still be false.",
    "This is a true address of {name}. It can still be faked.",
    "We cannot say yet how many messages you would get. We are new.",
    "You would get less than one message a month.",
    "You would get about {count} message a month.",
    "You would get about {count} messages a month.",
    "We have sent a link to {address}. Open it to confirm, and we will write when there is an alert.",
)


@lru_cache(maxsize=4)
def translations(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language; English is what the pages are written in."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, languages=[language])


@lru_cache(maxsize=1)
def sentences_from_below() -> tuple[str, ...]:
    """Every sentence of the checker and the look-ups, with the patterns that are filled in there."""
    found = [
        *_strings(checking_words),
        *_strings(lookup_words),
        *checking_words.FIRST.values(),
        *checking_words.TOLD.values(),
        *checking_words.ADVICE_ANY,
        *checking_words.ADVICE_NOTHING,
        *checking_words.ADVICE_UNSURE,
        *MADE_ELSEWHERE,
    ]
    return tuple(dict.fromkeys(found))


# Of the terminal, or completed with words of the knowledge, which are English.
NOT_SHOWN = ("NEVER", "ONLY_IF", "NOT_NORMALLY", "EXCEPTION", "NOT_HELD", "WORDS", "SOURCE", "SEEN_ON")


def _strings(module: object) -> list[str]:
    return [
        value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and " " in value and not _is_left_out(name)
    ]


def _is_left_out(name: str) -> bool:
    return name.startswith("HEADING_") or name in NOT_SHOWN


def N_(text: str) -> str:
    """Marks a sentence for the catalogue where it is written; it is translated where it is shown."""
    return text


def said(text: str, language: Language) -> str:
    """``text`` in ``language``; when there is no translation, as it stands and marked as English."""
    if language == "en" or not text:
        return text
    shown, filled_in = _translated(text, language)
    if shown is None:
        return _in_english(text)
    return Markup(escape(shown)).format(**{name: _in_english(value) for name, value in filled_in.items()})


def said_plainly(text: str, language: Language) -> str:
    """``text`` in ``language``, else as it stands: for titles, which hold no mark-up."""
    if language == "en":
        return text
    shown, filled_in = _translated(text, language)
    return text if shown is None else shown.format(**filled_in)


def _in_english(text: str) -> Markup:
    return Markup('<span lang="en">{}</span>').format(text)


def _translated(text: str, language: Language) -> tuple[str | None, dict[str, str]]:
    """The translation, with what stands in the places that its braces keep."""
    catalogue = translations(language)
    found = catalogue.gettext(text)
    if found != text:
        return found.replace("{", "{{").replace("}", "}}"), {}
    for pattern, original in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            shown = catalogue.gettext(original)
            if shown != original:
                return shown, match.groupdict()
    return None, {}


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    made = []
    for original in sentences_from_below():
        if "{" in original and not original.startswith("{"):
            parts = re.split(r"\{(\w+)\}", original)
            pattern = "".join(
                re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+)" for number, part in enumerate(parts)
            )
            made.append((re.compile(pattern, re.DOTALL), original))
    return tuple(made)
