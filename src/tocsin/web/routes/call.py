"""A call while it goes on: somebody listening in types what is said, and signs light up.

Nothing is kept: the page itself carries what was typed, and every turn is read anew from the first.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.calling import start_call, words_not_by_caller
from ...actions.installation import Installation
from ...errors import InputError
from ...records import Evidence
from ...reports.vulnerability import care_for
from ..door import Form, Home, Site
from ..forms import Posted
from ..pages import Pages
from ..speaking import N_
from .check import routes_for

router = APIRouter(include_in_schema=False)
MOST_TURNS = 200
LONGEST_TURN = 2_000
SPEAKERS = ("caller", "callee")
# The board of signs, dark until they are heard; what else is heard is added to it.
BOARD = (
    "remote-access", "safe-account", "code-request", "pin-request", "secrecy", "do-not-check", "stay-on-line",
    "threat-of-arrest", "courier-collection", "gift-cards", "cash-withdrawal", "deadline",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was said, with the signs that it brought."""

    speaker: str
    words: str
    signs: tuple[Evidence, ...] = ()
    alarm: str = ""


@dataclass(frozen=True, slots=True)
class Lamp:
    """One sign of the board."""

    name: str
    on: bool
    says: str = ""


@router.get("/call")
def begin(request: Request, home: Home, pages: Site) -> Response:
    return _page(request, home, pages, [])


@router.post("/call")
def hear(request: Request, home: Home, pages: Site, form: Form) -> Response:
    said = _said(form)
    words, speaker = form.one("words")[:LONGEST_TURN], form.one("speaker")
    fault: InputError | None = None
    if form.one("back"):
        said = said[:-1]
    elif not words and form.one("look"):
        pass  # the same page in another size or language
    elif not words:
        fault = InputError(N_("The box is empty."), fix=N_("Write what was just said."))
    elif len(said) >= MOST_TURNS:
        fault = InputError(N_("This call is very long."), fix=N_("Start again with the newest words."))
    else:
        said.append((speaker if speaker in SPEAKERS else "caller", words))
    return _page(request, home, pages, said, fault=fault)


def _said(form: Posted) -> list[tuple[str, str]]:
    said = []
    for each in form.many("turn")[:MOST_TURNS]:
        speaker, _, words = each.partition("|")
        if speaker in SPEAKERS and words.strip():
            said.append((speaker, words[:LONGEST_TURN]))
    return said


def _page(
    request: Request,
    home: Installation,
    pages: Pages,
    said: list[tuple[str, str]],
    *,
    fault: InputError | None = None,
) -> Response:
    call = start_call(home.knowledge, nation=home.desk.nation, on=home.now().date())
    turns: list[Turn] = []
    for speaker, words in said:
        heard = call.hear(speaker, words)
        turns.append(Turn(speaker, words, heard.evidence, heard.alarm))
    alarm = next((turn.alarm for turn in turns if turn.alarm), "")
    return pages.render(
        request,
        "call",
        status=422 if fault else 200,
        turns=turns,
        alarm=alarm,
        lamps=_lamps(home, turns),
        verdict=call.verdict() if alarm else None,
        to_ring=[route for route in routes_for(home, "bank", "emergency") if route.kind == "phone"][:2],
        as_text="\n".join(turn.words for turn in turns),
        fault=fault,
        care=care_for(words_not_by_caller(said)),
        again={
            "action": "/call",
            "fields": [("turn", f"{one}|{words}") for one, words in said] + [("look", "1"), ("words", "")],
        }
        if said
        else None,
    )


def _lamps(home: Installation, turns: list[Turn]) -> list[Lamp]:
    heard = {sign.sign: sign for turn in turns for sign in turn.signs}
    tactics = home.knowledge.tactics
    board = [name for name in BOARD if name in tactics]
    lit = [Lamp(tactics[name].name, True, heard[name].why) for name in heard if name in tactics]
    return lit + [Lamp(tactics[name].name, False) for name in board if name not in heard]
