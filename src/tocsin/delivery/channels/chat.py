"""Chat and push services (Slack, Teams, ntfy, Telegram and the rest) by Apprise, behind an allow-list.

Apprise knows more than a hundred services, among them some that run programs or reach into our own network, so only those
that the desk names are used.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ...errors import DeliveryError
from ..parcel import OneByOne, Parcel

SERVICES = ("slack", "msteams", "ntfys", "tgram", "discord", "mmosts", "gchat", "matrixs", "signals", "workflows")


class ChatWay(OneByOne):
    """Each parcel's address is an Apprise URL. ``allowed``: the services, as their URLs begin."""

    def __init__(self, *, allowed: Collection[str] = SERVICES) -> None:
        try:
            import apprise
        except ModuleNotFoundError as error:
            raise DeliveryError(
                "Apprise is not installed.", fix="Install it: pip install 'tocsin[channels]'"
            ) from error
        self._apprise: Any = apprise
        self._allowed = frozenset(allowed)

    def send(self, parcel: Parcel) -> None:
        """Hand one message to its service.

        Raises:
            DeliveryError: permanent when the service is not on the list or the URL is none; else to be tried again, since
                Apprise does not say why it failed.
        """
        service = service_of(parcel.address)
        if service not in self._allowed:
            raise DeliveryError(
                f"“{service}” is not among the services that this desk sends to.",
                permanent=True,
                fix="Add it to TOCSIN_CHAT_SERVICES.",
            )
        to = self._apprise.Apprise(asset=self._apprise.AppriseAsset(app_id="Tocsin", secure_logging=True))
        if not to.add(parcel.address):
            raise DeliveryError("This is no address that the service knows.", permanent=True, where=f"{service}://")
        if not to.notify(title=parcel.subject, body=parcel.text, body_format=self._apprise.NotifyFormat.TEXT):
            raise DeliveryError("The service did not take the message.", where=f"{service}://")


def service_of(url: str) -> str:
    """Which service an Apprise URL is of: what stands before ``://``."""
    return url.partition("://")[0].strip().lower()
