"""What is handed to a channel, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Protocol, Self, runtime_checkable

from ..errors import DeliveryError


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message to one subscriber, in the forms that channels ask for.

    ``id`` is the delivery's (or the digest's); ``message_id`` is the same however often it is sent. ``mail`` is the whole
    e-mail; ``text`` a plain text; ``sms`` a short one; ``document`` the signed file as JSON values. ``seen_before``: it was
    tried before, and may have been taken.
    """

    id: str
    address: str
    message_id: str
    subject: str = ""
    text: str = ""
    sms: str = ""
    mail: bytes = b""
    document: Mapping[str, Any] = field(default_factory=dict)
    leave_url: str = ""
    subscriber: str = ""
    seen_before: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """``error`` None: it was taken. ``delivered``: the one who took it is the recipient, so it arrived."""

    parcel: Parcel
    error: DeliveryError | None = None
    delivered: bool = False


class Way(Protocol):
    """A way that messages travel: one file each in ``channels/``. Kept open between messages, and a context manager."""

    def send_all(self, parcels: Sequence[Parcel]) -> Iterator[Outcome]:
        """Hand over each; an outcome for every one, as it is known. Never raises for a message that was refused."""
        ...

    def close(self) -> None:
        """Let go of connections. It may be used again afterwards."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...


@runtime_checkable
class AsksBack(Protocol):
    """A way that can say later what became of a message."""

    def became_of(self, parcel: Parcel) -> Literal["delivered", "returned", "unknown"]: ...


class OneByOne:
    """For ways that take one message at a time: ``send`` does it, and raises DeliveryError when it is refused."""

    delivers = False  # whether who takes it is the recipient

    def send(self, parcel: Parcel) -> None:
        raise NotImplementedError  # SmtpPool, which takes many at once, has no send of its own

    def send_all(self, parcels: Sequence[Parcel]) -> Iterator[Outcome]:
        for parcel in parcels:
            try:
                self.send(parcel)
            except DeliveryError as error:
                yield Outcome(parcel, error)
            else:
                yield Outcome(parcel, delivered=self.delivers)

    def close(self) -> None:
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
