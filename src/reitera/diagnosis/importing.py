"""A file of readings: found, read row by row against cases and factors, reviewed, applied.

Columns: contract or case, factor code, value, moment of the measurement; optionally before/after and the variant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case, pk_of_number
from reitera.core.text import fold
from reitera.customers.models import Product
from reitera.diagnosis import rules
from reitera.diagnosis.entries import Entry, entry_of, variant_for
from reitera.diagnosis.models import FactorVersion, Reading
from reitera.diagnosis.queries import classes_of_ports, products_of
from reitera.diagnosis.refusals import ColumnNotFound, TooManyRows
from reitera.diagnosis.technology import technology_of
from reitera.diagnosis.words import CannotUse
from reitera.intake.reading import ROW, Table, epoch_seconds, judge_dates, open_table, reading_errors
from reitera.intake.refusals import DatesUnclear
from reitera.procedure.steps import State

MOST_ROWS = 20_000

TITLES: dict[str, frozenset[str]] = {
    "who": frozenset({"caso", "numero de caso", "nro caso", "contrato", "producto", "conexion", "case", "product",
                      "contrato o caso", "nro contrato", "nro_contrato", "cod_contrato", "contract"}),
    "factor": frozenset({"factor", "codigo de factor", "cod factor", "codigo", "cod_factor", "factor code"}),
    "value": frozenset({"valor", "lectura", "medida", "value", "medicion"}),
    "at": frozenset({"fecha", "fecha y hora", "fecha hora", "fecha_hora", "medido", "fec_lectura", "date",
                     "measured at", "fecha de lectura", "fec_medicion"}),
    "moment": frozenset({"momento", "etapa", "moment"}),
    "variant": frozenset({"clase", "clase optica", "variante", "clase_optica", "class", "splitter", "modulacion"}),
}  # fmt: skip
"""Titles by which each column is known, folded."""

REQUIRED = {
    "who": (_("contrato o caso"), "CONTRATO"),
    "factor": (_("factor"), "FACTOR"),
    "value": (_("valor"), "VALOR"),
    "at": (_("fecha y hora"), "FECHA_HORA"),
}

MOMENT_WORDS = {
    "antes": Reading.Moment.BEFORE, "before": Reading.Moment.BEFORE, "previa": Reading.Moment.BEFORE,
    "despues": Reading.Moment.AFTER, "after": Reading.Moment.AFTER, "posterior": Reading.Moment.AFTER,
    "monitoreo": Reading.Moment.MONITORING, "monitoring": Reading.Moment.MONITORING,
}  # fmt: skip


class Rejected(ValueError):
    """A row that cannot be used: its column and the reason in words."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


@dataclass(frozen=True)
class Line:
    """A row of the file as written; `at` is already a moment, or None where it cannot be read."""

    row: int
    who: str
    factor: str
    value: str
    at: datetime | None
    at_text: str
    moment: str = ""
    variant: str = ""


@dataclass
class Reviewed:
    """What would be applied, as plain data; what is rejected; and how many readings are known already."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    known: int = 0


def read_file(path: Path, file_name: str, *, date_order: str, workdir: Path) -> tuple[list[Line], dict[str, str]]:
    """The lines of a file and the titles of its columns.

    Raises ReadingError, ColumnNotFound, DatesUnclear for a date column that reads both ways, TooManyRows.
    """
    table = open_table(path, workdir=workdir)
    columns = _columns_of(table, file_name)
    with reading_errors(table.path):
        frame = _scan(table, columns, date_order)
    if frame.height > MOST_ROWS:
        raise TooManyRows(file=file_name, count=frame.height, limit=MOST_ROWS)
    return [_line(row, columns) for row in frame.iter_rows(named=True)], columns


def review(lines: Sequence[Line], columns: Mapping[str, str], person: Any, now: datetime) -> Reviewed:
    """Find case, factor and state of every line, in a fixed number of queries for any number of lines."""
    book = _Book.of(lines, person)
    reviewed, seen = Reviewed(), set[tuple[int, int, datetime, str]]()
    for line in lines:
        try:
            case, product, entry, moment = _understood(line, book, now)
            assert line.at is not None
            key = (case.pk, entry.version.factor_id, line.at, moment)
            if key in seen:
                raise Rejected(
                    "factor", line.factor, gettext("Está repetido: ya hay una fila del mismo factor y momento.")
                )
            seen.add(key)
        except Rejected as reject:
            reviewed.rejects.append({
                "row": line.row, "column": columns.get(reject.column, ""), "value": reject.value,
                "reason": reject.reason,
            })  # fmt: skip
            continue
        if key in book.known:
            reviewed.known += 1
        else:
            reviewed.rows.append(_row(line, case, product, entry, moment))
    return reviewed


def _columns_of(table: Table, file_name: str) -> dict[str, str]:
    folded = {fold(column): column for column in table.columns}
    found = {
        name: next((folded[title] for title in sorted(titles) if title in folded), "")
        for name, titles in TITLES.items()
    }
    for name, (what, example) in REQUIRED.items():
        if not found[name]:
            raise ColumnNotFound(file=file_name, what=what, example=example)
    return {name: column for name, column in found.items() if column}


def _scan(table: Table, columns: Mapping[str, str], date_order: str) -> pl.DataFrame:
    at = columns["at"]
    order: str | None = date_order
    if not order:
        reading = judge_dates(table.scan([at]), at)
        if reading.ambiguous:
            raise DatesUnclear(column=at, example=reading.example)
        order = reading.order or "dmy"
    rows = table.scan(list(dict.fromkeys(columns.values())), row_numbers=True).head(MOST_ROWS + 1)
    return rows.with_columns(epoch_seconds(at, order, settings.TIME_ZONE).alias("__at")).collect()


def _line(row: Mapping[str, Any], columns: Mapping[str, str]) -> Line:
    texts = {name: (row[column] or "").strip() for name, column in columns.items()}
    at = datetime.fromtimestamp(row["__at"], UTC) if row["__at"] is not None else None
    return Line(
        row[ROW], texts["who"], texts["factor"], texts["value"], at, texts["at"], texts.get("moment", ""),
        texts.get("variant", ""),
    )  # fmt: skip


@dataclass
class _Book:
    """Everything the lines are looked up in."""

    cases: dict[str, list[Case]]
    products: dict[int, Product]
    by_code: dict[tuple[int, str], Product]
    closed: set[str]
    versions: dict[str, FactorVersion]
    classes: dict[tuple[str, str], str]
    known: set[tuple[int, int, datetime, str]]
    viewer: Any

    @classmethod
    def of(cls, lines: Sequence[Line], person: Any) -> _Book:
        names = {line.who for line in lines if line.who}
        numbers = {name: pk_of_number(name) for name in names if name.upper().startswith("TT-")}
        seen = Case.objects.visible_to(person).select_related("customer", "operations_centre")
        by_number = seen.filter(pk__in=[pk for pk in numbers.values() if pk is not None]).in_bulk()
        products = list(Product.objects.visible_to(person).filter(code__in=names - set(numbers)))
        of_customers = seen.open().filter(customer__in={product.customer_id for product in products})
        by_customer = {case.customer_id: case for case in of_customers}
        cases: dict[str, list[Case]] = defaultdict(list)
        for name, pk in numbers.items():
            if pk in by_number:
                cases[name].append(by_number[pk])
        for product in products:
            if product.customer_id in by_customer:
                cases[product.code].append(by_customer[product.customer_id])
        every = list({case.pk: case for found in cases.values() for case in found}.values())
        of_case = products_of(every, person)
        return cls(
            cases=cases,
            products=of_case,
            by_code={(product.customer_id, product.code): product for product in products},
            closed={product.code for product in products} - set(cases),
            versions={version.code: version for version in FactorVersion.objects.in_force()},
            classes=classes_of_ports([*of_case.values(), *products]),
            known=_known_readings(every),
            viewer=person.viewer,
        )

    def class_of(self, product: Product | None) -> str:
        return self.classes.get((product.olt, product.port), "") if product else ""


def _known_readings(cases: Iterable[Case]) -> set[tuple[int, int, datetime, str]]:
    rows = Reading.objects.filter(case__in=[case.pk for case in cases])
    return set(rows.values_list("case", "factor", "at", "moment"))


def _understood(line: Line, book: _Book, now: datetime) -> tuple[Case, Product | None, Entry, str]:
    case = _case_of(line, book)
    product = book.by_code.get((case.customer_id, line.who)) or book.products.get(case.pk)
    if line.at is None:
        raise Rejected("at", line.at_text, gettext("No es una fecha que exista. Corríjala en el archivo."))
    if line.at > now:
        raise Rejected("at", line.at_text, gettext("Es una fecha futura. Corríjala en el archivo."))
    moment = _moment_of(line, case)
    version = book.versions.get(line.factor.upper()) or book.versions.get(f"FAC-{line.factor.upper()}")
    if version is None:
        raise Rejected("factor", line.factor, gettext("No hay un factor activo con ese código."))
    if not line.value:
        raise Rejected("value", "", gettext("Está vacío. Si el equipo no respondió, escriba «sin dato»."))
    variant = variant_for(
        version,
        optical_class=line.variant if version.variant_by == "class" and line.variant else book.class_of(product),
        technology=technology_of(product.technology) if product else None,
        asked=line.variant,
    )
    try:
        return case, product, entry_of(version, line.value, variant, by_machine=True), moment
    except CannotUse as reason:
        raise Rejected("value", line.value, str(reason)) from reason


def _case_of(line: Line, book: _Book) -> Case:
    if not line.who:
        raise Rejected("who", "", gettext("Está vacío, y sin contrato ni caso no se sabe de quién es la lectura."))
    found = book.cases.get(line.who, [])
    if len(found) > 1:
        raise Rejected("who", line.who, gettext("Ese contrato es de más de un cliente. Use el número de caso."))
    if not found and line.who in book.closed:
        raise Rejected("who", line.who, gettext("El contrato no tiene un caso abierto que usted vea."))
    if not found:
        raise Rejected("who", line.who, gettext("No hay un contrato ni un caso con ese número que usted vea."))
    if not rules.can_import_into(book.viewer, found[0]):
        reason = gettext("El caso está concluido.") if not found[0].is_open else gettext("El caso es de otro centro.")
        raise Rejected("who", line.who, reason)
    return found[0]


def _moment_of(line: Line, case: Case) -> str:
    """What the row says; else by the solution and the state of the case."""
    if line.moment:
        moment = MOMENT_WORDS.get(fold(line.moment))
        if moment is None:
            raise Rejected("moment", line.moment, gettext("Se espera antes, después o monitoreo."))
        return moment.value
    if case.solved_at is None or (line.at is not None and line.at < case.solved_at):
        return Reading.Moment.BEFORE.value
    watched = case.state == State.SOLUTION_MONITORING
    return Reading.Moment.MONITORING.value if watched else Reading.Moment.AFTER.value


def _row(line: Line, case: Case, product: Product | None, entry: Entry, moment: str) -> dict[str, Any]:
    """A reading as plain data, until it is applied."""
    assert line.at is not None
    return {
        "row": line.row,
        "case": case.pk,
        "product": product.pk if product else None,
        "version": entry.version.pk,
        "variant": entry.variant,
        "value": str(entry.value) if entry.value is not None else None,
        "choice": entry.choice,
        "text": entry.text,
        "judgement": entry.judgement.value,
        "moment": moment,
        "at": line.at.isoformat(),
    }
