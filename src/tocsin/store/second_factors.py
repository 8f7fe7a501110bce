"""What officers prove themselves by beside the password; tickets that were used; who they are to a log-in service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from .database import Tx
from .faults import breaks_unique
from .tables import identities, recovery_codes, second_factors, spent_tickets
from .writing import insert_or_pass


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """One of an officer's second factors. A passkey has the two fields of a credential, an app the sealed secret.

    ``counter``: the passkey's count of uses, or the time step of the last code that was taken.
    """

    id: str
    officer: str
    kind: Literal["passkey", "totp"]
    name: str
    added_at: datetime
    last_used_at: datetime | None = None
    credential_id: bytes | None = None
    public_key: bytes | None = None
    sealed: bytes | None = None
    counter: int = 0


_FIELDS = tuple(SecondFactor.__dataclass_fields__)


def add_factor(tx: Tx, factor: SecondFactor) -> bool:
    """Keep a second factor; False when that passkey is kept already."""
    try:
        tx.run(insert(second_factors).values(**{name: getattr(factor, name) for name in _FIELDS}))
    except IntegrityError as error:
        if not breaks_unique(error):
            raise
        return False
    return True


def list_factors(tx: Tx, officer_id: str) -> list[SecondFactor]:
    """An officer's second factors, the oldest first."""
    chosen = select(*(second_factors.c[name] for name in _FIELDS)).where(second_factors.c.officer == officer_id)
    return [SecondFactor(**row) for row in tx.rows(chosen.order_by(second_factors.c.added_at, second_factors.c.id))]


def get_passkey(tx: Tx, credential_id: bytes) -> SecondFactor | None:
    """The passkey with this credential."""
    chosen = select(*(second_factors.c[name] for name in _FIELDS))
    row = tx.row(chosen.where(second_factors.c.credential_id == credential_id))
    return SecondFactor(**row) if row else None


def officers_with_factors(tx: Tx) -> frozenset[str]:
    """The ids of officers who have a second factor."""
    return frozenset(str(row["officer"]) for row in tx.rows(select(second_factors.c.officer).distinct()))


def use_factor(tx: Tx, factor: SecondFactor, *, counter: int, at: datetime) -> bool:
    """Write down a use; False when somebody else used it since it was read, so that a code is never taken twice."""
    changed = tx.run(
        update(second_factors)
        .where(second_factors.c.id == factor.id, second_factors.c.counter == factor.counter)
        .values(counter=counter, last_used_at=at)
    )
    return bool(changed.rowcount == 1)


def remove_factor(tx: Tx, factor_id: str, *, officer_id: str) -> bool:
    """Take a second factor away; False when the officer has none of this id."""
    gone = tx.run(
        delete(second_factors).where(second_factors.c.id == factor_id, second_factors.c.officer == officer_id)
    )
    return bool(gone.rowcount == 1)


def remove_all(tx: Tx, officer_id: str) -> int:
    """Take every second factor and recovery code of an officer away; gives the number of factors."""
    tx.run(delete(recovery_codes).where(recovery_codes.c.officer == officer_id))
    return int(tx.run(delete(second_factors).where(second_factors.c.officer == officer_id)).rowcount)


def set_recovery_codes(tx: Tx, officer_id: str, hashes: tuple[str, ...], *, at: datetime) -> None:
    """Keep the hashes of new recovery codes; the old codes work no longer."""
    tx.run(delete(recovery_codes).where(recovery_codes.c.officer == officer_id))
    if hashes:
        rows = [{"code_sha256": one, "officer": officer_id, "made_at": at} for one in hashes]
        tx.run(insert(recovery_codes), rows)


def count_recovery_codes(tx: Tx, officer_id: str) -> int:
    """How many recovery codes an officer has left."""
    return tx.number(select(func.count()).select_from(recovery_codes).where(recovery_codes.c.officer == officer_id))


def use_recovery_code(tx: Tx, officer_id: str, code_sha256: str) -> bool:
    """Use up a recovery code; False when it is not one of theirs."""
    mine = (recovery_codes.c.officer == officer_id) & (recovery_codes.c.code_sha256 == code_sha256)
    return bool(tx.run(delete(recovery_codes).where(mine)).rowcount == 1)


def spend_ticket(tx: Tx, nonce: str, *, expires_at: datetime, at: datetime) -> bool:
    """Remember that a ticket was used; False when it was used before. Those that have run out are forgotten."""
    tx.run(delete(spent_tickets).where(spent_tickets.c.expires_at <= at))
    return insert_or_pass(tx, spent_tickets, {"nonce": nonce, "expires_at": expires_at}, unless=["nonce"])


def officer_of_identity(tx: Tx, issuer: str, subject: str) -> str | None:
    """The id of the officer whom a log-in service knows under this subject."""
    mine = (identities.c.issuer == issuer) & (identities.c.subject == subject)
    row = tx.row(select(identities.c.officer).where(mine))
    return str(row["officer"]) if row else None


def has_identity(tx: Tx, issuer: str, officer_id: str) -> bool:
    """Whether this officer is known to a log-in service under some subject already."""
    mine = (identities.c.issuer == issuer) & (identities.c.officer == officer_id)
    return tx.row(select(identities.c.subject).where(mine)) is not None


def link_identity(tx: Tx, issuer: str, subject: str, officer_id: str, *, at: datetime) -> None:
    """Remember whom a log-in service means by this subject, from now on."""
    tx.run(insert(identities).values(issuer=issuer, subject=subject, officer=officer_id, linked_at=at))


def unlink_identities(tx: Tx, officer_id: str) -> None:
    """Forget under which subjects log-in services know an officer."""
    tx.run(delete(identities).where(identities.c.officer == officer_id))
