"""CAP 1.2 (OASIS Common Alerting Protocol) from other publishers, its signature checked when it carries one.

Source: OASIS Standard CAP-v1.2, 1 July 2010. A CAP 1.1 file says the same things in another namespace.
"""

from __future__ import annotations

from lxml import etree

from tocsin.errors import InputError
from tocsin.records import Document, SignedBy
from tocsin.sources.stamps import iso_stamp
from tocsin.sources.xml_tree import CAP_1_1, CAP_1_2, parse

MESSAGE_TYPES = ("Alert", "Update", "Cancel")
NOT_FOR_THE_PUBLIC = {
    "Exercise": "an exercise",
    "System": "a message between systems",
    "Test": "a test",
    "Draft": "a draft",
}
_DSIG = "http://www.w3.org/2000/09/xmldsig#"


def read_cap(name: str, data: bytes) -> Document:
    """One CAP alert as a Document: headline, description and instruction as its text.

    Raises:
        InputError: broken XML, no CAP, a message type that is no alert, an exercise or test, or a signature that
            does not fit.
    """
    root = parse(name, data, what="CAP alert")
    namespace = etree.QName(root).namespace
    if namespace not in (CAP_1_2, CAP_1_1) or etree.QName(root).localname != "alert":
        raise InputError(
            "This is no CAP alert.", where=name, fix="Ask its publisher for CAP 1.2, or paste its text.", code="not-cap"
        )
    signed_by, said = _signature(name, root)

    def one(parent: etree._Element, tag: str) -> str:
        return " ".join((parent.findtext(f"{{{namespace}}}{tag}") or "").split())

    kind = one(root, "msgType")
    if kind not in MESSAGE_TYPES:
        raise InputError(
            f"This CAP message is of the kind “{kind or 'none'}”, which warns nobody.",
            where=name,
            fix="Give an Alert, an Update or a Cancel.",
            code="cap-message-type",
        )
    status = one(root, "status")
    if status != "Actual":
        raise InputError(
            f"This CAP message is {NOT_FOR_THE_PUBLIC.get(status, f'of the status “{status}”')}, not a live alert.",
            where=name,
            fix="Nothing needs doing.",
            code="cap-not-actual",
        )
    info = _info(root, namespace)
    references = tuple((root.findtext(f"{{{namespace}}}references") or "").split())
    areas = [] if info is None else [one(area, "areaDesc") for area in info.iter(f"{{{namespace}}}area")]
    return Document(
        name=name,
        text="" if info is None else _text(info, namespace),
        media_type="application/cap+xml",
        title=(one(info, "headline") or one(info, "event") or None) if info is not None else None,
        publisher=(one(info, "senderName") if info is not None else "") or one(root, "sender") or None,
        area="; ".join(dict.fromkeys(area for area in areas if area)) or None,
        url=(one(info, "web") or None) if info is not None else None,
        published_at=iso_stamp(one(root, "sent")),
        not_read=said,
        identifier=",".join((one(root, "sender"), one(root, "identifier"), one(root, "sent"))),
        replaces=references if kind == "Update" else (),
        withdraws=references if kind == "Cancel" else (),
        signed_by=signed_by,
    )


def _info(root: etree._Element, namespace: str) -> etree._Element | None:
    """The part in English, else the first: a CAP alert may say the same in several languages."""
    infos = list(root.iterfind(f"{{{namespace}}}info"))
    for info in infos:
        if (info.findtext(f"{{{namespace}}}language") or "en").lower().startswith("en"):
            return info
    return infos[0] if infos else None


def _text(info: etree._Element, namespace: str) -> str:
    parts = []
    for tag in ("headline", "description", "instruction", "contact"):
        lines = (info.findtext(f"{{{namespace}}}{tag}") or "").strip().splitlines()
        parts.append("\n".join(" ".join(line.split()) for line in lines))
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


def _signature(name: str, root: etree._Element) -> tuple[SignedBy | None, tuple[str, ...]]:
    """Who signed it, or a sentence why that could not be told."""
    if root.find(f"{{{_DSIG}}}Signature") is None:
        return None, ()
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from signxml.exceptions import InvalidInput, InvalidSignature, SignXMLException
    from signxml.verifier import XMLVerifier

    written = root.findtext(f".//{{{_DSIG}}}X509Certificate")
    if not written:
        return None, ("It is signed, but without the certificate that would show by whom.",)
    pem = f"-----BEGIN CERTIFICATE-----\n{written.strip()}\n-----END CERTIFICATE-----\n"
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode("ascii", "replace"))
    except ValueError:
        return None, ("It is signed, but its certificate cannot be read.",)
    try:
        result = XMLVerifier().verify(root, x509_cert=certificate, require_x509=False)
    except InvalidSignature:
        raise InputError(
            "The signature of this CAP alert does not fit: it was changed after it was signed.",
            where=name,
            fix="Do not use it. Fetch it again from its publisher.",
            code="bad-signature",
        ) from None
    except (InvalidInput, SignXMLException, etree.LxmlError, ValueError) as error:
        return None, (f"Its signature is of a kind that could not be checked ({type(error).__name__}).",)
    covered = None if isinstance(result, list) else result.signed_xml
    if covered is None or etree.QName(covered).localname != "alert":
        return None, ("Its signature does not cover the whole alert.",)
    return SignedBy(certificate.subject.rfc4514_string(), certificate.fingerprint(hashes.SHA256()).hex()), ()
