"""The API for programs that hold a key of the desk: reports in and out, alerts and their moves, surges."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from ...actions.alerting import (
    approve,
    correct,
    count_alerts,
    get_alert,
    list_alerts,
    publish,
    reject,
    return_to_author,
    submit,
    withdraw,
)
from ...actions.api_keys import Caller
from ...actions.checking import check, with_care
from ...actions.installation import Installation
from ...actions.reporting import list_queue, take_report
from ...actions.surging import list_surges
from ...alerts.content import content_hash
from ...checking.explain import answer_as_dict
from ...errors import InputError, NotAllowedError
from ...records import Alert, AlertStatus, Stage
from ..door import Home
from .api_access import ERRORS, IdempotencyKey, caller_for, once
from .api_public import PER_PAGE, Answer, Kept

Move = Literal["submit", "approve", "return", "reject", "publish", "correct", "withdraw"]


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


class Taken(BaseModel):
    """What became of a report. ``answer`` is that of a check on its text: where it has ``care``, say that first."""

    reference: str = Field(description="What the reporter keeps; TEST with a test key.")
    already: bool = Field(description="It was handed in before, and nothing new was kept.")
    test: bool
    answer: Answer


class Decision(BaseModel):
    """Why; and, for an approval, the hash of the content that was read: what changed since is refused.

    ``override``: why it may go out although it breaks rules of the lint.
    """

    note: Kept = ""
    override: Kept = ""
    content_hash: str | None = None


router = APIRouter(prefix="/api/v1", responses=ERRORS)
ReadsReports = Annotated[Caller, Depends(caller_for("reports:read"))]
WritesReports = Annotated[Caller, Depends(caller_for("reports:write"))]
ReadsAlerts = Annotated[Caller, Depends(caller_for("alerts:read"))]
WritesAlerts = Annotated[Caller, Depends(caller_for("alerts:write"))]
ReadsSurges = Annotated[Caller, Depends(caller_for("surges:read"))]


@router.get("/reports", tags=["desk"], summary="The queue of reports, the newest first")
def reports(
    home: Home,
    caller: ReadsReports,
    status: Literal["new", "accepted", "set-aside"] | None = None,
    scam: str | None = None,
    county: str | None = None,
    search: str | None = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> dict[str, Any]:
    found = list_queue(home, status=status, scam=scam, county=county, search=search, page=page, page_size=PER_PAGE)
    return {
        "total": found.total,
        "page": page,
        "pages": found.pages,
        "reports": [asdict(report) for report in found.items]
        if page == found.page
        else [],  # there is no page so far on
    }


@router.post("/reports", tags=["desk"], summary="Hand in a report", status_code=201, response_model=Taken)
def report(home: Home, caller: WritesReports, new: NewReport, key: IdempotencyKey = None) -> Response:
    """With a test key the text is checked and answered, and nothing is kept."""
    if caller.test:
        if not new.text.strip():
            raise InputError("There is no text.", fix="Tell what happened.")
        verdict = check(home, new.text, channel=None if new.channel == "in-person" else new.channel)
        answer = with_care(answer_as_dict(verdict), new.text)
        return once(
            home,
            caller,
            key,
            new,
            lambda: (201, {"reference": "TEST", "already": False, "test": True, "answer": answer}),
        )

    def take() -> tuple[int, Any]:
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
        answer = with_care(answer_as_dict(taken.verdict), new.text)
        return 201, {"reference": taken.report.reference, "already": taken.already, "test": False, "answer": answer}

    return once(home, caller, key, new, take)


@router.get("/surges", tags=["desk"], summary="What is rising, where: the rarest first")
def surges(home: Home, caller: ReadsSurges, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> dict[str, Any]:
    found = list_surges(home)
    return {
        "total": len(found),
        "page": page,
        "pages": max(1, -(-len(found) // PER_PAGE)),
        "surges": [
            {"id": seen.id, "name": seen.name, "state": seen.shown, **jsonable_encoder(asdict(seen.followed.surge))}
            for seen in found[(page - 1) * PER_PAGE : page * PER_PAGE]
        ],
    }


@router.get("/alerts", tags=["desk"], summary="Alerts in every state, the newest first")
def alerts(
    home: Home,
    caller: ReadsAlerts,
    status: AlertStatus | None = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> dict[str, Any]:
    statuses = None if status is None else (status,)
    total = count_alerts(home, statuses=statuses)
    found = list_alerts(home, statuses=statuses, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    return {
        "total": total,
        "page": page,
        "pages": max(1, -(-total // PER_PAGE)),
        "alerts": [_as_dict(alert) for alert in found],
    }


@router.get("/alerts/{alert_id}", tags=["desk"], summary="One alert, with the hash that a decision is pinned to")
def alert(home: Home, caller: ReadsAlerts, alert_id: str) -> dict[str, Any]:
    return _as_dict(get_alert(home, alert_id))


@router.post("/alerts/{alert_id}/{move}", tags=["desk"], summary="Move an alert on, or back")
def move_alert(
    home: Home,
    caller: WritesAlerts,
    alert_id: str,
    move: Move,
    decision: Decision | None = None,
    key: IdempotencyKey = None,
) -> Response:
    if caller.test:
        get_alert(home, alert_id)
        raise NotAllowedError(
            "A test key moves no alert.", where=alert_id, fix="Use a key that is not for tests.", code="test-key"
        )
    decided = decision or Decision()

    def moved() -> tuple[int, Any]:
        done = _move(home, caller, alert_id, move, decided)
        return 200, jsonable_encoder(_as_dict(done or get_alert(home, alert_id)))

    return once(home, caller, key, (alert_id, move, decided), moved)


def _move(home: Installation, caller: Caller, alert_id: str, move: Move, decision: Decision) -> Alert | None:
    officer = caller.officer
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
        return correct(home, alert_id, officer=officer)
    else:
        withdraw(home, alert_id, officer=officer, note=decision.note)
    return None


def _as_dict(alert: Alert) -> dict[str, Any]:
    return {**asdict(alert), "content_hash": content_hash(alert.content)}
