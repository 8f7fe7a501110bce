"""Renew the catalogues of what the public pages say, and compile them (needs Babel).

    python scripts/write_catalogue.py [--to FOLDER]

Every sentence of the public templates, every constant that they show and every sentence of the checker and the look-ups
stands in src/tocsin/web/locale/cy/LC_MESSAGES/tocsin.po. A translation that no speaker has checked carries the comment
"Awaits a speaker's check"; take it away when you have checked it. Sentences that are gone from the pages are dropped.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tocsin.reports import first_steps, vulnerability
from tocsin.web import wording
from tocsin.web.pages import _HEADINGS
from tocsin.web.speaking import LOCALE, sentences_from_below

WEB = LOCALE.parent
UNCHECKED = "Awaits a speaker's check."
SHOWN = (
    wording.WAYS, wording.PACES, wording.STAGES, wording.HOW_FAR, wording.GONE_FURTHER, wording.CHANNELS, wording.PUBLICATION_STATES, wording.ALERT_FILES,
    wording.KICKERS, wording.EASY, wording.WRONG, _HEADINGS,
)  # fmt: skip
DATED = r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team): .*\n'
HEADER = (
    "# What Tocsin's public pages say. scripts/write_catalogue.py renews this file; the translations are written in it."
)


def messages() -> Iterator[tuple[str | tuple[str, str], str]]:
    """Each message with where it stands (a file, or what shows it), in a steady order."""
    options = {"trimmed": "true", "silent": "false"}
    for name, _, message, _, _ in extract_from_dir(
        WEB / "templates",
        method_map=[("desk/**", "ignore"), ("**.html", "jinja2")],
        options_map={"**.html": options},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    ):
        yield _plain(message), f"templates/{name}"
    for path in sorted((WEB / "routes").glob("*.py")):
        for _, message, _, _ in extract_from_file("python", path, keywords={"N_": None}):
            yield _plain(message), f"routes/{path.name}"
    for mapping in SHOWN:
        for sentence in mapping.values():
            yield sentence, "wording"
    for key in ("confirmed", "area-added", "area-removed", "wishes-kept"):
        yield wording.DONE[key], "wording"
    steps = (first_steps.ON_CALL, *first_steps.BY_STAGE.values(), first_steps.RECOVERY)
    for sentence in (one for group in steps for one in group):
        yield sentence, "first steps"
    for sentences in vulnerability.CARE.values():
        for sentence in sentences:
            yield sentence, "care"
    for sentence in sentences_from_below():
        yield sentence, "the checker"


def _plain(message: str | tuple[str, ...]) -> str | tuple[str, str]:
    return message if isinstance(message, str) else (message[0], message[1])


def renewed(old: Catalog) -> Catalog:
    """A catalogue of today's messages with the translations that are there already."""
    new = Catalog(locale="cy", header_comment=HEADER, project="Tocsin", fuzzy=False)
    for message, where in messages():
        known = old.get(message[0] if isinstance(message, tuple) else message)
        string = known.string if known and _is_there(known.string) else None
        comments = known.auto_comments if known and string else [UNCHECKED]
        new.add(
            message,
            string,
            locations=[(where, None)] if where not in _places(new, message) else (),
            auto_comments=comments,
        )
    return new


def _is_there(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def _places(catalog: Catalog, message: str | tuple[str, str]) -> set[str]:
    found = catalog.get(message[0] if isinstance(message, tuple) else message)
    return {place for place, _ in found.locations} if found else set()


def main(arguments: list[str]) -> int:
    kept = LOCALE / "cy" / "LC_MESSAGES"
    folder = Path(arguments[arguments.index("--to") + 1]) if "--to" in arguments else kept
    old = Catalog(locale="cy")
    if (kept / "tocsin.po").exists():
        with (kept / "tocsin.po").open("rb") as file:
            old = read_po(file, locale="cy")
    new = renewed(old)
    po = folder / "tocsin.po"
    with po.open("wb") as file:
        write_po(file, new, width=120)
    text = po.read_text(encoding="utf-8")
    po.write_text(re.sub(DATED, "", text, flags=re.MULTILINE), encoding="utf-8")
    with po.open("rb") as file:
        kept_words = read_po(file, locale="cy")
    kept_words.creation_date = kept_words.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # the same file every time
    with po.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, kept_words)
    untranslated = [one for one in new if one.id and not _is_there(one.string)]
    print(f"{len(new)} messages, {len(untranslated)} without a translation")
    for one in untranslated:
        print(f"  {one.id!r}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
