"""Why a file cannot be read: one code, its data and one sentence that says what, which and what next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput

SENTENCES: dict[str, str | Promise] = {
    "empty_file": _("«{file}» está vacío. Exporte los datos otra vez y suba el archivo nuevo."),
    "no_such_file": _("No existe el archivo «{file}». Revise el nombre y la carpeta."),
    "wrong_kind": _(
        "«{file}» no es una tabla: su contenido es {found}. Se aceptan CSV, XLSX, XLSB, XLS y ODS; expórtelo así."
    ),
    "not_a_spreadsheet": _(
        "«{file}» tiene nombre de hoja de cálculo, pero por dentro es texto. "
        "Si es un CSV, cámbiele el nombre a .csv; si no, guárdelo como XLSX."
    ),
    "web_page": _(
        "«{file}» es una página web o XML con otro nombre. Ábralo en Excel o LibreOffice y guárdelo como XLSX."
    ),
    "old_excel": _("«{file}» es de un Excel anterior a 1997. Ábralo en LibreOffice y guárdelo como XLSX o CSV."),
    "password": _("«{file}» está protegido con contraseña. Quítele la contraseña y guárdelo de nuevo."),
    "corrupt": _(
        "«{file}» está dañado y no se puede confiar en lo que dice. "
        "Ábralo en Excel o LibreOffice, revíselo y guárdelo como XLSX."
    ),
    "zip_bomb": _(
        "«{file}» ocupa {packed} y al descomprimirse pasaría de {limit}. Expórtelo como CSV o en partes más pequeñas."
    ),
    "sheet_too_large": _(
        "La hoja «{sheet}» de «{file}» es demasiado grande para leerla: hay celdas escritas muy lejos de la tabla. "
        "Borre las filas y columnas sobrantes, o guárdela como CSV."
    ),
    "no_such_sheet": _("«{file}» no tiene una hoja «{sheet}». Tiene: {sheets}."),
    "no_rows": _("«{file}» no tiene filas de datos debajo de los títulos. Exporte los datos otra vez."),
    "no_sheet_rows": _("Ninguna hoja de «{file}» tiene datos. Revise que se haya guardado con contenido."),
    "no_header": _(
        "En «{file}» no se encontró la fila de títulos de las columnas. Póngala como primera fila o diga cuál es."
    ),
    "header_row_outside": _("«{file}» no tiene títulos en la fila {row}. Diga otra fila."),
    "encoding": _(
        "El texto de «{file}» no se entiende como {encoding} (byte {position}). "
        "Guárdelo como «CSV UTF-8» o elija otra codificación."
    ),
    "broken_quotes": _(
        "En «{file}», cerca de la fila {row}, hay unas comillas sin cerrar o mal puestas. "
        "Corríjalas en el archivo o expórtelo como XLSX."
    ),
    "no_such_column": _("«{file}» no tiene la columna «{column}». Tiene: {columns}."),
    "unreadable": _(
        "«{file}» no se pudo leer. Ábralo en Excel o LibreOffice, guárdelo como CSV UTF-8 e intente otra vez."
    ),
}


class ReadingError(BadInput):
    """A file that cannot be read as a table. `code` names the reason, `data` fills its sentence."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(**data)
        self.code = code  # type: ignore[misc]

    @property
    def message(self) -> str:
        return str(SENTENCES[self.code]).format(**self.data)

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.code, self.data)


def _again(code: str, data: dict[str, Any]) -> ReadingError:
    return ReadingError(code, **data)


@contextmanager
def reading_errors(path: Path) -> Iterator[None]:
    """Turn what polars says while it reads `path` into a `ReadingError`: for every collect of a scanned table."""
    try:
        yield
    except pl.exceptions.ComputeError as error:
        raise _explained(path, str(error)) from error


def _explained(path: Path, said: str) -> ReadingError:
    offset = re.search(r"current offset in the file is (\d+) bytes", said)
    cell = re.search(r"could not parse `([^\n`]+)", said)
    if cell and offset:
        return ReadingError("broken_quotes", file=path.name, row=_line_of(path, cell[1], int(offset[1])))
    if "utf-8" in said.lower():
        return ReadingError("encoding", file=path.name, encoding="UTF-8", position="?")
    return ReadingError("unreadable", file=path.name)


def _line_of(path: Path, cell: str, offset: int) -> int:
    """The line of the first `cell` after `offset`, where the parser's block began, or of the block."""
    with path.open("rb") as stream:
        lines = stream.read(offset).count(b"\n") + 1
        block = stream.read(1 << 24)
    found = block.find(cell.encode())
    return lines + block[: max(0, found)].count(b"\n")
