"""What a column of the old sheet is here: its targets, and which one a title gives away (pure).

Nothing is dropped in silence: a column that has no counterpart becomes a column of one's own where its content has a
type, or goes into the remark under its title; «no se trae» is only for what the commercial system gives anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.core.text import fold
from reitera.intake.mapping import title_word
from reitera.sheet.kinds import Kind, Unreadable, read_day, read_number

NOTE, LEFT, NEW = "note", "left", "new_"
"""Into the remark under its title; not brought in; a new column of one's own (`new_text`, `new_number`, …)."""

OURS = ("FILA", "COLUMNA", "MOTIVO")
"""Titles that our own list of rejected rows puts in front of those of the file; it is sent again as it is."""

MOST_OPTIONS = 12
_LONGEST_OPTION = 40
_YES_NO = frozenset({"si", "no", "s", "n", "x", "verdadero", "falso"})
_OLDEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Target:
    """One thing a column may be; `words` are folded titles, the surest first. `is_key` ones find the customer."""

    name: str
    label: str | Promise
    words: tuple[str, ...]
    is_key: bool = False


def _numbered(*names: str) -> tuple[str, ...]:
    """The ways people write "number of": Nº, N°, Nro, Núm., Número de."""
    ways = ("no", "n", "nro", "num", "numero", "numero_de", "nro_de", "no_de", "n_de", "cod", "codigo", "codigo_de")
    return tuple(f"{way}_{name}" for name in names for way in ways)


TARGETS: tuple[Target, ...] = (
    Target("contract", _("Contrato"), ("contrato", *_numbered("contrato", "producto", "conexion"), "producto",
           "conexion", "linea"), is_key=True),
    Target("code", _("Código de cliente"), (*_numbered("cliente", "abonado", "suscriptor"), "id_cliente", "abonado"),
           is_key=True),
    Target("report", _("Número de reporte"), ("reporte", *_numbered("reporte", "reclamo", "ticket"), "ticket",
           "reclamo", "reporte_de_dano"), is_key=True),
    Target("phone", _("Teléfono"), ("celular", "telefono", "cel", "fono", "telf", "whatsapp", "movil", "contacto",
           "telefono_celular", "telefono_de_contacto", "telefono_contacto", *_numbered("celular", "telefono")),
           is_key=True),
    Target("name", _("Nombre del cliente"), ("cliente", "nombre", "nombre_cliente", "nombre_del_cliente", "titular",
           "razon_social", "nombre_completo", "nombre_y_apellido")),
    Target("state", _("Estado"), ("estado", "estado_actual", "estado_del_caso", "situacion", "etapa", "paso", "status",
           "estatus")),
    Target("opened", _("Fecha de apertura"), ("fecha", "fecha_ingreso", "fecha_de_ingreso", "fecha_apertura",
           "fecha_de_apertura", "fecha_inicio", "fecha_reporte", "fecha_de_reporte", "fecha_registro", "ingreso")),
    Target("centre", _("Centro de Operaciones"), ("centro", "centro_de_operaciones", "centro_operaciones", "centro_op",
           "regional", "sucursal", "base")),
    Target("visit", _("Fecha de visita"), ("fecha_visita", "fecha_de_visita", "visita", "fecha_programada",
           "fecha_agendada", "fecha_prog", "programacion")),
    Target("hour", _("Hora de visita"), ("hora", "hora_visita", "hora_de_visita", "horario", "franja", "turno")),
    Target("technician", _("Técnico"), ("tecnico", "tecnico_asignado", "tecnico_multiservicios")),
    Target("owner", _("A cargo de"), ("responsable", "a_cargo_de", "encargado", "asignado_a", "operador_usm",
           "operador", "analista_usm", "analista")),
    Target("remark", _("Observación"), ("observaciones", "observacion", "obs", "comentarios", "comentario", "notas",
           "detalle")),
    Target("cause", _("Causa probable"), ("causa", "causa_probable", "causa_de_la_falla", "causa_del_dano")),
    Target("before", _("Medida antes"), ("rx_antes", "potencia_antes", "rx_inicial", "lectura_antes", "medida_antes",
           "nivel_antes", "antes")),
    Target("after", _("Medida después"), ("rx_despues", "potencia_despues", "rx_final", "lectura_despues",
           "medida_despues", "nivel_despues", "despues")),
    Target("incident", _("Incidente de planta"), ("incidente", "incidente_de_planta", *_numbered("incidente"),
           "ope_ase_gir_p02")),
    Target("row", _("Número de fila"), ("fila", "no", "nro", "n", "item", "num")),
)  # fmt: skip

BY_NAME = {target.name: target for target in TARGETS}
KEYS = tuple(target.name for target in TARGETS if target.is_key)

_GIVEN_ANYWAY = frozenset({
    "direccion", "zona", "barrio", "plan", "tecnologia", "segmento", "facturacion", "fact_mes", "tarifa", "monto",
    "olt", "puerto", "caja", "columna", "motivo",
})  # fmt: skip
"""Titles of what the commercial system gives, and of what our own list of rejected rows adds."""


def propose(columns: Sequence[str], cells: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Title → target for every column, each target once; `cells` are what the columns hold."""
    by_word = {title_word(column): column for column in reversed(columns)}
    proposed: dict[str, str] = {}
    for target in TARGETS:
        found = (by_word[word] for word in target.words if word in by_word and by_word[word] not in proposed)
        if column := next(found, None):
            proposed[column] = target.name
    return {column: proposed.get(column) or _counterpartless(column, cells[column]) for column in columns}


def _counterpartless(column: str, cells: Iterable[str]) -> str:
    if title_word(column) in _GIVEN_ANYWAY:
        return LEFT
    kind = kind_of(cells)
    return NOTE if kind is Kind.TEXT else f"{NEW}{kind.value}"


def kind_of(cells: Iterable[str]) -> Kind:
    """The type that everything in a column has: yes or no, number, date, one of a few words; else text."""
    said = [cell for cell in cells if cell]
    words = {fold(cell) for cell in said}
    if not said:
        return Kind.TEXT
    if words <= _YES_NO:
        return Kind.YES_NO
    if all(_is_number(cell) for cell in said):
        return Kind.NUMBER
    if all(_is_day(cell) for cell in said):
        return Kind.DATE
    few = len(words) <= MOST_OPTIONS and len(said) >= 2 * len(words) and len(said) > 3
    return Kind.CHOICE if few and max(map(len, said)) <= _LONGEST_OPTION else Kind.TEXT


def options_of(cells: Iterable[str]) -> list[str]:
    """The words of a choice in the order they first come, each once whatever its case and accents."""
    found: dict[str, str] = {}
    for cell in cells:
        if cell:
            found.setdefault(fold(cell), cell)
    return list(found.values())


def _is_number(cell: str) -> bool:
    try:
        read_number(cell)
    except Unreadable:
        return False
    return True


def _is_day(cell: str) -> bool:
    try:
        return read_day(cell.removesuffix(" 00:00:00"), _OLDEST) > _OLDEST
    except Unreadable:
        # Month first: only the column as a whole says so (`dates`).
        parts = cell.replace("-", "/").split("/")
        return len(parts) == 3 and all(part.isdigit() for part in parts) and int(parts[1]) <= 31
