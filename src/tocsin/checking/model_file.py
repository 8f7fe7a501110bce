"""The file of a model: plain JSON, or packed so that reading it costs a third as much.

Packed (``.gz``) it is a gzip file (RFC 1952) of four members, one after the other: the JSON without what is long; the weights of words, as
whole numbers of four bytes, the lowest first; the rows of the net and of the names (checking/net.py: ``Rows``), which no packing makes
smaller, as they are; and the JSON of the names, which is read when a text first has to be named.
"""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Mapping
from io import SEEK_CUR
from pathlib import Path
from typing import Any, BinaryIO

GZIP, GZIP_BEGINS = zlib.MAX_WBITS | 16, b"\x1f\x8b"
PIECE = 1 << 16  # bytes
_SMALLEST, _AS_IT_IS = 9, 0  # levels of zlib


class Names:
    """The JSON of the names, still packed, and their rows."""

    __slots__ = ("_packed", "_rows")

    def __init__(self, packed: bytes, rows: bytes) -> None:
        self._packed = packed
        self._rows = rows

    def read(self) -> dict[str, Any]:
        """The names, with their rows as bytes, as ``checking.model`` takes them."""
        return {**json.loads(zlib.decompress(self._packed, GZIP)), "rows": self._rows}


def read_file(path: Path) -> dict[str, Any]:
    """What the file says, as ``checking.model.model_of`` takes it.

    Raises:
        OSError: it cannot be read.
        ValueError, KeyError, TypeError, struct.error, zlib.error: it is no model of ours.
    """
    with path.open("rb") as file:
        if file.read(len(GZIP_BEGINS)) != GZIP_BEGINS:
            return dict(json.loads(path.read_bytes()))
        file.seek(0)
        given: dict[str, Any] = json.loads(_member(file))
        if isinstance(given["names"], str):  # plain JSON that somebody packed
            return given
        numbers, rows, packed_names = _member(file), _member(file), file.read()
    if len(packed_names) != given["names"]:
        raise ValueError("the file ends too soon")
    count = len(numbers) // 4
    every = struct.unpack(f"<{count}i", numbers)
    given["weights"] = every[: given["weights"]]
    if given["asks"]:
        given["asks"]["weights"] = every[len(given["weights"]) :]
    of_net = 0
    if given["net"]:
        of_net = given["net"]["rows"]
        given["net"]["rows"] = rows[:of_net]
    given["names"] = Names(packed_names, rows[of_net:])
    return given


def packed(given: Mapping[str, Any]) -> bytes:
    """The packed file of what a plain one says. The same model gives the same bytes."""
    short = dict(given)
    weights, asks, net = given["weights"], given.get("asks"), given.get("net")
    names = json.loads(given.get("names", "{}"))
    numbers = list(weights)
    short["weights"] = len(weights)
    short["asks"], short["net"] = asks, net
    if asks:
        numbers += asks["weights"]
        short["asks"] = {**asks, "weights": None}
    rows = b""
    if net:
        rows = base64.b64decode(net["rows"])
        short["net"] = {**net, "rows": len(rows)}
    rows += base64.b64decode(names.pop("rows", ""))
    packed_names = _packed(_as_json(names), _SMALLEST)
    short["names"] = len(packed_names)
    return b"".join(
        (
            _packed(_as_json(short), _SMALLEST),
            _packed(struct.pack(f"<{len(numbers)}i", *numbers), _SMALLEST),
            _packed(rows, _AS_IT_IS),
            packed_names,
        )
    )


def _as_json(said: object) -> bytes:
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _packed(said: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    return packer.compress(said) + packer.flush()


def _member(file: BinaryIO) -> bytes:
    """The next member of a gzip file, unpacked piece by piece: what follows is not copied."""
    unpacker = zlib.decompressobj(GZIP)
    pieces: list[bytes] = []
    while not unpacker.eof:
        read = file.read(PIECE)
        if not read:
            raise ValueError("the file ends too soon")
        pieces.append(unpacker.decompress(read))
    file.seek(-len(unpacker.unused_data), SEEK_CUR)
    return b"".join(pieces)
