"""Who may do what: four people and an outsider against every route of the desk and every call of the API.

The matrix is printed (``pytest -s``). A route that is not in it fails the test, and so does anything allowed that it does not
allow. What is refused must also have changed nothing.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import pytest
from starlette.testclient import TestClient

from tocsin.actions import alerting
from tocsin.actions.advisories import keep_advisory, read_advisory_text
from tocsin.actions.approving import set_own_email
from tocsin.actions.people import add_officer, change_password, disable_officer, make_api_token
from tocsin.actions.reporting import take_report
from tocsin.alerts.content import content_hash
from tocsin.knowledge.load import FOLDER
from tocsin.records import Alert, KnowledgeChange, Officer
from tocsin.store import alerts as alert_store
from tocsin.store import knowledge_changes as change_store
from tocsin.store import presses as press_store
from tocsin.store.presses import Press
from tocsin.web.app import ROUTERS
from web.cast import MICROSOFT_CALL, PASSWORD, House, make_house

PEOPLE = ("author", "second", "admin", "shut out", "outsider")
YES, NO, LOG_IN = "yes", "no", "log in"
# For each rule what it says to each of PEOPLE. The shut-out officer still holds a session and a token of before.
RULES: Mapping[str, tuple[str, ...]] = {
    "everybody": (YES, YES, YES, YES, YES),
    "officers": (YES, YES, YES, LOG_IN, LOG_IN),
    "admins": (NO, NO, YES, LOG_IN, LOG_IN),
    "not the author": (NO, YES, YES, LOG_IN, LOG_IN),
}
# Method, route and, where one route does several things, which.
MATRIX: Mapping[str, str] = {
    "GET /desk/login": "everybody",
    "POST /desk/login": "everybody",
    "POST /desk/login/code": "everybody",
    "POST /desk/login/passkey": "everybody",
    "GET /desk/login/sso": "everybody",
    "GET /desk/login/sso/back": "everybody",
    "GET /desk/security": "officers",
    "GET /desk/security/app": "officers",
    "POST /desk/security/app": "officers",
    "POST /desk/security/passkeys": "officers",
    "POST /desk/security/codes": "officers",
    "POST /desk/security/factors/{factor_id}/remove": "officers",
    "POST /desk/security/sessions": "officers",
    "POST /desk/logout": "officers",
    "GET /desk/password": "officers",
    "POST /desk/password": "officers",
    "GET /desk": "officers",
    "GET /desk/people": "officers",
    "POST /desk/people": "admins",
    "GET /desk/keys": "officers",
    "POST /desk/keys": "officers",
    "POST /desk/keys/{key_id}/renew": "officers",
    "POST /desk/keys/{key_id}/revoke": "officers",
    "POST /desk/people/email": "officers",
    "POST /desk/people/{name}/password": "admins",
    "POST /desk/people/{name}/disable": "admins",
    "POST /desk/people/{name}/factors": "admins",
    "POST /desk/people/{name}/sessions": "admins",
    "GET /desk/settings": "officers",
    "POST /desk/settings": "admins",
    "GET /desk/audit": "officers",
    "GET /desk/subscribers": "officers",
    "POST /desk/subscribers": "officers",
    "GET /desk/deliveries": "officers",
    "POST /desk/views": "officers",
    "POST /desk/views/{view_id}/remove": "officers",
    "GET /desk/keyboard": "officers",
    "GET /desk/reports": "officers",
    "GET /desk/reports/{reference}": "officers",
    "POST /desk/reports/{reference}/accept": "officers",
    "POST /desk/reports/{reference}/set-aside": "officers",
    "POST /desk/reports/{reference}/reopen": "officers",
    "POST /desk/reports/bulk": "officers",
    "POST /desk/reports/{reference}/assign": "officers",
    "POST /desk/reports/{reference}/ask": "officers",
    "POST /desk/reports/{reference}/safeguarding": "officers",
    "POST /desk/reports/{reference}/merge": "officers",
    "POST /desk/reports/{reference}/unmerge": "officers",
    "POST /desk/reports/{reference}/contact": "officers",
    "POST /desk/reports/{reference}/open": "officers",
    "GET /desk/surges": "officers",
    "POST /desk/surges": "officers",
    "GET /desk/surges/{surge_id}": "officers",
    "POST /desk/surges/{surge_id}/snooze": "officers",
    "POST /desk/surges/{surge_id}/dismiss": "officers",
    "POST /desk/surges/{surge_id}/restore": "officers",
    "POST /desk/surges/{surge_id}/promote": "officers",
    "GET /desk/campaigns": "officers",
    "POST /desk/campaigns": "officers",
    "GET /desk/campaigns/{campaign_id}": "officers",
    "POST /desk/campaigns/{campaign_id}/close": "officers",
    "POST /desk/campaigns/{campaign_id}/leave": "officers",
    "POST /desk/campaigns/{campaign_id}/put-in": "officers",
    "POST /desk/campaigns/{campaign_id}/take-out": "officers",
    "POST /desk/campaigns/{campaign_id}/stix": "officers",
    "GET /desk/complaints": "officers",
    "GET /desk/complaints/{reference}": "officers",
    "POST /desk/complaints/{reference}/open": "officers",
    "POST /desk/complaints/{reference}/answer": "officers",
    "GET /desk/figures": "officers",
    "GET /desk/figures.csv": "officers",
    "GET /desk/advisories": "officers",
    "POST /desk/advisories/feeds": "officers",
    "POST /desk/advisories/feeds/remove": "officers",
    "GET /desk/advisories/new": "officers",
    "POST /desk/advisories/new": "officers",
    "GET /desk/advisories/{advisory_id}": "officers",
    "GET /desk/alerts": "officers",
    "GET /desk/alerts/new": "officers",
    "POST /desk/alerts/new": "officers",
    "GET /desk/alerts/{alert_id}": "officers",
    "POST /desk/alerts/{alert_id}/edit": "officers",
    "POST /desk/alerts/{alert_id}/submit": "officers",
    "POST /desk/alerts/{alert_id}/decide approve": "not the author",
    "POST /desk/alerts/{alert_id}/decide reject": "not the author",
    "POST /desk/alerts/{alert_id}/decide return": "officers",
    "POST /desk/alerts/{alert_id}/publish": "officers",
    "POST /desk/alerts/{alert_id}/undo": "officers",
    "GET /desk/alerts/{alert_id}/pressed": "officers",
    "POST /desk/alerts/{alert_id}/preview": "officers",
    "GET /desk/alerts/{alert_id}/poster.pdf": "officers",
    "POST /desk/alerts/{alert_id}/poster.pdf": "officers",
    "GET /desk/alerts/{alert_id}/picture.png": "officers",
    "POST /desk/alerts/{alert_id}/picture.png": "officers",
    "POST /desk/alerts/{alert_id}/correct": "officers",
    "POST /desk/alerts/{alert_id}/withdraw": "officers",
    "POST /desk/alerts/{alert_id}/ask": "officers",
    "POST /desk/alerts/{alert_id}/hand-over": "officers",
    "POST /desk/alerts/{alert_id}/trust": "officers",
    "POST /desk/alerts/{alert_id}/repeat": "officers",
    "GET /desk/knowledge": "officers",
    "GET /desk/knowledge/new": "officers",
    "GET /desk/knowledge/changes/{change_id}": "officers",
    "POST /desk/knowledge/changes/{change_id}/accept": "not the author",
    "POST /desk/knowledge/changes/{change_id}/decline": "officers",
    "GET /desk/knowledge/{folder}/{name}": "officers",
    "POST /desk/knowledge/propose": "officers",
    "GET /api/v1": "everybody",
    "GET /api/v1/": "everybody",
    "POST /api/v1/check": "everybody",
    "POST /api/v1/calls": "everybody",
    "POST /api/v1/lookups": "everybody",
    "GET /api/v1/organisations/{name}": "everybody",
    "GET /api/v1/publications": "everybody",
    "GET /api/v1/publications/{code}": "everybody",
    "POST /api/v1/verify": "everybody",
    "POST /api/v1/subscriptions": "everybody",
    "GET /api/v1/surges": "officers",
    "GET /api/v1/openapi.json": "everybody",
    "GET /api/v1/reports": "officers",
    "POST /api/v1/reports": "officers",
    "GET /api/v1/alerts": "officers",
    "GET /api/v1/alerts/{alert_id}": "officers",
    "POST /api/v1/alerts/{alert_id}/{move} submit": "officers",
    "POST /api/v1/alerts/{alert_id}/{move} approve": "not the author",
    "POST /api/v1/alerts/{alert_id}/{move} reject": "not the author",
    "POST /api/v1/alerts/{alert_id}/{move} return": "officers",
    "POST /api/v1/alerts/{alert_id}/{move} publish": "officers",
    "POST /api/v1/alerts/{alert_id}/{move} correct": "officers",
    "POST /api/v1/alerts/{alert_id}/{move} withdraw": "officers",
}
# The state an alert must be in for the move to be possible at all.
BEFORE = {
    "edit": "draft", "submit": "draft", "approve": "submitted", "reject": "submitted", "return": "submitted",
    "publish": "approved", "correct": "published", "withdraw": "published", "ask": "submitted",
    "hand-over": "submitted", "trust": "doubted", "repeat": "published", "undo": "pressed", "preview": "draft",
    "poster.pdf": "draft", "picture.png": "draft",
}  # fmt: skip
WHY = "Read word for word, with the register open beside it."


@dataclass
class Town:
    """A desk with one of everything, and a client with a session and a token for each of the people."""

    house: House
    officers: dict[str, Officer]
    clients: dict[str, TestClient]
    tokens: dict[str, str]
    csrf: dict[str, str]
    approved: Alert
    report: str
    advisory: str
    made: int = field(default=0)

    def alert(self, status: str) -> str:
        """A fresh alert by the author in this state; published ones are really published."""
        self.made += 1
        fresh = replace(self.approved, id=f"alert-{self.made}")
        if status in {"draft", "submitted"}:
            fresh = replace(fresh, status=status, decided_by=None, approved_hash=None, decided_at=None)
        with self.house.installation.store.begin() as tx:
            alert_store.add_alert(tx, fresh)
        if status == "pressed":
            press = Press(fresh.id, self.officers["second"].id, self.house.clock(), self.house.clock(), False, "")
            with self.house.installation.store.begin() as tx:
                press_store.add_press(tx, press)
        if status in {"published", "doubted"}:
            alerting.publish(self.house.installation, fresh.id, officer=self.officers["second"])
        if status == "doubted":
            with self.house.installation.store.begin() as tx:
                kept = alert_store.get_alert(tx, fresh.id)
                assert kept is not None
                doubted = replace(kept, doubted_at=self.house.clock(), doubt="An advisory was taken back.")
                alert_store.save_alert(tx, doubted, was="published")
        return fresh.id

    def victim(self) -> str:
        self.made += 1
        name = f"guest{self.made}"
        add_officer(self.house.installation, by=None, name=name, display_name="A Guest")
        return name

    def change(self) -> str:
        """A change of the knowledge that the author proposes."""
        self.made += 1
        path = "scams/courier-fraud.yaml"
        change = KnowledgeChange(
            id=f"change-{self.made}",
            path=path,
            content=(FOLDER / path).read_text(encoding="utf-8") + "# a comment\n",
            base_sha256=hashlib.sha256((FOLDER / path).read_bytes()).hexdigest(),
            note="A comment.",
            proposed_by=self.officers["author"].name,
            proposed_at=self.house.clock(),
        )
        with self.house.installation.store.begin() as tx:
            change_store.add_change(tx, change)
        return change.id


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    house = make_house(tmp_path_factory.mktemp("who"))
    home = house.installation
    officers, clients, tokens, csrf = {}, {"outsider": house.outsider()}, {"outsider": ""}, {"outsider": ""}
    for name in PEOPLE[:4]:
        short = name.replace(" ", "")
        role = "admin" if name == "admin" else "officer"
        officer, once = add_officer(home, by=None, name=short, display_name=name.title(), role=role)  # type: ignore[arg-type]
        change_password(home, officer, old=once, new=PASSWORD)
        officers[name] = replace(officer, must_change_password=False)
        set_own_email(home, officer, address=f"{short}@desk.example")
        browser = house.officer(short)
        clients[name], csrf[name] = browser.client, browser.csrf()
        tokens[name] = make_api_token(home, officers[name])
    disable_officer(home, by=officers["admin"], name="shutout")
    report = take_report(home, MICROSOFT_CALL, place="Faversham", source="web").report.reference
    told = "Kent Police warn of courier fraud in Faversham. A caller says he is a police officer and sends a courier."
    advisory = keep_advisory(home, read_advisory_text(home, told), officer=officers["second"])
    drafted = alerting.draft(home, officer=officers["author"], scam="courier-fraud", area_names=("Faversham",))
    alerting.submit(home, drafted.id, officer=officers["author"])
    approved = alerting.approve(home, drafted.id, officer=officers["second"], override=WHY)
    return Town(house, officers, clients, tokens, csrf, approved, report, advisory.id)


def routes() -> set[str]:
    """Every route of the desk and the API as the app has them."""
    found = {"GET /api/v1/openapi.json"}
    for router in ROUTERS:
        for route in router.routes:
            path = str(route.path)  # type: ignore[attr-defined]
            if path.startswith(("/desk", "/api")):
                found |= {f"{method} {path}" for method in route.methods - {"HEAD"}}  # type: ignore[attr-defined]
    return found


def ask(town: Town, what: str, person: str) -> tuple[str, str, str]:
    """Ask as that person; gives the answer (yes, no, log in), the status, and the id of the alert that was asked about."""
    method, path, *which = what.split()
    last = path.rpartition("/")[2]
    move = which[0] if which else last
    alert = ""
    if "{alert_id}" in path:
        alert = town.alert(BEFORE.get(move, "draft"))
    values: Mapping[str, Callable[[], str]] = {
        "alert_id": lambda: alert,
        "move": lambda: move,
        "reference": lambda: town.report if "reports" in path else "C-0",
        "advisory_id": lambda: town.advisory,
        "campaign_id": lambda: "c-none",
        "surge_id": lambda: "s-none",
        "key_id": lambda: "k-none",
        "factor_id": lambda: "f-none",
        "view_id": lambda: "v-none",
        "code": lambda: "K7Q-4M2",
        "change_id": town.change,
        "folder": lambda: "scams",
        "name": lambda: "courier-fraud" if "knowledge" in path else town.victim(),
    }
    address = re.sub(r"{(\w+)}", lambda found: values[found[1]](), path)
    client = town.clients[person] if what != "POST /desk/login" else town.house.outsider()
    if path.startswith("/api"):
        headers = {"authorization": f"Bearer {town.tokens[person]}"} if town.tokens[person] else {}
        body = {"note": "A reason.", "override": WHY} if "alerts" in path else {"text": MICROSOFT_CALL}
        answer = client.request(method, address, headers=headers, json=body if method == "POST" else None)
    elif method == "GET":
        answer = client.get(address)
    else:
        form = {
            "csrf": town.csrf[person], "content_hash": content_hash(town.approved.content), "move": move, "note": "A reason.", "override": WHY, "name": f"new{town.made}",
            "display_name": "New One", "headline": "Another headline", "happening": "A man rings.", "do": "Hang up.",
            "contact": "Ring 159.", "areas": "Faversham", "withdrawal": "We take it back.", "reason": "A reason.",
            "expires_on": "2026-12-20", "audience": "residents", "urgency": "expected", "scam": "courier-fraud",
            "areas_text": "Faversham", "password": PASSWORD, "next": "/desk", "old": "wrong", "new": "wrong",
            "email": "somebody@desk.example", "approver": "admin", "owner": "second",
        }  # fmt: skip
        if what == "POST /desk/login":
            form["name"] = "second"
        answer = client.post(address, data=form)
    town.house.clock.pass_hours(0.01)
    to_log_in = answer.status_code == 303 and answer.headers["location"].startswith("/desk/login")
    if to_log_in and what != "POST /desk/logout":
        return LOG_IN, "303", alert
    if answer.status_code == 401:
        return LOG_IN, "401", alert
    assert answer.status_code < 500, (what, person, answer.text[:500])
    return (NO if answer.status_code == 403 else YES), str(answer.status_code), alert


def test_every_route_of_the_desk_and_the_api_is_in_the_matrix() -> None:
    assert {" ".join(what.split()[:2]) for what in MATRIX} == routes()


def test_nobody_may_do_what_the_matrix_does_not_say(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    rows, wrong = [], []
    for what, rule in MATRIX.items():
        if what == "POST /desk/logout":
            continue  # it would end the sessions: see the last test
        cells = []
        for person, wanted in zip(PEOPLE, RULES[rule], strict=True):
            answer, status, alert = ask(town, what, person)
            cells.append(f"{answer} {status}")
            if answer != wanted:
                wrong.append(f"{what}: {person} is told “{answer} {status}”, not “{wanted}”")
            if alert and wanted == YES and int(status) >= 400:
                wrong.append(f"{what}: {person} may, but got {status}")
            if alert and what.startswith("POST") and wanted != YES:
                move = what.split()[-1].rpartition("/")[2]
                now = alerting.get_alert(town.house.installation, alert).status
                if now != BEFORE[move].replace("doubted", "published").replace("pressed", "approved"):
                    wrong.append(f"{what}: refused to {person}, and yet the alert is {now}")
        rows.append(f"{what:<52}" + "".join(f"{cell:<14}" for cell in cells))
    with capsys.disabled():
        sys.stdout.write("\n".join(["", f"{'':<52}" + "".join(f"{person:<14}" for person in PEOPLE), *rows, ""]))
    assert wrong == []


def test_logging_out_needs_a_session(town: Town) -> None:
    for person, wanted in zip(PEOPLE, RULES[MATRIX["POST /desk/logout"]], strict=True):
        town.clients[person].post("/desk/logout", data={"csrf": town.csrf[person]})
        if wanted == YES:
            assert town.clients[person].get("/desk").headers["location"].startswith("/desk/login")
