"""Logging in with the body's own accounts, by OpenID Connect (code flow with PKCE, checked by Authlib).

The log-in service only says who somebody is. Who may do what stays here: an administrator adds the officer first, under
the log-in name that the service knows them by. The first time they come, that name and the service's own lasting
identifier (``sub``) are tied together; from then on only the identifier counts, so that a name given to somebody new
opens nothing.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import InputError, NotAllowedError, TocsinError
from ..people.passwords import hash_password
from ..people.tickets import issue_ticket, read_ticket, stale
from ..records import Officer
from ..store import audit as audit_store
from ..store import officers as officer_store
from ..store import second_factors as factor_store
from ..store.database import Tx
from .installation import Installation, SsoSettings
from .people import Session, begin_session

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

PURPOSE = "sso"
BACK = "/desk/login/sso/back"
ASK_SECONDS = 10.0
CLOCKS_APART_SECONDS = 60


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where the browser goes to log in, and the ticket that it keeps meanwhile in a cookie of its own."""

    address: str
    ticket: str


def begin_sso(installation: Installation, *, then: str) -> WayOut:
    """Send somebody to the log-in service. ``then``: the page of the desk that they wanted.

    Raises:
        InputError: this desk has no log-in service, or it does not answer.
    """
    sso = _settings(installation)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    with _client(installation, sso) as client:
        known = _discover(client, sso)
        address, _ = client.create_authorization_url(
            known["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    ticket = issue_ticket(installation.secret, PURPOSE, state=state, told=nonce, verifier=verifier, then=then)
    return WayOut(str(address), ticket)


def finish_sso(
    installation: Installation, *, ticket: str, state: str, code: str, remote: str = "", agent: str = ""
) -> tuple[Session, str]:
    """Somebody came back from the log-in service: their session, and the page that they wanted.

    Raises:
        NotAllowedError: the answer is not to what this browser asked, or nobody here is known by it.
        InputError: the service does not answer, or what it says does not hold.
    """
    sso = _settings(installation)
    says = read_ticket(installation.secret, PURPOSE, ticket).says
    if not code or not secrets.compare_digest(str(says["state"]).encode(), state.encode("utf-8", "replace")):
        raise stale()
    claims = _claims(installation, sso, code=code, verifier=str(says["verifier"]), nonce=str(says["told"]))
    with installation.store.begin() as tx:
        officer = _officer(tx, installation, sso, claims)
        if officer is not None:
            session = begin_session(tx, installation, officer, factor="sso", remote=remote, agent=agent)
            return session, str(says["then"])
        name = str(claims.get(sso.claim) or claims["sub"])[:60]
        audit_store.add_entry(
            tx, at=installation.now(), actor=name or "nobody", action="log-in-refused", subject=name, detail="sso"
        )
    raise NotAllowedError(
        f"The log-in service says that you are “{name}”. Nobody of that name may use this desk.",
        fix="Ask an administrator to add you under that log-in name.",
        code="not-an-officer",
    )


def _officer(tx: Tx, installation: Installation, sso: SsoSettings, claims: dict[str, Any]) -> Officer | None:
    subject, now = str(claims["sub"]), installation.now()
    known = factor_store.officer_of_identity(tx, sso.issuer, subject)
    if known is not None:
        officer = officer_store.get_officer(tx, known)
        return officer if officer is not None and officer.disabled_at is None else None
    name = str(claims.get(sso.claim) or "").strip().lower()
    if sso.claim == "email" and claims.get("email_verified") is not True:
        return None
    officer = officer_store.get_officer_by_name(tx, name) if name else None
    if officer is None or officer.disabled_at is not None or factor_store.has_identity(tx, sso.issuer, officer.id):
        return None
    factor_store.link_identity(tx, sso.issuer, subject, officer.id, at=now)
    audit_store.add_entry(
        tx, at=now, actor=officer.name, action="identity-linked", subject=officer.name, detail=sso.issuer
    )
    if officer.must_change_password:  # they never needed the one-time password, so it opens nothing any more
        officer_store.set_password(tx, officer.id, hash_password(secrets.token_urlsafe(32)), must_change=False)
        officer = officer_store.get_officer(tx, officer.id)
    return officer


def _claims(installation: Installation, sso: SsoSettings, *, code: str, verifier: str, nonce: str) -> dict[str, Any]:
    """What the service's signed ID token says, once signature, issuer, audience, times and nonce hold (OIDC Core 3.1.3.7)."""
    from authlib.integrations.base_client import OAuthError
    from authlib.oidc.core import CodeIDToken
    from httpx2 import HTTPError
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        with _client(installation, sso) as client:
            known = _discover(client, sso)
            token = client.fetch_token(known["token_endpoint"], code=code, code_verifier=verifier)
            keys = KeySet.import_key_set(client.request("GET", known["jwks_uri"], withhold_token=True).json())
            read = jwt.decode(token["id_token"], keys, algorithms=list(sso.algorithms))
        claims = CodeIDToken(
            read.claims,
            read.header,
            options={
                "iss": {"essential": True, "value": sso.issuer},
                "aud": {"essential": True, "value": sso.client_id},
            },
            params={"nonce": nonce, "client_id": sso.client_id},
        )
        claims.validate(now=int(time.time()), leeway=CLOCKS_APART_SECONDS)
    except (OAuthError, JoseError, HTTPError, KeyError, ValueError, TypeError) as error:
        raise InputError(
            f"The log-in service gave no answer that holds ({type(error).__name__}).",
            fix="Try again. If it happens again, an administrator should look at the TOCSIN_OIDC_… settings.",
            code="sso-failed",
        ) from error
    return dict(claims)


def _discover(client: OAuth2Client, sso: SsoSettings) -> dict[str, Any]:
    """What the service says of itself (OpenID Connect Discovery 1.0)."""
    from httpx2 import HTTPError

    try:
        known = client.request(
            "GET", f"{sso.issuer.rstrip('/')}/.well-known/openid-configuration", withhold_token=True
        ).json()
        if known["issuer"] != sso.issuer:
            raise ValueError("it names another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if urlsplit(known[name]).scheme not in {"https", "http"}:
                raise ValueError(f"{name} is no address")
    except (HTTPError, KeyError, ValueError, TypeError) as error:
        raise InputError(
            "The log-in service does not answer as it should.",
            fix="Use your password for now; an administrator should look at TOCSIN_OIDC_ISSUER.",
            code="sso-failed",
        ) from error
    return dict(known)


def _client(installation: Installation, sso: SsoSettings) -> OAuth2Client:
    try:
        from authlib.integrations.httpx_client import OAuth2Client
    except ModuleNotFoundError as error:
        raise TocsinError(
            "Single sign-on needs a library that is not here.", fix="Install tocsin[sso].", code="not-installed"
        ) from error
    return OAuth2Client(
        client_id=sso.client_id,
        client_secret=sso.client_secret,
        scope="openid profile email",
        redirect_uri=f"{installation.desk.url.rstrip('/')}{BACK}",
        code_challenge_method="S256",
        timeout=ASK_SECONDS,
    )


def _settings(installation: Installation) -> SsoSettings:
    if installation.sso is None:
        raise InputError("This desk has no single sign-on.", fix="Log in with your password.", code="no-sso")
    return installation.sso
