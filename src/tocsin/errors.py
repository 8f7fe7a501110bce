"""Every public error, as a tree. Anything else that is raised is a bug and fails loudly.

    TocsinError            code, what happened, where, what to do
    ├── InputError         what was given cannot be used: a file, a text, a setting, a command
    │   ├── NotAllowedError   this person may not do that (or not in this state)
    │   └── NotFoundError     there is nothing by that name
    ├── KnowledgeError     faults in knowledge files, all of a load at once
    ├── StoreError         the database cannot be opened, read or written
    └── DeliveryError      a message could not be sent; permanent or worth another try

``str(error)`` is the sentence a person reads: what, where, what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from .lazy_dataclass import dataclass


class TocsinError(Exception):
    """Base of every public error.

    ``code`` is stable, for programs; ``message`` says what happened; ``where`` is ``path:line`` or a record's id;
    ``fix`` says what to do next.
    """

    code = "error"

    def __init__(self, message: str, *, where: str = "", fix: str = "", code: str | None = None) -> None:
        self.message = message
        self.where = where
        self.fix = fix
        if code is not None:
            self.code = code
        super().__init__(str(self))

    def __str__(self) -> str:
        said = f"{self.where}: {self.message}" if self.where else self.message
        return f"{said} {self.fix}" if self.fix else said

    def as_dict(self) -> dict[str, str]:
        """The error as the contract's ``{"code", "message", "fix"}``."""
        message = f"{self.where}: {self.message}" if self.where else self.message
        return {"code": self.code, "message": message, "fix": self.fix}


class InputError(TocsinError):
    """What was given cannot be used."""

    code = "bad-input"


class NotAllowedError(InputError):
    """This person may not do that, or not while the thing is in this state."""

    code = "not-allowed"


class NotFoundError(InputError):
    """There is nothing by that name."""

    code = "not-found"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a knowledge file."""

    path: str
    line: int
    message: str
    fix: str = ""

    def __str__(self) -> str:
        said = f"{self.path}:{self.line}: {self.message}"
        return f"{said} {self.fix}" if self.fix else said


class KnowledgeError(TocsinError):
    """Faults in knowledge files: all of them, not the first."""

    code = "bad-knowledge"

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"The knowledge cannot be used: {count}.\n{lines}")


class StoreError(TocsinError):
    """The database cannot be opened, read or written."""

    code = "store"


class DeliveryError(TocsinError):
    """A message could not be sent. ``permanent`` closes the way to this address; otherwise it is tried again.

    ``in_doubt``: perhaps it was taken all the same; nobody answered. ``away``: nothing was said about this message, for the
    server could not be reached at all. ``status_code``: what the other side said, as an
    enhanced mail status ("5.1.1", RFC 3463) where there is one.
    """

    code = "delivery"

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        in_doubt: bool = False,
        away: bool = False,
        status_code: str = "",
        where: str = "",
        fix: str = "",
    ) -> None:
        self.permanent = permanent
        self.in_doubt = in_doubt
        self.away = away
        self.status_code = status_code
        super().__init__(message, where=where, fix=fix)
