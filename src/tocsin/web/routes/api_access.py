"""Who calls the API, how often, and what it is answered when something is wrong (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...actions.api_keys import Caller, answered_once, caller_in_memory, caller_of
from ...actions.installation import Installation
from ...actions.rate import Limit
from ...errors import InputError, NotAllowedError
from ..door import Home

PROBLEM = "application/problem+json"
PUBLIC_PER_MINUTE = 120  # of one address, without a key

_bearer = HTTPBearer(auto_error=False, description="A key made on the desk, under Keys.")


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it, with ``code`` for programs and ``fix``: what to do."""

    type: str = Field(examples=["urn:tocsin:error:bad-input"])
    title: str
    status: int
    detail: str
    code: str
    fix: str


ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {PROBLEM: {}}} for status in (400, 401, 403, 404, 409, 413, 422, 429, 503)
}
TITLES = {
    400: "The request cannot be read",
    401: "A key is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Not in this state",
    413: "Too long",
    422: "The request does not fit",
    429: "Too many requests",
    500: "A fault of ours",
    503: "The database does not answer",
}


class TokenNeeded(InputError):
    """No token, or one that is not ours: answered with 401."""

    code = "token-needed"


class TooMany(InputError):
    """More requests than the key or the address may send: answered with 429."""

    code = "too-many-requests"

    def __init__(self, *, per_minute: int, wait_seconds: int) -> None:
        super().__init__(
            f"More than {per_minute} requests in a minute.", fix=f"Wait {wait_seconds} seconds and go on slower."
        )
        self.wait_seconds = wait_seconds


def problem(status: int, code: str, message: str, fix: str) -> JSONResponse:
    """An error as ``application/problem+json``."""
    body = Problem(
        type=f"urn:tocsin:error:{code}",
        title=TITLES.get(status, "The request failed"),
        status=status,
        detail=message,
        code=code,
        fix=fix,
    )
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body.model_dump(), status_code=status, media_type=PROBLEM, headers=headers)


class Pace:
    """How often a key, or an address without one, may ask. Counted in this process; several count their own."""

    def __init__(self) -> None:
        self._limits: dict[int, Limit] = {}

    def count(self, who: str, per_minute: int) -> None:
        """Count a request.

        Raises:
            TooMany: it is one too many.
        """
        limit = self._limits.setdefault(per_minute, Limit(most=per_minute, seconds=60))
        now = datetime.now(UTC)
        if not limit.allows(who, at=now):
            raise TooMany(per_minute=per_minute, wait_seconds=max(1, round(limit.wait_seconds(who, at=now))))


async def anybody(
    request: Request, home: Home, token: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """For what needs no key: with one its own pace holds, without one that of the address."""
    pace: Pace = request.app.state.pace
    caller = None
    if token is not None:
        caller = caller_in_memory(home, token.credentials)
        if caller is None:  # the database is asked in a thread, and only then one is taken
            caller = await run_in_threadpool(caller_of, home, token.credentials)
    if caller is not None and caller.key is not None:
        pace.count(caller.key.id, caller.key.per_minute)
    elif caller is None:
        pace.count(request.client.host if request.client else "?", PUBLIC_PER_MINUTE)


def caller_for(scope: str) -> Callable[..., Caller]:
    """A dependency: whoever holds the key, if it may do ``scope``."""

    def caller(
        request: Request, home: Home, token: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> Caller:
        found = caller_of(home, token.credentials if token else None)
        if found is None:
            raise TokenNeeded(
                "This needs a key.", fix="Send it as “Authorization: Bearer …”; make one on the desk, under Keys."
            )
        if found.officer.must_change_password:
            raise NotAllowedError("This officer has not chosen a password yet.", fix="Log in to the desk once.")
        if found.key is not None:
            pace: Pace = request.app.state.pace
            pace.count(found.key.id, found.key.per_minute)
        found.require(scope)
        return found

    return caller


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        description="The same key with the same request again gives the first answer again, for 24 hours.",
    ),
]


def once(
    home: Installation,
    caller: Caller,
    key: str | None,
    asked: BaseModel | tuple[Any, ...],
    answer: Callable[[], tuple[int, Any]],
) -> Response:
    """Answer a request, or, where it came before under the same key, give that answer again."""
    if key is None:
        status, body = answer()
        return JSONResponse(body, status_code=status)

    def as_text() -> tuple[int, str]:
        status, body = answer()
        return status, json.dumps(body, ensure_ascii=False)

    request = repr(asked).encode("utf-8", "backslashreplace")
    status, text, again = answered_once(home, caller, key, request, as_text)
    headers = {"idempotent-replayed": "true"} if again else None
    return Response(text, status_code=status, media_type="application/json", headers=headers)
