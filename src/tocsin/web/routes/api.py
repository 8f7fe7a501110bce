"""The API: the check for everybody, and the desk's work for programs that hold an officer's token."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.requests import Request

from ...actions.alerting import (
    approve,
    correct,
    get_alert,
    list_alerts,
    publish,
    reject,
    return_to_author,
    submit,
    withdraw,
)
from ...actions.checking import check
from ...actions.installation import Installation
from ...actions.people import officer_for_api_token
from ...actions.reporting import list_queue, take_report
from ...alerts.content import content_hash
from ...checking.explain import answer_as_dict
from ...errors import InputError, NotAllowedError
from ...records import Alert, Officer, Report, Stage
from ..door import Home

Move = Literal["submit", "approve", "return", "reject", "publish", "correct", "withdraw"]


class TokenNeeded(InputError):
    """No token, or one that is not ours: answered with 401."""

    code = "token-needed"


class Fault(BaseModel):
    """What went wrong, in a sentence, and what to do."""

    code: str
    message: str
    fix: str


class Failed(BaseModel):
    """Every answer that is not a success."""

    error: Fault


class Question(BaseModel):
    """A text somebody received, or a description of what happened."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(max_length=1_000_000)
    channel: Literal["sms", "email", "letter", "call", "social", "web", "description"] | None = None


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


def _without_nul(text: str) -> str:
    return text.replace("\0", "")


Kept = Annotated[str, AfterValidator(_without_nul)]
"""A text that goes into the database, which takes no NUL characters."""


class NewReport(BaseModel):
    """What happened to somebody. Only ``text`` is needed; the same ``source`` and ``source_reference`` is one report."""

    model_config = ConfigDict(extra="ignore")
    text: Kept
    channel: Literal["call", "sms", "email", "letter", "social", "web", "in-person"] | None = None
    place: Kept | None = None
    stage: Stage | None = None
    on_call: bool | None = None
    happened_on: date | None = None
    source: str = Field(default="api", max_length=60, pattern=r"^[a-z0-9][a-z0-9._-]*$")
    source_reference: Kept | None = Field(default=None, max_length=120)


class Decision(BaseModel):
    """Why; and, for an approval, the hash of the content that was read: what changed since is refused.

    ``override``: why it may go out although it breaks rules of the lint.
    """

    note: Kept = ""
    override: Kept = ""
    content_hash: str | None = None


ERRORS: dict[int | str, dict[str, Any]] = {status: {"model": Failed} for status in (400, 401, 403, 404, 409, 413, 422)}
router = APIRouter(prefix="/api/v1", responses=ERRORS)
_bearer = HTTPBearer(auto_error=False, description="A token that an officer made on the desk, under People.")


def officer_of(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Officer:
    """Whose token came with the request."""
    home: Installation = request.app.state.installation
    officer = officer_for_api_token(home, credentials.credentials if credentials else None)
    if officer is None:
        raise TokenNeeded(
            "This needs an API token.", fix="Send it as “Authorization: Bearer …”; make one on the desk, under People."
        )
    if officer.must_change_password:
        raise NotAllowedError("This officer has not chosen a password yet.", fix="Log in to the desk once.")
    return officer


Holder = Annotated[Officer, Depends(officer_of)]


@router.post("/check", tags=["check"], summary="Is this a scam?", response_model=Answer)
def check_text(home: Home, question: Question) -> dict[str, Any]:
    channel = None if question.channel == "description" else question.channel
    return answer_as_dict(check(home, question.text, channel=channel))


@router.get("/reports", tags=["desk"], summary="The queue of reports, the newest first")
def reports(
    home: Home,
    officer: Holder,
    status: Literal["new", "accepted", "set-aside"] | None = None,
    scam: str | None = None,
    county: str | None = None,
    search: str | None = None,
    page: Annotated[int, Query(ge=1)] = 1,
) -> dict[str, Any]:
    found = list_queue(home, status=status, scam=scam, county=county, search=search, page=page)
    return {
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "reports": [asdict(report) for report in found.items],
    }


@router.post("/reports", tags=["desk"], summary="Hand in a report", status_code=201)
def report(home: Home, officer: Holder, new: NewReport) -> dict[str, Any]:
    taken = take_report(
        home,
        new.text,
        channel=new.channel,
        place=new.place,
        stage=new.stage,
        on_call=new.on_call,
        happened_on=new.happened_on,
        source=new.source,
        source_reference=new.source_reference,
    )
    kept: Report = taken.report
    return {"reference": kept.reference, "already": taken.already, "answer": answer_as_dict(taken.verdict)}


@router.get("/alerts", tags=["desk"], summary="Alerts in every state")
def alerts(home: Home, officer: Holder) -> dict[str, Any]:
    return {"alerts": [_as_dict(alert) for alert in list_alerts(home)]}


@router.get("/alerts/{alert_id}", tags=["desk"], summary="One alert, with the hash that a decision is pinned to")
def alert(home: Home, officer: Holder, alert_id: str) -> dict[str, Any]:
    return _as_dict(get_alert(home, alert_id))


@router.post("/alerts/{alert_id}/{move}", tags=["desk"], summary="Move an alert on, or back")
def move_alert(
    home: Home, officer: Holder, alert_id: str, move: Move, decision: Decision | None = None
) -> dict[str, Any]:
    decision = decision or Decision()
    if move == "submit":
        submit(home, alert_id, officer=officer)
    elif move == "approve":
        approve(
            home,
            alert_id,
            officer=officer,
            content_hash=decision.content_hash,
            note=decision.note,
            override=decision.override,
        )
    elif move == "return":
        return_to_author(home, alert_id, officer=officer, note=decision.note)
    elif move == "reject":
        reject(home, alert_id, officer=officer, note=decision.note)
    elif move == "publish":
        publish(home, alert_id, officer=officer)
    elif move == "correct":
        return _as_dict(correct(home, alert_id, officer=officer))
    else:
        withdraw(home, alert_id, officer=officer, note=decision.note)
    return _as_dict(get_alert(home, alert_id))


def _as_dict(alert: Alert) -> dict[str, Any]:
    return {**asdict(alert), "content_hash": content_hash(alert.content)}
