"""Which rows a person sees for a query, in which order, in which groups, and what the foot says of them.

The order is told once as a list of case ids; blocks of rows are then asked by id (`blocks`). So a row keeps its place
while others change, as in a spreadsheet, until the person sorts again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Avg, Case, Count, DecimalField, F, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf
from django.db.models.lookups import Exact, IsNull

from reitera.core import clock
from reitera.core.text import fold
from reitera.core.visibility import Scope, Viewer, viewer_of
from reitera.sheet.columns import Column
from reitera.sheet.kinds import Kind, canonical
from reitera.sheet.models import SheetRow
from reitera.sheet.query import Filter, Query

_OF_PRODUCT = Scope(centre="product_centre")
_SEARCHED = ("customer", "contract", "phone", "order", "incident", "remark")


@dataclass(frozen=True)
class Group:
    """Rows with one value: the value, its words, how many, and how many of them are overdue."""

    key: Any
    label: str
    count: int
    overdue: int


@dataclass(frozen=True)
class Listing:
    """Case ids in order (group after group where grouped), and what is said of them all."""

    ids: list[int]
    overdue: int
    groups: list[Group] = field(default_factory=list)
    totals: dict[str, dict[str, Any]] = field(default_factory=dict)
    found: list[int] | None = None


def list_rows(person: Any, query: Query, columns: Mapping[str, Column]) -> Listing:
    """The rows of a query that the person sees. At most six queries, whatever the number of rows."""
    viewer = viewer_of(person)
    rows = matching_rows(viewer, query, columns)
    groups = _groups(rows, columns[query.group], viewer) if query.group else []
    ordered = _ordered(rows, query, columns, viewer, groups)
    ids = list(ordered.values_list("pk", flat=True))
    totals = _totals(rows, columns, viewer)
    overdue = totals.pop("_overdue")
    return Listing(
        ids=ids,
        overdue=overdue,
        groups=groups,
        totals=totals,
        found=_found(rows, ids, query, columns, viewer) if query.find else None,
    )


def ids_in_order(person: Any, query: Query, columns: Mapping[str, Column]) -> list[int]:
    """The ids of `list_rows` alone."""
    viewer = viewer_of(person)
    rows = matching_rows(viewer, query, columns)
    groups = _groups(rows, columns[query.group], viewer) if query.group else []
    return list(_ordered(rows, query, columns, viewer, groups).values_list("pk", flat=True))


def matching_rows(person: Any, query: Query, columns: Mapping[str, Column]) -> QuerySet[SheetRow]:
    """The visible rows that meet every filter."""
    viewer = viewer_of(person)
    rows: QuerySet[SheetRow] = SheetRow.objects.visible_to(viewer)
    for number, asked in enumerate(query.filters):
        rows = _meeting(rows, asked, columns[asked.column], viewer, f"_f{number}")
    return rows


def value_of(column: Column, viewer: Viewer, *, folded: bool = False) -> Combinable:
    """The value of a column as an expression; blank where the person does not see the row's product."""
    expression = _plain_value(column, folded=folded)
    if not column.of_product or (seen := sees_product(viewer)) is None:
        return expression
    return Case(When(seen, then=expression), default=Value(""), output_field=TextField())


def sees_product(viewer: Viewer) -> Q | None:
    """The rows whose product the viewer sees: of its centres, and of the own visit in the case's centre; None: all."""
    condition = _OF_PRODUCT.condition(viewer, SheetRow)
    if condition is None:
        return None
    owner = SheetRow.scope.sight_of(viewer).owner
    if owner is None:
        return condition
    return condition | Q(case__technician_id=owner, product_centre=F("case__operations_centre_id"))


def _plain_value(column: Column, *, folded: bool) -> Combinable:
    if column.own is not None:
        text = KeyTextTransform(column.key, "own_folded" if folded or column.kind is Kind.YES_NO else "own")
        # Cast also where it is a text: the lookups of a JSON key compare JSON, not what it says.
        number = DecimalField(max_digits=20, decimal_places=4)
        return Cast(text, number if column.kind is Kind.NUMBER and not folded else TextField())
    if column.value is not None:
        return column.value()
    return F(f"{column.key}_folded") if folded and column.is_folded else F(column.key)


def _meeting(rows: QuerySet[SheetRow], asked: Filter, column: Column, viewer: Viewer, alias: str) -> QuerySet[SheetRow]:
    folded = asked.op == "contains"
    rows = rows.alias(**{alias: value_of(column, viewer, folded=folded)})
    return rows.filter(_condition(asked, column, alias))


def _condition(asked: Filter, column: Column, alias: str) -> Q:
    blank = Q(**{f"{alias}__isnull": True})
    if column.kind in (Kind.TEXT, Kind.CHOICE) or column.of_product:
        blank |= Q(**{alias: ""})
    match asked.op:
        case "blank":
            return blank
        case "filled":
            return ~blank
        case "contains":
            return Q(**{f"{alias}__contains": fold(asked.text)})
        case "overdue":
            return Q(**{f"{alias}__lt": clock.now()})
        case "in":
            values = [_stored(value, column) for value in asked.values if value is not None]
            found = Q(**{f"{alias}__in": values})
            return found | blank if None in asked.values else found
    return _within(asked, column, alias)


def _stored(value: Any, column: Column) -> Any:
    if column.kind is Kind.YES_NO and column.own is not None:
        return "yes" if value else "no"
    return value


def _within(asked: Filter, column: Column, alias: str) -> Q:
    low, high = asked.low, asked.high
    ends = {"gte": low, "lte": high}
    if column.kind is Kind.MOMENT:
        ends = {"gte": low and clock.midnight(low), "lt": high and clock.midnight(high + timedelta(days=1))}
    elif column.kind is Kind.DATE and column.own is not None:
        ends = {name: end and end.isoformat() for name, end in ends.items()}
    met = Q(**{f"{alias}__isnull": False})
    if column.own is not None and column.kind is Kind.DATE:
        met &= ~Q(**{alias: ""})
    for name, end in ends.items():
        if end is not None:
            met &= Q(**{f"{alias}__{name}": end})
    return met


def _ordered(
    rows: QuerySet[SheetRow], query: Query, columns: Mapping[str, Column], viewer: Viewer, groups: Sequence[Group]
) -> QuerySet[SheetRow]:
    """Group after group as they are listed; then by the columns asked for.

    Blanks come last in either direction; what is equal stays in the order of the cases.
    """
    order: list[Any] = []
    if query.group:
        column = columns[query.group]
        listed = [group.key for group in groups if group.key is not None] if column.choices else None
        order.append(sort_key(column, viewer, codes=listed).asc(nulls_last=True))
    for asked in query.order:
        key = sort_key(columns[asked.column], viewer)
        order.append(key.desc(nulls_last=True) if asked.descending else key.asc(nulls_last=True))
    return rows.order_by(*order, "pk")


def sort_key(column: Column, viewer: Viewer, codes: Sequence[str] | None = None) -> Any:
    """What a column is sorted by, null where blank: choices by their place in a list, texts without accents."""
    if column.choices is not None:
        return _rank(value_of(column, viewer), list(column.choices()) if codes is None else codes)
    if column.kind is Kind.TEXT:
        return NullIf(value_of(column, viewer, folded=True), Value(""))
    return value_of(column, viewer)


def _rank(value: Any, codes: Sequence[str]) -> Any:
    places = [When(_equals(value, code), then=Value(place)) for place, code in enumerate(codes)]
    return Case(
        *places, When(Q(IsNull(value, True)) | Q(_equals(value, "")), then=Value(None)), default=Value(len(codes)),
        output_field=models.IntegerField(null=True),
    )  # fmt: skip


def _equals(value: Any, code: str) -> Any:
    return Exact(value, Value(code))


def _groups(rows: QuerySet[SheetRow], column: Column, viewer: Viewer) -> list[Group]:
    late = Count("pk", filter=Q(due__lt=clock.now()))
    counted = rows.order_by().annotate(_key=value_of(column, viewer)).values("_key")
    labels = column.choices() if column.choices else {}
    places = {code: place for place, code in enumerate(labels)}
    groups = [
        Group(key := _group_key(row["_key"], column), labels.get(str(key), ""), row["n"], row["late"])
        for row in counted.annotate(n=Count("pk"), late=late)
    ]
    # As the rows are sorted: blanks last, choices by their place and the unknown ones after them.
    return sorted(groups, key=lambda g: (g.key is None, places.get(g.key, len(places)), "" if places else str(g.key)))


def _group_key(value: Any, column: Column) -> Any:
    if column.kind is Kind.YES_NO and column.own is not None:
        return {"yes": True, "no": False}.get(value)
    return canonical(value)


def _totals(rows: QuerySet[SheetRow], columns: Mapping[str, Column], viewer: Viewer) -> dict[str, Any]:
    asked: dict[str, Any] = {"_overdue": Count("pk", filter=Q(due__lt=clock.now()))}
    for column in columns.values():
        if column.total and column.total != "overdue":
            asked[column.key] = _total(column, viewer)
    found = rows.order_by().aggregate(**{f"t_{key}": total for key, total in asked.items()})
    totals: dict[str, Any] = {"_overdue": found["t__overdue"]}
    for key in asked:
        if key != "_overdue":
            value = found[f"t_{key}"]
            totals[key] = {"kind": columns[key].total, "value": _plain_total(value)}
    totals["due"] = {"kind": "overdue", "value": found["t__overdue"]}
    return totals


def _total(column: Column, viewer: Viewer) -> Any:
    value = value_of(column, viewer)
    if column.total == "count":
        return Count(value)
    if column.total == "distinct":
        return Count(NullIf(value, Value("")), distinct=True)
    return Avg(value) if column.total == "mean" else Sum(value)


def _plain_total(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return f"{float(value):.2f}"


def _found(
    rows: QuerySet[SheetRow], ids: list[int], query: Query, columns: Mapping[str, Column], viewer: Viewer
) -> list[int]:
    """The rows that hold a text somewhere people look for: the number of the case, customer, telephone, remark…"""
    text = fold(query.find)
    met = Q(pk__in=())
    digits = text.removeprefix("tt-")
    if digits.isascii() and digits.isdigit() and len(digits) < 12:
        rows = rows.alias(_case=value_of(columns["case"], viewer))
        met |= Q(_case=int(digits))
    for key in _SEARCHED:
        if key in columns:
            rows = rows.alias(**{f"_s_{key}": value_of(columns[key], viewer, folded=True)})
            met |= Q(**{f"_s_{key}__contains": text})
    found = set(rows.filter(met).values_list("pk", flat=True))
    return [pk for pk in ids if pk in found]
