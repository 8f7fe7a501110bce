"""Making pages: the templates, and what every one of them knows."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ..actions.installation import Installation
from ..errors import InputError, KnowledgeError, NotAllowedError, NotFoundError, TocsinError
from . import speaking, wording
from .forms import Posted, given_back
from .views import LANGUAGES, Language, View, view_of
from .visit import Visit

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
LISTS_OF_THE_DESK = frozenset(
    f"/desk/{name}"
    for name in ("reports", "surges", "campaigns", "advisories", "alerts", "complaints", "knowledge", "people", "keys")
)
"""Pages that a fault under their address leads back to."""


class Pages:
    """Renders the templates of one installation."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._environments = {language: make_environment(language) for language in LANGUAGES.values()}

    def render(
        self,
        request: Request,
        template: str,
        /,
        *,
        status: int = 200,
        visit: Visit | None = None,
        forget: bool = False,
        **values: object,
    ) -> HTMLResponse:
        """The page ``template`` (its name without ``.html``) with ``values``.

        An answer to a form and every page of the desk is kept nowhere; a page that was only asked for may be kept by
        the browser for its Back button, so that words in a half-filled form are still there, unless ``forget``.

        An answer to a form may give ``again``: the fields that ask for the same in another language or size, since its
        address alone does not.
        """
        view = view_of(request.scope) if visit is None else View()
        values.setdefault("again", None)
        html = (
            self._environments[view.language]
            .get_template(f"{template}.html")
            .render(
                desk=self.installation.desk,
                path=request.url.path,
                asked=f"?{request.url.query}" if request.url.query and request.method == "GET" else "",
                posted=request.method != "GET",
                view=view,
                at=view.at,
                language=view.language,
                visit=visit,
                now=self.installation.now(),
                done=wording.DONE.get(request.query_params.get("done", "")),
                only_reading=not self.installation.store.takes_writes(),
                **values,
            )
        )
        response = HTMLResponse(html, status_code=status)
        if request.method == "GET" and visit is None and status == 200 and not forget:
            response.headers["cache-control"] = "private, no-cache"
        return response

    def fault(
        self,
        request: Request,
        status: int,
        message: str,
        fix: str = "",
        *,
        visit: Visit | None = None,
        posted: Posted | None = None,
    ) -> HTMLResponse:
        """A page that says what went wrong and what to do. ``posted``: what was typed, given back to be sent again."""
        shown, along = given_back(posted) if posted is not None else ([], [])
        return self.render(
            request,
            "fault",
            status=status,
            visit=visit,
            heading=_HEADINGS.get(status, "That did not work"),
            message=message,
            fix=fix,
            send_again=posted is not None,
            shown=shown,
            along=along,
            had_file=posted is not None and bool(posted.files),
            lists_of_the_desk=LISTS_OF_THE_DESK,
        )


_HEADINGS = {
    400: "We could not read that",
    403: "You may not do that",
    404: "There is nothing here",
    405: "That does not work here",
    409: "Something changed in the meantime",
    413: "That is too much at once",
    422: "Something is missing or not right",
    500: "Something broke on our side",
    503: "We cannot answer just now",
}  # fmt: skip


def status_of(error: TocsinError) -> int:
    """The HTTP status of an error: what was given (422), by whom (403), when (409), where (404), or us (503)."""
    if error.code in CONFLICTS:
        return 409
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, NotAllowedError):
        return 403
    return 422 if isinstance(error, InputError | KnowledgeError) else 503  # a proposed entry's faults were given too


# Codes of NotAllowedError that are not about the person but about the state the thing is in by now.
CONFLICTS = frozenset({"stale-ticket", "content-changed", "changed", "name-taken", "still-at-work"})


def make_environment(language: Language = "en") -> Environment:
    """The template environment; an unknown name in a template is an error, and everything is escaped."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(speaking.translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        day=partial(wording.say_day, language=language),
        time=partial(wording.say_time, language=language),
        said=partial(speaking.said, language=language),
        said_plainly=partial(speaking.said_plainly, language=language),
        money=wording.say_money,
        month=wording.say_month,
        browser=wording.say_browser,
        said_pairs=lambda pairs: [(value, speaking.said_plainly(label, language)) for value, label in pairs],
        tappable=_tappable,
        dialled=_dialled,
        linked=_linked,
        host=_host,
    )
    environment.globals.update(
        words=wording, static=static_address, count=wording.say_count, days=wording.say_days, when=wording.say_when
    )
    plain = View(language)
    environment.globals.update(
        view=plain, at=plain.at, language=language, again=None, asked="", posted=False, only_reading=False
    )
    return environment


_hashes: dict[str, str] = {}


def static_address(name: str) -> str:
    """The address of a static file, with a hash of its content so that it can be kept for ever."""
    if name not in _hashes:
        _hashes[name] = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={_hashes[name]}"


def _dialled(value: str) -> str:
    """A phone number as a ``tel:`` address takes it."""
    return "".join(character for character in value if character.isdigit() or character == "+")


_NUMBER_TO_RING = re.compile(r"\b(?:159|999|101|18000|116 123|0(?:800|808|300|345) \d{3} ?\d{3,4})\b")


def _tappable(sentence: str) -> Markup:
    """A sentence of ours with the numbers that one is told to ring as links: on a phone they ring when tapped."""

    def link(found: re.Match[str]) -> str:
        return f'<a href="tel:{_dialled(found[0])}">{found[0]}</a>'

    return Markup(_NUMBER_TO_RING.sub(link, str(escape(sentence))))


def _linked(value: str) -> str:
    """A web address or host as a link takes it; anything else but http(s) becomes a plain host."""
    value = value.strip()
    return value if value.startswith(("https://", "http://")) else f"https://{value}"


def _host(value: str) -> str:
    """The host of a web address, as people know it: without www."""
    return (urlsplit(_linked(value)).hostname or value).removeprefix("www.")
