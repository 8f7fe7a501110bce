"""Hearing of alerts: sign up, confirm, change, leave. No log-in; the links in our e-mails are the key."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.expecting import Expected, expected_messages
from ...actions.installation import Installation
from ...actions.subscribing import (
    CONSENT,
    DEFAULT_RADIUS_KM,
    Wishes,
    change,
    confirm,
    leave,
    link,
    manage,
    offered_channels,
    place_from,
    subscribe,
)
from ...errors import InputError, NotFoundError
from ...records import Pace
from .. import wording
from ..door import Form, Home, Site, see
from ..forms import Posted
from ..pages import Pages
from ..speaking import N_

router = APIRouter(include_in_schema=False)
RADII_KM = (8.0, 20.0, 50.0)
PACES: dict[str, Pace] = {"now": "now", "daily": "daily", "weekly": "weekly"}
NIGHT = (22, 7)  # the quiet hours that the page offers


@dataclass(frozen=True, slots=True)
class Given:
    """What the person has filled in so far."""

    address: str = ""
    place: str = ""
    radius_km: float = DEFAULT_RADIUS_KM
    topics: tuple[str, ...] = field(default=())
    channel: str = "email"
    pace: Pace = "now"
    quiet: bool = True

    @property
    def wishes(self) -> Wishes:
        return Wishes(pace=self.pace, quiet=NIGHT if self.quiet else None)


@router.get("/subscribe")
def ask(request: Request, home: Home, pages: Site, place: str = "") -> Response:
    """``place``: from a page about it, so that nobody types it twice."""
    given = Given(place=place.strip()[:80])
    try:
        expected = _expected(home, given) if given.place else None
    except InputError as error:
        return _form(request, home, pages, given, fault=error)
    return _form(request, home, pages, given, expected=expected)


@router.post("/subscribe")
def take(request: Request, home: Home, pages: Site, form: Form) -> Response:
    given = _given(home, form)
    try:
        if not given.place:
            raise InputError(
                N_("Your town or village is missing."), fix=N_("Write the nearest one."), code="unknown-place"
            )
        if form.one("then") == "count":
            return _form(request, home, pages, given, expected=_expected(home, given))
        subscribe(
            home,
            address=given.address,
            place=given.place,
            topics=given.topics,
            radius_km=given.radius_km,
            channel=given.channel,
            wishes=given.wishes,
        )
    except InputError as error:
        return _form(request, home, pages, given, fault=error)
    return pages.render(
        request,
        "said",
        heading=N_("Look in your e-mail"),
        paragraphs=(
            f"We have sent a link to {given.address}. Open it to confirm, and we will write when there is an alert.",
            N_(
                "If nothing comes within ten minutes, look in your spam folder. Nothing else is sent until you confirm."
            ),
        ),
        action=None,
        button="",
    )


@router.get("/subscribe/confirm/{token}")
def ask_to_confirm(request: Request, pages: Site, token: str) -> Response:
    """A button, because mail scanners open links on their own and must not confirm for anybody."""
    return pages.render(
        request,
        "said",
        heading=N_("Confirm your alerts"),
        paragraphs=(N_("Press the button, and we will write when there is an alert for your area."),),
        action=f"/subscribe/confirm/{token}",
        button=N_("Yes, send me alerts"),
    )


@router.post("/subscribe/confirm/{token}")
def confirmed(home: Home, token: str) -> Response:
    subscriber = confirm(home, token)
    return see(f"{_path(home, 'manage', subscriber.id)}?done=confirmed")


@router.get("/manage/{token}")
def managed(request: Request, home: Home, pages: Site, token: str, place: str = "") -> Response:
    """``place``: what our e-mail proposes to add; it is added only when the button is pressed."""
    return _manage(request, home, pages, token, place=place[:80])


@router.post("/manage/{token}")
def changed(request: Request, home: Home, pages: Site, token: str, form: Form) -> Response:
    place, remove = form.one("place"), form.one("remove")
    wishes: Wishes | None = None
    if form.one("pace") in PACES:
        before = manage(home, token).subscriber
        quiet = (before.quiet_from, before.quiet_to)
        kept = (quiet[0], quiet[1]) if quiet[0] is not None and quiet[1] is not None else NIGHT
        wishes = Wishes(
            pace=PACES[form.one("pace")],
            quiet=kept if form.one("quiet") == "yes" else None,
            audiences=before.audiences,
        )
    try:
        if not place and not remove and wishes is None:
            raise InputError(N_("The box is empty."), fix=N_("Write a town or village."))
        change(home, token, add_place=place or None, remove_subscription=remove or None, wishes=wishes)
    except NotFoundError:
        raise
    except InputError as error:
        return _manage(request, home, pages, token, fault=error, place=place)
    return see(f"/manage/{token}?done={'wishes-kept' if wishes else 'area-removed' if remove else 'area-added'}")


@router.get("/leave/{token}")
def ask_to_leave(request: Request, pages: Site, token: str) -> Response:
    return pages.render(
        request,
        "said",
        heading=N_("Stop all alerts?"),
        paragraphs=(N_("We stop at once. You can sign up again at any time."),),
        action=f"/leave/{token}",
        button=N_("Stop all alerts"),
    )


@router.post("/leave/{token}")
def left(request: Request, home: Home, pages: Site, token: str) -> Response:
    """Also what a mail program's own "unsubscribe" button sends (RFC 8058)."""
    leave(home, token)
    return pages.render(
        request,
        "said",
        heading=N_("You have left"),
        paragraphs=(N_("Nothing more is sent to you. Thank you for having listened."),),
        action=None,
        button="",
    )


def _path(home: Installation, purpose: str, subscriber_id: str) -> str:
    """The link of an e-mail as a path of this site, wherever it is being served."""
    return link(home, purpose, subscriber_id).removeprefix(home.desk.url)


def _given(home: Installation, form: Posted) -> Given:
    radius, channel = form.one("radius_km"), form.one("channel")
    return Given(
        address=form.one("address"),
        place=form.one("place"),
        radius_km=next((km for km in RADII_KM if f"{km:g}" == radius), DEFAULT_RADIUS_KM),
        topics=tuple(topic for topic in form.many("topics") if topic in home.knowledge.scams),
        channel=channel if channel in offered_channels(home) else "email",
        pace=PACES.get(form.one("pace"), "now"),
        quiet=form.one("quiet") == "yes",
    )


def _expected(home: Installation, given: Given) -> Expected:
    return expected_messages(
        home,
        place_from(home, given.place),
        topics=given.topics,
        pace=given.pace,
        radius_km=given.radius_km,
    )


def _form(
    request: Request,
    home: Installation,
    pages: Pages,
    given: Given,
    *,
    fault: InputError | None = None,
    expected: Expected | None = None,
) -> Response:
    topics = sorted(((scam.id, scam.name) for scam in home.knowledge.scams.values()), key=lambda pair: pair[1])
    return pages.render(
        request,
        "subscribe",
        status=422 if fault else 200,
        given=given,
        fault=fault,
        expected=expected,
        topics=topics,
        channels=[(channel, wording.WAYS[channel]) for channel in offered_channels(home)],
        consent=CONSENT,
    )


def _manage(
    request: Request, home: Installation, pages: Pages, token: str, *, fault: InputError | None = None, place: str = ""
) -> Response:
    found = manage(home, token)
    return pages.render(
        request,
        "manage",
        status=422 if fault else 200,
        forget=True,
        managed=found,
        token=token,
        leave_path=_path(home, "leave", found.subscriber.id),
        topic_names={scam.id: scam.name for scam in home.knowledge.scams.values()},
        fault=fault,
        place=place,
    )
