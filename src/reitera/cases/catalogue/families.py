"""What each list asks for of its items, and what the rules of the procedure need of it.

A package whose rules read an item says so with `need`, so that nobody takes it away under the rule:

    need(CALL_RESULT, _("con él se anota la llamada de cada encuesta"), "LLA-K01", is_contact=True)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.catalogue.items import CALL_RESULT, CAUSE, DISSATISFACTION, RETENTION, SOLUTION, VISIT_RESULT
from reitera.cases.models import CatalogueItem
from reitera.core.errors import NotFound


class Kind(StrEnum):
    FLAG = "flag"
    TEXT = "text"


@dataclass(frozen=True)
class Fact:
    """Something to say of every item of a list: yes or no, or a few words."""

    name: str
    label: str | Promise
    kind: Kind = Kind.FLAG
    help: str | Promise = ""

    @property
    def blank(self) -> Any:
        return False if self.kind is Kind.FLAG else ""


@dataclass(frozen=True)
class Family:
    """One list. Items of a list that does not grow are named one by one by the acts that offer them."""

    prefix: str
    title: str | Promise
    used: str | Promise
    facts: tuple[Fact, ...] = ()
    has_groups: bool = False
    has_technologies: bool = False
    grows: bool = True


@dataclass(frozen=True)
class Need:
    """Of these codes (of the whole list when there are none) one stays in use with these facts; `why` says for what."""

    why: str | Promise
    codes: frozenset[str] = frozenset()
    facts: Mapping[str, bool] = field(default_factory=dict)

    def is_met_by(self, items: Iterable[CatalogueItem]) -> bool:
        return any(
            item.is_active
            and (not self.codes or item.code in self.codes)
            and all(item.has(fact) is held for fact, held in self.facts.items())
            for item in items
        )


FAMILIES: dict[str, Family] = {
    family.prefix: family
    for family in (
        Family(
            CAUSE,
            _("Causas"),
            _("Por qué falla. Se elige al revisar los factores (4) y en el informe del técnico (19)."),
            facts=(
                Fact("responsible", _("Responsable"), Kind.TEXT),
                Fact("counts", _("Cuenta para la tasa de reiterados de la red")),
                Fact("may_be_mass_outage", _("Puede ser una falla masiva")),
                Fact("is_unexplained", _("No se encontró la falla: merece otra mirada")),
            ),
            has_groups=True,
            has_technologies=True,
        ),
        Family(
            SOLUTION,
            _("Soluciones"),
            _("Qué se hizo. Se elige al resolver a distancia (4, 14) y en el informe del técnico (19)."),
            facts=(
                Fact("evidence", _("Evidencia que se pide"), Kind.TEXT),
                Fact("is_palliative", _("Solo paliativa"), help=_("Sola no aleja la falla: no se da por definitiva.")),
            ),
            has_technologies=True,
        ),
        Family(
            VISIT_RESULT,
            _("Resultados de visita"),
            _("Cómo terminó una visita. Cada acto de 18 y 19 ofrece los suyos, así que la lista no crece."),
            facts=(Fact("outside_repair_time", _("No cuenta en el tiempo de reparación")),),
            grows=False,
        ),
        Family(
            CALL_RESULT,
            _("Resultados de llamada"),
            _("Qué pasó al llamar al cliente, en fidelización (9) y en control de calidad (11)."),
            facts=(
                Fact("button", _("Texto del botón"), Kind.TEXT, help=_("En blanco, el nombre.")),
                Fact("is_contact", _("Se habló con el cliente"), help=_("Sin esto cuenta como intento fallido.")),
                Fact("asks_time", _("Pide día y hora para volver a llamar")),
                Fact("only_for_surveys", _("Solo en control de calidad")),
            ),
        ),
        Family(
            RETENTION,
            _("Fidelización"),
            _("Cómo se retuvo al cliente, o por qué se da de baja (9)."),
            facts=(
                Fact("is_leaving", _("Es un motivo de baja"), help=_("Sin esto se ofrece como forma de retenerlo.")),
            ),
            has_groups=True,
        ),
        Family(
            DISSATISFACTION,
            _("Insatisfacción"),
            _("Por qué el cliente no está satisfecho, en la encuesta (11) y al identificar la causa (12)."),
            facts=(
                Fact("is_technical", _("Es técnica"), help=_("Es lo que el formulario propone; decide quien anota.")),
            ),
        ),
    )
}

_needs: dict[str, list[Need]] = {}


def need(family: str, why: str | Promise, *codes: str, **facts: bool) -> None:
    """Say what a rule reads of a list. `why` comes after a colon, so it begins in lower case."""
    _needs.setdefault(family, []).append(Need(why, frozenset(codes), facts))


def needs_of(family: str) -> list[Need]:
    return _needs.get(family, [])


def family_called(prefix: str) -> Family:
    """Raises NotFound."""
    if prefix not in FAMILIES:
        raise NotFound(what=gettext("el catálogo «{prefix}»").format(prefix=prefix[:20]))
    return FAMILIES[prefix]
