"""Lists as CSV, the way spreadsheets here read it: UTF-8 with a mark, semicolons, decimal comma, dd/mm/yyyy.

Text that a spreadsheet would run as a formula is kept as text by an apostrophe; numbers and dates are not touched.
`MadeFile` sends a file that was made for the answer, of any size.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from asgiref.sync import sync_to_async
from django.http import FileResponse, StreamingHttpResponse

from reitera.core.clock import local_zone

BYTE_ORDER_MARK = "\ufeff"
_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A file to keep, sent while it is read. `name` is without its ending."""
    response = StreamingHttpResponse(csv_lines(titles, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class MadeFile(FileResponse):
    """A file made for this answer, sent in pieces and closed after the last one."""

    block_size = 2**16
    file_to_stream: Any

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Django reads a file whole before the asynchronous server sends the first byte of it.
        read = sync_to_async(self.file_to_stream.read)
        while piece := await read(self.block_size):
            yield piece


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The title line, then one line a row."""
    yield BYTE_ORDER_MARK + _line(titles)
    for row in rows:
        yield _line(row)


def _line(values: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow([_written(value) for value in values])
    return buffer.getvalue()


def _written(value: Any) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case datetime():
            return f"{value.astimezone(local_zone()):%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case int():
            return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text
