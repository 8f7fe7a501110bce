"""An alert to be read out on the phone, for people who are not online.

A caller who warns of fraud sounds like one who commits it. So the script asks for nothing, offers to be checked first, and
says the code letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .text import SECTIONS, headline, say_day

SPOKEN: Mapping[str, str] = {
    "C": "Charlie", "F": "Foxtrot", "G": "Golf", "H": "Hotel", "J": "Juliett", "K": "Kilo", "M": "Mike", "P": "Papa",
    "Q": "Quebec", "R": "Romeo", "T": "Tango", "W": "Whiskey", "X": "X-ray", "Y": "Yankee",
    "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine", "-": "dash",
}  # fmt: skip
_ASKED: Mapping[str, str] = {
    "happening": "What is this about?",
    "spot": "How would I know it?",
    "do": "What should I do?",
    "contact": "Whom can I ring?",
}


def phone_script(document: Mapping[str, Any]) -> str:
    """What to say, line by line; lines in square brackets are for the caller's eyes.

    ``document`` is what :func:`tocsin.alerts.content.public_document` makes.
    """
    return "\n".join(_lines(document)) + "\n"


def spell_code(code: str) -> str:
    """``Kilo, seven, Quebec, dash, four, Mike, two``. What is no sign of a code is said as it stands."""
    if set(code) - set(SPOKEN):
        return code
    return ", ".join(SPOKEN[sign] for sign in code)


def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    desk, code = document["desk"], document["code"]
    yield f"[Script for the phone. Alert {code}, version {document['version']}, {say_day(document['sent_at'])}]"
    yield "[Ask for no name, number, date of birth or payment. Pass nobody on to another number.]"
    yield ""
    if document["exercise"]:
        yield "This is an exercise. Nothing I say is real, and you need not do anything."
    yield f"Hello. This is {desk['name']} with a fraud alert."
    yield "I will not ask you for anything: no details, no money, no code."
    yield "You need not take my word for it. You may put the phone down and check first."
    yield f"The alert has the code {spell_code(code)}."
    yield f"Anybody can enter it at {_site(desk['url'])}/verify and read this alert."
    yield ""
    yield "[Wait. If they want to check first, thank them and end the call.]"
    if document["kind"] == "Cancel":
        yield from ("", f"{headline(document)}.", str(document["withdrawal"]))
    else:
        if document["kind"] == "Update":
            yield from ("", "You may have heard an earlier version. This one replaces it.")
        yield from ("", _stopped(headline(document)))
        for section in SECTIONS:
            sentences = [one["text"] for one in document["sentences"] if one["section"] == section]
            if sentences:
                yield from ("", f"[{_ASKED[section]}]", *sentences)
    yield from ("", "[Ask whether you should say any of it again.]")
    yield f"The code once more: {spell_code(code)}. Thank you, and goodbye."


def _site(url: str) -> str:
    return url.partition("://")[2]


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
