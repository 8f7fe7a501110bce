"""Reading what a form sent, and the limits on how much may be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ..errors import InputError

LONGEST_BODY = 1_000_000  # bytes of an ordinary form
LONGEST_UPLOAD = 10_500_000  # bytes of a form with a file: 10 MB and the form around it
MOST_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields of a form. Line ends are ``\\n``; NUL characters, which no database takes, are gone."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as it was typed; empty when it was not sent."""
        values = self.values.get(name, ())
        return values[0] if values else ""

    def one(self, name: str) -> str:
        """A field without blanks around it."""
        return self.text(name).strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Every ticked value of a field."""
        return self.values.get(name, ())


SECRET = ("password", "old", "new", "word", "new_word", "code")
"""Fields that are never written into a page again."""
LONG_CHARACTERS = 40


def given_back(posted: Posted) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What was typed, to be sent again: the fields to show, since somebody wrote them, and those that only go along."""
    fields = [(name, value) for name, values in posted.values.items() if name not in SECRET for value in values]
    shown = [one for one in fields if one[0] != "csrf" and (len(one[1]) >= LONG_CHARACTERS or "\n" in one[1])]
    return shown, [one for one in fields if one not in shown]


async def read_form(request: Request) -> Posted:
    """What was posted.

    Raises:
        InputError: it is not a form that can be read.
    """
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LONGEST_UPLOAD) as form:
            values: dict[str, list[str]] = {}
            files: dict[str, Upload] = {}
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    data = await value.read()
                    if value.filename or data:
                        files[name] = Upload(name=value.filename or "file", data=data)
                else:
                    values.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\0", ""))
    except HTTPException as error:
        raise InputError("The form could not be read.", fix="Go back and send it again.") from error
    posted = Posted({name: tuple(given) for name, given in values.items()}, files)
    request.state.posted = posted  # should it not be kept, the page that says so gives it back
    return posted
