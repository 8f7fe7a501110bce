"""What a telephone number is, by the National Telephone Numbering Plan, and whose, by the organisation register.

A number proves nothing: the one that a telephone shows can be chosen by whoever rings (Ofcom, General Condition C6.6
and its guidance on calling line identification).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tocsin.checking import lookup_words as words
from tocsin.checking.contacts import routes_of
from tocsin.checking.lookup import LookedUp
from tocsin.checking.routes import register_of
from tocsin.knowledge.load import Knowledge

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A range of numbers: how they are known, what they cost or are for, and whether a caller can truly have one."""

    id: str
    says: str
    advice: str = ""
    never_a_caller: bool = False


# By what a number begins with, the longest first. Ofcom, National Telephone Numbering Plan.
RANGES: tuple[tuple[str, NumberKind], ...] = (
    ("09", NumberKind("premium", words.PREMIUM, words.DO_NOT_RING, never_a_caller=True)),
    ("087", NumberKind("service-dear", words.SERVICE_DEAR, words.LOOK_FOR_ANOTHER)),
    ("084", NumberKind("service", words.SERVICE, words.LOOK_FOR_ANOTHER)),
    ("080", NumberKind("freephone", words.FREEPHONE)),
    ("07624", NumberKind("mobile", words.MOBILE_ISLE_OF_MAN)),
    ("070", NumberKind("personal", words.PERSONAL, words.DO_NOT_RING)),
    ("076", NumberKind("pager", words.PAGER, words.DO_NOT_RING)),
    ("07", NumberKind("mobile", words.MOBILE)),
    ("056", NumberKind("internet", words.INTERNET)),
    ("055", NumberKind("corporate", words.CORPORATE)),
    ("03", NumberKind("uk-wide", words.UK_WIDE)),
    ("02", NumberKind("geographic", words.GEOGRAPHIC)),
    ("01", NumberKind("geographic", words.GEOGRAPHIC)),
)
SHORT_CODES: dict[str, str] = {
    "999": words.CODE_999,
    "112": words.CODE_999,
    "101": words.CODE_101,
    "105": words.CODE_105,
    "111": words.CODE_111,
    "119": words.CODE_119,
    "159": words.CODE_159,
    "7726": words.CODE_7726,
    "60599": words.CODE_60599,
    "18000": words.CODE_18000,
    "18001": words.CODE_18001,
    "1471": words.CODE_1471,
}
PUBLIC_CODES = frozenset({"999", "112", "101", "105", "111", "119", "159", "7726", "60599", "18000", "18001"})
"""Nobody is rung from these: they are only rung, or written to."""


def look_up_number(
    value: str, knowledge: Knowledge, *, nation: str, on: date, as_caller: bool = False, reported: int | None = None
) -> LookedUp:
    """What is known of a number. ``value``: in international form (+44…) or a short code.

    ``as_caller``: it was shown as the number of somebody who rang. ``reported``: how often it stands in this desk's
    reports, where that was counted.
    """
    dialled = f"0{value[3:]}" if value.startswith("+44") else value
    kind = _kind(dialled)
    owner = register_of(knowledge).phones.get(dialled)
    says: list[str] = []
    do: list[str] = []
    alarm = False
    if dialled in SHORT_CODES:
        says.append(SHORT_CODES[dialled])
        if as_caller and dialled in PUBLIC_CODES:
            says.append(words.CODE_NEVER_RINGS)
            alarm = True
    elif kind is not None:
        says.append(kind.says)
        if as_caller and kind.never_a_caller:
            says.append(words.NEVER_A_CALLER)
            alarm = True
        elif kind.advice:
            do.append(kind.advice)
    elif value.startswith("+"):
        says.append(words.FROM_ABROAD)
        do.append(words.DO_NOT_RING_ABROAD)
    else:
        says.append(words.NO_SUCH_NUMBER)
    stale = knowledge.stale_route(dialled, on)
    if owner is not None:
        name = knowledge.organisations[owner].name
        if stale is not None:
            _, new = stale
            says.append(words.STALE_NUMBER.format(name=name))
            do.append(words.STALE_NUMBER_NOW.format(value=new.value) if new else words.STALE_NUMBER_GONE)
        else:
            says.append(words.IN_REGISTER.format(name=name))
        if as_caller and not alarm:
            says.append(words.CAN_BE_SPOOFED.format(name=name))
    if reported is not None:
        says.append(words.reported(reported, known=owner is not None))
    do += [words.HANG_UP_FIRST] if as_caller else []
    return LookedUp(
        kind="number",
        value=value,
        what=dialled if dialled in SHORT_CODES else kind.id if kind else "abroad" if value.startswith("+") else "none",
        owner=owner,
        alarm=alarm,
        says=tuple(says),
        proves=words.NUMBER_PROVES if as_caller else words.NUMBER_ASKED_PROVES,
        do=tuple(do),
        routes=routes_of(owner, knowledge, nation=nation, on=on),
        reported=reported,
    )


def _kind(dialled: str) -> NumberKind | None:
    for begins, kind in RANGES:
        if dialled.startswith(begins):
            return kind
    return None
