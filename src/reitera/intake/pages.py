"""What the review page of an import shows: its columns, its counts, a page of its rejects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from reitera.intake import actions
from reitera.intake.entities import CUSTOMER_COLUMNS, PRODUCT_COLUMNS, ROW_COLUMNS
from reitera.intake.kinds import KINDS, Field, Type
from reitera.intake.mapping import missing_fields
from reitera.intake.models import Import
from reitera.intake.rejects import listed, read_rejects

REJECTS_A_PAGE = 50
# What is filled from another field: a link by its code, a flag by the state, a month by its day.
_LINKS = {"customer_id": "customer", "product_id": "product", "fault_report_id": "report", "annulled": "state",
          "month": "cancelled_on"}  # fmt: skip
ORDERS = {"dmy": "día/mes", "mdy": "mes/día", "ymd": "año-mes-día"}


@dataclass
class ColumnLine:
    """One column of the file: its title, an example, the field it is read as, and how."""

    place: int
    title: str
    example: str
    chosen: str
    read_as: str
    question: dict[str, str] | None = None


@dataclass
class Review:
    """Everything that the page of one import shows."""

    received: Import
    columns: list[ColumnLine]
    options: list[Field]
    missing: list[str]
    rejects: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[tuple[str, int]] = field(default_factory=list)
    more_rejects: int = 0
    doing: str = ""
    fields: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_editable(self) -> bool:
        return self.received.status in (Import.Status.UPLOADED, Import.Status.READY) and not self.doing

    @property
    def questions(self) -> list[ColumnLine]:
        return [column for column in self.columns if column.question]

    @property
    def entering(self) -> int:
        counts = self.received.counts
        return sum(counts.get(name, 0) for name in ("new", "changed", "unchanged"))

    @property
    def step(self) -> int:
        """Where the import stands among file, reading, columns and review, apply."""
        return 4 if self.received.status == Import.Status.APPLIED else 3


def review_of(received: Import, start: int = 0) -> Review:
    """The page of one import. A discarded one has no file any more, so its columns come from what was noted."""
    kind = KINDS[received.kind]
    described = received.described
    editable = received.status in (Import.Status.UPLOADED, Import.Status.READY)
    asked = {q["column"]: q for q in actions.open_questions(received)} if editable else {}
    by_column = {column: name for name, column in received.mapping.items()}
    example = (described.get("head") or [{}])[0]
    columns = [
        ColumnLine(
            place,
            title,
            str(example.get(title) or ""),
            by_column.get(title, ""),
            _read_as(received, kind.field(by_column[title]), title, asked) if title in by_column else "",
            asked.get(title),
        )
        for place, title in enumerate(described.get("columns", []))
    ]
    review = Review(received, columns, list(kind.fields), missing_fields(kind, received.mapping))
    review.doing = actions.progress_of(received)
    _with_rejects(review, start)
    review.fields = _changed_fields(received)
    return review


def _read_as(received: Import, chosen: Field, title: str, asked: dict[str, Any]) -> str:
    if chosen.type in (Type.MOMENT, Type.DAY):
        order = received.date_orders.get(title) or received.counts.get("date_orders", {}).get(title, "")
        return "" if title in asked else gettext(ORDERS.get(order, "fecha"))
    words = {Type.AMOUNT: gettext("Bs"), Type.CENTRE: gettext("centro"), Type.WORDS: gettext("catálogo")}
    return words.get(chosen.type, gettext("clave") if chosen.required else gettext("texto"))


def _with_rejects(review: Review, start: int) -> None:
    rejects = read_rejects(review.received)
    review.rejects = listed(rejects, start, REJECTS_A_PAGE)
    review.more_rejects = max(0, rejects.height - start - REJECTS_A_PAGE)
    counted = Counter(rejects["column"].to_list())
    review.reasons = counted.most_common(5)


def _changed_fields(received: Import) -> list[tuple[str, int]]:
    """How many stored rows change in each field, under the names that the columns have on this page."""
    return [(column_label(received.kind, name), count) for name, count in received.counts.get("fields", {}).items()]


def column_label(kind: str, name: str) -> str:
    """ "row.closed_at" → "Fecha de cierre": the field of the file that fills a stored column."""
    subject, column = name.split(".")
    filled = {"customer": CUSTOMER_COLUMNS, "product": PRODUCT_COLUMNS, "row": ROW_COLUMNS[kind]}[subject]
    source = filled[column][0] if column in filled else _LINKS.get(column, column)
    known = {field.name: str(field.label) for field in KINDS[kind].fields}
    return known.get(_LINKS.get(source, source), column)
