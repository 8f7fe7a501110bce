"""One desk with its cast, for every test of the pages.

Amina is an administrator and Ben an officer; an outsider has no log-in at all. Others are added where a test needs them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from lxml import html
from starlette.testclient import TestClient

from tocsin.actions import alerting
from tocsin.actions.installation import Installation, open_installation
from tocsin.actions.people import add_officer, change_password
from tocsin.alerts.content import content_hash
from tocsin.records import Desk, Officer
from tocsin.web.app import create_app

PASSWORD = "otter lamp quiet seven"
MICROSOFT_CALL = (
    "A man rang and said he was from Microsoft and that my computer has a virus. "
    "He asked me to download AnyDesk so that he could get onto my computer."
)


class Clock:
    """The hour at the desk. It stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_hours(self, hours: float) -> None:
        self.at += timedelta(hours=hours)


@dataclass
class House:
    """An installation with its people; ``url`` only where it is really served."""

    installation: Installation
    clock: Clock
    officers: dict[str, Officer]
    url: str = "http://testserver"

    def outsider(self) -> TestClient:
        """Somebody without a log-in."""
        return TestClient(create_app(self.installation), follow_redirects=False, raise_server_exceptions=False)

    def officer(self, name: str) -> Browser:
        """An officer who has logged in, half an hour later: so often that nobody is taken for a guesser."""
        self.clock.pass_hours(0.5)
        client = self.outsider()
        answer = client.post("/desk/login", data={"name": name, "password": PASSWORD, "next": "/desk"})
        assert answer.status_code == 303, answer.text
        return Browser(client)


class Browser:
    """A test client that sends forms as a browser does: with the token of the page it has open."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str) -> html.HtmlElement:
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:400]}"
        return html.document_fromstring(answer.text)

    def csrf(self) -> str:
        page = self.get("/desk/password")
        return str(page.xpath("string(//input[@name='csrf']/@value)"))

    def post(
        self, path: str, *, follow: bool = True, files: dict[str, tuple[str, bytes]] | None = None, **fields: object
    ):  # type: ignore[no-untyped-def]
        return self.client.post(path, data={"csrf": self.csrf(), **fields}, files=files, follow_redirects=follow)


def text_of(page: html.HtmlElement | str) -> str:
    """The words of a page, as a person reads them."""
    if isinstance(page, str):
        page = html.document_fromstring(page)
    for part in page.xpath("//script | //style"):
        part.drop_tree()
    return " ".join(str(page.text_content()).split())


def make_house(folder: Path, *, url: str = "http://testserver") -> House:
    clock = Clock()
    installation = open_installation(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'tocsin.sqlite'}",
        desk=Desk(
            name="Kentmere Fraud Desk", sender="alerts.example", url=url, email="alerts@alerts.example", nation="gb-eng"
        ),
        now=clock,
    )
    officers: dict[str, Officer] = {}
    for name, display_name, role in (("amina", "Amina Shah", "admin"), ("ben", "Ben Okoro", "officer")):
        officer, once = add_officer(installation, by=None, name=name, display_name=display_name, role=role)  # type: ignore[arg-type]
        change_password(installation, officer, old=once, new=PASSWORD)
        officers[name] = officer
    return House(installation, clock, officers, url)


def links_in_outbox(installation: Installation, purpose: str) -> list[str]:
    """Paths of the links of one purpose in e-mails written so far, the newest last."""
    found: list[str] = []
    for path in sorted(installation.outbox.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        found += re.findall(rf"{re.escape(installation.desk.url)}(/{purpose}/[^\s>]+)", str(body.get_content()))
    return found


def a_published_alert(house: House, *, area: str = "Faversham") -> str:
    """The code of an alert that Ben wrote and Amina approved."""
    ben, amina = house.officers["ben"], house.officers["amina"]
    installation = house.installation
    written = alerting.draft(installation, officer=ben, scam="courier-fraud", area_names=(area,))
    alerting.submit(installation, written.id, officer=ben)
    submitted = alerting.get_alert(installation, written.id)
    alerting.approve(
        installation,
        written.id,
        officer=amina,
        content_hash=content_hash(submitted.content),
        override="Read by both of us.",
    )
    return alerting.publish(installation, written.id, officer=amina).code
