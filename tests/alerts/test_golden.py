"""Every form of one alert, byte for byte as it was. When a form is changed on purpose: ``TOCSIN_WRITE_GOLDEN=1``, then read the diff."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tocsin.alerts.formats.as_json import publication_as_json
from tocsin.alerts.formats.atom import atom_feed
from tocsin.alerts.formats.cap import build_cap
from tocsin.alerts.formats.email import render_email
from tocsin.alerts.formats.leaflet import leaflet_pdf
from tocsin.alerts.formats.phone_script import phone_script
from tocsin.alerts.formats.poster import poster_pdf
from tocsin.alerts.formats.rss import rss_feed
from tocsin.alerts.formats.share_image import share_image_png
from tocsin.alerts.formats.sms import render_sms
from tocsin.alerts.formats.text import plain_text
from tocsin.alerts.sign import reference_to
from tocsin.records import AlertContent, Desk, Publication
from tocsin.web.pages import make_environment
from tocsin.web.published import show


def page_of(publication: Publication, desk: Desk) -> bytes:
    """The web page from <main> to </main>; what is round it is the same on every page."""
    shown = show(publication)
    html = (
        make_environment()
        .get_template("alert.html")
        .render(
            desk=desk,
            path=f"/alerts/{shown.code}",
            visit=None,
            done="",
            alert=shown,
            versions=[shown],
            sources=(),
            map=None,
        )
    )
    return html[html.index("<main") : html.index("</main>")].encode()


def email_of(publication: Publication, desk: Desk) -> bytes:
    template = render_email(publication, desk)
    site = desk.url
    message = template.for_recipient(
        address="jo@post.example",
        message_id="d-1.k7q4m2@alerts.marlshire.example",
        manage_url=f"{site}/manage/s1.aaa",
        leave_url=f"{site}/leave/s1.bbb",
    )
    return message.as_bytes()


FORMS: Mapping[str, Callable[[Publication, Desk], bytes]] = {
    "html": page_of,
    "eml": email_of,
    "txt": lambda one, desk: plain_text(one.content).encode(),
    "sms.txt": lambda one, desk: render_sms(one.content).text.encode(),
    "phone.txt": lambda one, desk: phone_script(one.content).encode(),
    "cap.xml": lambda one, desk: etree.tostring(build_cap(one.content), xml_declaration=True, encoding="UTF-8"),
    "atom": lambda one, desk: atom_feed([one], desk=desk),
    "rss": lambda one, desk: rss_feed([one], desk=desk),
    "json": lambda one, desk: publication_as_json(one),
    "pdf": lambda one, desk: poster_pdf(one.content),
    "leaflet.pdf": lambda one, desk: leaflet_pdf(one.content),
    "png": lambda one, desk: share_image_png(one.content),
}
KINDS = ("first", "update", "withdrawal", "exercise")


@pytest.fixture(params=KINDS)
def one_of_each(
    request: pytest.FixtureRequest, published: Callable[..., Publication], content: AlertContent
) -> tuple[str, Publication]:
    """An alert, its update, its withdrawal, and an exercise; what keys and chance put in is made the same for ever."""
    kind = str(request.param)
    first = published()
    later: dict[str, Any] = {
        "version": 2,
        "references": (reference_to(first),),
        "sent_at": first.sent_at + timedelta(days=1),
    }
    made = {
        "first": lambda: first,
        "update": lambda: published(kind="Update", **later),
        "withdrawal": lambda: published(kind="Cancel", **later),
        "exercise": lambda: published(content=replace(content, exercise=True)),
    }[kind]()
    return kind, replace(made, signature="A" * 86 + "==", key_id="0123456789abcdef", cap_xml=b"<alert/>")


@pytest.mark.parametrize("form", FORMS)
def test_the_alert_is_byte_for_byte_as_ever(
    form: str, one_of_each: tuple[str, Publication], desk: Desk, golden: Path
) -> None:
    kind, publication = one_of_each
    made = FORMS[form](publication, desk)
    assert made == FORMS[form](publication, desk)
    path = golden / kind / f"alert.{form}"
    if os.environ.get("TOCSIN_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made)
    assert made == path.read_bytes()


def test_the_schema_takes_every_kind_and_refuses_what_is_bent(one_of_each: tuple[str, Publication]) -> None:
    schema = json.loads(
        (Path(__file__).parents[2] / "src/tocsin/alerts/formats/tocsin-publication-1.schema.json").read_text()
    )
    document = json.loads(publication_as_json(one_of_each[1]))
    assert list(faults(document, schema, schema)) == []
    for bend in (
        {"state": "nice"},
        {"signature": "short"},
        {"alert": {**document["alert"], "sent_at": "2026-11-24T10:00:00Z"}},
        {"alert": {**document["alert"], "code": "O0I-1L8"}},
        {"alert": {**document["alert"], "surprise": 1}},
        {"alert": {name: value for name, value in document["alert"].items() if name != "desk"}},
    ):
        assert list(faults({**document, **bend}, schema, schema)), bend


def faults(value: Any, rule: Mapping[str, Any], root: Mapping[str, Any], at: str = "$") -> Any:
    """The few words of JSON Schema that ours uses; any other word fails the test."""
    known = {
        "$schema", "$defs", "$ref", "title", "description", "type", "required", "additionalProperties", "properties",
        "const", "enum", "pattern", "items", "minLength", "minimum",
    }  # fmt: skip
    assert set(rule) <= known, set(rule) - known
    if "$ref" in rule:
        yield from faults(value, root["$defs"][rule["$ref"].removeprefix("#/$defs/")], root, at)
    names = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    types = rule.get("type", [])
    wanted = [types] if isinstance(types, str) else types
    if wanted and not any(
        isinstance(value, names[name]) and (name == "boolean") >= isinstance(value, bool) for name in wanted
    ):
        yield f"{at}: not {types}"
        return
    if "const" in rule and value != rule["const"]:
        yield f"{at}: not {rule['const']}"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{at}: not one of {rule['enum']}"
    if "pattern" in rule and not re.search(rule["pattern"], value):
        yield f"{at}: {value!r}"
    if "minLength" in rule and len(value) < rule["minLength"]:
        yield f"{at}: too short"
    if "minimum" in rule and value < rule["minimum"]:
        yield f"{at}: too small"
    if isinstance(value, dict):
        yield from (f"{at}: no {name}" for name in rule.get("required", ()) if name not in value)
        for name, inner in value.items():
            if name in rule.get("properties", {}):
                yield from faults(inner, rule["properties"][name], root, f"{at}.{name}")
            elif rule.get("additionalProperties") is False:
                yield f"{at}: {name} is unknown"
    if isinstance(value, list) and "items" in rule:
        for place, inner in enumerate(value):
            yield from faults(inner, rule["items"], root, f"{at}[{place}]")
