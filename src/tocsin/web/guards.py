"""What stands before every page: the size of what is sent, where it is sent from, and the headers of the answer."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .forms import LONGEST_BODY, LONGEST_UPLOAD

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    # Not no-referrer: with it a browser says "Origin: null" of our own forms. This sends nothing to any other site.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
UPLOAD_PATHS = ("/desk/advisories/new", "/picture")
# A mail provider's one-click leaving comes from anywhere (RFC 8058); its token is the proof. The API has no cookies.
ANY_ORIGIN = ("/leave/", "/api/")
DRAINED_BYTES = 64_000_000  # read and thrown away so that the browser gets to see our sentence

Refuse = Callable[[Request, int, str, str], Response]


class AnswerHeaders:
    """Puts the security headers on every answer, and ``no-store`` where the page did not say otherwise."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if self.https:
                    headers["strict-transport-security"] = "max-age=31536000"
                headers.setdefault("cache-control", "no-store")
            await send(message)

        if scope["method"] == "HEAD":
            # Answered like GET; the server leaves out the body, for it still knows what was asked.
            scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send_with_headers)


class PlainAddress:
    """Refuses an address with a NUL in it, which no page has and no database takes, or with bytes that no browser sends."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"")
        if scope["type"] != "http" or ("\0" not in scope["path"] and b"%00" not in query and query.isascii()):
            await self.app(scope, receive, send)
            return
        response = self.refuse(
            Request({**scope, "query_string": b""}),
            400,
            "The address could not be read.",
            "Check it, or start from the first page.",
        )
        await response(scope, receive, send)


class SizeLimit:
    """Refuses a body that is too long, whether or not its length was told beforehand."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        most = LONGEST_UPLOAD if scope["path"].startswith(UPLOAD_PATHS) else LONGEST_BODY
        # The whole body is taken in before the page runs: it is small, and a page never sees half of one.
        body = bytearray()
        seen = 0
        while seen <= DRAINED_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            seen += len(chunk)
            if seen <= most:
                body += chunk
            if not message.get("more_body", False):
                break
        if seen > most:
            megabytes = most // 1_000_000
            response = self.refuse(
                Request(scope),
                413,
                f"That is more than {megabytes} MB, which is more than we can read at once.",
                "Paste only the part that worries you." if most == LONGEST_BODY else "Send a smaller file.",
            )
            response.headers["connection"] = "close"
            await response(scope, receive, send)
            return

        given = False

        async def receive_kept() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, receive_kept, send)


class SameSite:
    """Refuses a form that another site's page sent. Old browsers that tell nothing are let through:
    what matters after log-in also needs the token of the form."""

    def __init__(self, app: ASGIApp, *, url: str, refuse: Refuse) -> None:
        self.app = app
        self.host = urlsplit(url).netloc.lower()
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] in {"GET", "HEAD", "OPTIONS"}
            or scope["path"].startswith(ANY_ORIGIN)
            or self._is_ours(Headers(scope=scope))
        ):
            await self.app(scope, receive, send)
            return
        response = self.refuse(
            Request(scope),
            403,
            "This form was sent from another site, so we did not take it.",
            "Open the page on this site and fill it in here.",
        )
        await response(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        fetched_from = headers.get("sec-fetch-site")
        if fetched_from is not None:
            return fetched_from in {"same-origin", "none"}
        origin = headers.get("origin")
        if origin is None:
            return True
        return urlsplit(origin).netloc.lower() in {self.host, headers.get("host", "").lower()}
