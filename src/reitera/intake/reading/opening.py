"""`open_table`: what kind of file it is, judged by its content, and who reads it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.intake.reading import compound
from reitera.intake.reading.archive import spreadsheet_in
from reitera.intake.reading.delimited import open_delimited
from reitera.intake.reading.errors import ReadingError
from reitera.intake.reading.limits import Limits
from reitera.intake.reading.spreadsheet import open_spreadsheet
from reitera.intake.reading.table import Format, Table

_SPREADSHEET_NAMES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

# First bytes of kinds of file that people pick by mistake.
_OTHER_KINDS: tuple[tuple[bytes, str | Promise], ...] = (
    (b"%PDF", _("un documento PDF")),
    (b"\x89PNG", _("una imagen PNG")),
    (b"\xff\xd8\xff", _("una imagen JPEG")),
    (b"GIF8", _("una imagen GIF")),
    (b"MZ", _("un programa de Windows")),
    (b"\x7fELF", _("un programa")),
    (b"Rar!", _("un archivo comprimido RAR")),
    (b"7z\xbc\xaf", _("un archivo comprimido 7z")),
    (b"\x1f\x8b", _("un archivo comprimido GZIP")),
    (b"{\\rtf", _("un documento RTF")),
    (b"SQLite format 3", _("una base de datos SQLite")),
    (b"PAR1", _("un archivo Parquet")),
)
# BOF records of Excel 2 to 5 outside a compound file.
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")


def open_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    sheet: str | None = None,
    workdir: Path | None = None,
    limits: Limits | None = None,
) -> Table:
    """Find the table in a file. What is None is found out; what is given is obeyed.

    `header_row` counts from 1 as the user sees rows. `workdir` takes the text of a spreadsheet or of a file that is not
    UTF-8 and must live as long as the table; without one a temporary folder is made. Raises ReadingError.
    """
    limits = limits or Limits()
    kind = _kind_of(path, limits)
    folder = workdir or Path(tempfile.mkdtemp(prefix="reitera-"))
    if kind == "csv":
        return open_delimited(path, encoding=encoding, delimiter=delimiter, header_row=header_row, workdir=folder)
    return open_spreadsheet(path, kind, sheet=sheet, header_row=header_row, workdir=folder, limits=limits)


def _kind_of(path: Path, limits: Limits) -> Format:
    start = _first_bytes(path)
    if start.startswith(b"PK\x03\x04"):
        return _zip_kind(path, limits)
    if start.startswith(compound.SIGNATURE):
        if compound.workbook_in(path):
            return "xls"
        raise ReadingError("wrong_kind", file=path.name, found=_("un documento de Office que no es de Excel"))
    if start.startswith(_OLD_EXCEL):
        raise ReadingError("old_excel", file=path.name)
    _refuse_other_kinds(path, start)
    if path.suffix.lower() in _SPREADSHEET_NAMES:
        raise ReadingError("not_a_spreadsheet", file=path.name)
    return "csv"


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            start = stream.read(1 << 16)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise ReadingError("no_such_file", file=path.name) from error
    if not start.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise ReadingError("empty_file", file=path.name)
    return start


def _zip_kind(path: Path, limits: Limits) -> Format:
    kind = spreadsheet_in(path, limits)
    if kind in ("xlsx", "xlsb", "ods"):
        return kind  # type: ignore[return-value]
    raise ReadingError("wrong_kind", file=path.name, found=_("un archivo comprimido ZIP"))


def _refuse_other_kinds(path: Path, start: bytes) -> None:
    for mark, found in _OTHER_KINDS:
        # A table's first title may well begin with «MZ» or «GIF8»; only these two are text themselves.
        if start.startswith(mark) and (b"\x00" in start or mark in (b"%PDF", b"{\\rtf")):
            raise ReadingError("wrong_kind", file=path.name, found=found)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise ReadingError("web_page", file=path.name)
    if b"\x00" in start and not start.startswith(_TEXT_MARKS):
        raise ReadingError("wrong_kind", file=path.name, found=_("datos que no son texto"))
