from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from tocsin.alerts.formats import cap
from tocsin.alerts.formats.cap import NAMESPACE, SCHEMA, build_cap, check_cap, verify_cap
from tocsin.alerts.keys import SigningKeys, open_keys
from tocsin.alerts.sign import reference_to
from tocsin.errors import InputError
from tocsin.records import AlertContent, Desk, Publication


def find(publication: Publication, path: str) -> list[str]:
    root = etree.fromstring(publication.cap_xml)
    return [
        element.text or "" for element in root.findall("/".join(f"{{{NAMESPACE}}}{part}" for part in path.split("/")))
    ]


def xmlsec1(file: Path, certificate: Path) -> bool:
    program = shutil.which("xmlsec1")
    assert program, "install Debian's xmlsec1"
    done = subprocess.run(
        [program, "--verify", "--trusted-pem", str(certificate), str(file)], capture_output=True, check=False
    )
    return done.returncode == 0


def test_published_cap_is_valid_against_the_schema_of_oasis(publication: Publication) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(publication.cap_xml))
    assert "Copyright OASIS Open" in SCHEMA.read_text()


def test_debians_xmlsec1_verifies_published_cap_and_refuses_a_changed_byte(
    publication: Publication, keys: SigningKeys, tmp_path: Path
) -> None:
    certificate, true, changed = tmp_path / "certificate.pem", tmp_path / "true.xml", tmp_path / "changed.xml"
    certificate.write_bytes(keys.cap_certificate_pem)
    true.write_bytes(publication.cap_xml)
    changed.write_bytes(publication.cap_xml.replace(b"0300 123 2040", b"0300 123 2041"))
    assert xmlsec1(true, certificate)
    assert not xmlsec1(changed, certificate)


def test_xmlsec1_refuses_another_desks_signature(publication: Publication, tmp_path: Path) -> None:
    stranger = open_keys(tmp_path / "keys", sender="stranger.example")
    (tmp_path / "certificate.pem").write_bytes(stranger.cap_certificate_pem)
    (tmp_path / "alert.xml").write_bytes(publication.cap_xml)
    assert not xmlsec1(tmp_path / "alert.xml", tmp_path / "certificate.pem")


def test_verifying_returns_what_was_signed(publication: Publication, keys: SigningKeys) -> None:
    signed = verify_cap(publication.cap_xml, keys.cap_certificate)
    assert signed.findtext(f"{{{NAMESPACE}}}identifier") == publication.identifier


def test_a_changed_bit_anywhere_is_refused_or_changes_nothing_signed(
    publication: Publication, keys: SigningKeys
) -> None:
    true = etree.tostring(verify_cap(publication.cap_xml, keys.cap_certificate), method="c14n")
    written = publication.cap_xml
    refused = 0
    places = range(0, len(written), 7)
    for place in places:
        changed = written[:place] + bytes([written[place] ^ (1 << (place % 7))]) + written[place + 1 :]
        try:
            assert etree.tostring(verify_cap(changed, keys.cap_certificate), method="c14n") == true
        except InputError:
            refused += 1
    assert refused > 0.8 * len(places)  # the rest is in the certificate that the file carries and nobody trusts


def test_another_keys_certificate_vouches_for_nothing(publication: Publication, exercise_keys: SigningKeys) -> None:
    with pytest.raises(InputError, match="does not carry this desk's signature"):
        verify_cap(publication.cap_xml, exercise_keys.cap_certificate)


@pytest.mark.parametrize(
    "hostile",
    [
        b"", b"not xml", b"<alert/>",
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
    ],
)  # fmt: skip
def test_what_is_not_signed_cap_is_refused_with_a_sentence(hostile: bytes, keys: SigningKeys) -> None:
    with pytest.raises(InputError):
        verify_cap(hostile, keys.cap_certificate)


def test_an_unsigned_alert_is_refused(publication: Publication, keys: SigningKeys) -> None:
    with pytest.raises(InputError):
        verify_cap(etree.tostring(build_cap(publication.content)), keys.cap_certificate)


def test_when_signing_fails_nothing_is_published(
    published: Callable[..., Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object) -> bytes:
        raise RuntimeError("the key is away")

    monkeypatch.setattr(cap, "_sign", fail)
    with pytest.raises(RuntimeError, match="the key is away"):
        published()


def test_the_facts_of_a_live_alert(publication: Publication) -> None:
    assert find(publication, "status") == ["Actual"]
    assert find(publication, "msgType") == ["Alert"]
    assert find(publication, "note") == []
    assert find(publication, "info/language") == ["en-GB"]
    assert find(publication, "info/category") == ["Security", "Safety"]
    assert find(publication, "info/responseType") == ["Avoid", "Monitor"]
    assert find(publication, "info/certainty") == ["Observed"]
    assert find(publication, "info/eventCode/value") == ["OET-050", "computer-software-service-fraud"]
    assert find(publication, "info/expires") == ["2026-12-22T10:00:00+00:00"]
    assert find(publication, "info/web") == ["https://alerts.marlshire.example/alerts/K7Q-4M2"]
    assert find(publication, "info/area/areaDesc") == ["Marlshire", "Ashing-on-Sea"]
    assert find(publication, "info/area/circle") == ["51.25,1.4 12.5"]
    assert find(publication, "info/area/geocode/value") == ["GB-ENG", "GB-ENG"]


def test_a_fraud_that_comes_only_by_phone_is_a_matter_of_law_enforcement(
    published: Callable[..., Publication], content: AlertContent
) -> None:
    assert find(published(content=replace(content, channels=("call",))), "info/eventCode/value")[0] == "OET-120"


def test_an_exercise_says_so_in_every_field_that_shows(
    published: Callable[..., Publication], content: AlertContent
) -> None:
    exercise = published(content=replace(content, exercise=True))
    assert find(exercise, "status") == ["Exercise"]
    assert find(exercise, "note")[0].startswith("EXERCISE.")
    assert find(exercise, "info/headline")[0].startswith("EXERCISE: ")


def test_an_update_and_a_withdrawal_name_what_they_replace(published: Callable[..., Publication]) -> None:
    first = published()
    second = published(version=2, kind="Update", references=(reference_to(first),))
    third = published(version=3, kind="Cancel", references=(reference_to(first), reference_to(second)))
    assert find(second, "references") == [reference_to(first)]
    assert find(third, "references") == [f"{reference_to(first)} {reference_to(second)}"]
    assert find(third, "info/instruction") == []
    assert "taken back" in find(third, "note")[0]
    assert find(third, "info/headline") == ["Withdrawn: Callers in Marlshire say your computer has a fault"]


def test_an_alert_that_ends_before_it_is_sent_is_refused(
    published: Callable[..., Publication], content: AlertContent, now: datetime
) -> None:
    with pytest.raises(InputError, match="end before it is sent"):
        published(content=replace(content, expires_at=now - timedelta(days=1)))


def test_a_sender_with_a_blank_is_refused(published: Callable[..., Publication], desk: Desk) -> None:
    with pytest.raises(InputError, match="without blanks"):
        published(desk=replace(desk, sender="Marlshire Desk"))


def test_a_time_with_a_comma_is_refused_although_the_schema_lets_it_through(publication: Publication) -> None:
    with pytest.raises(InputError):
        check_cap(build_cap({**publication.content, "sent_at": "2026-11-24T10:00:00,00:00"}))


def test_cap_is_the_same_as_ever(publication: Publication, golden: Path) -> None:
    written = etree.tostring(build_cap(publication.content), pretty_print=True, encoding="UTF-8", xml_declaration=True)
    assert written.decode() == (golden / "alert.cap.xml").read_text(encoding="utf-8")
