"""What is known of one number, link or sender: the noun that all three give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from tocsin.records import ContactRoute

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from tocsin.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class LookedUp:
    """``says``: sentences on what it is; ``proves``: what that is worth; ``do``: what to do.

    ``alarm`` is true only for what cannot be honest (a 09 number shown as a caller, a copied name). Nothing here ever
    says that somebody is who they say they are.
    """

    kind: Literal["number", "link", "sender"]
    value: str
    what: str  # a slug: premium, mobile, known-link, look-alike-link …
    owner: str | None  # organisation id, when the register has it
    alarm: bool
    says: tuple[str, ...]
    proves: str
    do: tuple[str, ...]
    routes: tuple[ContactRoute, ...]
    reported: int | None = None
    leads_to: tuple[str, ...] = ()  # addresses that a link led on to, when it was followed

    def as_dict(self) -> Mapping[str, Any]:
        """The answer of ``--json`` and the API."""
        return {
            "kind": self.kind,
            "value": self.value,
            "what": self.what,
            "owner": self.owner,
            "alarm": self.alarm,
            "says": list(self.says),
            "proves": self.proves,
            "do": list(self.do),
            "routes": [{"name": each.name, "value": each.value, "use": each.use} for each in self.routes],
            "reported": self.reported,
            "leads_to": list(self.leads_to),
        }
