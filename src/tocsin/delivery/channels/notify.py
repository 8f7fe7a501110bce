"""GOV.UK Notify: e-mails and text messages through the government's own sender, with its official client.

Notify sends what stands in a template of the service. Ours has one line, ``((body))`` (the e-mail's subject is
``((subject))``); the words are the alert's. The reference of each message is our Message-ID: when a request ended without
an answer, Notify is asked whether it has that reference, before anything is sent a second time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from ...errors import DeliveryError
from ..parcel import OneByOne, Parcel

LIVE_URL = "https://api.notifications.service.gov.uk"
TIMEOUT_SECONDS = 30
DELIVERED, RETURNED = frozenset({"delivered"}), frozenset({"permanent-failure"})
_UK_MOBILE = re.compile(r"\+447\d{9}")


class NotifyWay(OneByOne):
    """One kind of message through one Notify service."""

    def __init__(self, api_key: str, *, kind: Literal["email", "sms"], template: str, url: str = LIVE_URL) -> None:
        try:
            from notifications_python_client.notifications import NotificationsAPIClient
        except ModuleNotFoundError as error:
            raise DeliveryError(
                "GOV.UK Notify's client is not installed.", fix="Install it: pip install 'tocsin[channels]'"
            ) from error
        client: Any = NotificationsAPIClient
        self._client: Any = client(api_key, base_url=url, timeout=TIMEOUT_SECONDS)
        self._kind = kind
        self._template = template

    def send(self, parcel: Parcel) -> None:
        """Hand one message to Notify. It is *sent* when Notify has it; see :meth:`became_of` for what came of it.

        Raises:
            DeliveryError: permanent when Notify refuses this address for good; in doubt when nobody answered.
        """
        if parcel.seen_before and self._has(parcel):
            return  # the last try was taken, and only its answer was lost
        if self._kind == "sms" and not _UK_MOBILE.fullmatch(parcel.address):
            raise DeliveryError("This is no number of a UK mobile phone.", permanent=True, status_code="5.1.3")
        self._ask(lambda: self._hand_over(parcel))

    def became_of(self, parcel: Parcel) -> Literal["delivered", "returned", "unknown"]:
        """What Notify says became of a message that it took."""
        known = self._find(parcel)
        if known is None:
            return "unknown"
        if known["status"] in DELIVERED:
            return "delivered"
        return "returned" if known["status"] in RETURNED else "unknown"

    def _hand_over(self, parcel: Parcel) -> Any:
        if self._kind == "sms":
            return self._client.send_sms_notification(
                phone_number=parcel.address,
                template_id=self._template,
                personalisation={"body": parcel.sms},
                reference=parcel.message_id,
            )
        return self._client.send_email_notification(
            email_address=parcel.address,
            template_id=self._template,
            personalisation={"subject": parcel.subject, "body": parcel.text},
            reference=parcel.message_id,
            one_click_unsubscribe_url=parcel.leave_url or None,
        )

    def _has(self, parcel: Parcel) -> bool:
        return self._find(parcel) is not None

    def _find(self, parcel: Parcel) -> Mapping[str, Any] | None:
        found = self._ask(lambda: self._client.get_all_notifications(reference=parcel.message_id))
        return next(iter(found["notifications"]), None)

    def _ask(self, call: Any) -> Any:
        from notifications_python_client.errors import HTTPError

        try:
            return call()
        except HTTPError as error:
            raise _as_delivery_error(error) from error


def _as_delivery_error(error: Any) -> DeliveryError:
    status = int(error.status_code)
    message = error.message
    said = (
        "; ".join(str(one.get("message", one)) for one in message if isinstance(one, Mapping))
        if isinstance(message, list)
        else str(message)
    )
    where = "GOV.UK Notify"
    # The client calls a request without an answer 503, as Notify itself never does: nobody knows whether it was taken.
    if status >= 500:
        return DeliveryError(f"Notify did not answer ({status} {said}).", in_doubt=True, where=where)
    if status in {401, 403}:
        return DeliveryError(f"Notify refuses this service ({said}).", where=where, fix="Check TOCSIN_NOTIFY_API_KEY.")
    if status == 429:
        return DeliveryError(f"Notify takes no more for now ({said}).", where=where)
    about_address = "email_address" in said or "phone_number" in said
    return DeliveryError(
        f"Notify said {status}: {said}.",
        permanent=about_address,
        status_code="5.1.3" if about_address else "",
        where=where,
        fix="" if about_address else "Check the templates: they need ((body)), and the e-mail's ((subject)).",
    )
