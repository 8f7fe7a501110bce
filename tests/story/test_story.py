"""The whole loop as its people walk it: a fresh desk, real documents, a warned resident.

The product is started as a user starts it (``tocsin serve``), pages are walked in headless Chromium with scripts on and off,
on SQLite and on PostgreSQL, and mail goes to a real SMTP server on this machine.
"""

from __future__ import annotations

import email.policy
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import feedparser
import httpx2
import pytest
from aiosmtpd.controller import Controller
from lxml import etree
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser
HERE = Path(__file__).resolve().parent
TOCSIN = str(Path(sys.executable).with_name("tocsin"))
XSD = HERE.parent.parent / "src" / "tocsin" / "alerts" / "formats" / "CAP-v1.2.xsd"
FIVE = (
    "kent-software-service-fraud",
    "cheshire-microsoft-callers",
    "imex-impersonated",
    "hertfordshire-computer-scams",
    "kent-police-number-spoofing",
)
CALLER = "I'm calling from Microsoft. Your computer has a virus and I need you to install AnyDesk so that I can connect and fix it."
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip


class Mailbox:
    """What a real SMTP server on this machine has taken."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 Taken"

    def wait_for(self, address: str, subject: str) -> EmailMessage:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            for message in self.messages:
                if message["To"] == address and subject in str(message["Subject"]):
                    return message
            time.sleep(0.1)
        raise AssertionError(f"no message “{subject}” to {address}: {[str(m['Subject']) for m in self.messages]}")


@dataclass
class Served:
    """A desk that was started as a user starts it."""

    url: str
    environment: dict[str, str]
    mailbox: Mailbox
    said: str

    def run(self, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TOCSIN, *arguments],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


@pytest.fixture
def served(store_url: str, tmp_path: Path) -> Iterator[Served]:
    mailbox = Mailbox()
    smtp_port = free_port()
    smtp = Controller(mailbox, hostname="127.0.0.1", port=smtp_port)
    smtp.start()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    folder = tmp_path / "desk"
    port = free_port()
    environment |= {
        "TOCSIN_DATA_FOLDER": str(folder),
        "TOCSIN_URL": f"http://127.0.0.1:{port}",
        "TOCSIN_PORT": str(port),
        "TOCSIN_DESK_NAME": "Kent Fraud Desk",
        "TOCSIN_DESK_SENDER": "alerts.kent.example",
        "TOCSIN_DESK_EMAIL": "alerts@kent.example",
        "TOCSIN_UNDO_SECONDS": "1",
        "TOCSIN_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "PYTHONUNBUFFERED": "1",
    }
    if store_url.startswith("postgresql"):
        environment["TOCSIN_DATABASE_URL"] = store_url
    log = tmp_path / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen([TOCSIN, "serve"], env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Served(f"http://127.0.0.1:{port}", environment, mailbox, log.read_text())
    finally:
        process.terminate()
        process.wait(timeout=40)
        smtp.stop()
    assert "Traceback" not in log.read_text()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the site did not come up: {log.read_text()}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("TOCSIN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is not installed: scripts/system-needs.sh installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def documents() -> list[Path]:
    """The five real documents when they lie beside the checkout, or else two of our own."""
    real = Path(os.environ.get("TOCSIN_SHARED", HERE.parent.parent.parent / "shared")) / "advisories" / "scam"
    if real.is_dir():
        return [real / f"{name}.txt" for name in FIVE]
    return sorted((HERE / "documents").iterdir())


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_warning_goes_from_documents_and_reports_to_a_resident_who_asks(
    served: Served, chromium: Browser, documents: list[Path], scripts: bool, tmp_path: Path
) -> None:
    def somebody() -> Page:
        context = chromium.new_context(base_url=served.url, java_script_enabled=scripts)
        context.set_default_timeout(20_000)
        return context.new_page()

    # A fresh desk prints one log-in, and says that publishing needs a second officer.
    once = re.search(r"Log in as\s+(\S+)\s+Password\s+(\S+)", served.said)
    assert once is not None, served.said
    assert "second officer" in served.said
    admin = somebody()
    log_in(admin, once[1], once[2])
    choose_password(admin, once[2], "harbour lamp quiet seven")
    admin.goto("/desk/people")
    admin.get_by_label("Log-in name").fill("owen")
    admin.get_by_label("Name that others see").fill("Owen Pryce")
    admin.get_by_role("button", name="Add", exact=True).click()
    second_password = admin.locator(".once").inner_text()
    owen = somebody()
    log_in(owen, "owen", second_password)
    choose_password(owen, second_password, "garden violin ninety maps")

    # The desk reads the documents, from the command line and by upload.
    done = served.run("read", "--store", "--jsonl", *map(str, documents[1:]))
    assert done.returncode == 0, done.stderr
    assert all(json.loads(line)["is_advisory"] for line in done.stdout.splitlines())
    admin.goto("/desk/advisories/new")
    admin.get_by_label("Or choose a file").set_input_files(documents[0])
    admin.get_by_role("button", name="Read it and keep it").click()
    admin.get_by_text("What we read in it").wait_for()
    advisory_page = admin.url

    # Residents of three towns report calls; one subscribes and confirms.
    resident = somebody()
    for town, telling in (
        ("Faversham", "A man from Microsoft rang. He said my computer had a virus and I should download AnyDesk."),
        ("Gravesend", "Microsoft technical support called about a virus and wanted remote access to my laptop."),
        (
            "Gillingham, Kent",
            "He said he was calling from Microsoft, there was a virus, and I was to install TeamViewer. My number is 07700 900321.",
        ),
    ):
        resident.goto("/report")
        resident.get_by_label("What happened?").fill(telling)
        resident.get_by_label("Which town or village are you in?").fill(town)
        resident.get_by_role("button", name="Send the report").click()
        resident.get_by_text("Your reference is").wait_for()
    resident.goto("/subscribe")
    resident.get_by_label("Your e-mail address").fill("joan@post.example")
    resident.get_by_label("Your town, village or postcode").fill("Faversham")
    resident.get_by_label("Not at night").uncheck()  # the story is told at any hour
    resident.get_by_role("button", name="Send me a link to confirm").click()
    letter = plain(served.mailbox.wait_for("joan@post.example", "confirm"))
    resident.goto(next(word for word in letter.split() if "/subscribe/confirm/" in word))
    resident.get_by_role("button", name="Yes, send me alerts").click()
    resident.get_by_text("joan@post.example").wait_for()

    # The queue shows them, without the number; the author drafts from the advisory and the reports.
    admin.goto("/desk/reports?status=new")
    queue = admin.locator("main").inner_text()
    assert all(town in queue for town in ("Faversham", "Gravesend", "Gillingham"))
    assert "900321" not in admin.content()
    admin.goto(advisory_page)
    admin.get_by_role("button", name="Draft an alert from it").click()
    for box in admin.locator("input[name=references]").all():
        box.check()
    admin.get_by_label("Where").fill("Kent")
    admin.get_by_role("button", name="Write the draft").click()
    admin.get_by_role("heading", name="The text and its sources").wait_for()
    alert_page = admin.url.partition("?")[0]
    assert admin.locator(".sentences .source").count() >= 5
    assert "No fault found in the wording" in admin.locator("main").inner_text()
    admin.get_by_role("button", name="Save and submit for approval").click()
    admin.get_by_text("another officer must approve it").wait_for()

    # The author cannot approve it, by page or by API.
    assert admin.get_by_role("button", name="Approve").count() == 0
    token = served.run("officer", "token", "admin").stdout.strip()
    alert_id = alert_page.rsplit("/", 1)[1]
    answer = httpx2.post(
        f"{served.url}/api/v1/alerts/{alert_id}/approve", headers={"Authorization": f"Bearer {token}"}, json={}
    )
    assert answer.status_code == 403, answer.text
    assert answer.json()["code"] == "own-alert"

    # The second officer approves and publishes.
    owen.goto(alert_page)
    owen.get_by_role("button", name="Approve").click()
    owen.get_by_role("button", name="Publish now").click()
    owen.get_by_role("button", name="Undo: do not publish").wait_for()
    until = time.monotonic() + 30
    while not owen.get_by_role(
        "link", name="public page", exact=True
    ).count():  # with scripts the page says so by itself
        assert time.monotonic() < until, "it did not go out"
        time.sleep(0.3)
        owen.goto(alert_page)
    code = owen.locator("main .code").first.inner_text()
    assert re.fullmatch(r"[A-Z0-9]{3}-[A-Z0-9]{3}", code)

    # It reaches the subscriber, the web, the feed and CAP.
    mail = served.mailbox.wait_for("joan@post.example", "Warning for Kent")
    assert code in plain(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    resident.goto("/alerts")
    assert code in resident.locator("main").inner_text()
    feed = feedparser.parse(httpx2.get(f"{served.url}/alerts.atom").content)
    assert not feed.bozo
    (cap_link,) = [link["href"] for link in feed.entries[0].links if link["type"] == "application/cap+xml"]
    assert cap_link.startswith(f"{served.url}/alerts/{code}.cap.xml")
    assert httpx2.get(cap_link).status_code == 200
    document = httpx2.get(f"{served.url}/alerts/{code}.json").json()
    assert code in json.dumps(document)
    cap_is_valid_and_signed(served.url, code, tmp_path)

    # A resident pastes the caller's words and is answered with that very alert beside the red flags.
    resident.goto("/")
    resident.get_by_label("What happened?").fill(CALLER)
    resident.get_by_role("button", name="Check it").click()
    resident.get_by_role("heading", name="What to do first").wait_for()
    shown = resident.locator("main").inner_text()
    assert code in shown
    assert any("AnyDesk" in marked for marked in resident.locator("mark").all_inner_texts())
    assert "Microsoft will never" in shown
    assert "AnyDesk" not in resident.url

    # A pasted copy is genuine; with one phone number changed it is altered, and the change is named.
    copy = plain(mail)
    genuine = served.run("check", "--json", given=copy)
    assert (json.loads(genuine.stdout)["level"], genuine.returncode) == ("genuine-alert", 0)
    number = next(match[0] for match in re.finditer(r"0300 123 2040|\b159\b", copy))
    forged = served.run("check", given=copy.replace(number, "07700 900456"))
    assert forged.returncode == 1
    assert "07700 900456" in forged.stdout

    # One click and she has left.
    leave = str(mail["List-Unsubscribe"]).strip("<> ")
    assert httpx2.post(leave, data={"List-Unsubscribe": "One-Click"}).status_code == 200

    # Taken back: the page says so at once.
    admin.goto(alert_page)
    if scripts or admin.get_by_label("Why?").count():
        admin.get_by_text("Withdraw it", exact=True).click()
    admin.get_by_label("Why?").fill("The reports were about a genuine repair.")
    admin.get_by_role("button", name="Withdraw the alert").click()
    resident.goto(f"/alerts/{code}")
    assert "ithdrawn" in resident.locator("main").inner_text()
    for page in (admin, owen, resident):
        page.context.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.goto("/desk")
    page.get_by_label("Your log-in name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def choose_password(page: Page, old: str, new: str) -> None:
    page.get_by_role("heading", name="Choose your own password").wait_for()
    page.get_by_label("The password you logged in with").fill(old)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password once more").fill(new)
    page.get_by_role("button", name="Save it").click()
    page.get_by_role("heading", name="Today").wait_for()


def plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def cap_is_valid_and_signed(url: str, code: str, folder: Path) -> None:
    """Valid against OASIS's schema; its signature verified by Debian's xmlsec1, not by our own library; a changed byte caught."""
    cap = httpx2.get(f"{url}/alerts/{code}.cap.xml").content
    etree.XMLSchema(etree.parse(str(XSD))).assertValid(etree.fromstring(cap))
    certificate = folder / "certificate.pem"
    certificate.write_bytes(httpx2.get(f"{url}/.well-known/tocsin/cap-certificate.pem").content)
    for name, content, verifies in (("true", cap, True), ("changed", cap.replace(b"Kent", b"Bent", 1), False)):
        file = folder / f"{name}.cap.xml"
        file.write_bytes(content)
        done = subprocess.run(
            ["xmlsec1", "--verify", "--pubkey-cert-pem", str(certificate), str(file)], capture_output=True, check=False
        )
        assert (done.returncode == 0) is verifies, done.stderr.decode()
