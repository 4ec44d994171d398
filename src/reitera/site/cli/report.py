"""`reitera report`: the repeat rule on a file; no database, no server, no set-up."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from reitera.repeats.file_columns import Columns
    from reitera.repeats.file_hits import FileHits

FIRST = 30
_LOOK = 1 << 20
LEFT_OUT = {
    "no_subject": "without {subject}",
    "no_date": "without a date",
    "unreadable_date": "with a date that cannot be read",
    "before_1970": "dated before 1970",
    "in_the_future": "dated in the future",
    "annulled": "annulled",
    "copy": "with a number and content seen before",
    "contradicted": "with a number that other content has too ({numbers})",
}


def report(
    file: Annotated[Path, typer.Argument(help="Archivo CSV, XLSX, XLSB, XLS u ODS con un reporte por fila.")],
    customer: Annotated[str, typer.Option(help="Columna del cliente.")] = "",
    product: Annotated[str, typer.Option(help="Columna del producto o contrato.")] = "",
    number: Annotated[str, typer.Option(help="Columna del número de reporte.")] = "",
    reported_at: Annotated[str, typer.Option(help="Columna de la fecha del reporte.")] = "",
    centre: Annotated[str, typer.Option(help="Columna del Centro de Operaciones.")] = "",
    billing: Annotated[str, typer.Option(help="Columna de la facturación al mes.")] = "",
    state: Annotated[str, typer.Option(help="Columna del estado; los reportes anulados no cuentan.")] = "",
    date_order: Annotated[str, typer.Option(help="Orden de las fechas: dmy, mdy o ymd.")] = "",
    timezone: Annotated[str, typer.Option(help="Zona horaria de las fechas.")] = "America/La_Paz",
    missing: Annotated[list[str] | None, typer.Option(help="Texto que vale como vacío; se puede repetir.")] = None,
    window_days: Annotated[int, typer.Option(help="Días de la ventana.")] = 10,
    threshold: Annotated[int, typer.Option(help="Reportes que hacen reiterado a un cliente.")] = 2,
    subject: Annotated[str, typer.Option(help="Qué se repite: customer o product.")] = "customer",
    week: Annotated[str, typer.Option(help="Un día (AAAA-MM-DD) de la semana que se juzga.")] = "",
    output: Annotated[Path | None, typer.Option(help="Archivo .csv, .xlsx o .json con todos los resultados.")] = None,
) -> None:
    """Lista los clientes con reportes reiterados de un archivo, sin base de datos ni servidor."""
    spare_memory()
    use_spanish()
    from reitera.core.errors import Refusal

    named = {
        "customer": customer, "product": product, "number": number, "reported_at": reported_at, "centre": centre,
        "billing": billing, "state": state,
    }  # fmt: skip
    try:
        _require_options(date_order, timezone, window_days, threshold, subject, output)
        with TemporaryDirectory(prefix="reitera-") as folder:
            found = _judge(
                file, named, (subject, tuple(missing or ()), date_order, timezone),
                (window_days, threshold, _day(week)), Path(folder),
            )  # fmt: skip
        if output:
            from reitera.site.cli.report_output import write_hits

            write_hits(output, found)
    except Refusal as refusal:
        typer.echo(refusal.message, err=True)
        raise typer.Exit(2) from None
    _print(found, subject)


def _judge(
    file: Path, named: dict[str, str], reading: tuple[str, tuple[str, ...], str, str],
    rule: tuple[int, int, date | None], folder: Path,
) -> FileHits:  # fmt: skip
    """Judge the file, as UTF-8 when it begins so: looking through all of a large file first takes a tenth of the time.

    The columns in use are checked as they are read; a byte in them that is not UTF-8 begins again with that look.
    """
    from reitera.intake.reading import ReadingError

    if _begins_as_utf8(file):
        try:
            return _judge_as("utf-8", file, named, reading, rule, folder)
        except ReadingError as error:
            if error.code != "encoding":
                raise
    return _judge_as(None, file, named, reading, rule, folder)


def _judge_as(
    encoding: str | None, file: Path, named: dict[str, str], reading: tuple[str, tuple[str, ...], str, str],
    rule: tuple[int, int, date | None], folder: Path,
) -> FileHits:  # fmt: skip
    from datetime import UTC

    from reitera.intake.reading import open_table
    from reitera.repeats.file_columns import Reading, with_date_order
    from reitera.repeats.file_hits import Rule, hits_of_file

    table = open_table(file, encoding=encoding, workdir=folder)
    columns = _columns(table.columns, named, reading[0])
    how = with_date_order(Reading(*reading), table, columns.reported_at)
    return hits_of_file(table, columns, how, Rule(*rule), now=datetime.now(UTC))


def _begins_as_utf8(file: Path) -> bool:
    from codecs import getincrementaldecoder

    try:
        with file.open("rb") as stream:
            start = stream.read(_LOOK)
        return "\0" not in getincrementaldecoder("utf-8")().decode(start)
    except (OSError, UnicodeDecodeError):
        return False


def spare_memory() -> None:
    """Let polars read ahead a few small pieces: of ten million rows that saves 170 MiB and costs a tenth of a second.

    It looks at these when it is first imported.
    """
    os.environ.setdefault("POLARS_CSV_CHUNK_SIZE", "4000000")
    os.environ.setdefault("POLARS_CSV_CHUNK_PREFETCH_LIMIT", "2")


def use_spanish() -> None:
    """Texts are written in Spanish, so without translations they need neither settings nor catalogues."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _columns(titles: tuple[str, ...], named: dict[str, str], subject: str) -> Columns:
    from reitera.repeats.columns import propose
    from reitera.repeats.file_columns import Columns
    from reitera.repeats.refusals import ColumnNotFound

    for role, column in named.items():
        if column and column not in titles:
            raise ColumnNotFound(role=f"«{column}»", option=_option(role), columns=", ".join(titles))
    given = {role: column for role, column in named.items() if column}
    proposed = propose([title for title in titles if title not in given.values()])
    chosen = {**proposed, **given}
    needed = ["customer", "reported_at", *(["product"] if subject == "product" else [])]
    if "customer" not in chosen and subject == "customer" and "product" in chosen:
        chosen["customer"] = chosen["product"]
    for role in needed:
        if role not in chosen:
            raise ColumnNotFound(role=ROLES_IN_WORDS[role], option=_option(role), columns=", ".join(titles))
    return Columns(**chosen)


ROLES_IN_WORDS = {"customer": "el cliente", "product": "el producto", "reported_at": "la fecha del reporte"}


def _option(role: str) -> str:
    return "--" + role.replace("_", "-")


def _require_options(
    date_order: str, timezone: str, window_days: int, threshold: int, subject: str, output: Path | None
) -> None:
    from zoneinfo import ZoneInfo

    from reitera.repeats.refusals import BadRule

    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise BadRule(what="--timezone", expected="una zona como America/La_Paz", given=timezone) from None
    checks = [
        (date_order in ("", "dmy", "mdy", "ymd"), "--date-order", "dmy, mdy o ymd", date_order),
        (subject in ("customer", "product"), "--subject", "customer o product", subject),
        (1 <= window_days <= 3650, "--window-days", "de 1 a 3650 días", window_days),
        (threshold >= 2, "--threshold", "2 o más reportes", threshold),
        (output is None or output.suffix.lower() in (".csv", ".xlsx", ".json"), "--output",
         "un archivo .csv, .xlsx o .json", output),
    ]  # fmt: skip
    for good, what, expected, given in checks:
        if not good:
            raise BadRule(what=what, expected=expected, given=given)


def _day(text: str) -> date | None:
    from reitera.repeats.refusals import BadRule

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRule(what="--week", expected="un día como 2026-11-25", given=text) from None


def _print(found: FileHits, subject: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as RichTable

    console = Console()
    shown = RichTable(box=None, header_style="bold", pad_edge=False)
    for title, justify in (
        ("N.º", "right"), ("Cliente" if subject == "customer" else "Cliente / producto", "left"), ("Rep.", "right"),
        ("Primero", "left"), ("Último", "left"), ("Centro", "left"), ("Bs al mes", "right"), ("Por qué", "left"),
    ):  # fmt: skip
        shown.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for place, hit in enumerate(found.hits.head(FIRST).iter_rows(named=True)):
        moments = (datetime.fromtimestamp(hit[name], found.zone) for name in ("first", "last"))
        billing = "" if hit["billing"] is None else f"{hit['billing']:,.2f}".translate(str.maketrans(",.", ".,"))
        shown.add_row(
            str(hit["rank"]), escape(hit["subject"]), str(hit["reports_in_window"]),
            *(f"{moment:%d/%m/%Y %H:%M}" for moment in moments), escape(hit["centre"]), billing,
            " · ".join(found.reasons_at(place)),
        )  # fmt: skip
    if len(found.hits):
        console.print(shown)
    typer.echo(closing_line(found, subject))


def closing_line(found: FileHits, subject: str) -> str:
    """The last line: what was found, out of what, and what was left out."""
    line = f"{len(found.hits)} subjects repeated of {found.subjects}, from {found.reports} reports"
    data = {"subject": subject, "numbers": ", ".join(found.contradicting)}
    reasons = [f"{count} {LEFT_OUT[why].format(**data)}" for why, count in found.left_out.items()]
    if not reasons:
        return line
    rows = sum(found.left_out.values())
    return f"{line}; left out {rows} {'row' if rows == 1 else 'rows'}: {', '.join(reasons)}"
