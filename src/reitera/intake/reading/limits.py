"""How large a file may be before it is refused unread: all of them [ours], against files made to exhaust memory."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bytes and seconds a file may cost.

    `unpacked` bounds what a spreadsheet's zip unpacks to. `ratio` bounds unpacked / packed for parts over 10 MiB:
    deflate reaches 1,032, sheets of real data stay under 60. `memory` and `seconds` bound the process that reads a
    sheet: 1,048,576 rows of 30 columns need about 1.5 GiB and a minute.
    """

    unpacked: int = 2048 * MEBIBYTE
    ratio: int = 200
    parts: int = 20_000
    memory: int = 3072 * MEBIBYTE
    seconds: int = 600
