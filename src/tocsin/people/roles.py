"""What each role may do: one table. That nobody approves their own alert is a rule of the alert, not of a role."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..errors import NotAllowedError
from ..records import Officer, Role

_EVERYBODY: frozenset[Role] = frozenset({"officer", "admin"})
_ADMINS: frozenset[Role] = frozenset({"admin"})

MAY: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "triage": _EVERYBODY,
        "open-sealed": _EVERYBODY,  # with a reason, which is logged
        "keep-advisory": _EVERYBODY,
        "change-knowledge": _EVERYBODY,  # and never accept a change of one's own
        "write-alert": _EVERYBODY,
        "approve-alert": _EVERYBODY,  # and never an alert that they wrote, edited or submitted
        "publish-alert": _EVERYBODY,
        "withdraw-alert": _EVERYBODY,
        "see-people": _EVERYBODY,
        "see-audit": _EVERYBODY,
        "manage-people": _ADMINS,
        "answer-data-request": _ADMINS,  # show, export and erase what is held of one person
    }
)

_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "manage-people": "add people or change their log-ins",
        "answer-data-request": "export or erase what is held of somebody",
    }
)


def may(officer: Officer, action: str) -> bool:
    """Whether this officer may do ``action`` (a key of :data:`MAY`; any other is a bug and raises KeyError)."""
    return officer.role in MAY[action] and officer.disabled_at is None


def require(officer: Officer, action: str) -> None:
    """Pass when this officer may do ``action``.

    Raises:
        NotAllowedError: shut out, or not in a role that may.
    """
    if may(officer, action):
        return
    if officer.disabled_at is not None:
        raise NotAllowedError(
            "This log-in was shut.", where=officer.name, fix="Ask an administrator.", code="officer-disabled"
        )
    raise NotAllowedError(
        f"Only an administrator may {_IN_WORDS.get(action, action.replace('-', ' '))}.",
        where=officer.name,
        fix="Ask an administrator.",
    )
