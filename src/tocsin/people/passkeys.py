"""Passkeys (WebAuthn level 2), as the library ``webauthn`` makes and checks them. Pure: no store, no request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..errors import InputError, NotAllowedError


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of a passkey: no secret, only what it can be recognised by. ``counter``: its own count of uses."""

    credential_id: bytes
    public_key: bytes
    counter: int


def site_of(url: str) -> tuple[str, str]:
    """The host name that passkeys of this desk belong to, and the origin that they are used at."""
    parts = urlsplit(url)
    return parts.hostname or "", f"{parts.scheme}://{parts.netloc}"


def works_at(url: str) -> bool:
    """Whether browsers make passkeys for this address: over HTTPS or on this machine, and for a name, not a number."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_number = ":" in host or host.replace(".", "").isdigit()
    return not is_number and (parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"))


def how_to_make(
    *, url: str, desk: str, officer_id: str, name: str, display_name: str, known: Sequence[bytes], ticket: str
) -> str:
    """What the browser is asked to make, as JSON. The challenge is the ticket, so that it comes back signed by both."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=site_of(url)[0],
        rp_name=desk,
        user_id=officer_id.encode("ascii"),
        user_name=name,
        user_display_name=display_name,
        challenge=ticket.encode("ascii"),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
    )
    return webauthn.options_to_json(options)


def how_to_use(*, url: str, known: Sequence[bytes], ticket: str) -> str:
    """What the browser is asked to sign, as JSON. ``known`` empty: any passkey of this desk that the browser holds."""
    import webauthn
    from webauthn.helpers import structs

    needed = structs.UserVerificationRequirement
    options = webauthn.generate_authentication_options(
        rp_id=site_of(url)[0],
        challenge=ticket.encode("ascii"),
        allow_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
        user_verification=needed.PREFERRED if known else needed.REQUIRED,
    )
    return webauthn.options_to_json(options)


def ticket_in(credential: str) -> str:
    """The ticket that a browser's answer carries as its challenge.

    Raises:
        InputError: it is no such answer.
    """
    from webauthn.helpers import base64url_to_bytes

    try:
        client_data = json.loads(base64url_to_bytes(json.loads(credential)["response"]["clientDataJSON"]))
        return base64url_to_bytes(client_data["challenge"]).decode("ascii")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable() from error


def credential_id_in(credential: str) -> bytes:
    """Which passkey a browser's answer was made with.

    Raises:
        InputError: it is no such answer.
    """
    from webauthn.helpers import base64url_to_bytes

    try:
        return base64url_to_bytes(json.loads(credential)["id"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable() from error


def take_new(credential: str, *, url: str, ticket: str) -> Passkey:
    """The passkey that a browser made.

    Raises:
        NotAllowedError: it was made for another site or another request.
    """
    import webauthn

    host, origin = site_of(url)
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=ticket.encode("ascii"),
            expected_rp_id=host,
            expected_origin=origin,
        )
    except Exception as error:  # what is packed in it fails in many ways, and nobody comes in by any of them
        raise _refused() from error
    return Passkey(made.credential_id, made.credential_public_key, made.sign_count)


def counter_of(credential: str, *, url: str, ticket: str, passkey: Passkey, alone: bool) -> int:
    """The new count of uses, when the passkey signed this very request; ``alone``: and saw that it is its owner.

    Raises:
        NotAllowedError: it did not, or its count went back (somebody copied it).
    """
    import webauthn

    host, origin = site_of(url)
    try:
        used = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=ticket.encode("ascii"),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.counter,
            require_user_verification=alone,
        )
    except Exception as error:  # what is packed in it fails in many ways, and nobody comes in by any of them
        raise _refused() from error
    return int(used.new_sign_count)


def _unreadable() -> InputError:
    return InputError("The browser sent no passkey.", fix="Try again, or use another way to log in.")


def _refused() -> NotAllowedError:
    return NotAllowedError(
        "That passkey is not one for this desk.", fix="Try again, or use another way to log in.", code="wrong-passkey"
    )
