"""The columns of the sheet, each named once: the grid, filters, paste, views, export, history and API read this list.

A column says what it is called, of which kind, where its value comes from, who sees it, and, where it may be written,
the package's rule and writer that an edit calls (`editing`). The sheet has no rules of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import F, IntegerField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import FIRST_NUMBER
from reitera.cases.rules import needs_contact
from reitera.core.clock import today
from reitera.core.visibility import Viewer
from reitera.sheet import choices
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn

Choices = Callable[[], Mapping[str, str]]
OWN = "own_"


def _everybody(viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True)
class Column:
    """One column. `key` is its name in addresses and, but for the provider's own, the field of `SheetRow`.

    `fills` says in words where its value comes from. `choices` gives code → words for every code it may hold.
    `of_product` columns are shown only to who sees the product. `value` replaces the field where it is computed.
    `pinned` ones stay at the left; `total` is what the foot of the sheet says of it: "count", "mean" or "sum".
    """

    key: str
    label: str | Promise
    kind: Kind
    width: int
    fills: str | Promise
    help: str | Promise = ""
    seen_by: Callable[[Viewer], bool] = _everybody
    choices: Choices | None = None
    of_product: bool = False
    value: Callable[[], Combinable] | None = None
    judged: str = ""
    places: int = 0
    pinned: bool = False
    total: str = ""
    own: OwnColumn | None = None

    @property
    def name(self) -> str:
        return gettext(str(self.label))

    @property
    def is_aside(self) -> bool:
        """One of the provider's own that is out of use: only the past tells of it."""
        return self.own is not None and not self.own.is_active

    @property
    def is_folded(self) -> bool:
        """Whether its text is searched and sorted by a folded twin."""
        return self.kind is Kind.TEXT and self.value is None


def _days_open() -> Combinable:
    """Local days since the case was opened, until its conclusion or today."""
    return Coalesce(F("closed_day"), Value(today().toordinal()), output_field=IntegerField()) - F("opened_day")


def _case_number() -> Combinable:
    """The digits of "TT-1042"."""
    return F("case_id") + FIRST_NUMBER


PROCEDURE = _("Lo llena el procedimiento.")
IMPORTS = _("Viene de las importaciones.")

COLUMNS: tuple[Column, ...] = (
    Column("case", _("Caso"), Kind.INTEGER, 104, _("Lo pone el sistema al abrir el caso."), value=_case_number,
           pinned=True, total="count"),
    Column("customer", _("Cliente"), Kind.TEXT, 176, IMPORTS, pinned=True),
    Column("segment", _("Seg."), Kind.CHOICE, 48, _("Sale de la facturación al entrar a la lista (1)."),
           help=_("Segmento de facturación: A es el más alto."), choices=choices.segments),
    Column("state", _("Paso"), Kind.CHOICE, 176, PROCEDURE, choices=choices.states),
    Column("due", _("Vence"), Kind.MOMENT, 104, _("Sale del plazo del paso en horas hábiles."), total="overdue"),
    Column("cause", _("Causa probable"), Kind.CHOICE, 168, _("Paso 4; la precisa el informe de campo (19)."),
           choices=choices.causes, total="distinct"),
    Column("before", _("Antes"), Kind.NUMBER, 84, _("Paso 4: la medida principal antes de la solución."),
           help=_("La medida principal de la tecnología; en fibra, la potencia que recibe la ONT."),
           judged="before_judgement", places=1, total="mean"),
    Column("after", _("Después"), Kind.NUMBER, 84, _("Pasos 15 y 19: la medida principal después de la solución."),
           judged="after_judgement", places=1, total="mean"),
    Column("visit", _("Visita"), Kind.MOMENT, 116, _("Paso 14; la confirma el 18."), total="count",
           help=_("Fecha y hora de la visita; al escribirla puede dar también el final: 25/11 9:00 a 11:00.")),
    Column("technician", _("Técnico"), Kind.CHOICE, 128, _("Paso 14; lo confirma el 18."), choices=choices.people,
           total="distinct"),
    Column("priority", _("Prioridad"), Kind.CHOICE, 84, _("Paso 18."), choices=choices.priorities),
    Column("remark", _("Observación"), Kind.TEXT, 220, _("La escriben quienes llevan el caso.")),
    Column("owner", _("A cargo de"), Kind.CHOICE, 128, _("Lo asigna el Supervisor o el Analista Gestor."),
           choices=choices.people),
    Column("centre", _("Centro"), Kind.CHOICE, 104, _("El del último reporte; cambia con «Transferir»."),
           choices=choices.centres),
    Column("role", _("Espera a"), Kind.CHOICE, 150, PROCEDURE, choices=choices.waiting_roles),
    Column("days_open", _("Días abierto"), Kind.INTEGER, 72, _("Desde que se abrió hasta hoy o su conclusión."),
           value=_days_open, total="mean"),
    Column("reports", _("Rep. 10 d"), Kind.INTEGER, 76, IMPORTS,
           help=_("Reportes en la ventana que lo hizo reiterado.")),
    Column("reports_30", _("Rep. 30 d"), Kind.INTEGER, 76, IMPORTS,
           help=_("Reportes en los 30 días hasta el último."), total="sum"),
    Column("last_report", _("Último reporte"), Kind.MOMENT, 120, IMPORTS),
    Column("phone", _("Teléfono"), Kind.TEXT, 108, _("Viene de las importaciones; se corrige aquí."),
           seen_by=needs_contact),
    Column("address", _("Dirección"), Kind.TEXT, 200, _("Viene de las importaciones; se corrige aquí."),
           seen_by=needs_contact),
    Column("zone", _("Zona"), Kind.TEXT, 120, _("Viene de las importaciones; se corrige aquí.")),
    Column("contract", _("Contrato"), Kind.TEXT, 96, IMPORTS, of_product=True),
    Column("technology", _("Tecnología"), Kind.TEXT, 104, IMPORTS, of_product=True),
    Column("plan", _("Plan"), Kind.TEXT, 132, IMPORTS, of_product=True),
    Column("billing", _("Facturación"), Kind.MONEY, 104, IMPORTS, help=_("Bs al mes, del cliente entero."), places=2,
           total="sum"),
    Column("factor", _("Factor técnico"), Kind.TEXT, 168, _("Paso 4: el factor que peor salió.")),
    Column("solution", _("Solución"), Kind.CHOICE, 168, _("Pasos 15 y 19."), choices=choices.solutions),
    Column("analyst", _("Operador USM"), Kind.CHOICE, 128, _("Quién actuó último en los pasos de la USM."),
           choices=choices.people),
    Column("visit_result", _("Resultado de visita"), Kind.CHOICE, 150, _("Paso 19."), choices=choices.visit_results),
    Column("material", _("Material"), Kind.TEXT, 180, _("Informe de campo (19).")),
    Column("agreement", _("Acuerdo de fidelización"), Kind.CHOICE, 176, _("Paso 9."), choices=choices.agreements),
    Column("satisfaction", _("Satisfacción"), Kind.CHOICE, 120, _("Paso 11."), choices=choices.verdicts),
    Column("dissatisfaction", _("Causa de insatisfacción"), Kind.TEXT, 180, _("Paso 12.")),
    Column("order", _("Orden cerrada"), Kind.TEXT, 108, _("Cierre de orden (19.3).")),
    Column("incident", _("Incidente"), Kind.TEXT, 108, _("Incidente de planta: OPE-ASE-GIR-P02."),
           help=_("Número del incidente de planta en OPE-ASE-GIR-P02.")),
    Column("week", _("Semana"), Kind.DATE, 92, _("El ciclo que lo trajo (1)."),
           help=_("Lunes de la semana del ciclo.")),
    Column("opened", _("Abierto"), Kind.MOMENT, 120, PROCEDURE),
    Column("reincident", _("Reincidente"), Kind.YES_NO, 92, PROCEDURE),
    Column("critical", _("Crítico"), Kind.YES_NO, 76, PROCEDURE),
    Column("unsolved", _("Sin solución técnica"), Kind.YES_NO, 104, _("Paso 5.")),
    Column("definitive_until", _("En observación hasta"), Kind.DATE, 112,
           _("Conclusión más la ventana: si no vuelve a reportar, la solución fue definitiva.")),
    Column("result", _("Resultado"), Kind.CHOICE, 120, PROCEDURE, choices=choices.results),
)  # fmt: skip

STANDARD = {column.key: column for column in COLUMNS}


def own_key(pk: int) -> str:
    return f"{OWN}{pk}"


def columns_in_force() -> dict[str, Column]:
    """The standard columns and the provider's own active ones, by key, in the order of the sheet. One query."""
    own = {own_key(row.pk): own_column(row) for row in OwnColumn.objects.filter(is_active=True)}
    return {**STANDARD, **own}


def columns_seen(viewer: Viewer) -> dict[str, Column]:
    """The columns that this person may see, by key. One query."""
    return {key: column for key, column in columns_in_force().items() if column.seen_by(viewer)}


def columns_ever_seen(viewer: Viewer) -> dict[str, Column]:
    """The same with the provider's own columns that were put aside, for what is told of the past. One query."""
    own = {own_key(row.pk): own_column(row) for row in OwnColumn.objects.all()}
    return {key: column for key, column in {**STANDARD, **own}.items() if column.seen_by(viewer)}


_OWN_WIDTHS = {Kind.TEXT: 160, Kind.NUMBER: 96, Kind.DATE: 96, Kind.CHOICE: 128, Kind.YES_NO: 76}


def own_column(row: OwnColumn) -> Column:
    kind = Kind(row.kind)
    return Column(
        own_key(row.pk), row.label, kind, _OWN_WIDTHS[kind], _("Columna propia: la escriben quienes llevan el caso."),
        help=row.help, choices=(lambda: row.words) if kind is Kind.CHOICE else None, own=row,
        places=2 if kind is Kind.NUMBER else 0, total="sum" if kind is Kind.NUMBER else "",
    )  # fmt: skip
