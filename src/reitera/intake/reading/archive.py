"""Zip files judged before anything opens them: which spreadsheet they hold, and whether they would unpack too large."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from reitera.intake.reading.errors import ReadingError
from reitera.intake.reading.limits import MEBIBYTE, Limits

_RATIO_FROM = 10 * MEBIBYTE
_CHUNK = 1 << 18


def spreadsheet_in(path: Path, limits: Limits) -> str | None:
    """ "xlsx", "xlsb", "ods", or None for another zip. Raises ReadingError for a damaged, locked or oversized one."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _refuse_locked(path, members)
            _refuse_declared(path, members, limits)
            kind = _kind(archive)
            if kind:
                _refuse_actual(path, archive, members, limits)
            return kind
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        raise ReadingError("corrupt", file=path.name) from error


def _kind(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        return "ods" if b"opendocument.spreadsheet" in archive.read("mimetype") else None
    return None


def _refuse_locked(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise ReadingError("password", file=path.name)


def _refuse_declared(path: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(member.file_size for member in members)
    swollen = any(member.file_size > max(_RATIO_FROM, member.compress_size * limits.ratio) for member in members)
    if total > limits.unpacked or swollen or len(members) > limits.parts:
        raise _bomb(path, limits)


def _refuse_actual(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Unpack every part into nothing and count: the sizes in the directory are only what the file says of itself."""
    for member in members:
        if member.compress_type == zipfile.ZIP_DEFLATED and _unpacked_beyond(path, member):
            raise _bomb(path, limits)
        with archive.open(member) as stream:
            while stream.read(_CHUNK):
                pass


def _unpacked_beyond(path: Path, member: zipfile.ZipInfo) -> bool:
    """Whether the part's raw stream yields more than its declared size."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    size, left = 0, member.compress_size
    with path.open("rb") as stream:
        stream.seek(_data_offset(stream.read, stream.seek, member))
        while left > 0 and not inflate.eof:
            data = stream.read(min(_CHUNK, left))
            if not data:
                return False
            left -= len(data)
            while data and not inflate.eof:
                size += len(inflate.decompress(data, _CHUNK))
                data = inflate.unconsumed_tail
                if size > member.file_size:
                    return True
    return False


def _data_offset(read, seek, member: zipfile.ZipInfo) -> int:  # type: ignore[no-untyped-def]
    seek(member.header_offset)
    local = read(30)
    if len(local) < 30 or local[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    return member.header_offset + 30 + int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")


def _bomb(path: Path, limits: Limits) -> ReadingError:
    packed = f"{max(1, round(path.stat().st_size / MEBIBYTE))} MB"
    return ReadingError("zip_bomb", file=path.name, packed=packed, limit=f"{limits.unpacked // MEBIBYTE} MB")
