"""Which encoding a text file has: a byte order mark, else strict UTF-8, else cp1252.

Guessers by letter frequency read short Spanish cp1252 wrong, so none is used; the user may name the encoding.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from reitera.intake.reading.errors import ReadingError

_CHUNK = 1 << 22
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def find_encoding(path: Path) -> str:
    """The Python name of the file's encoding. Raises ReadingError when it is neither UTF-8, UTF-16 nor cp1252."""
    with path.open("rb") as stream:
        start = stream.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if _first_flaw(path, "utf-8") is None:
        return "utf-8"
    flaw = _first_flaw(path, "cp1252")
    if flaw is None:
        return "cp1252"
    raise ReadingError("encoding", file=path.name, encoding="UTF-8, Windows-1252", position=flaw)


def _first_flaw(path: Path, encoding: str) -> int | None:
    """The position of the first byte that is not `encoding`, or None. Plain ASCII passes at the speed of memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    buffer = bytearray(_CHUNK)
    position = pending = 0
    with path.open("rb") as stream:
        while count := stream.readinto(buffer):
            chunk = buffer[:count] if count < _CHUNK else buffer
            if pending or not chunk.isascii():
                try:
                    decoder.decode(bytes(chunk))
                except UnicodeDecodeError as error:
                    return max(0, position - pending + error.start)
                pending = len(decoder.getstate()[0])
            position += count
    return position - pending if pending else None


def to_utf8(path: Path, encoding: str, target: Path, *, old_mac: bool) -> None:
    """Write `path` as UTF-8 without mark to `target`, in a stream. `old_mac`: lines end with a lone CR.

    Raises ReadingError where the bytes are not `encoding`, or Python does not know it.
    """
    newline = None if old_mac else ""
    try:
        with (
            path.open(encoding=encoding, newline=newline) as source,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            while text := source.read(_CHUNK):
                out.write(text)
    except UnicodeError as error:
        position = getattr(error, "start", "?")
        raise ReadingError("encoding", file=path.name, encoding=encoding, position=position) from error
    except LookupError as error:
        raise ReadingError("encoding", file=path.name, encoding=encoding, position=0) from error
