"""Mailboxes and feeds hold many documents; CAP alerts of others are read and their signatures checked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner

from tocsin.errors import InputError
from tocsin.records import Document
from tocsin.sources import read_all, read_bytes, read_documents

MAILBOX = b"""From amira@desk.example Tue Nov 24 09:00:00 2026
From: Amira <amira@desk.example>
Subject: Fwd: A caller about your computer
Date: Tue, 24 Nov 2026 08:59:00 +0000
Content-Type: text/plain; charset=utf-8

A caller says your computer has a virus.
>From here on he asks for your card.

From owen@desk.example Tue Nov 24 10:00:00 2026
From: owen@desk.example
Subject: Nothing in it


From lena@desk.example Tue Nov 24 11:00:00 2026
From: lena@desk.example
Subject: Parcel texts

People are sent texts about parcels.
"""

RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Marlshire Police news</title>
<item><title>Warning over bogus officers</title><link>https://police.example/1</link><guid>p-1</guid>
<pubDate>Tue, 24 Nov 2026 09:30:00 +0000</pubDate>
<description>&lt;p&gt;Callers &lt;b&gt;pretend&lt;/b&gt; to be police officers.&lt;/p&gt;</description></item>
<item><title></title><description> </description></item>
<item><title>Tea &amp; talk at the station</title><link>https://police.example/2</link></item>
</channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Trading Standards</title><id>t</id>
<entry><id>urn:x:1</id><title type="html">Rogue &lt;i&gt;roofers&lt;/i&gt;</title><updated>2026-11-20T08:00:00Z</updated>
<link href="https://ts.example/roofers"/><content type="html">&lt;p&gt;Roofers knock and ask for cash.&lt;/p&gt;</content></entry></feed>"""


def cap(kind: str = "Alert", *, status: str = "Actual", references: str = "") -> bytes:
    refers = f"<references>{references}</references>" if references else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>M-7</identifier><sender>alerts.marlshire.example</sender>
<sent>2026-11-24T10:00:00+00:00</sent><status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{refers}
<info><language>cy-GB</language><category>Safety</category><event>Twyll</event><urgency>Expected</urgency>
<severity>Moderate</severity><certainty>Likely</certainty><headline>Rhybudd</headline></info>
<info><language>en-GB</language><category>Safety</category><event>Fraud</event><urgency>Expected</urgency>
<severity>Moderate</severity><certainty>Likely</certainty><senderName>Marlshire Police</senderName>
<headline>Callers ask for remote access</headline><description>Callers say your computer has a virus.</description>
<instruction>Hang up.</instruction><web>https://marlshire.example/alerts/7</web>
<area><areaDesc>Marlshire</areaDesc></area></info></alert>""".encode()


def test_a_mailbox_gives_each_of_its_messages_and_says_which_could_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "forwarded.mbox"
    file.write_bytes(MAILBOX)
    first, second, third = read_documents(file)
    assert isinstance(first, Document)
    assert first.name == f"{file}#1"
    assert first.title == "Fwd: A caller about your computer"
    assert "\nFrom here on he asks" in first.text
    assert isinstance(second, InputError)
    assert second.where == f"{file}#2"
    assert isinstance(third, Document)
    assert third.text.strip() == "People are sent texts about parcels."


def test_a_mailbox_is_known_by_what_it_begins_with() -> None:
    assert [type(each) for each in read_all("mail", MAILBOX)] == [Document, InputError, Document]


def test_one_message_larger_than_the_limit_is_left_out_and_the_next_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.mbox"
    file.write_bytes(MAILBOX.replace(b"People are", b"x" * 5000 + b"\nPeople are"))
    documents = list(read_documents(file, max_bytes=4000))
    assert isinstance(documents[0], Document)
    assert isinstance(documents[2], InputError)
    assert documents[2].code == "too-large"


def test_a_feed_gives_each_entry_with_its_own_title_day_and_address() -> None:
    first, empty, last = read_all("news.xml", RSS)
    assert isinstance(first, Document)
    assert first.title == "Warning over bogus officers"
    assert first.text == "Warning over bogus officers\n\nCallers pretend to be police officers."
    assert (first.publisher, first.url, first.identifier) == (
        "Marlshire Police news",
        "https://police.example/1",
        "p-1",
    )
    assert first.published_at == "2026-11-24T09:30"
    assert isinstance(empty, InputError)
    assert isinstance(last, Document)
    assert last.title == "Tea & talk at the station"


def test_an_atom_entry_is_read_without_its_markup() -> None:
    (entry,) = read_all("feed", ATOM, "application/atom+xml")
    assert isinstance(entry, Document)
    assert entry.title == "Rogue roofers"
    assert entry.text == "Rogue roofers\n\nRoofers knock and ask for cash."
    assert entry.published_at == "2026-11-20T08:00"


def test_a_feed_given_as_one_document_says_how_to_read_it() -> None:
    with pytest.raises(InputError, match="feed of many documents"):
        read_bytes("news.xml", RSS)


def test_broken_xml_is_a_sentence() -> None:
    with pytest.raises(InputError, match="broken XML"):
        read_bytes("broken.cap", b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>")


def test_xml_that_declares_entities_is_refused() -> None:
    bomb = b'<!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + cap().split(b"?>", 1)[1].strip()
    with pytest.raises(InputError, match="entities"):
        read_bytes("bomb.cap", bomb)


def test_a_cap_alert_of_another_publisher_is_read_in_english() -> None:
    document = read_bytes("alert.xml", cap())
    assert document.media_type == "application/cap+xml"
    assert document.text == "Callers ask for remote access\n\nCallers say your computer has a virus.\n\nHang up."
    assert (document.publisher, document.area) == ("Marlshire Police", "Marlshire")
    assert document.identifier == "alerts.marlshire.example,M-7,2026-11-24T10:00:00+00:00"
    assert document.published_at == "2026-11-24T10:00"
    assert document.signed_by is None


def test_an_update_and_a_withdrawal_name_what_they_are_about() -> None:
    earlier = "alerts.marlshire.example,M-6,2026-11-20T10:00:00+00:00"
    assert read_bytes("u.xml", cap("Update", references=earlier)).replaces == (earlier,)
    assert read_bytes("c.xml", cap("Cancel", references=earlier)).withdraws == (earlier,)


@pytest.mark.parametrize("kind", ["Ack", "Error", "", "Bulletin"])
def test_a_message_type_that_warns_nobody_is_refused(kind: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("a.xml", cap(kind))
    assert caught.value.code == "cap-message-type"


@pytest.mark.parametrize("status", ["Exercise", "Test", "Draft", "System", "Unheard"])
def test_what_is_no_live_alert_is_refused(status: str) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes("a.xml", cap(status=status))
    assert caught.value.code == "cap-not-actual"


def _signed(data: bytes) -> tuple[bytes, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "alerts.marlshire.example")])
    now = datetime(2026, 11, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.KeyUsage(True, *[False] * 8), critical=True)
        .sign(key, hashes.SHA256())
    )
    signer = XMLSigner(signature_algorithm="ecdsa-sha256", c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    return etree.tostring(signer.sign(etree.fromstring(data), key=key, cert=[certificate])), certificate


def test_whose_certificate_signed_a_cap_alert_is_told() -> None:
    data, certificate = _signed(cap())
    signed_by = read_bytes("alert.xml", data).signed_by
    assert signed_by is not None
    assert signed_by.name == "CN=alerts.marlshire.example"
    assert signed_by.fingerprint == certificate.fingerprint(hashes.SHA256()).hex()


def test_a_signed_cap_alert_that_was_changed_is_refused() -> None:
    data, _ = _signed(cap())
    with pytest.raises(InputError) as caught:
        read_bytes("alert.xml", data.replace(b"Hang up.", b"Ring 0909."))
    assert caught.value.code == "bad-signature"


def test_a_signature_of_an_unknown_kind_is_told_and_stops_nothing() -> None:
    data, _ = _signed(cap())
    odd = read_bytes("alert.xml", data.replace(b"ecdsa-sha256", b"ecdsa-md17"))
    assert odd.signed_by is None
    assert "could not be checked" in odd.not_read[0]
