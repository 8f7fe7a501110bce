"""Webhooks: the signed alert, POSTed as JSON to somebody's own server.

Signed as the Standard Webhooks specification says (standardwebhooks.com): ``webhook-id`` is our Message-ID, the same however
often it is sent; ``webhook-timestamp`` is the second of this try; ``webhook-signature`` is ``v1,`` and the base64 of the
HMAC-SHA256 of ``id.timestamp.body``. A receiver refuses an old timestamp and an id that it has had: nobody can play one back.

A host is looked up once, its address must be a public one, and the connection goes to exactly that address: a webhook never
reaches into the network that Tocsin stands in. Redirects are not followed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from ...errors import DeliveryError
from ..parcel import OneByOne, Parcel

TIMEOUT_SECONDS = 15.0
TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"


class WebhookWay(OneByOne):
    """POSTs to the address of each parcel. ``private``: addresses of our own network are allowed, for tests."""

    delivers = True

    def __init__(
        self, secret_of: Callable[[str], str], *, private: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        self._secret_of = secret_of
        self._private = private
        self._clock = clock

    def send(self, parcel: Parcel) -> None:
        """POST the signed file.

        Raises:
            DeliveryError: permanent for 410 Gone, and for an address that is no public web address; in doubt when the
                server did not answer.
        """
        body = json.dumps(parcel.document, ensure_ascii=False, sort_keys=True).encode("utf-8")
        stamp = str(int(self._clock()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Tocsin (fraud alerts)",
            "webhook-id": parcel.message_id,
            "webhook-timestamp": stamp,
            "webhook-signature": sign(self._secret_of(parcel.subscriber), parcel.message_id, stamp, body),
        }
        status = self._post(parcel.address, body, headers)
        if 200 <= status < 300:
            return
        raise DeliveryError(f"The server answered {status}.", permanent=status == 410, where=_host_of(parcel.address))

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ({"http", "https"} if self._private else {"https"}) or not host or parts.username:
            raise DeliveryError(
                "A webhook is an https:// address without a log-in.", permanent=True, where=_host_of(url)
            )
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = _Pinned(host, port, self._address(host, port), tls=parts.scheme == "https")
        sent = False
        try:
            connection.connect()
            sent = True
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read(4096)
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            said = str(error) or type(error).__name__
            raise DeliveryError(f"The server did not answer ({said}).", in_doubt=sent, where=host) from error
        finally:
            connection.close()

    def _address(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise DeliveryError("There is no server of that name.", where=host) from error
        addresses = [str(each[4][0]) for each in found]
        if not self._private and not all(_is_public(each) for each in addresses):
            raise DeliveryError("The address lies in a private network.", permanent=True, where=host)
        return addresses[0]


def sign(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """The value of ``webhook-signature``."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    mac = hmac.new(key, f"{message_id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mac).decode('ascii')}"


def is_genuine(
    secret: str, *, message_id: str, stamp: str, signature: str, body: bytes, now: float, seen: set[str]
) -> bool:
    """What a receiver does: the signature holds, the timestamp is fresh, and the id is new (it is put into ``seen``)."""
    fresh = stamp.isdigit() and abs(now - int(stamp)) <= TOLERANCE_SECONDS
    ours = any(hmac.compare_digest(each, sign(secret, message_id, stamp, body)) for each in signature.split())
    if not (fresh and ours) or message_id in seen:
        return False
    seen.add(message_id)
    return True


def webhook_secret(secret: bytes, subscriber: str) -> str:
    """The key that one receiver checks with: made from the desk's secret, so that it need not be kept."""
    mac = hmac.new(secret, f"tocsin-webhook-1\0{subscriber}".encode(), hashlib.sha256).digest()
    return _PREFIX + base64.b64encode(mac).decode("ascii")


def _is_public(address: str) -> bool:
    given = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(given, ipaddress.IPv6Address):
        inner = given.ipv4_mapped or given.sixtofour
        if inner is not None:
            return _is_public(str(inner))
        if given in ipaddress.ip_network("64:ff9b::/96"):  # NAT64: an IPv4 address in its last four bytes
            return _is_public(str(ipaddress.IPv4Address(int(given) & 0xFFFFFFFF)))
    return given.is_global and not given.is_multicast


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name leads to by then."""

    def __init__(self, host: str, port: int, address: str, *, tls: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self._pinned_to = address
        self._tls = tls

    def connect(self) -> None:
        self.sock = socket.create_connection((self._pinned_to, self.port), TIMEOUT_SECONDS)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
