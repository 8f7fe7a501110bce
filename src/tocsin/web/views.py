"""How somebody wants to see the pages: in which language, how large, with how much contrast.

It stands in the address (``/cy/large/contrast/alerts``), so nothing has to be kept: no cookie, and a link that is sent on
opens as its sender saw it. Every public page is at every such address; the desk and the API are not asked for by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Language = Literal["en", "cy"]
LANGUAGES: dict[str, Language] = {"en": "en", "cy": "cy"}
KEPT_OUT = ("/desk", "/api", "/static", "/.well-known", "/healthz")  # never linked with a view


@dataclass(frozen=True, slots=True)
class View:
    """One way to see the pages. ``at`` gives a path of this site as its links hold it."""

    language: Language = "en"
    large: bool = False
    contrast: bool = False

    @property
    def prefix(self) -> str:
        return (
            ("" if self.language == "en" else f"/{self.language}")
            + ("/large" if self.large else "")
            + ("/contrast" if self.contrast else "")
        )

    def at(self, path: str) -> str:
        if path.startswith(KEPT_OUT):
            return path
        return f"{self.prefix}{path}"

    def with_language(self, language: Language) -> View:
        return replace(self, language=language)

    def with_large(self, large: bool) -> View:
        return replace(self, large=large)

    def with_contrast(self, contrast: bool) -> View:
        return replace(self, contrast=contrast)


PLAIN = View()


def read_view(path: str) -> tuple[View, str]:
    """The view that an address asks for, and the path without it."""
    view = PLAIN
    rest = path
    while True:
        first, _, after = rest[1:].partition("/")
        if first in LANGUAGES:
            view = view.with_language(LANGUAGES[first])
        elif first == "large":
            view = view.with_large(True)
        elif first == "contrast":
            view = view.with_contrast(True)
        else:
            return view, rest
        rest = f"/{after}"


def view_of(scope: Scope) -> View:
    """The view of a request."""
    view: View = scope.get("tocsin.view", PLAIN)
    return view


class ViewInAddress:
    """Takes the view off the path before the page is looked for, and puts it into where an answer sends people on to."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        view, path = read_view(scope["path"])
        if view == PLAIN:
            await self.app(scope, receive, send)
            return
        scope = {**scope, "path": path, "raw_path": path.encode(), "tocsin.view": view}

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                location = headers.get("location", "")
                if location.startswith("/") and not location.startswith("//"):
                    headers["location"] = view.at(location)
            await send(message)

        await self.app(scope, receive, send_on)
