"""Bytes → text, whatever encoding they came in."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# C0 control characters that no text holds; \x1b and \x0c turn up in terminal logs and old printouts.
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B})


def decode(data: bytes, *, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """``(text, what was left out)``: by byte order mark, UTF-8, the declared encoding, else Windows-1252.

    Windows-1252 comes last because it can read nearly anything; bytes that it does not know become U+FFFD and are
    counted in the second value.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if declared:
        try:
            return data.decode(codecs.lookup(declared).name), ()
        except (LookupError, ValueError):  # no such encoding, a name that is none, or bytes that do not fit
            pass  # the container is wrong about its own encoding: common enough to be no error
    return _lenient(data, "cp1252")


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    if not lost:
        return text, ()
    return text, (f"{lost} characters could not be read in the document's encoding.",)


def looks_binary(data: bytes) -> bool:
    """Whether these bytes are no text in any encoding: many control characters, and no UTF-16 or UTF-32 mark."""
    if any(data.startswith(mark) for mark, _ in _BOMS):
        return False
    sample = data[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > len(sample) // 50
