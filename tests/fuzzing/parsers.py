"""Every parser that meets bytes from outside, as one function of bytes; only a sentence of ours (TocsinError) may come out.

Used by ``tests/fuzzing/test_fuzzing.py`` and by ``python tests/fuzzing/run.py NAME SECONDS``.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import tempfile
import wave
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin.actions.installation import Installation, open_installation
from tocsin.actions.looking_up import look_up_alone
from tocsin.actions.mail_intake import mail_rows
from tocsin.actions.moving_house import export_desk, import_desk
from tocsin.alerts.log import check_log
from tocsin.alerts.recognise import recognise
from tocsin.alerts.verify import verify_document
from tocsin.delivery.links import make_link_token, read_link_token
from tocsin.delivery.returned import read_returned
from tocsin.errors import TocsinError
from tocsin.knowledge.boundaries import read_boundaries
from tocsin.knowledge.bundle import FORMAT, key_id_of, make_bundle, open_bundle
from tocsin.knowledge.load import load_knowledge
from tocsin.people.passkeys import Passkey, counter_of, credential_id_in, take_new, ticket_in
from tocsin.people.tickets import issue_ticket, read_ticket
from tocsin.records import Desk
from tocsin.reports.row_files import columns_of, rows_of
from tocsin.reports.rows import map_columns, read_row
from tocsin.screening.files import RejectedRow, open_writer, read_rows
from tocsin.sources import pictures, read_all
from tocsin.sources.speech.audio import read_audio
from tocsin.store import Store, Tx, open_store
from tocsin.understanding.advisory import read_advisory
from tocsin.understanding.understand import understand

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "alerts" / "golden" / "first"
WARNINGS = HERE.parent / "understanding_facts" / "warnings"
AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SITE = "http://localhost"
SECRET = b"a secret of thirty-two characters"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TRUSTED = {key_id_of(KEY.public_key()): KEY.public_key()}
Parser = Callable[[bytes], object]


class Scratch:
    """One file that is written again and again, in memory where the machine has such a folder."""

    def __init__(self) -> None:
        shared = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-fuzz-", dir=shared if shared.is_dir() else None))

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


_scratch = Scratch()


def document(name: str, media_type: str | None) -> Parser:
    def parse(data: bytes) -> None:
        for one in read_all(name, data, media_type):
            if not isinstance(one, TocsinError):
                one.text.encode("utf-8", "surrogatepass")

    return parse


def whole_reading(data: bytes) -> None:
    """From the bytes to the facts of a warning: nothing that a reader lets through may upset what reads the words."""
    for one in read_all("warning.html", data):
        if not isinstance(one, TocsinError):
            read_advisory(one, load_knowledge(), on=date(2026, 11, 24))


def words(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape" if data[:1] == b"\0" else "replace")  # the first: halves of letters
    understand(text, load_knowledge())
    look_up_alone(text[:300], load_knowledge(), on=date(2026, 11, 24))


def rows(name: str) -> Parser:
    def parse(data: bytes) -> None:
        path = _scratch.write(name, data)
        columns = map_columns(columns_of(path), {})
        for _, row in rows_of(path):
            if not isinstance(row, TocsinError):
                try:
                    read_row(row, columns, now=AT)
                except TocsinError:
                    continue

    return parse


def screened(data: bytes) -> None:
    """What is read to be screened can be written again."""
    for ending in ("jsonl", "csv"):
        writer = open_writer(_scratch.folder / f"screened.{ending}")
        for row in read_rows(_scratch.write("to-screen.jsonl", data)):
            if not isinstance(row, RejectedRow):
                writer.write(row)
        writer.close()


def mail(data: bytes) -> None:
    for _ in mail_rows(_scratch.write("reports.mbox", data)):
        pass


def areas(data: bytes) -> None:
    read_boundaries(_scratch.write("areas.geojson", data), nation="gb-eng", name_field=None)


def bundle(data: bytes) -> None:
    open_bundle("bundle", data, TRUSTED)


def inside_a_bundle(data: bytes) -> None:
    """What is signed may be wrong too: here it is always signed rightly."""
    signed = data.decode("utf-8", "replace")
    outer = {
        "format": FORMAT,
        "key_id": key_id_of(KEY.public_key()),
        "signature": base64.b64encode(KEY.sign(signed.encode())).decode(),
        "signed": signed,
    }
    open_bundle("bundle", json.dumps(outer).encode(), TRUSTED)


def tokens(data: bytes) -> None:
    given = data.decode("utf-8", "surrogateescape")
    for purpose in ("confirm", "manage", "leave"):
        found = read_link_token(SECRET, given, purpose=purpose)
        assert found is None or make_link_token(SECRET, purpose=purpose, subscriber=found) == given
    read_ticket(SECRET, "factor", given)


def proof(data: bytes) -> None:
    """A signed alert, the keys and the log of another desk."""
    try:
        given = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):  # that is told where the file is read
        return
    if isinstance(given, dict):
        keys = given.get("keys") if isinstance(given.get("keys"), dict) else {"keys": [given]}
        verify_document(given, keys, None)
    if isinstance(given, list):
        check_log(one for one in given if isinstance(one, dict))


def returned(data: bytes) -> None:
    """Bounces and complaints: whatever it is, it is one of five kinds."""
    read_returned(data)


def passkeys(data: bytes) -> None:
    """What a browser says of a passkey."""
    given = data.decode("utf-8", "replace")
    for question in (ticket_in, credential_id_in):
        with suppress(TocsinError):
            question(given)
    known = Passkey(b"one", b"no key", 0)
    with suppress(TocsinError):
        take_new(given, url=SITE, ticket="ticket")
    counter_of(given, url=SITE, ticket="ticket", passkey=known, alone=True)


def inside_a_passkey(data: bytes) -> None:
    """The packed part of a browser's answer that is right otherwise."""
    told = {"type": "webauthn.create", "challenge": _in_base64(b"ticket"), "origin": SITE}
    response = {"clientDataJSON": _in_base64(json.dumps(told).encode()), "attestationObject": _in_base64(data)}
    made = {"id": "b25l", "rawId": "b25l", "type": "public-key", "response": response}
    with suppress(TocsinError):
        take_new(json.dumps(made), url=SITE, ticket="ticket")
    told["type"] = "webauthn.get"
    response = {
        "clientDataJSON": _in_base64(json.dumps(told).encode()),
        "authenticatorData": _in_base64(hashlib.sha256(b"localhost").digest() + data[:200]),
        "signature": _in_base64(data[200:]),
    }
    used = made | {"response": response}
    counter_of(json.dumps(used), url=SITE, ticket="ticket", passkey=Passkey(b"one", data[37:], 0), alone=False)


def _in_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def sound(data: bytes) -> None:
    for _ in read_audio(_scratch.write("a.wav", data)):
        pass


def picture(data: bytes) -> None:
    """A picture and the codes in it. Its words are read by a program of its own, which is not ours to try."""
    pictures._codes(pictures._open(data))


class NeverKept:
    """A store whose every transaction is undone."""

    def __init__(self) -> None:
        self.store: Store = open_store(f"sqlite:///{_scratch.folder / 'new.sqlite'}")
        self.store.migrate()
        self.url_for_people = self.store.url_for_people

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        with suppress(ZeroDivisionError), self.store.begin() as tx:
            yield tx
            raise ZeroDivisionError  # nothing else in here divides


_new: list[NeverKept] = []


def inside_a_desk_file(data: bytes) -> None:
    """The lines of a desk's file whose head and end are right."""
    if not _new:
        _new.append(NeverKept())
    body = b'{"format": "tocsin-desk-1"}\n' + data.rstrip(b"\n") + b"\n"
    whole = body + json.dumps({"end": True, "sha256": hashlib.sha256(body).hexdigest()}).encode() + b"\n"
    import_desk(_new[0], _scratch.folder / "new", _scratch.write("desk.jsonl", whole))  # type: ignore[arg-type]


class Later:
    """Seeds that take a moment to make: made when they are first asked for."""

    def __init__(self, make: Callable[[], list[bytes]]) -> None:
        self.make = make
        self.made: list[bytes] = []

    def __iter__(self) -> Iterator[bytes]:
        self.made = self.made or self.make()
        return iter(self.made)

    def __getitem__(self, number: int) -> bytes:
        return list(self)[number]


def copies(data: bytes) -> None:
    content = json.loads((GOLDEN / "alert.json").read_bytes())["alert"]
    published = {
        "code": content["code"],
        "version": 1,
        "kind": "Alert",
        "state": "current",
        "sent_at": content["sent_at"],
        "content": content,
    }
    recognise(data.decode("utf-8", "replace"), [published])


class Door:
    """The web app, asked as a server would ask it; an answer of 500 or more is a fault."""

    def __init__(self) -> None:
        from tocsin.actions.api_keys import make_api_key
        from tocsin.actions.people import add_officer, change_password
        from tocsin.web.app import create_app

        desk = Desk(name="Fuzz", sender="alerts.example", url="http://testserver", email="alerts@alerts.example")
        folder = _scratch.folder / "desk"
        self.home: Installation = open_installation(
            data_folder=folder, database_url=f"sqlite:///{folder / 'tocsin.sqlite'}", desk=desk, now=lambda: AT
        )
        officer, once = add_officer(self.home, by=None, name="fuzz", display_name="Fuzz")
        change_password(self.home, officer, old=once, new="otter lamp quiet seven")
        scopes = ["reports:read", "reports:write", "alerts:read", "surges:read"]
        made = make_api_key(self.home, officer=officer, name="fuzz", scopes=scopes, test=True, per_minute=60_000)
        self.token = made[1]
        self.app = create_app(self.home)
        self.loop = asyncio.new_event_loop()
        self.asked = 0

    def ask(self, path: str, body: bytes, content_type: str, *, method: str = "POST", query: bytes = b"") -> int:
        self.asked += 1
        status = 0

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
            "raw_path": path.encode("utf-8", "replace"), "query_string": query, "scheme": "http", "root_path": "",
            "headers": [
                (b"host", b"testserver"), (b"content-type", content_type.encode()),
                (b"authorization", b"Bearer " + self.token.encode()),
            ],
            "client": (f"192.0.2.{self.asked // 100 % 250}", 1), "server": ("testserver", 80),
        }  # fmt: skip
        self.loop.run_until_complete(self.app(scope, receive, send))
        assert status < 500, f"{method} {path}: {status}"
        return status


_door: list[Door] = []


def door() -> Door:
    if not _door:
        _door.append(Door())
    return _door[0]


API = (
    "/api/v1/check",
    "/api/v1/calls",
    "/api/v1/lookups",
    "/api/v1/verify",
    "/api/v1/subscriptions",
    "/api/v1/reports",
)
FORMS = ("/check", "/verify", "/report", "/subscribe", "/call", "/wrong")


def api_bodies(data: bytes) -> None:
    """The first byte chooses the address, the rest is the body."""
    if data:
        door().ask(API[data[0] % len(API)], data[1:], "application/json")


def forms(data: bytes) -> None:
    """The first byte chooses the address and how the form is packed."""
    if data:
        packed = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")[data[0] // 128]
        door().ask(FORMS[data[0] % len(FORMS)], data[1:], packed)


def addresses(data: bytes) -> None:
    """The path and the query of an address."""
    path, _, query = data.partition(b"?")
    door().ask("/" + path.decode("utf-8", "replace").lstrip("/"), b"", "text/plain", method="GET", query=query)


def _invented(ending: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(WARNINGS.glob(f"*{ending}"))[:6]]


def _golden(*names: str) -> list[bytes]:
    return [(GOLDEN / name).read_bytes() for name in names]


MESSAGE = b"From: a@post.example\r\nTo: b@post.example\r\nSubject: =?utf-8?q?Fraud_alert?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nCallers say they are Microsoft.\r\n"
FEATURES = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Ward","valid_from":"2026-01-01"},"geometry":{"type":"Polygon","coordinates":[[[0.5,51.2],[0.6,51.2],[0.6,51.3],[0.5,51.2]]]}}]}'
TABLE = b'text,reported_at,place,channel,loss\n"He said ""pay now""",2026-11-20 10:00,Faversham,call,"\xc2\xa3650"\n'
BUNDLE = make_bundle({"parts.yaml": b"my: [my]\n"}, KEY, made_by="Makers", made_at=AT)
TICKET = issue_ticket(SECRET, "factor", officer="o").encode()
LINK = make_link_token(SECRET, purpose="leave", subscriber="s-1").encode()


def _small_pdf() -> bytes:
    """Golden posters carry whole fonts; a few lines without any are changed to more purpose."""
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.drawString(72, 700, "Callers say they are Microsoft. Hang up.")
    canvas.save()
    return file.getvalue()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a", b"0" * 100_000)
    return file.getvalue()


def _desk_file() -> list[bytes]:
    path = _scratch.folder / "exported.jsonl"
    export_desk(door().home, path)
    lines = path.read_bytes().splitlines(keepends=True)[1:-1]
    subscriber = {
        "table": "subscribers",
        "row": {
            "id": "0" * 24,
            "address": "rose@post.example",
            "channel": "email",
            "created_at": AT.isoformat(),
            "consent": "Yes.",
        },
    }
    publication = {"table": "publications", "row": {"code": "K7Q-4M2", "version": 1, "identifier": "i", "content": {}}}
    return [b"".join(lines), lines[0], lines[-1], json.dumps(subscriber).encode(), json.dumps(publication).encode()]


def _sound() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(16_000)
        made.writeframes(bytes(range(256)) * 20)
    return file.getvalue()


def _picture(kind: str) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.effect_mandelbrot((40, 40), (-2.0, -1.5, 1.0, 1.5), 20).save(file, kind)
    return file.getvalue()


def _returned_mail() -> bytes:
    parts = (
        b"From: mailer@post.example\r\nTo: alerts@alerts.example\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n"
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; post.example\r\n\r\n"
        b"Final-Recipient: rfc822; rose@post.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n"
        b"--x\r\nContent-Type: message/rfc822\r\n\r\n",
        MESSAGE,
        b"\r\n--x--\r\n",
    )
    return b"".join(parts)


PARSERS: dict[str, tuple[Parser, Iterable[bytes]]] = {
    "text": (document("a.txt", "text/plain"), _invented(".txt")),
    "markdown": (document("a.md", "text/markdown"), [b"# Title\n\n* a [link](https://a.example)\n\n> quoted\n", *_invented(".md")]),
    "html": (document("a.html", "text/html"), [*_golden("alert.html"), *_invented(".html")]),
    "pdf": (document("a.pdf", "application/pdf"), [_small_pdf(), *_golden("alert.pdf", "alert.leaflet.pdf")]),
    "eml": (document("a.eml", "message/rfc822"), [MESSAGE, *_golden("alert.eml"), *_invented(".eml")]),
    "mbox": (document("a.mbox", "application/mbox"), [b"From a@post.example Mon Nov 23 10:00:00 2026\n" + MESSAGE + b"\n"]),
    "feed": (document("a.xml", "application/atom+xml"), _golden("alert.atom", "alert.rss")),
    "cap": (document("a.cap", "application/cap+xml"), _golden("alert.cap.xml")),
    "any kind": (document("a", None), [_zip(), MESSAGE, *_golden("alert.html", "alert.cap.xml")]),
    "whole reading": (whole_reading, [*_golden("alert.html"), *_invented(".txt")]),
    "words": (words, [b"This is Microsoft. Pay \xc2\xa3650 now or ring 01632 960123.", *_golden("alert.txt")]),
    "csv": (rows("a.csv"), [TABLE]),
    "json": (rows("a.json"), [b'[{"text": "He rang", "reported_at": "2026-11-20T10:00:00Z", "loss": 650}]']),
    "json lines": (rows("a.jsonl"), [b'{"text": "He rang", "place": "Faversham"}\n{"text": 1}\n']),
    "rows to screen": (screened, [b'{"id": "a", "text": "He rang \\ud83d", "more": [1, {"a": null}]}\n{"text": 1}\nnot json\n']),
    "reports by mail": (mail, [b"From a@post.example Mon Nov 23 10:00:00 2026\n" + MESSAGE + b"\n"]),
    "geojson": (areas, [FEATURES]),
    "bundle": (bundle, [BUNDLE]),
    "inside a bundle": (inside_a_bundle, [json.loads(BUNDLE)["signed"].encode()]),
    "link tokens": (tokens, [TICKET, LINK]),
    "proof": (proof, _golden("alert.json")),
    "returned mail": (returned, [_returned_mail(), _returned_mail().replace(b"delivery-status", b"feedback-report"), MESSAGE]),
    "passkeys": (passkeys, [
        b'{"id":"b25l","rawId":"b25l","type":"public-key","response":{"clientDataJSON":"eyJjaGFsbGVuZ2UiOiJkR2xqYTJWMCJ9","attestationObject":"oA"}}',
        b'{"id":"b25l","rawId":"b25l","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}',
    ]),
    "inside a passkey": (inside_a_passkey, [
        b"\xa3cfmtdnonegattStmt\xa0hauthDataXf" + hashlib.sha256(b"localhost").digest() + b"\x45\0\0\0\1" + bytes(16) + b"\0\3one\xa5\1\2\3&\x20\1\x21\x58\x20" + bytes(32) + b"\x22\x58\x20" + bytes(32),
        b"\5\0\0\0\1" + bytes(200) + b"signed", b"\xa0",
    ]),
    "sound": (sound, [_sound()]),
    "picture": (picture, [_picture("PNG"), _picture("JPEG"), _picture("WEBP")]),
    "inside a desk's file": (inside_a_desk_file, Later(_desk_file)),
    "copies": (copies, _golden("alert.txt", "alert.sms.txt")),
    "api bodies": (api_bodies, [bytes([which]) + json.dumps(body).encode() for which, body in enumerate((
        {"text": "This is your bank", "channel": "sms"}, {"turns": [{"speaker": "caller", "text": "Hello"}]},
        {"kind": "number", "value": "07700 900123"}, {"text": "K7Q-4M2"},
        {"email": "rose@post.example", "place": "Faversham", "topics": []}, {"text": "He rang", "place": "Faversham"},
    ))]),
    "forms": (forms, [b"\0text=This+is+your+bank&channel=sms", b"\x82--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nHello\r\n--x--\r\n"]),
    "addresses": (addresses, [b"alerts?area=Faversham", b"cy/large/around?place=ME13", b"alerts/K7Q-4M2.json?version=1", b"api/v1/publications?page=2", b"manage/x", b"report/AB12"]),
}  # fmt: skip


def run(name: str, data: bytes) -> None:
    """One execution. Anything but a sentence of ours comes out as it is."""
    with suppress(TocsinError):
        PARSERS[name][0](data)
