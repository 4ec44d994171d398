"""From text columns to typed rows and rejects, set-based: no Python object per row.

A row that cannot be used is rejected with the row, the column, the value as it came and a reason; the others stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.core.text import fold
from reitera.intake.kinds import Field as FileField
from reitera.intake.kinds import FileKind, Type
from reitera.intake.reading import (
    OVERFLOW,
    ROW,
    Table,
    decimal_amount,
    epoch_seconds,
    first_second_too_late,
    judge_amounts,
    judge_dates,
    reading_errors,
    repeated_rows,
)
from reitera.intake.refusals import DatesUnclear

REASONS: dict[str, str | Promise] = {
    "missing": _("Está vacío, y sin ese dato no se sabe de qué o de quién es la fila."),
    "too_long": _("Tiene más de {detail} letras. Acórtelo en el archivo."),
    "unreadable_date": _("No es una fecha que exista. Corríjala en Smartflex o en el archivo."),
    "before_1970": _("Es anterior a 1970. Corrija el año."),
    "in_the_future": _("Es una fecha futura: el archivo se recibió el {detail}. Corríjala."),
    "closed_before_opened": _("El cierre es anterior a la apertura. Corrija una de las dos fechas."),
    "unreadable_amount": _("No es un monto. Se espera un número como 349,00."),
    "negative_amount": _("Es un monto negativo. La facturación al mes es 0 o más."),
    "unknown_centre": _("No hay un Centro de Operaciones con ese nombre.{detail}"),
    "unknown_word": _("No está entre los valores conocidos.{detail}"),
    "contradicted": _(
        "La fila {row} lo repite con otro contenido: en {column} dice «{there}» y esta dice «{here}». "
        "No entra ninguna de las dos: deje solo la correcta."
    ),
    "too_many_cells": _("La fila tiene más celdas que títulos; puede faltar una comilla o sobrar un separador."),
    "ambiguous_product": _("Ese contrato es de más de un cliente. Agregue la columna del cliente."),
}
_PARTS = {"contradicted": ("row", "column", "there", "here")}
_PART = "\x1f"
_SHOWN = 80
_LIMITS = {"number": 60, "customer": 60, "product": 60}
_LONGEST = {"customer_name": 160, "address": 240, "symptom": 240, "category": 120, "phone": 60, "zone": 80, "plan": 80,
            "technology": 20, "olt": 40, "port": 40, "splitter": 40, "box": 40, "location_text": 160, "report": 60,
            "order_kind": 80, "order_status": 40, "closing_code": 80, "closed_by": 120, "technician": 120,
            "reason": 160}  # fmt: skip


@dataclass
class Question:
    """A date column that can be read both ways: asked once, with both readings written out."""

    column: str
    example: str
    dmy: str
    mdy: str


@dataclass
class Parsed:
    """Typed rows and rejects. `rows` has `row` and one column per mapped field: text, epoch seconds (Int64), Decimal,
    centre ids (Int64). `rejects` has row, column, value, code, detail. `copies` counts rows equal to an earlier one."""

    rows: pl.DataFrame
    rejects: pl.DataFrame
    copies: int = 0
    date_orders: dict[str, str] = field(default_factory=dict)


def questions(
    table: Table, kind: FileKind, mapping: Mapping[str, str], answers: Mapping[str, str], missing: Sequence[str] = ()
) -> list[Question]:
    """The date columns whose order the file does not tell and nobody has told yet."""
    asked = []
    for name, column in mapping.items():
        if kind.field(name).type in (Type.MOMENT, Type.DAY) and column not in answers:
            reading = judge_dates(table.scan([column]), column, missing=missing)
            if reading.ambiguous:
                asked.append(_question(column, reading.example))
    return asked


def _question(column: str, example: str) -> Question:
    parts = example.split()[0].replace("-", "/").replace(".", "/").split("/")
    first, second, year = parts if len(parts) == 3 else (parts * 3)[:3]
    return Question(
        column, example, f"{int(first):02}/{int(second):02}/{year}", f"{int(second):02}/{int(first):02}/{year}"
    )


def parse(
    table: Table,
    kind: FileKind,
    mapping: Mapping[str, str],
    *,
    date_orders: Mapping[str, str],
    timezone: str,
    received: datetime,
    centres: Mapping[str, int],
    missing: Sequence[str] = (),
) -> Parsed:
    """Read the mapped columns of the whole table. `centres` maps folded names to ids; `missing` texts count as blank.

    Raises DatesUnclear for a date column whose order is neither known nor told, ReadingError for a broken file.
    """
    with reading_errors(table.path):
        orders = {c: _order(table, c, date_orders, missing) for n, c in mapping.items()
                  if kind.field(n).type in (Type.MOMENT, Type.DAY)}  # fmt: skip
        signs = {c: judge_amounts(table.scan([c]), c, missing=missing).decimal or "," for n, c in mapping.items()
                 if kind.field(n).type is Type.AMOUNT}  # fmt: skip
        columns = list(dict.fromkeys(mapping.values()))
        frame = (
            table.scan(columns, row_numbers=True, overflow=True)
            .select(
                pl.col(ROW).alias("row"),
                pl.col(OVERFLOW).alias("overflow"),
                *(_raw(column, missing).alias(f"raw_{name}") for name, column in mapping.items()),
                *(
                    expression.alias(name)
                    for name, column in mapping.items()
                    if (expression := _typed(kind.field(name), column, orders, signs, timezone, missing)) is not None
                ),
            )
            .collect(engine="streaming")
        )
    frame = _with_words(frame, kind, mapping, centres)
    return _judged(frame, kind, mapping, received, timezone, centres, orders)


def _order(table: Table, column: str, told: Mapping[str, str], missing: Sequence[str]) -> str:
    if column in told:
        return told[column]
    reading = judge_dates(table.scan([column]), column, missing=missing)
    if reading.ambiguous:
        raise DatesUnclear(column=column, example=reading.example)
    return reading.order or "dmy"


def _raw(column: str, missing: Sequence[str]) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.when(text.is_in(["", *missing])).then(None).otherwise(text)


def _typed(
    field_: FileField,
    column: str,
    orders: dict[str, str],
    signs: dict[str, Any],
    timezone: str,
    missing: Sequence[str],
) -> pl.Expr | None:
    raw = _raw(column, missing)
    if field_.type in (Type.MOMENT, Type.DAY):
        return _unless_missing(epoch_seconds(column, orders[column], timezone), raw, missing)
    if field_.type is Type.AMOUNT:
        return _unless_missing(decimal_amount(column, signs[column]), raw, missing)
    return raw if field_.type is Type.TEXT else None


def _unless_missing(value: pl.Expr, raw: pl.Expr, missing: Sequence[str]) -> pl.Expr:
    """A text that stands for blank may well be a date or an amount, as 1900-01-01 or -1."""
    return pl.when(raw.is_not_null()).then(value) if missing else value


def _with_words(
    frame: pl.DataFrame, kind: FileKind, mapping: Mapping[str, str], centres: Mapping[str, int]
) -> pl.DataFrame:
    """Closed lists and centres: each distinct text is folded and looked up once."""
    for name in mapping:
        field_ = kind.field(name)
        if field_.type not in (Type.WORDS, Type.CENTRE):
            continue
        known: Mapping[str, Any] = centres if field_.type is Type.CENTRE else field_.values or {}
        texts = frame[f"raw_{name}"].unique().drop_nulls().to_list()
        dtype = pl.Int64 if field_.type is Type.CENTRE else pl.String
        found = pl.DataFrame(
            {"text": texts, name: [known.get(fold(text)) for text in texts]}, schema={"text": pl.String, name: dtype}
        )
        frame = frame.join(found, left_on=f"raw_{name}", right_on="text", how="left", maintain_order="left")
    return frame


def _judged(
    frame: pl.DataFrame,
    kind: FileKind,
    mapping: Mapping[str, str],
    received: datetime,
    timezone: str,
    centres: Mapping[str, int],
    orders: dict[str, str],
) -> Parsed:
    too_late, day = first_second_too_late(received, timezone), f"{received.astimezone(ZoneInfo(timezone)):%d/%m/%Y}"
    checks = [("overflow", pl.col("overflow").is_not_null(), "too_many_cells", pl.lit(""))]
    for name in mapping:
        checks += _checks(kind.field(name), too_late, day, _suggestions(frame, kind, name, centres))
    checks += _missing_who(kind, mapping)
    if {"closed_at"} <= set(mapping):
        opened = "reported_at" if "reported_at" in mapping else "opened_at"
        checks.append(("closed_at", pl.col("closed_at") < pl.col(opened), "closed_before_opened", pl.lit("")))
    rejected = []
    for name, wrong, code, detail in checks:
        bad = frame.filter(wrong.fill_null(value=False))
        if bad.height:
            frame = frame.filter(~wrong.fill_null(value=False))
            rejected.append(_reject_rows(bad, name, mapping, code, detail))
    frame, contradicted, copies = _without_repeats(frame, kind, mapping, timezone)
    rejects = pl.concat([*rejected, contradicted])
    kept = ["row", *(name for name in mapping)]
    return Parsed(frame.select(kept), rejects.sort("row", "column"), copies, orders)


Check = tuple[str, pl.Expr, str, pl.Expr]


def _checks(field_: FileField, too_late: int, day: str, suggestion: pl.Expr) -> list[Check]:
    name, raw, value = field_.name, pl.col(f"raw_{field_.name}"), pl.col(field_.name)
    checks: list[Check] = []
    if field_.required:
        checks.append((name, raw.is_null(), "missing", pl.lit("")))
    if field_.type in (Type.MOMENT, Type.DAY):
        checks += [
            (name, raw.is_not_null() & value.is_null(), "unreadable_date", pl.lit("")),
            (name, value < 0, "before_1970", pl.lit("")),
            (name, value >= too_late, "in_the_future", pl.lit(day)),
        ]
    elif field_.type is Type.AMOUNT:
        checks += [
            (name, raw.is_not_null() & value.is_null(), "unreadable_amount", pl.lit("")),
            (name, value < 0, "negative_amount", pl.lit("")),
        ]
    elif field_.type is Type.CENTRE:
        checks.append((name, raw.is_not_null() & value.is_null(), "unknown_centre", suggestion))
    elif field_.type is Type.WORDS:
        checks.append((name, raw.is_not_null() & value.is_null(), "unknown_word", suggestion))
    else:
        limit = _LIMITS.get(name) or _LONGEST.get(name, 160)
        checks.append((name, raw.str.len_chars() > limit, "too_long", pl.lit(str(limit))))
    return checks


def _suggestions(frame: pl.DataFrame, kind: FileKind, name: str, centres: Mapping[str, int]) -> pl.Expr:
    """For values outside a closed list, the most similar one it has."""
    field_ = kind.field(name)
    if field_.type not in (Type.WORDS, Type.CENTRE):
        return pl.lit("")
    known = list(centres if field_.type is Type.CENTRE else field_.values or {})
    wrong = frame.filter(pl.col(name).is_null())[f"raw_{name}"].unique().drop_nulls().to_list()
    similar = {text: get_close_matches(fold(text), known, 1, 0.75) for text in wrong}
    sentence = str(_(" El más parecido es {name}."))
    words = {text: sentence.format(name=found[0].upper()) for text, found in similar.items() if found}
    return pl.col(f"raw_{name}").replace_strict(words, default="", return_dtype=pl.String) if words else pl.lit("")


def _missing_who(kind: FileKind, mapping: Mapping[str, str]) -> list[Check]:
    """A row needs a customer, or a product where the file has no customer column."""
    who = "customer" if "customer" in mapping else "product"
    checks: list[Check] = [(who, pl.col(f"raw_{who}").is_null(), "missing", pl.lit(""))]
    if kind.name == "cancellations" and "product" in mapping and who == "customer":
        checks.append(("product", pl.col("raw_product").is_null(), "missing", pl.lit("")))
    return checks


def _reject_rows(bad: pl.DataFrame, name: str, mapping: Mapping[str, str], code: str, detail: pl.Expr) -> pl.DataFrame:
    value = pl.col("overflow") if name == "overflow" else pl.col(f"raw_{name}")
    return bad.select(
        pl.col("row"),
        pl.lit(mapping.get(name, "")).alias("column"),
        value.fill_null("").alias("value"),
        pl.lit(code).alias("code"),
        detail.cast(pl.String).alias("detail"),
    )


def _without_repeats(
    frame: pl.DataFrame, kind: FileKind, mapping: Mapping[str, str], timezone: str
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Of equal rows with one key the first stays; of rows that contradict each other none does."""
    named = [name for name in kind.key if name in mapping]
    keys = [_key_part(kind.field(name), timezone).alias(f"key_{name}") for name in named]
    found = repeated_rows(frame.with_columns(keys), [f"key_{name}" for name in named], list(mapping))
    contradicted = found.filter("contradicts")
    kept = frame.join(found.filter(pl.col("copy") | pl.col("contradicts")), on="row", how="anti", maintain_order="left")
    return kept, _contradictions(frame, contradicted, named, mapping), int(found["copy"].sum())


def _key_part(field_: FileField, timezone: str) -> pl.Expr:
    """What tells rows apart: a text, or of a day its month, as a product leaves once a month."""
    if field_.type is not Type.DAY:
        return pl.col(field_.name)
    moment = pl.from_epoch(pl.col(field_.name)).dt.replace_time_zone("UTC").dt.convert_time_zone(timezone)
    return moment.dt.date().dt.month_start()


def _contradictions(
    frame: pl.DataFrame, contradicted: pl.DataFrame, key: list[str], mapping: Mapping[str, str]
) -> pl.DataFrame:
    """A reject for each row: its key, and the first column that the other row has otherwise, with both values."""
    here = frame.join(contradicted, on="row", how="inner", maintain_order="left")
    pairs = here.join(frame, left_on="against", right_on="row", how="left", suffix="_there", maintain_order="left")
    names = [name for name in mapping if name not in key] + key
    differs = {name: pl.col(name).ne_missing(pl.col(f"{name}_there")) for name in names}

    def first_that_differs(values: dict[str, pl.Expr]) -> pl.Expr:
        return pl.coalesce(pl.when(differs[name]).then(values[name]) for name in names)

    detail = [
        pl.col("against").cast(pl.String),
        first_that_differs({name: pl.lit(mapping[name]) for name in names}),
        first_that_differs({name: pl.col(f"raw_{name}_there").fill_null("") for name in names}),
        first_that_differs({name: pl.col(f"raw_{name}").fill_null("") for name in names}),
    ]
    parts = [part.str.replace_all(_PART, " ", literal=True).str.slice(0, _SHOWN) for part in detail]
    return _reject_rows(pairs, key[0], mapping, "contradicted", pl.concat_str(parts, separator=_PART))


def reason_in_words(code: str, detail: str) -> str:
    parts = dict(zip(_PARTS[code], detail.split(_PART), strict=True)) if code in _PARTS else {"detail": detail}
    return str(REASONS[code]).format(**parts)


def covered_days(parsed: Parsed, kind: FileKind, local: Any) -> tuple[date, date] | None:
    """The first and last local day of the file's rows, which it covers unless a person says otherwise."""
    if kind.covers is None or kind.covers not in parsed.rows.columns:
        return None
    seconds = parsed.rows[kind.covers].drop_nulls()
    if not len(seconds):
        return None
    first, last = seconds.min(), seconds.max()
    return datetime.fromtimestamp(first, local).date(), datetime.fromtimestamp(last, local).date()  # type: ignore[arg-type]
