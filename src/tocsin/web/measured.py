"""What goes on, for those who run the site: a line for each request, and figures for Prometheus. Never what anybody typed.

Of an address only its pattern is kept (``/alerts/{code}``), so neither a text, a token nor a reference gets into a log.
"""

from __future__ import annotations

import hmac
import json
import logging
import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..actions.installation import Installation
from ..errors import StoreError
from ..store.deliveries import count_deliveries
from ..store.reports import count_unread

LOG = logging.getLogger("tocsin.requests")
UNKNOWN = "unknown"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
router = APIRouter(include_in_schema=False)


class Figures:
    """The counters of one process, and the state of the desk at the moment of asking."""

    def __init__(self, installation: Installation) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tocsin_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "tocsin_request_seconds", "Time to answer.", ["route"], buckets=BUCKETS, registry=self.registry
        )
        self.registry.register(_Desk(installation))

    def text(self) -> bytes:
        """In Prometheus' own format."""
        return generate_latest(self.registry)


class _Desk:
    """Asked of the database when somebody looks, so that several processes tell the same."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def describe(self) -> Iterable[Any]:
        return ()

    def collect(self) -> Iterable[Any]:
        up = GaugeMetricFamily("tocsin_database_up", "Whether the database answers.")
        try:
            with self._installation.store.read() as tx:
                deliveries, unread = count_deliveries(tx), count_unread(tx)
        except StoreError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        by_status = GaugeMetricFamily("tocsin_deliveries", "Deliveries by state.", labels=["status"])
        for status, count in deliveries.items():
            by_status.add_metric([status], count)
        yield by_status
        yield GaugeMetricFamily("tocsin_reports_unread", "Reports taken in and not read yet.", value=unread)
        known = GaugeMetricFamily("tocsin_knowledge", "The knowledge in force.", labels=["version"])
        known.add_metric([self._installation.knowledge.version], 1)
        yield known


class Measured:
    """Counts each request, times it, and writes a line of it."""

    def __init__(self, app: ASGIApp, *, figures: Figures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        request_id = secrets.token_hex(6)
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - start
            route = getattr(scope.get("route"), "path", UNKNOWN)
            self.figures.requests.labels(scope["method"], route, str(status)).inc()
            self.figures.seconds.labels(route).observe(seconds)
            LOG.info(
                "%s %s %s %.0f ms",
                scope["method"],
                route,
                status,
                seconds * 1000,
                extra={
                    "said": {
                        "method": scope["method"],
                        "route": route,
                        "status": status,
                        "ms": round(seconds * 1000, 1),
                        "request": request_id,
                    }
                },
            )


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Figures for Prometheus, for whoever has the token; without one there is no such page."""
    token: str | None = request.app.state.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if token is None or not hmac.compare_digest(given.encode(), token.encode()):
        return PlainTextResponse("There is no page at this address.\n", status_code=404)
    figures: Figures = request.app.state.figures
    return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)


class JsonLines(logging.Formatter):
    """A log record as one JSON object a line: ``at, level, from, said`` or the fields of a request."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        said = getattr(record, "said", None)
        line.update(said if isinstance(said, dict) else {"said": record.getMessage()})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(how: str) -> None:
    """``json`` or ``text``: a line for each request on standard error; ``quiet``: only what goes wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonLines() if how == "json" else logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    LOG.setLevel(logging.WARNING if how == "quiet" else logging.INFO)
