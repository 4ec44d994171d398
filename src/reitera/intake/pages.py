"""What the review page of an import shows: its columns, its counts, a page of its rejects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from reitera.intake import actions
from reitera.intake.kinds import KINDS, Field, Type
from reitera.intake.mapping import missing_fields
from reitera.intake.models import Import
from reitera.intake.rejects import listed, read_rejects

REJECTS_A_PAGE = 50
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
    labels = {"operations_centre_id": gettext("centro"), "customer_id": gettext("cliente"),
              "product_id": gettext("contrato"), "fault_report_id": gettext("reporte")}  # fmt: skip
    fields = received.counts.get("fields", {})
    return [(labels.get(name.split(".")[1], name.split(".")[1].replace("_", " ")), count)
            for name, count in fields.items()]  # fmt: skip
