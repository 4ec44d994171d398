"""Compound files (XLS before 2007), judged before anything opens them: what they hold and whether they are whole.

The layout is Microsoft's [MS-CFB]: a header, sectors of 2^n bytes, and a table (FAT) that chains each stream's sectors.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from pathlib import Path

from reitera.intake.reading.errors import ReadingError

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")

_LAST_SECTOR = 0xFFFFFFF9
_HEADER = 512
_ROOT, _STREAM = 5, 2


class Damaged(Exception):
    """The chains of sectors cannot be what wrote the file."""


@dataclass
class _Container:
    data: bytes
    size: int
    fat: tuple[int, ...] = ()
    owner: dict[int, str] = field(default_factory=dict)

    def sector(self, number: int) -> bytes:
        start = _HEADER + number * self.size
        part = self.data[start : start + self.size]
        if not part:
            raise Damaged(f"sector {number} lies outside the file")
        return part

    def chain(self, first: int, name: str) -> list[int]:
        """The sectors of one stream. A sector that belongs to another stream too is damage: one of the two is wrong."""
        sectors = []
        while first <= _LAST_SECTOR:
            if first >= len(self.fat) or first in self.owner:
                raise Damaged(f"{name}: sector {first}")
            self.owner[first] = name
            sectors.append(first)
            first = self.fat[first]
        return sectors


def workbook_in(path: Path) -> bool:
    """Whether the file holds an Excel workbook. Raises ReadingError when it is damaged or locked with a password."""
    try:
        names = _stream_names(path.read_bytes())
    except (Damaged, struct.error) as error:
        raise ReadingError("corrupt", file=path.name) from error
    if "EncryptedPackage" in names:
        raise ReadingError("password", file=path.name)
    return bool(names & {"Workbook", "Book"})


def _stream_names(data: bytes) -> set[str]:
    """Names of the streams, after walking every chain of full sectors."""
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise Damaged("sector size")
    container = _Container(data, 1 << shift)
    container.fat = _allocation_table(container)
    (directory,) = struct.unpack_from("<I", data, 48)
    (small_below,) = struct.unpack_from("<I", data, 56)
    entries = b"".join(container.sector(number) for number in container.chain(directory, "directory"))
    names = set()
    for start in range(0, len(entries) - 127, 128):
        entry = entries[start : start + 128]
        name, kind = _entry_name(entry), entry[66]
        first, size = struct.unpack_from("<II", entry, 116)
        if kind == _ROOT or (kind == _STREAM and size >= small_below):
            _require_whole(container, name, first, size)
        names.add(name)
    return names


def _require_whole(container: _Container, name: str, first: int, size: int) -> None:
    if size and len(container.chain(first, name)) * container.size < size:
        raise Damaged(f"{name} is shorter than it says")


def _entry_name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")


def _allocation_table(container: _Container) -> tuple[int, ...]:
    listed = [number for number in struct.unpack_from("<109I", container.data, 76) if number <= _LAST_SECTOR]
    (next_list,) = struct.unpack_from("<I", container.data, 68)
    seen = set()
    while next_list <= _LAST_SECTOR:
        if next_list in seen:
            raise Damaged("the list of tables goes in a circle")
        seen.add(next_list)
        numbers = _numbers(container.sector(next_list))
        listed += [number for number in numbers[:-1] if number <= _LAST_SECTOR]
        next_list = numbers[-1]
    for number in listed:
        container.owner[number] = "table"
    return tuple(entry for number in listed for entry in _numbers(container.sector(number)))


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
