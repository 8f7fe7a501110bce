"""An alert as CAP 1.2 (OASIS Common Alerting Protocol), valid against its schema and signed inside the file.

The signature is XML-DSig, enveloped, ECDSA P-256 with SHA-256 over exclusive canonical XML. There is no way to get an
unsigned file out of :func:`signed_cap`: when signing fails, it raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from ...errors import InputError
from .text import EXERCISE, WITHDRAWN, headline, how_to_check

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from ..keys import SigningKeys

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
NAMESPACES: Any = {None: NAMESPACE}
SCHEMA = Path(__file__).with_name("CAP-v1.2.xsd")
# OASIS Event Terms List 1.2 has no fraud: "cybercrime threat" and "law enforcement" come nearest.
EVENT_TERMS = "OET:v1.2"
CYBERCRIME, LAW_ENFORCEMENT = "OET-050", "OET-120"
ONLINE_CHANNELS = frozenset({"email", "sms", "social", "web"})
_URGENCY = {"immediate": "Immediate", "expected": "Expected", "past": "Past"}
_FORBIDDEN_IN_NAMES = frozenset(" ,<&")  # CAP 1.2 §3.2.1: identifier and sender


def signed_cap(document: Mapping[str, Any], keys: SigningKeys) -> bytes:
    """The alert as a signed CAP 1.2 file.

    ``document`` is what :func:`tocsin.alerts.content.public_document` makes.

    Raises:
        InputError: the alert cannot be said in CAP, with what the schema says.
    """
    alert = build_cap(document)
    check_cap(alert)
    return _sign(alert, keys)


def build_cap(document: Mapping[str, Any]) -> etree._Element:
    """The CAP alert without its signature: for signing only, never to be sent."""
    exercise, cancels = bool(document["exercise"]), document["kind"] == "Cancel"
    alert = etree.Element(f"{{{NAMESPACE}}}alert", nsmap=NAMESPACES)
    _add(alert, "identifier", document["identifier"])
    _add(alert, "sender", document["sender"])
    _add(alert, "sent", document["sent_at"])
    _add(alert, "status", "Exercise" if exercise else "Actual")
    _add(alert, "msgType", document["kind"])
    _add(alert, "scope", "Public")
    _add(alert, "code", f"alert:{document['code']}:{document['version']}")
    notes = ([EXERCISE] if exercise else []) + ([str(document["withdrawal"])] if cancels else [])
    if notes:
        _add(alert, "note", " ".join(notes))
    if document["references"]:
        _add(alert, "references", " ".join(document["references"]))
    alert.append(_info(document))
    return alert


def check_cap(alert: etree._Element) -> None:
    """Refuse what the schema refuses, and what only the standard's words refuse.

    Raises:
        InputError: with every fault.
    """
    faults: list[str] = []
    schema = _schema()
    if not schema.validate(alert):
        faults += [str(entry.message) for entry in cast("Any", schema.error_log)]
    kind = alert.findtext(f"{{{NAMESPACE}}}msgType")
    for name in ("identifier", "sender"):
        value = alert.findtext(f"{{{NAMESPACE}}}{name}") or ""
        if not value or _FORBIDDEN_IN_NAMES & set(value):
            faults.append(f"the {name} “{value}” must be a name without blanks, commas, < or &")
    references = (alert.findtext(f"{{{NAMESPACE}}}references") or "").split()
    if kind in {"Update", "Cancel"} and not references:
        faults.append(f"a message of kind {kind} must name what it replaces")
    if any(len(reference.split(",")) != 3 for reference in references):
        faults.append("a reference is not “sender,identifier,sent”")
    times = [element.text or "" for element in alert.iter(f"{{{NAMESPACE}}}sent", f"{{{NAMESPACE}}}expires")]
    if any("," in time for time in times):  # the schema's character class lets a comma through
        faults.append("a time holds a comma")
    elif kind != "Cancel" and not faults and datetime.fromisoformat(times[1]) <= datetime.fromisoformat(times[0]):
        faults.append("it would end before it is sent")
    if faults:
        raise InputError(
            f"The alert cannot be published as CAP: {'; '.join(faults)}.",
            where=alert.findtext(f"{{{NAMESPACE}}}identifier") or "",
            fix="Mend the alert or the desk's settings.",
        )


def verify_cap(cap_xml: bytes, certificate: Certificate) -> etree._Element:
    """The alert that the signature truly covers. Use what this returns, never the file it came from.

    ``certificate`` is the desk's own, fetched from the desk: what stands in the file vouches for nothing.

    Raises:
        InputError: the file is no XML, is not signed with this certificate's key, or was changed afterwards.
    """
    from signxml.algorithms import DigestAlgorithm, SignatureMethod
    from signxml.exceptions import SignXMLException
    from signxml.verifier import SignatureConfiguration, XMLVerifier

    expected = SignatureConfiguration(
        location="./",
        signature_methods=frozenset({SignatureMethod.ECDSA_SHA256}),
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
    )
    try:
        root = etree.fromstring(cap_xml, _parser())
        result = XMLVerifier().verify(root, x509_cert=certificate, expect_config=expected)
    except (SignXMLException, etree.LxmlError, ValueError) as error:
        raise _not_ours(str(error)) from error
    assert not isinstance(result, list), "one reference was expected, so one result comes back"
    signed = result.signed_xml
    if signed is None or signed.tag != f"{{{NAMESPACE}}}alert":
        raise _not_ours("the signature does not cover the alert")
    return signed


def _not_ours(reason: str) -> InputError:
    return InputError(
        f"This file does not carry this desk's signature ({reason or 'the signature is wrong'}).",
        fix="Do not use it. Fetch the alert from the desk's own page.",
        code="bad-signature",
    )


def _sign(alert: etree._Element, keys: SigningKeys) -> bytes:
    from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
    from signxml.signer import XMLSigner

    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(alert, key=keys.cap_key, cert=[keys.cap_certificate])
    written: bytes = etree.tostring(signed, xml_declaration=True, encoding="UTF-8")
    verify_cap(written, keys.cap_certificate)  # what leaves is what was just proved
    return written


def _info(document: Mapping[str, Any]) -> etree._Element:
    cancels = document["kind"] == "Cancel"
    info = etree.Element(f"{{{NAMESPACE}}}info")
    _add(info, "language", document["language"])
    _add(info, "category", "Security")
    _add(info, "category", "Safety")
    _add(info, "event", "Fraud alert")
    for response in ("None",) if cancels else ("Avoid", "Monitor"):
        _add(info, "responseType", response)
    _add(info, "urgency", "Past" if cancels else _URGENCY[document["urgency"]])
    _add(info, "severity", "Minor" if cancels else "Moderate")
    reported = any(source == "report" for sentence in document["sentences"] for source in sentence["sources"])
    _add(info, "certainty", "Unlikely" if cancels else "Observed" if reported else "Likely")
    _add(info, "audience", document["audience"])
    online = ONLINE_CHANNELS & set(document["channels"])
    _add_pair(info, "eventCode", EVENT_TERMS, CYBERCRIME if online else LAW_ENFORCEMENT)
    if document["scam"]:
        _add_pair(info, "eventCode", "tocsin:scam", document["scam"])
    _add(info, "expires", document["expires_at"])
    _add(info, "senderName", document["desk"]["name"])
    _add(info, "headline", ("EXERCISE: " if document["exercise"] else "") + headline(document))
    if cancels:
        _add(info, "description", f"{WITHDRAWN}. {document['withdrawal']}")
    else:
        _add(info, "description", _said(document, ("happening", "spot")))
        _add(info, "instruction", _said(document, ("do", "contact")))
    _add(info, "web", f"{document['desk']['url']}/alerts/{document['code']}")
    _add(info, "contact", document["desk"]["email"])
    _add_pair(info, "parameter", "tocsin:code", document["code"])
    _add_pair(info, "parameter", "tocsin:check", how_to_check(document))
    for area in document["areas"]:
        info.append(_area(area))
    return info


def _said(document: Mapping[str, Any], sections: tuple[str, ...]) -> str:
    return " ".join(one["text"] for section in sections for one in document["sentences"] if one["section"] == section)


def _area(given: Mapping[str, Any]) -> etree._Element:
    area = etree.Element(f"{{{NAMESPACE}}}area")
    _add(area, "areaDesc", given["name"])
    if "latitude" in given:
        _add(area, "circle", f"{given['latitude']},{given['longitude']} {given['radius_km']}")
    if given["nation"]:
        _add_pair(area, "geocode", "ISO 3166-2", given["nation"].upper())
    return area


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text


def _add_pair(parent: etree._Element, name: str, value_name: str, value: str) -> None:
    pair = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    _add(pair, "valueName", value_name)
    _add(pair, "value", value)


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA, _parser()))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
