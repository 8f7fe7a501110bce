"""Our own alerts on their way from draft to published, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from ...actions.advisories import get_advisory, list_advisories
from ...actions.alerting import (
    AlertChanges,
    approve,
    as_edited,
    correct,
    draft,
    edit,
    get_alert,
    reject,
    return_to_author,
    submit,
    withdraw,
)
from ...actions.approving import ask_approver, hand_over, who_may_decide
from ...actions.areas import say_area
from ...actions.installation import Installation
from ...actions.linting import draft_document
from ...actions.people import list_people
from ...actions.previewing import changed_since, preview
from ...actions.published import publication
from ...actions.publishing_later import press_publish, pressed, undo_publish
from ...actions.recalling import trust_again
from ...actions.repeating import repeat
from ...actions.reporting import list_queue
from ...actions.returning import ChannelProof, proof_of_delivery
from ...alerts.content import content_hash
from ...alerts.formats.poster import poster_pdf
from ...alerts.formats.share_image import share_image_png
from ...errors import InputError, NotFoundError
from ...records import Alert
from ..door import DeskForm, Home, SignedIn, Site, see
from ..forms import Posted
from ..pages import Pages, status_of
from ..poster_drawing import poster_svg
from ..visit import Visit
from .desk_today import scam_names, scams_to_choose

router = APIRouter(include_in_schema=False)
REPORTS_TO_CHOOSE = 40


@dataclass(frozen=True, slots=True)
class Basis:
    """What a new draft is to rest on."""

    advisory: str = ""
    scam: str = ""
    areas_text: str = ""
    references: tuple[str, ...] = ()


@router.get("/desk/alerts/new")
def ask(request: Request, home: Home, pages: Site, visit: SignedIn, advisory: str = "", scam: str = "") -> Response:
    if advisory and not scam:
        scam = get_advisory(home, advisory).scam or ""
    return _new(request, home, pages, visit, Basis(advisory=advisory, scam=scam))


@router.post("/desk/alerts/new")
def write(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm) -> Response:
    basis = Basis(
        advisory=form.one("advisory"),
        scam=form.one("scam"),
        areas_text="\n".join([*form.many("areas"), form.text("areas_text")]).strip(),
        references=form.many("references"),
    )
    try:
        alert = draft(
            home,
            officer=visit.officer,
            advisory_id=basis.advisory or None,
            references=basis.references,
            scam=basis.scam or None,
            area_names=tuple(line.strip() for line in basis.areas_text.splitlines() if line.strip()),
        )
    except InputError as error:
        return _new(request, home, pages, visit, basis, fault=error)
    return see(f"/desk/alerts/{alert.id}?done=drafted")


@router.get("/desk/alerts/{alert_id}")
def one_alert(request: Request, home: Home, pages: Site, visit: SignedIn, alert_id: str) -> Response:
    return _page(request, home, pages, visit, get_alert(home, alert_id))


@router.post("/desk/alerts/{alert_id}/edit")
def save(
    request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str, then: str = ""
) -> Response:
    typed = _typed(form)
    try:
        alert = edit(home, alert_id, officer=visit.officer, changes=typed.changes())
        if then == "submit":
            submit(home, alert.id, officer=visit.officer)
    except NotFoundError:
        raise
    except InputError as error:
        return _page(request, home, pages, visit, get_alert(home, alert_id), fault=error, given=typed)
    return see(f"/desk/alerts/{alert_id}?done={'submitted' if then == 'submit' else 'saved'}")


@router.post("/desk/alerts/{alert_id}/submit")
def hand_in(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    def move() -> object:
        return submit(home, alert_id, officer=visit.officer)

    return _moved(request, home, pages, visit, form, alert_id, move, "submitted")


@router.post("/desk/alerts/{alert_id}/decide")
def decide(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    chosen, note, seen = form.one("move"), form.one("note"), form.one("content_hash")
    override = form.text("override")

    def move() -> object:
        if chosen == "approve":
            return approve(home, alert_id, officer=visit.officer, content_hash=seen, note=note, override=override)
        if chosen == "return":
            return return_to_author(home, alert_id, officer=visit.officer, note=note)
        if chosen == "reject":
            return reject(home, alert_id, officer=visit.officer, note=note)
        raise InputError("No decision came with the form.", fix="Press one of the buttons.")

    done = {"approve": "approved", "return": "returned", "reject": "rejected"}.get(chosen, "")
    return _moved(request, home, pages, visit, form, alert_id, move, done)


@router.post("/desk/alerts/{alert_id}/publish")
def send(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    def move() -> object:
        return press_publish(home, alert_id, officer=visit.officer, as_digest=form.one("as_digest") == "yes")

    done = "pressed" if home.undo_seconds else "published"
    return _moved(request, home, pages, visit, form, alert_id, move, done)


@router.post("/desk/alerts/{alert_id}/undo")
def send_not(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    """Publish was pressed by mistake."""

    def move() -> object:
        undo_publish(home, alert_id, officer=visit.officer)
        return None

    return _moved(request, home, pages, visit, form, alert_id, move, "unpressed")


@router.get("/desk/alerts/{alert_id}/pressed")
def how_long_still(request: Request, home: Home, pages: Site, visit: SignedIn, alert_id: str) -> Response:
    """One line for the page that waits: how long Publish can still be undone, or that it went out."""
    press = pressed(home, alert_id)
    left = max(0, round((press.due_at - home.now()).total_seconds())) if press else 0
    alert = get_alert(home, alert_id)
    return pages.render(request, "desk/alert_pressed", visit=visit, alert=alert, press=press, left=left)


@router.post("/desk/alerts/{alert_id}/preview")
def look_before(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    """How it would be with what is typed. Nothing is kept."""
    typed, alert, fault = _typed(form), get_alert(home, alert_id), None
    try:
        alert = as_edited(home, alert, officer=visit.officer, changes=typed.changes())
    except NotFoundError:
        raise
    except InputError as error:
        fault = error
    if request.headers.get("hx-request"):
        return pages.render(
            request,
            "desk/alert_preview_part",
            visit=visit,
            alert=alert,
            preview=preview(home, alert),
            poster=_poster(home, alert),
            officer_names=officer_names(home, visit),
            fault=fault,
        )
    return _page(request, home, pages, visit, alert, fault=fault, given=typed)


@router.get("/desk/alerts/{alert_id}/poster.pdf")
def poster(home: Home, visit: SignedIn, alert_id: str) -> Response:
    return _as_pdf(home, get_alert(home, alert_id))


@router.post("/desk/alerts/{alert_id}/poster.pdf")
def poster_as_typed(home: Home, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    """With what stands in the edit form. Nothing is kept."""
    return _as_pdf(home, _with_typed(home, visit, form, alert_id))


@router.get("/desk/alerts/{alert_id}/picture.png")
def picture(home: Home, visit: SignedIn, alert_id: str) -> Response:
    return _as_png(home, get_alert(home, alert_id))


@router.post("/desk/alerts/{alert_id}/picture.png")
def picture_as_typed(home: Home, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    """With what stands in the edit form. Nothing is kept."""
    return _as_png(home, _with_typed(home, visit, form, alert_id))


@router.post("/desk/alerts/{alert_id}/ask")
def ask_to_decide(
    request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str
) -> Response:
    """Ask a second officer by e-mail."""

    def move() -> object:
        return ask_approver(home, alert_id, officer=visit.officer, approver=form.one("approver"))

    return _moved(request, home, pages, visit, form, alert_id, move, "approver-asked")


@router.post("/desk/alerts/{alert_id}/hand-over")
def give_to_another(
    request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str
) -> Response:
    def move() -> object:
        return hand_over(home, alert_id, officer=visit.officer, to=form.one("owner"))

    return _moved(request, home, pages, visit, form, alert_id, move, "handed-over")


@router.post("/desk/alerts/{alert_id}/trust")
def holds_all_the_same(
    request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str
) -> Response:
    def move() -> object:
        return trust_again(home, alert_id, officer=visit.officer, note=form.one("note"))

    return _moved(request, home, pages, visit, form, alert_id, move, "trusted")


@router.post("/desk/alerts/{alert_id}/repeat")
def tell_again(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    try:
        again = repeat(home, alert_id, officer=visit.officer)
    except NotFoundError:
        raise
    except InputError as error:
        return _page(request, home, pages, visit, get_alert(home, alert_id), fault=error)
    return see(f"/desk/alerts/{again.id}?done=repeat")


@router.post("/desk/alerts/{alert_id}/correct")
def start_correction(
    request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str
) -> Response:
    try:
        correction = correct(home, alert_id, officer=visit.officer)
    except NotFoundError:
        raise
    except InputError as error:
        return _page(request, home, pages, visit, get_alert(home, alert_id), fault=error)
    return see(f"/desk/alerts/{correction.id}?done=correction")


@router.post("/desk/alerts/{alert_id}/withdraw")
def take_back(request: Request, home: Home, pages: Site, visit: SignedIn, form: DeskForm, alert_id: str) -> Response:
    def move() -> object:
        return withdraw(home, alert_id, officer=visit.officer, note=form.one("note"))

    return _moved(request, home, pages, visit, form, alert_id, move, "withdrawn")


def _moved(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    form: Posted,
    alert_id: str,
    move: Callable[[], object],
    done: str,
) -> Response:
    """Move the alert; when that is refused, its page again with the sentence and what was typed."""
    try:
        move()
    except NotFoundError:
        raise
    except InputError as error:
        return _page(
            request,
            home,
            pages,
            visit,
            get_alert(home, alert_id),
            fault=error,
            note=form.one("note"),
            override=form.text("override"),
        )
    return see(f"/desk/alerts/{alert_id}?done={done}")


@dataclass(frozen=True, slots=True)
class Typed:
    """The edit form as it was typed, so that it can be shown again word for word."""

    headline: str
    happening: str
    spot: str
    do: str
    contact: str
    areas: str
    audience: str
    urgency: str
    expires_on: str
    exercise: bool
    withdrawal: str

    def changes(self) -> AlertChanges:
        """What it asks to be changed."""
        try:
            expires_on = date.fromisoformat(self.expires_on) if self.expires_on else None
        except ValueError as error:
            raise InputError(
                f"“{self.expires_on[:20]}” is not a day.", fix="Write it as year-month-day, such as 2026-12-24."
            ) from error
        return AlertChanges(**{**asdict(self), "expires_on": expires_on})


def _with_typed(home: Installation, visit: Visit, form: Posted, alert_id: str) -> Alert:
    return as_edited(home, get_alert(home, alert_id), officer=visit.officer, changes=_typed(form).changes())


def _as_pdf(home: Installation, alert: Alert) -> Response:
    return Response(poster_pdf(_on_paper(home, alert)), media_type="application/pdf")


def _as_png(home: Installation, alert: Alert) -> Response:
    return Response(share_image_png(_on_paper(home, alert)), media_type="image/png")


def _on_paper(home: Installation, alert: Alert) -> Mapping[str, Any]:
    return draft_document(
        home, alert.content, code=alert.code if alert.code and alert.status == "published" else "DRAFT"
    )


def _poster(home: Installation, alert: Alert) -> Markup | None:
    """The poster as it is drawn in the page; None where this installation prints nothing."""
    try:
        return poster_svg(_on_paper(home, alert), alt=f"The poster, which says “{alert.content.headline}”")
    except InputError:
        return None


def _typed(form: Posted) -> Typed:
    return Typed(
        headline=" ".join(form.text("headline").split()),
        happening="\n".join(form.many("happening")),
        spot="\n".join(form.many("spot")),
        do="\n".join(form.many("do")),
        contact="\n".join(form.many("contact")),
        areas=form.text("areas"),
        audience=form.one("audience"),
        urgency=form.one("urgency"),
        expires_on=form.one("expires_on"),
        exercise=form.one("exercise") == "yes",
        withdrawal=form.text("withdrawal"),
    )


def _as_it_is(alert: Alert) -> Typed:
    """The alert as its edit form shows it."""

    def lines(section: str) -> str:
        return "\n".join(sentence.text for sentence in alert.content.sentences if sentence.section == section)

    content = alert.content
    return Typed(
        headline=content.headline,
        happening=lines("happening"),
        spot=lines("spot"),
        do=lines("do"),
        contact=lines("contact"),
        areas="\n".join(say_area(area) for area in content.areas),
        audience=content.audience,
        urgency=content.urgency,
        expires_on=content.expires_at.date().isoformat(),
        exercise=content.exercise,
        withdrawal=content.withdrawal,
    )


def _page(
    request: Request,
    home: Installation,
    pages: Pages,
    visit: Visit,
    alert: Alert,
    *,
    fault: InputError | None = None,
    given: Typed | None = None,
    note: str = "",
    override: str = "",
) -> Response:
    return pages.render(
        request,
        "desk/alert",
        status=status_of(fault) if fault else 200,
        visit=visit,
        alert=alert,
        preview=preview(home, alert),
        poster=_poster(home, alert),
        content_hash=content_hash(alert.content),
        given=asdict(given or _as_it_is(alert)),
        edited=given is not None,
        may_edit=alert.status in {"draft", "returned", "submitted", "approved"},
        may_decide=alert.status == "submitted"
        and not {visit.officer.id, visit.officer.name} & {*alert.authors, alert.submitted_by},
        officer_names=officer_names(home, visit),
        deciders=who_may_decide(home, alert) if alert.status == "submitted" else (),
        late=alert.due_at is not None and alert.due_at <= home.now(),
        changed=changed_since(home, alert) if alert.status in {"draft", "returned", "submitted"} else None,
        press=pressed(home, alert.id) if alert.status == "approved" else None,
        undo_seconds=home.undo_seconds,
        proofs=_proofs(home, alert),
        fault=fault,
        note=note,
        override=override,
    )


def _proofs(home: Installation, alert: Alert) -> tuple[ChannelProof, ...]:
    """Whether the newest version of a published alert is proven to arrive."""
    if alert.code is None or alert.status not in {"published", "withdrawn"}:
        return ()
    newest = publication(home, alert.code)
    return proof_of_delivery(home, newest.code, newest.version)


def officer_names(home: Installation, visit: Visit) -> dict[str | None, str]:
    """The names of officers by their ids, as alerts keep them."""
    return {person.id: person.display_name for person in list_people(home, by=visit.officer)}


def _new(
    request: Request, home: Installation, pages: Pages, visit: Visit, basis: Basis, *, fault: InputError | None = None
) -> Response:
    return pages.render(
        request,
        "desk/alert_new",
        status=status_of(fault) if fault else 200,
        visit=visit,
        given=basis,
        advisories=[(advisory.id, advisory.title or advisory.file) for advisory in list_advisories(home)],
        scams=scams_to_choose(home),
        reports=list_queue(home, scam=basis.scam or None, page_size=REPORTS_TO_CHOOSE).items,
        most_reports=REPORTS_TO_CHOOSE,
        scam_names=scam_names(home),
        fault=fault,
    )
