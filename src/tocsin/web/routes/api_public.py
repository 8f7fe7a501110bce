"""The API for everybody: check, a call, a number or link, an organisation, what was published, and subscribing.

Texts are posted, never put into an address; nothing that is checked is kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from ...actions import looking_up
from ...actions.alert_feeds import alerts_for
from ...actions.calling import start_call, words_not_by_caller
from ...actions.checking import check, with_care
from ...actions.contacting import real_contact
from ...actions.published import publication, published, versions
from ...actions.reported import times_reported
from ...actions.subscribing import DEFAULT_RADIUS_KM, LEAST_RADIUS_KM, MOST_RADIUS_KM, subscribe
from ...actions.verifying import verify
from ...checking.explain import answer_as_dict, call_as_dict
from ...errors import InputError
from ...records import Publication
from ...version import VERSION
from ..door import Home
from .api_access import ERRORS, anybody

PER_PAGE = 50
MOST_TURNS = 400
SHORT_CHARACTERS = 1_000
Nation = Literal["gb-eng", "gb-wls", "gb-sct", "gb-nir"]


def _without_nul(text: str) -> str:
    return text.replace("\0", "")


Kept = Annotated[str, AfterValidator(_without_nul)]
"""A text that may go into the database, which takes no NUL characters."""


class Question(BaseModel):
    """A text somebody received, or a description of what happened."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(max_length=1_000_000)
    channel: Literal["sms", "email", "letter", "call", "social", "web", "description"] | None = None
    nation: Nation | None = None


class Evidence(BaseModel):
    """Why: a sign, with the words of the text as given that show it."""

    sign: str
    start: int | None
    end: int | None
    text: str | None
    why: str


class Rule(BaseModel):
    """A conduct rule that is broken, whose it is and where it is written."""

    organisation: str
    rule: str
    source: str
    seen_on: str | None


class Route(BaseModel):
    """A way to reach somebody that the caller did not supply."""

    name: str
    value: str


class Answer(BaseModel):
    """The answer to a check: the same as ``tocsin check --jsonl`` gives. ``score`` never stands alone."""

    model_config = ConfigDict(extra="allow")
    care: list[str] = Field(
        default=[],
        description="To be said before all else. Only there for a text that tells of not wanting to live, or of being hurt or "
        "controlled by somebody: calm sentences in plain English, with whom to ring.",
    )
    level: Literal["scam", "suspicious", "no-signs", "too-little", "genuine-alert", "altered-alert"]
    score: float
    scam: str | None
    tactics: list[str]
    claimed: list[str]
    evidence: list[Evidence]
    rules: list[Rule]
    first: str
    advice: list[str]
    routes: list[Route]
    alert: str | None
    not_checked: list[str]
    versions: dict[str, str | None]


class Turn(BaseModel):
    """One turn of a call."""

    speaker: Literal["caller", "callee", "unknown"] = "unknown"
    text: str = Field(max_length=20_000)


class CallSoFar(BaseModel):
    """Every turn of a call so far. Nothing is kept between requests: send them all again with the next turn."""

    model_config = ConfigDict(extra="ignore")
    turns: list[Turn] = Field(min_length=1, max_length=MOST_TURNS)
    nation: Nation | None = None


class CallAnswer(BaseModel):
    """As ``tocsin call --jsonl`` gives it; ``alarm_turn`` counts from zero and never changes once it is there."""

    model_config = ConfigDict(extra="allow")
    care: list[str] = Field(
        default=[], description="As in the answer to a check; from what anybody but the caller said."
    )
    alarm_turn: int | None
    scores: list[float]
    level: str
    score: float
    scam: str | None
    first: str


class LookUp(BaseModel):
    """A telephone number, a web address or a sender, written in any way."""

    model_config = ConfigDict(extra="ignore")
    kind: Literal["number", "link", "sender"]
    value: str = Field(min_length=1, max_length=2_000)
    caller: bool = Field(default=False, description="The number was shown as that of somebody who rang.")
    nation: Nation | None = None


class Pasted(BaseModel):
    """A copy of an alert, whole or in part, or its code."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(min_length=1, max_length=1_000_000)


class Verified(BaseModel):
    """What is known of a copy: ``ours`` only when nothing was altered."""

    ours: bool
    note: str
    code: str | None = None
    version: int | None = None
    state: str | None = None
    changes: list[str] = []


class NewSubscription(BaseModel):
    """Who wants to hear of what, where. Nothing is sent but a link to confirm."""

    model_config = ConfigDict(extra="ignore")
    email: Kept = Field(max_length=320)
    place: Kept = Field(max_length=200)
    topics: list[str] = Field(default=[], max_length=100, description="Ids of scams; none: all of them.")
    radius_km: float = Field(
        default=DEFAULT_RADIUS_KM,
        ge=LEAST_RADIUS_KM,
        le=MOST_RADIUS_KM,
        description="Alerts for the place's whole county or nation arrive whatever this is.",
    )


class Published(BaseModel):
    """One version of an alert that was published. ``document`` is the signed one's address."""

    code: str
    version: int
    kind: Literal["Alert", "Update", "Cancel"]
    state: str
    headline: str
    scam: str | None
    areas: list[str]
    sent_at: datetime
    expires_at: str | None
    exercise: bool
    sentences: list[str]
    page: str
    document: str


class PublishedPage(BaseModel):
    """Alerts in force, the newest first."""

    area: str | None
    total: int
    page: int
    pages: int
    publications: list[Published]


class Index(BaseModel):
    """What answers here, and where all of it is described."""

    name: Literal["Tocsin"] = "Tocsin"
    desk: str
    api: Literal["v1"] = "v1"
    version: str = Field(
        description="Of the program; each answer to a check names those of the knowledge and the model."
    )
    openapi: str = Field(description="The whole of it, for programs.")
    documentation: str = Field(description="The whole of it, for people.")
    publications: str
    keys: str = Field(description="The public halves of the keys that sign this desk's alerts.")


router = APIRouter(prefix="/api/v1", responses=ERRORS, dependencies=[Depends(anybody)])


@router.get("", tags=["about"], summary="What answers here, and where it is described")
@router.get("/", include_in_schema=False)
def index(home: Home) -> Index:
    url = home.desk.url
    return Index(
        desk=home.desk.name,
        version=VERSION,
        openapi=f"{url}/api/v1/openapi.json",
        documentation="docs/api.md, with the program",
        publications=f"{url}/api/v1/publications",
        keys=f"{url}/.well-known/tocsin/keys.json",
    )


@router.post("/check", tags=["check"], summary="Is this a scam?", response_model=Answer)
async def check_text(home: Home, question: Question) -> JSONResponse:
    channel = None if question.channel == "description" else question.channel

    def ask() -> dict[str, Any]:
        verdict = check(home, question.text, channel=channel, nation=question.nation)
        return with_care(answer_as_dict(verdict), question.text)

    # A short text takes under a millisecond: handing it to a thread, and both wanting Python's lock, takes several times that.
    at_once = len(question.text) <= SHORT_CHARACTERS and home.publications.held()
    answer = ask() if at_once else await run_in_threadpool(ask)
    # A response by itself: going over it field by field again would take as long as the check. Tests hold it to Answer.
    return JSONResponse(answer)


@router.post(
    "/calls",
    tags=["check"],
    summary="Is this call a scam, as far as it has gone?",
    response_model=CallAnswer,
    response_model_exclude_unset=True,
)
def check_call(home: Home, so_far: CallSoFar) -> dict[str, Any]:
    call = start_call(home.knowledge, nation=so_far.nation or home.desk.nation, on=home.now().date())
    for turn in so_far.turns:
        call.hear(turn.speaker, turn.text)
    said = words_not_by_caller((turn.speaker, turn.text) for turn in so_far.turns)
    return with_care({**call_as_dict(call), "first": call.verdict().first}, said)


@router.post("/lookups", tags=["check"], summary="Whose number, link or sender is this, and what does that prove?")
def look_up(home: Home, asked: LookUp) -> dict[str, Any]:
    known: dict[str, Any] = {"on": home.now().date(), "nation": asked.nation or home.desk.nation}

    def reported(kind: str, value: str) -> int | None:
        return times_reported(home, kind, value)

    if asked.kind == "number":
        found = looking_up.number(asked.value, home.knowledge, as_caller=asked.caller, reported=reported, **known)
    elif asked.kind == "link":
        found = looking_up.link(asked.value, home.knowledge, reported=reported, **known)
    else:
        found = looking_up.sender(asked.value, home.knowledge, **known)
    return dict(found.as_dict())


@router.get("/organisations/{name}", tags=["check"], summary="How does this organisation really make contact?")
def organisation(home: Home, name: str, nation: Nation | None = None) -> dict[str, Any]:
    return real_contact(name, home.knowledge, on=home.now().date(), nation=nation or home.desk.nation).as_dict()


@router.get("/publications", tags=["alerts"], summary="The alerts in force", response_model=PublishedPage)
def publications(
    home: Home,
    area: Annotated[
        str | None, Query(max_length=200, description='"Faversham", "Faversham, 20 km", "ME13", "Kent"')
    ] = None,
    scam: Annotated[str | None, Query(max_length=100)] = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> dict[str, Any]:
    if area is not None and "\0" in area:
        raise InputError("The area cannot be read.", fix="Give the name of a town, county or nation.")
    where, found = alerts_for(home, area) if area else (None, published(home))
    chosen = [one for one in found if scam is None or one.content["scam"] == scam]
    start = (page - 1) * PER_PAGE
    return {
        "area": None if where is None else where.name,
        "total": len(chosen),
        "page": page,
        "pages": max(1, -(-len(chosen) // PER_PAGE)),
        "publications": [_published(home.desk.url, one) for one in chosen[start : start + PER_PAGE]],
    }


@router.get("/publications/{code}", tags=["alerts"], summary="Every version of one alert, the newest first")
def one_publication(home: Home, code: str) -> list[Published]:
    newest = publication(home, code.strip().upper())
    found = sorted(versions(home, newest.code), key=lambda one: one.version, reverse=True)
    return [Published.model_validate(_published(home.desk.url, one)) for one in found]


@router.post("/verify", tags=["alerts"], summary="Is this alert really this desk's?", response_model=Verified)
def verify_copy(home: Home, pasted: Pasted) -> dict[str, Any]:
    found = verify(home, pasted.text)
    if found is None:
        return {"ours": False, "note": "This desk has not published that. Do not act on it because of a code."}
    return {
        "ours": not found.changes,
        "note": found.note,
        "code": found.code,
        "version": found.version,
        "state": found.state,
        "changes": list(found.changes),
    }


@router.post("/subscriptions", tags=["alerts"], summary="Ask to hear of an area by e-mail", status_code=202)
def new_subscription(home: Home, new: NewSubscription) -> dict[str, str]:
    subscribe(home, address=new.email, place=new.place, topics=tuple(new.topics), radius_km=new.radius_km)
    return {"next": "If the address can be used, a letter with a link to confirm is on its way."}


def _published(url: str, one: Publication) -> dict[str, Any]:
    content = one.content
    return {
        "code": one.code,
        "version": one.version,
        "kind": one.kind,
        "state": "withdrawn" if one.kind == "Cancel" else one.state,  # as POST /verify says of its code
        "headline": content["headline"],
        "scam": content.get("scam"),
        "areas": [area["name"] for area in content["areas"]],
        "sent_at": one.sent_at,
        "expires_at": content.get("expires_at"),
        "exercise": bool(content.get("exercise")),
        "sentences": [sentence["text"] for sentence in content["sentences"]],
        "page": f"{url}/alerts/{one.code}",
        "document": f"{url}/alerts/{one.code}.json?version={one.version}",
    }
