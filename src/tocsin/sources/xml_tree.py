"""XML from strangers: parsed without entities, without the network and without huge trees."""

from __future__ import annotations

from lxml import etree

from tocsin.errors import InputError

CAP_1_2 = "urn:oasis:names:tc:emergency:cap:1.2"
CAP_1_1 = "urn:oasis:names:tc:emergency:cap:1.1"


def parse(name: str, data: bytes, *, what: str) -> etree._Element:
    """The root element. ``what`` names the kind of document for the sentence when it is broken.

    Raises:
        InputError: it is not well formed, or it declares entities, which no such document needs.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(
            f"This {what} is broken XML{f' (line {line})' if line else ''}.",
            where=name,
            fix="Ask its publisher for it again, or paste its text.",
            code="bad-xml",
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(
            f"This {what} declares entities of its own, which hostile files do.",
            where=name,
            fix="Paste its text instead.",
            code="bad-xml",
        )
    return root
