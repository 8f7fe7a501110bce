"""Keys for programs: made, renewed and taken back on the desk."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.api_keys import SCOPES, list_api_keys, make_api_key, renew_api_key, revoke_api_key
from ...actions.installation import Installation
from ...errors import InputError, NotAllowedError, NotFoundError, TocsinError
from ..door import DeskForm, Home, SignedIn, Site, see
from ..pages import Pages, status_of
from ..visit import Visit

router = APIRouter(include_in_schema=False)


@router.get("/desk/keys")
def keys(request: Request, home: Home, pages: Site, visit: SignedIn) -> Response:
    return _keys(request, home, pages, visit)


@router.post("/desk/keys")
def make(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    name, scopes, test = form.one("name"), form.many("scopes"), form.one("test") == "yes"
    try:
        key, token = make_api_key(home, officer=visit.officer, name=name, scopes=scopes, test=test)
    except (NotAllowedError, NotFoundError):
        raise
    except InputError as error:
        return _keys(request, home, pages, visit, fault=error, given=(name, scopes, test))
    # Not a redirect: the token is shown this once and must not stand in an address.
    return _keys(request, home, pages, visit, once=(key.name, token))


@router.post("/desk/keys/{key_id}/renew")
def renew(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, key_id: str) -> Response:
    key, token = renew_api_key(home, key_id, officer=visit.officer)
    return _keys(request, home, pages, visit, once=(key.name, token))


@router.post("/desk/keys/{key_id}/revoke")
def revoke(home: Home, visit: SignedIn, form: DeskForm, key_id: str) -> Response:
    revoke_api_key(home, key_id, officer=visit.officer)
    return see("/desk/keys")


def _keys(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    *,
    fault: TocsinError | None = None,
    given: tuple[str, tuple[str, ...], bool] = ("", (), False),
    once: tuple[str, str] | None = None,
) -> Response:
    now = home.now()
    return pages.render(
        request,
        "desk/keys",
        status=status_of(fault) if fault else 200,
        visit=visit,
        keys=[
            (key, holder)
            for key, holder in list_api_keys(home, officer=visit.officer)
            if key.expires_at is None or key.expires_at > now
        ],
        scopes=SCOPES,
        given=given,
        fault=fault,
        once=once,
    )
