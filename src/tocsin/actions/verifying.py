"""Is this alert really ours? By its code, or by the text of a copy."""

from __future__ import annotations

from ..alerts.code import read_code
from ..alerts.recognise import Recognition, recognise
from .checking import as_of
from .installation import Installation


def verify(installation: Installation, text_or_code: str) -> Recognition | None:
    """What we know of a copy of an alert, or of a code somebody read out; None when it is none of ours."""
    today = installation.now().date()
    publications = [as_of(publication, today) for publication in installation.publications.now(installation.store)]
    given = text_or_code.strip()
    code = read_code(given) if len(given) <= 20 else None
    if code is not None:
        of_that_code = [publication for publication in publications if publication["code"] == code]
        return recognise(code, of_that_code) if of_that_code else None
    return recognise(given, publications)
