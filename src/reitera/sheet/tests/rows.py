"""Rows of a sheet as a test lays them out: every column filled at random, with blanks, accents and odd signs."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from reitera.cases.models import Case
from reitera.core.testing import arranging
from reitera.core.text import fold
from reitera.sheet.columns import COLUMNS, own_key
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn, SheetRow
from tests.cast import LA_PAZ, NOON, Cast, make_customer

TEXTS = ("", "Muñoz Peña", "MUNOZ pena", "100%", "a_b", "ñandú", "=1+1", "Calle 5 «A»", "o'Higgins", "x" * 20)
OWN_COLUMNS = (
    ("text", []), ("number", []), ("date", []), ("choice", ["Sí, ya", "Pendiente"]), ("yes_no", []),
)  # fmt: skip


def lay_out_rows(cast: Cast, count: int, seed: int = 1) -> list[SheetRow]:
    """`count` cases, by turns of the north and the south, each with a row of random values."""
    chance = random.Random(seed)
    with arranging():
        own = [
            OwnColumn.objects.create(label=f"Propia {kind}", kind=kind, options=options_of(*options), position=place)
            for place, (kind, options) in enumerate(OWN_COLUMNS)
        ]
        made = [_row(_case(cast, number), chance, own) for number in range(count)]
        SheetRow.objects.all().delete()
        return SheetRow.objects.bulk_create(made)


def options_of(*labels: str) -> list[dict[str, Any]]:
    return [{"code": str(n), "label": label, "is_offered": True} for n, label in enumerate(labels, start=1)]


def _case(cast: Cast, number: int) -> Case:
    centre = (cast.north, cast.south)[number % 2]
    return Case.objects.create(
        customer=make_customer(centre), operations_centre=centre, state="reception", state_since=NOON,
        opened_at=NOON - timedelta(days=number), origin=Case.Origin.CYCLE,
    )  # fmt: skip


def _row(case: Case, chance: random.Random, own: list[OwnColumn]) -> SheetRow:
    opened = chance.randrange(739000, 739300)
    row = SheetRow(case=case, opened=case.opened_at, opened_day=opened)
    row.closed_day = chance.choice([None, opened + chance.randrange(30)])
    for column in COLUMNS:
        if column.value is None and column.key != "opened":
            value = _value(column.kind, chance, column.choices and list(column.choices()))
            length = getattr(SheetRow._meta.get_field(column.key), "max_length", None)
            setattr(row, column.key, value[:length] if isinstance(value, str) and length else value)
            if column.is_folded:
                setattr(row, f"{column.key}_folded", fold(getattr(row, column.key)))
    row.product_centre = chance.choice([None, case.operations_centre_id])
    for column in own:
        value = _own_value(column, chance)
        if value is not None:
            row.own[own_key(column.pk)] = value
            searched = ("yes" if value else "no") if isinstance(value, bool) else fold(str(value))
            row.own_folded[own_key(column.pk)] = searched
    return row


def _value(kind: Kind, chance: random.Random, codes: list[str] | None) -> Any:
    match kind:
        case Kind.TEXT:
            return chance.choice(TEXTS)
        case Kind.CHOICE:
            return chance.choice(["", "zz-gone", *(codes or [])])
        case Kind.INTEGER:
            return chance.randrange(5)
        case Kind.NUMBER | Kind.MONEY:
            return chance.choice([None, Decimal("-27.8"), Decimal("0"), Decimal("10.25"), Decimal("-19.4")])
        case Kind.DATE:
            return chance.choice([None, date(2026, 11, 23), date(2026, 11, 16), date(2026, 12, 1)])
        case Kind.MOMENT:
            return chance.choice([None, NOON + timedelta(hours=chance.randrange(-80, 80))])
    return chance.choice([True, False])


def _own_value(column: OwnColumn, chance: random.Random) -> Any:
    match column.kind:
        case "text":
            return chance.choice([None, "Muñoz", "100%", "plano"])
        case "number":
            return chance.choice([None, "-3.5", "12", "7.25"])
        case "date":
            return chance.choice([None, "2026-11-23", "2026-12-01"])
        case "choice":
            return chance.choice([None, *column.words])
    return chance.choice([None, True, False])


def local(moment: datetime) -> date:
    return moment.astimezone(LA_PAZ).date()
