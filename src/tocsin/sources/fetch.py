"""Fetching from strangers' servers: public addresses only, politely, and never more than was asked for.

An address that people or documents give may point into our own network (server-side request forgery). So each name is
resolved here, every address it has must be a public one, and the connection goes to exactly the address that was
checked: a name that changes between the check and the connection gains nothing. Redirects are followed by the same rules.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin, urlsplit

from tocsin.errors import InputError
from tocsin.version import VERSION

USER_AGENT = f"Tocsin/{VERSION} (fraud alert reader)"
MAX_REDIRECTS = 5
TIMEOUT_SECONDS = 15.0
WHOLE_SECONDS = 60.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PIECE = 64 * 1024

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered. ``status`` 304: as before, without ``data``. ``url`` is where it really came from."""

    url: str
    status: int
    data: bytes = b""
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in small letters
    led_through: tuple[str, ...] = ()  # the addresses it led on to, the last of which is ``url``


def is_public(address: Address) -> bool:
    """Whether anybody on the Internet could reach it: not ours, not this machine's, not a group's."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def fetch(
    url: str,
    *,
    etag: str | None = None,
    modified: str | None = None,
    max_bytes: int,
    accept: str = "*/*",
    want_data: bool = True,
    allowed: Callable[[Address], bool] = is_public,
) -> Fetched:
    """GET ``url``, with its redirects. ``etag`` and ``modified`` are those of the answer before: then 304 may come back.

    ``allowed`` says which addresses may be connected to; tests let their own machine in. An answer of 400 and above is
    given as it is, without its data; ``want_data`` False leaves every answer's data unread.

    Raises:
        InputError: not http or https, no such host, not a public address, no answer in time, or more than ``max_bytes``.
    """
    give_up_at = time.monotonic() + WHOLE_SECONDS
    headers = {"User-Agent": USER_AGENT, "Accept": accept, "Accept-Encoding": "gzip, identity", "Connection": "close"}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    here = url
    led_through: list[str] = []
    for _ in range(MAX_REDIRECTS + 1):
        answer, onward = _get(
            here, headers, max_bytes=max_bytes, want_data=want_data, allowed=allowed, give_up_at=give_up_at
        )
        if onward is None:
            return replace(answer, led_through=tuple(led_through))
        there = urljoin(here, onward)
        if here.startswith("https:") and there.startswith("http:"):
            raise _cannot(url, "It leads from a protected address to an unprotected one.", "unsafe-redirect")
        here = there
        led_through.append(there)
    raise _cannot(url, f"It leads on more than {MAX_REDIRECTS} times.", "too-many-redirects")


def _get(
    url: str,
    headers: Mapping[str, str],
    *,
    max_bytes: int,
    want_data: bool,
    allowed: Callable[[Address], bool],
    give_up_at: float,
) -> tuple[Fetched, str | None]:
    """One request: the answer, and where it leads on to."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _cannot(url, "This is no web address.", "bad-address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise _cannot(url, "Only http:// and https:// addresses without a log-in are fetched.", "bad-address")
    try:
        host = parts.hostname.encode("idna").decode("ascii") if not parts.hostname.isascii() else parts.hostname
    except UnicodeError:
        raise _cannot(url, "This is no web address.", "bad-address") from None
    address = _address(url, host, port or (443 if parts.scheme == "https" else 80), allowed)
    connection = _Connection(host, address, port=port, tls=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        try:
            connection.request("GET", _quoted(path), headers=dict(headers))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            if response.status in (301, 302, 303, 307, 308) and found.get("location"):
                return Fetched(url, response.status), found["location"]
            data = b""
            if response.status < 300 and want_data:
                data = _body(response, url, found.get("content-encoding", ""), max_bytes, give_up_at)
        finally:
            connection.close()
    except ssl.SSLError as error:
        raise _cannot(
            url, f"Its protected connection cannot be trusted ({error.reason or 'TLS'}).", "bad-tls"
        ) from error
    except TimeoutError as error:
        raise _cannot(url, "It did not answer in time.", "no-answer") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _cannot(url, f"It cannot be reached ({_reason(error)}).", "no-answer") from error
    media_type = found.get("content-type", "").split(";")[0].strip().lower()
    return Fetched(url, response.status, data, media_type, found), None


class _Connection(http.client.HTTPConnection):
    """A connection to one checked address that speaks to the named host."""

    def __init__(self, host: str, address: str, *, port: int | None, tls: bool) -> None:
        super().__init__(host, port or (443 if tls else 80), timeout=TIMEOUT_SECONDS)
        self._address, self._tls = address, tls
        if tls:
            self.default_port = 443  # so that the Host header names no port

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT_SECONDS)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _address(url: str, host: str, port: int, allowed: Callable[[Address], bool]) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _cannot(url, f"There is no host “{host}”.", "no-host") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not addresses or not all(allowed(ipaddress.ip_address(address)) for address in addresses):
        raise _cannot(url, "It does not lead to a public address, so it is not fetched.", "not-public")
    return addresses[0]


def _body(response: http.client.HTTPResponse, url: str, encoding: str, max_bytes: int, give_up_at: float) -> bytes:
    """The answer's data, unpacked; a small packed answer cannot become a huge one."""
    unpack = zlib.decompressobj(wbits=31) if encoding.lower() in ("gzip", "x-gzip") else None
    pieces: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        if time.monotonic() > give_up_at:
            raise _cannot(url, "It did not answer in time.", "no-answer")
        if unpack is not None:
            try:
                piece = unpack.decompress(piece, max_bytes + 1 - size)
            except zlib.error:
                raise _cannot(url, "Its answer is packed wrongly.", "bad-answer") from None
        size += len(piece)
        if size > max_bytes:
            raise _cannot(url, f"Its answer is larger than {max_bytes / (1024 * 1024):g} MB.", "too-large")
        pieces.append(piece)
    return b"".join(pieces)


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/%?&=+:;,@!$'()*~[]-._")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__).strip()[:100]


def _cannot(url: str, sentence: str, code: str) -> InputError:
    return InputError(sentence, where=url[:300], fix="Check the address in a browser, or try again later.", code=code)
