"""How an organisation really makes contact: what it never does, and how it is reached by a route nobody supplied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from ..errors import NotFoundError
from ..knowledge.load import Knowledge
from ..records import ConductRule, ContactRoute, Organisation

LIKENESS = 88  # of a misspelt name, of 100
MOST_SUGGESTED = 3
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class RealContact:
    """An organisation with the rules it keeps to and its own routes that hold on the day, in the nation."""

    organisation: Organisation
    rules: tuple[ConductRule, ...]
    routes: tuple[ContactRoute, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data. A rule that was not read at its source says so: it is general advice, not that body's word."""
        return {
            "organisation": self.organisation.id,
            "name": self.organisation.name,
            "domains": list(self.organisation.domains),
            "rules": [
                {
                    "modality": rule.modality,
                    "act": rule.act,
                    "exception": rule.exception or None,
                    "source": rule.source.url,
                    "seen_on": None if rule.source.seen_on is None else rule.source.seen_on.isoformat(),
                    "verified": rule.verified,
                }
                for rule in self.rules
            ],
            "routes": [{"name": route.name, "value": route.value, "use": route.use} for route in self.routes],
        }


def real_contact(name: str, knowledge: Knowledge, *, on: date, nation: str = "gb-eng") -> RealContact:
    """What is known of an organisation by its id or by a name people use for it; small slips of spelling are forgiven.

    Raises:
        NotFoundError: the register does not have it; the nearest names are suggested.
    """
    asked = _plain(name)
    by_name = {
        _plain(each): organisation
        for organisation in knowledge.organisations.values()
        for each in (organisation.id, *organisation.names)
    }
    organisation = by_name.get(asked)
    if organisation is None:
        near = process.extract(asked, by_name.keys(), scorer=fuzz.WRatio, limit=MOST_SUGGESTED) if asked else []
        if near and fuzz.ratio(asked, near[0][0]) >= LIKENESS:
            organisation = by_name[near[0][0]]
        else:
            names = ", ".join(dict.fromkeys(by_name[found].name for found, _, _ in near))
            raise NotFoundError(
                f"The register has no organisation “{name.strip()[:60]}”.",
                fix=f"The nearest names are: {names}." if names else "Give its name.",
            )
    return RealContact(
        organisation,
        tuple(sorted(organisation.rules, key=lambda rule: not rule.verified)),
        tuple(
            route for route in organisation.routes if route.verified and nation in route.nations and _holds(route, on)
        ),
    )


def _holds(route: ContactRoute, on: date) -> bool:
    return (route.valid_from is None or route.valid_from <= on) and (route.valid_to is None or on <= route.valid_to)


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub(" ", name.lower()).strip()
