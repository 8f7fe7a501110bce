"""Making a message ready: each publication and each digest once, then filled in for every recipient."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..alerts.formats.as_json import publication_as_json
from ..alerts.formats.digest import digest_sms, in_order, render_digest
from ..alerts.formats.email import EmailTemplate, render_email
from ..alerts.formats.sms import render_sms
from ..delivery.parcel import Parcel
from ..records import Delivery, Digest, Publication
from ..store import Tx
from ..store.publications import get_publication
from .installation import Installation
from .subscribing import link

MOST_KEPT = 200  # publications made ready


@dataclass(frozen=True, slots=True)
class Ready:
    """One publication in the forms that channels ask for."""

    template: EmailTemplate
    sms: str
    document: Mapping[str, Any]


class Packer:
    """Fills in the recipient. A publication never changes, so each is made ready once."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._publications: dict[tuple[str, int], Publication] = {}
        self._ready: dict[tuple[str, int], Ready] = {}

    def of_delivery(self, tx: Tx, delivery: Delivery) -> Parcel:
        """The message of one delivery."""
        key = (delivery.code, delivery.version)
        if key not in self._ready:
            publication = self.publication(tx, *key)
            if len(self._ready) >= MOST_KEPT:
                self._ready.clear()
            self._ready[key] = Ready(
                template=render_email(publication, self._installation.desk),
                sms=render_sms(publication.content).text,
                document=json.loads(publication_as_json(publication)),
            )
        ready = self._ready[key]
        return self._parcel(
            ready.template,
            id=delivery.id,
            address=delivery.address,
            channel=delivery.channel,
            subscriber=delivery.subscriber,
            message_id=delivery.message_id,
            sms=ready.sms,
            document=ready.document,
            seen_before=delivery.attempts > 1,
        )

    def of_digest(self, tx: Tx, digest: Digest, deliveries: Sequence[Delivery]) -> Parcel:
        """The message of one digest with these deliveries in it."""
        alerts = in_order([self.publication(tx, each.code, each.version) for each in deliveries])
        return self._parcel(
            render_digest(alerts, self._installation.desk, at=digest.created_at),
            id=str(digest.id),
            address=digest.address,
            channel=digest.channel,
            subscriber=digest.subscriber,
            message_id=digest.message_id,
            sms=digest_sms(alerts, self._installation.desk),
            document={"format": "tocsin-digest-1", "alerts": [json.loads(publication_as_json(one)) for one in alerts]},
            seen_before=digest.attempts > 1,
        )

    def publication(self, tx: Tx, code: str, version: int) -> Publication:
        """A publication, read once."""
        key = (code, version)
        if key not in self._publications:
            found = get_publication(tx, code, version)
            assert found is not None, "a delivery's publication is frozen and never removed"
            if len(self._publications) >= MOST_KEPT:
                self._publications.clear()
            self._publications[key] = found
        return self._publications[key]

    def _parcel(
        self,
        template: EmailTemplate,
        *,
        id: str,
        address: str,
        channel: str,
        subscriber: str,
        message_id: str,
        sms: str,
        document: Mapping[str, Any],
        seen_before: bool,
    ) -> Parcel:
        manage_url = link(self._installation, "manage", subscriber)
        leave_url = link(self._installation, "leave", subscriber)
        mail, text = b"", ""
        if channel == "email":
            mail = template.as_sent(address=address, message_id=message_id, manage_url=manage_url, leave_url=leave_url)
        if channel in {"email", "chat"} and not (channel == "email" and self._installation.smtp_url):
            text = f"{template.text}\n{template.why}\nChange what you get: {manage_url}\nStop all alerts: {leave_url}\n"
        return Parcel(
            id=id,
            address=address,
            message_id=message_id,
            subject=template.subject,
            text=text,
            sms=sms,
            mail=mail,
            document=document,
            leave_url=leave_url,
            subscriber=subscriber,
            seen_before=seen_before,
        )
