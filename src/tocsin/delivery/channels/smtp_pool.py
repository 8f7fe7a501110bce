"""Several connections to one SMTP server, each used for message after message. Where the server is far away, the time of a
message is mostly waiting for its answer, so that four connections send four times as much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from ..parcel import OneByOne, Outcome, Parcel
from .email import SmtpMail

LEAST_EACH = 10  # parcels; fewer are not worth another connection


class SmtpPool(OneByOne):
    """At most ``connections`` connections, opened when there is something to send."""

    def __init__(self, url: str, *, sender: str, connections: int = 4) -> None:
        self._mails = [SmtpMail(url, sender=sender, connect=False) for _ in range(max(connections, 1))]
        self._threads: ThreadPoolExecutor | None = None

    def send_all(self, parcels: Sequence[Parcel]) -> Iterator[Outcome]:
        """Hand over each. With several connections the outcomes come in another order than the parcels."""
        used = min(len(self._mails), max(len(parcels) // LEAST_EACH, 1))
        if used == 1:
            yield from self._mails[0].send_all(parcels)
            return
        if self._threads is None:
            self._threads = ThreadPoolExecutor(len(self._mails), thread_name_prefix="smtp")
        shares = [parcels[number::used] for number in range(used)]
        sending = [
            self._threads.submit(lambda mail, share: list(mail.send_all(share)), mail, share)
            for mail, share in zip(self._mails, shares, strict=False)
        ]
        for each in sending:
            yield from each.result()

    def close(self) -> None:
        for mail in self._mails:
            mail.close()
        if self._threads is not None:
            self._threads.shutdown()
            self._threads = None
