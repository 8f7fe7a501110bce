"""Tocsin: an open-source fraud alert system, as a library.

    >>> import tocsin
    >>> verdict = tocsin.check("This is Microsoft. Let me connect to your computer with AnyDesk.")
    >>> verdict.level
    'scam'

:func:`check` a text, follow a :class:`Call`, :func:`understand` an account, :func:`read` an official warning,
:func:`find_surges` among reports, :func:`verify` an alert; and the nouns that they give (docs/library.md).

Importing the package loads the standard library only; each name below brings its room when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .version import VERSION as __version__

if TYPE_CHECKING:  # what type checkers and editors see; a test holds it to what is loaded below
    from .actions.library import Call, check, read, read_all, start_call, understand, verify
    from .actions.screening import screen
    from .alerts.log import check_log
    from .alerts.verify import Verified, verify_document
    from .checking.call import Heard
    from .errors import (
        DeliveryError,
        Fault,
        InputError,
        KnowledgeError,
        NotAllowedError,
        NotFoundError,
        StoreError,
        TocsinError,
    )
    from .knowledge.known import Knowledge
    from .knowledge.load import load_knowledge
    from .records import (
        Advisory,
        Alert,
        AlertContent,
        Area,
        BrokenRule,
        CategoryCode,
        Channel,
        ConductRule,
        Contact,
        ContactRoute,
        Delivery,
        Desk,
        Document,
        Evidence,
        Example,
        Genre,
        Level,
        Loss,
        Mention,
        Organisation,
        Period,
        Place,
        Publication,
        Reference,
        Repair,
        Report,
        Scam,
        ScamMatch,
        Sentence,
        Sign,
        Span,
        Stage,
        StatedRule,
        Subscriber,
        Subscription,
        Surge,
        Tactic,
        Understanding,
        Urgency,
        Verdict,
    )
    from .reports.vulnerability import care_for
    from .sources import read_bytes, read_file
    from .store.campaigns import Campaign
    from .surges import Sighting, find_surges
    from .understanding.advisory import read_advisory

_ROOMS = {
    "actions.library": "Call check read read_all start_call understand verify",
    "actions.screening": "screen",
    "alerts.verify": "Verified verify_document",
    "alerts.log": "check_log",
    "checking.call": "Heard",
    "errors": "DeliveryError Fault InputError KnowledgeError NotAllowedError NotFoundError StoreError TocsinError",
    "knowledge.known": "Knowledge",
    "knowledge.load": "load_knowledge",
    "records": (
        "Advisory Alert AlertContent Area BrokenRule CategoryCode Channel ConductRule Contact ContactRoute Delivery "
        "Desk Document Evidence Example Genre Level Loss Mention Organisation Period Place Publication Reference "
        "Repair Report Scam ScamMatch Sentence Sign Span Stage StatedRule Subscriber Subscription Surge Tactic "
        "Understanding Urgency Verdict"
    ),
    "reports.vulnerability": "care_for",
    "sources": "read_bytes read_file",
    "store.campaigns": "Campaign",
    "surges": "Sighting find_surges",
    "understanding.advisory": "read_advisory",
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = [
    "Advisory",
    "Alert",
    "AlertContent",
    "Area",
    "BrokenRule",
    "Call",
    "Campaign",
    "CategoryCode",
    "Channel",
    "ConductRule",
    "Contact",
    "ContactRoute",
    "Delivery",
    "DeliveryError",
    "Desk",
    "Document",
    "Evidence",
    "Example",
    "Fault",
    "Genre",
    "Heard",
    "InputError",
    "Knowledge",
    "KnowledgeError",
    "Level",
    "Loss",
    "Mention",
    "NotAllowedError",
    "NotFoundError",
    "Organisation",
    "Period",
    "Place",
    "Publication",
    "Reference",
    "Repair",
    "Report",
    "Scam",
    "ScamMatch",
    "Sentence",
    "Sighting",
    "Sign",
    "Span",
    "Stage",
    "StatedRule",
    "StoreError",
    "Subscriber",
    "Subscription",
    "Surge",
    "Tactic",
    "TocsinError",
    "Understanding",
    "Urgency",
    "Verdict",
    "Verified",
    "__version__",
    "care_for",
    "check",
    "check_log",
    "find_surges",
    "load_knowledge",
    "read",
    "read_advisory",
    "read_all",
    "read_bytes",
    "read_file",
    "screen",
    "start_call",
    "understand",
    "verify",
    "verify_document",
]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
