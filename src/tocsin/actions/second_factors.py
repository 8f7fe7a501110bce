"""An officer's second factors: passkeys, an authenticator app, recovery codes. Adding them, logging in with them, taking them away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ..errors import InputError, NotAllowedError
from ..people.codes import address_of, new_recovery_codes, new_secret, recovery_sha256, step_of
from ..people.passkeys import Passkey, counter_of, credential_id_in, how_to_make, how_to_use, take_new, ticket_in
from ..people.roles import require
from ..people.sessions import token_sha256
from ..people.tickets import MINUTES, Ticket, issue_ticket, read_ticket, stale
from ..records import Officer
from ..reports.seal import seal, unseal
from ..store import audit as audit_store
from ..store import officers as officer_store
from ..store import second_factors as factor_store
from ..store import surges as choice_store
from ..store.database import Tx
from ..store.second_factors import SecondFactor
from .installation import Installation
from .people import FACTOR_CHOICE, SECOND_STEP, HalfWay, Session, begin_session, officer_named

PASSKEY, NEW_PASSKEY, NEW_APP = "passkey", "new-passkey", "new-app"
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Factors:
    """What an officer can prove themselves by. ``required``: this desk asks everybody for a second factor."""

    factors: tuple[SecondFactor, ...]
    recovery_codes: int
    required: bool

    @property
    def passkeys(self) -> tuple[bytes, ...]:
        return tuple(one.credential_id for one in self.factors if one.credential_id is not None)

    @property
    def has_app(self) -> bool:
        return any(one.kind == "totp" for one in self.factors)


@dataclass(frozen=True, slots=True)
class NewApp:
    """An authenticator app that is being added: the secret, its ``otpauth:`` address for a QR code, and the ticket."""

    secret: str
    address: str
    ticket: str


def factors_of(installation: Installation, officer: Officer) -> Factors:
    """What this officer can prove themselves by."""
    with installation.store.read() as tx:
        return Factors(
            factors=tuple(factor_store.list_factors(tx, officer.id)),
            recovery_codes=factor_store.count_recovery_codes(tx, officer.id),
            required=choice_store.get_choice(tx, FACTOR_CHOICE) == "yes",
        )


def factor_required(installation: Installation) -> bool:
    """Whether this desk asks everybody for a second factor."""
    with installation.store.read() as tx:
        return choice_store.get_choice(tx, FACTOR_CHOICE) == "yes"


def require_factor(installation: Installation, wanted: bool, *, by: Officer) -> None:
    """Ask everybody for a second factor, or no longer. Who has none adds one before anything else."""
    require(by, "manage-people")
    now, value = installation.now(), "yes" if wanted else "no"
    with installation.store.begin() as tx:
        choice_store.keep_choice(tx, FACTOR_CHOICE, value, by=by.name, at=now)
        audit_store.add_entry(tx, at=now, actor=by.name, action="desk-choice", subject=FACTOR_CHOICE, detail=value)


def begin_app(installation: Installation, officer: Officer) -> NewApp:
    """A new secret for an authenticator app. It is kept only once a code has shown that the app has it."""
    secret = new_secret()
    sealed = seal(secret, secret=installation.secret).decode("ascii")
    ticket = issue_ticket(installation.secret, NEW_APP, officer=officer.id, sealed=sealed)
    return NewApp(secret, address_of(secret, name=officer.name, desk=installation.desk.name), ticket)


def app_again(installation: Installation, officer: Officer, ticket: str) -> NewApp:
    """The same app once more, for a page that says that its code was wrong."""
    says = _own(installation, officer, NEW_APP, ticket).says
    secret = unseal(str(says["sealed"]).encode("ascii"), secret=installation.secret)
    return NewApp(secret, address_of(secret, name=officer.name, desk=installation.desk.name), ticket)


def add_app(installation: Installation, officer: Officer, *, ticket: str, code: str, token: str) -> tuple[str, ...]:
    """Keep an authenticator app whose ``code`` is right; gives recovery codes when this is the first second factor.

    ``token``: the session it is done in, which counts as proven from now on.

    Raises:
        InputError: the code is not right (code ``wrong-code``).
    """
    read = _own(installation, officer, NEW_APP, ticket)
    sealed = str(read.says["sealed"]).encode("ascii")
    now = installation.now()
    step = step_of(unseal(sealed, secret=installation.secret), code, at=now, after=-1)
    if step is None:
        raise _wrong_code()
    factor = SecondFactor(
        id=secrets.token_hex(6),
        officer=officer.id,
        kind="totp",
        name="Authenticator app",
        added_at=now,
        sealed=sealed,
        counter=step,
    )
    return _add(installation, officer, factor, read, token=token)


def begin_passkey(installation: Installation, officer: Officer) -> str:
    """What the browser is asked to make a passkey from, as JSON."""
    ticket = issue_ticket(installation.secret, NEW_PASSKEY, officer=officer.id)
    return how_to_make(
        url=installation.desk.url,
        desk=installation.desk.name,
        officer_id=officer.id,
        name=officer.name,
        display_name=officer.display_name,
        known=factors_of(installation, officer).passkeys,
        ticket=ticket,
    )


def add_passkey(
    installation: Installation, officer: Officer, *, credential: str, name: str, token: str
) -> tuple[str, ...]:
    """Keep the passkey that the browser made; gives recovery codes when this is the first second factor.

    Raises:
        InputError: it is no passkey, or it is kept already.
        NotAllowedError: it was made for another site, officer or request.
    """
    ticket = ticket_in(credential)
    read = _own(installation, officer, NEW_PASSKEY, ticket)
    made = take_new(credential, url=installation.desk.url, ticket=ticket)
    factor = SecondFactor(
        id=secrets.token_hex(6),
        officer=officer.id,
        kind="passkey",
        name=" ".join(name.split())[:LONGEST_NAME] or "Passkey",
        added_at=installation.now(),
        credential_id=made.credential_id,
        public_key=made.public_key,
        counter=made.counter,
    )
    return _add(installation, officer, factor, read, token=token)


def new_codes(installation: Installation, officer: Officer) -> tuple[str, ...]:
    """Ten new recovery codes, shown once; the old ones work no longer.

    Raises:
        InputError: there is no second factor yet that they could stand in for.
    """
    with installation.store.begin() as tx:
        if not factor_store.list_factors(tx, officer.id):
            raise InputError("There is no second factor yet.", fix="Add a passkey or an authenticator app first.")
        return _fresh_codes(tx, installation, officer)


def remove_factor(installation: Installation, officer: Officer, factor_id: str) -> None:
    """Take one of one's own second factors away.

    Raises:
        NotAllowedError: it is the last, and this desk asks for one.
    """
    with installation.store.begin() as tx:
        kept = factor_store.list_factors(tx, officer.id)
        if len(kept) == 1 and choice_store.get_choice(tx, FACTOR_CHOICE) == "yes":
            raise NotAllowedError(
                "This desk asks for a second factor, and this is your only one.", fix="Add another one first."
            )
        if not factor_store.remove_factor(tx, factor_id, officer_id=officer.id):
            raise InputError("That second factor is gone already.", fix="Load the page again.")
        if len(kept) == 1:
            factor_store.set_recovery_codes(tx, officer.id, (), at=installation.now())
        _note(tx, installation, officer, "second-factor-removed", officer.name)


def remove_factors_of(installation: Installation, *, by: Officer, name: str) -> int:
    """Take every second factor of a colleague away, who has lost them; their sessions end. Gives how many there were."""
    require(by, "manage-people")
    officer = officer_named(installation, name)
    with installation.store.begin() as tx:
        removed = factor_store.remove_all(tx, officer.id)
        officer_store.end_sessions(tx, officer.id)
        _note(tx, installation, by, "second-factors-reset", officer.name, str(removed))
    return removed


def people_with_factors(installation: Installation) -> frozenset[str]:
    """The ids of officers who have a second factor."""
    with installation.store.read() as tx:
        return factor_store.officers_with_factors(tx)


def ask_passkey(installation: Installation, half: HalfWay | None = None) -> str:
    """What the browser is asked to sign, as JSON: with a passkey of the officer who is half-way in, or with any."""
    known: Sequence[bytes] = factors_of(installation, half.officer).passkeys if half else ()
    ticket = issue_ticket(installation.secret, PASSKEY, officer=half.officer.id if half else "")
    return how_to_use(url=installation.desk.url, known=known, ticket=ticket)


def half_way_of(installation: Installation, ticket: str) -> HalfWay:
    """Who is half-way in with this ticket.

    Raises:
        NotAllowedError: nobody is: it took too long.
    """
    read = read_ticket(installation.secret, SECOND_STEP, ticket)
    with installation.store.read() as tx:
        officer = officer_store.get_officer(tx, str(read.says.get("officer", "")))
    if officer is None or officer.disabled_at is not None:
        raise stale()
    return HalfWay(ticket, officer)


def log_in_with_code(
    installation: Installation, ticket: str, code: str, *, remote: str = "", agent: str = ""
) -> Session:
    """The second half of a log-in: a code of the authenticator app, or a recovery code, which is used up.

    Raises:
        NotAllowedError: it took too long, or there were too many tries.
        InputError: the code is not right (code ``wrong-code``).
    """
    half, now = half_way_of(installation, ticket), installation.now()
    officer, secret = half.officer, installation.secret
    read = read_ticket(secret, SECOND_STEP, ticket)
    if not installation.limits.log_in_by_name.allows(f"code of {officer.id}", at=now):
        raise NotAllowedError(
            "There were too many tries.", fix="Wait a quarter of an hour, then try again.", code="too-many-tries"
        )
    with installation.store.begin() as tx:
        how = None
        for factor in factor_store.list_factors(tx, officer.id):
            if factor.kind == "totp" and factor.sealed is not None:
                step = step_of(unseal(factor.sealed, secret=secret), code, at=now, after=factor.counter)
                if step is not None and factor_store.use_factor(tx, factor, counter=step, at=now):
                    how = "code"
        if how is None and factor_store.use_recovery_code(tx, officer.id, recovery_sha256(code)):
            how = "recovery"
        if how is not None:
            _spend(tx, installation, read)
            return begin_session(tx, installation, officer, factor=how, remote=remote, agent=agent)
        audit_store.add_entry(
            tx,
            at=now,
            actor=officer.name,
            action="log-in-refused",
            subject=officer.name,
            detail=f"{remote} code".strip(),
        )
    raise _wrong_code()


def log_in_with_passkey(installation: Installation, credential: str, *, remote: str = "", agent: str = "") -> Session:
    """Log in with a passkey: after the password, or without one where the passkey itself saw that it is its owner.

    Raises:
        NotAllowedError: it is not one of this desk's, not this officer's, or the request is too old.
        InputError: the browser sent no passkey.
    """
    now = installation.now()
    if not installation.limits.log_in_by_remote.allows(remote, at=now):
        raise NotAllowedError(
            "There were too many tries.", fix="Wait a quarter of an hour, then try again.", code="too-many-tries"
        )
    ticket = ticket_in(credential)
    read = read_ticket(installation.secret, PASSKEY, ticket)
    meant = str(read.says.get("officer", ""))
    with installation.store.begin() as tx:
        factor = factor_store.get_passkey(tx, credential_id_in(credential))
        officer = officer_store.get_officer(tx, factor.officer) if factor else None
        if factor is None or officer is None or officer.disabled_at is not None or (meant and meant != officer.id):
            raise NotAllowedError(
                "That passkey is not one for this desk.", fix="Try again, or use your password.", code="wrong-passkey"
            )
        assert factor.credential_id is not None
        assert factor.public_key is not None
        passkey = Passkey(factor.credential_id, factor.public_key, factor.counter)
        counter = counter_of(credential, url=installation.desk.url, ticket=ticket, passkey=passkey, alone=not meant)
        _spend(tx, installation, read)
        if not factor_store.use_factor(tx, factor, counter=counter, at=now):
            raise stale()
        return begin_session(tx, installation, officer, factor="passkey", remote=remote, agent=agent)


def _add(
    installation: Installation, officer: Officer, factor: SecondFactor, read: Ticket, *, token: str
) -> tuple[str, ...]:
    with installation.store.begin() as tx:
        _spend(tx, installation, read)
        first = not factor_store.list_factors(tx, officer.id)
        if not factor_store.add_factor(tx, factor):
            raise InputError("That passkey is kept already.", fix="Use it to log in, or add another one.")
        officer_store.prove_session(tx, token_sha256(token), factor="passkey" if factor.kind == "passkey" else "code")
        if first:  # whoever came in elsewhere by the password alone must show the new factor
            officer_store.end_sessions(tx, officer.id, keep=token_sha256(token))
        _note(tx, installation, officer, "second-factor-added", officer.name, factor.kind)
        return _fresh_codes(tx, installation, officer) if first else ()


def _fresh_codes(tx: Tx, installation: Installation, officer: Officer) -> tuple[str, ...]:
    codes = new_recovery_codes()
    hashes = tuple(recovery_sha256(code) for code in codes)
    factor_store.set_recovery_codes(tx, officer.id, hashes, at=installation.now())
    _note(tx, installation, officer, "recovery-codes-made", officer.name)
    return codes


def _own(installation: Installation, officer: Officer, purpose: str, ticket: str) -> Ticket:
    read = read_ticket(installation.secret, purpose, ticket)
    if read.says.get("officer") != officer.id:
        raise stale()
    return read


def _spend(tx: Tx, installation: Installation, read: Ticket) -> None:
    now = installation.now()
    if not factor_store.spend_ticket(tx, read.nonce, expires_at=now + timedelta(minutes=MINUTES + 1), at=now):
        raise stale()


def _note(tx: Tx, installation: Installation, officer: Officer, action: str, subject: str, detail: str = "") -> None:
    audit_store.add_entry(tx, at=installation.now(), actor=officer.name, action=action, subject=subject, detail=detail)


def _wrong_code() -> InputError:
    return InputError(
        "That code is not right.",
        fix="Wait for the next code in your app, or type one of your recovery codes.",
        code="wrong-code",
    )
