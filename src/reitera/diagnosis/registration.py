"""What the diagnosis adds to cases: acts, moves with their forms, a section of the page, and words for the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases import acts
from reitera.cases.acts import Act
from reitera.cases.models import Case
from reitera.cases.page import add_section
from reitera.core.clock import now
from reitera.diagnosis import actions, rules
from reitera.diagnosis.forms import ContactForm, ReadingsForm, RemoteFixForm, StableForm, cause_form
from reitera.diagnosis.queries import lacking_contact, stabilities_of
from reitera.diagnosis.section import readings_section
from reitera.procedure.moves import move_for
from reitera.procedure.steps import State
from reitera.staff.models import User

WRITTEN = ("reason", "incident", "order", "plan", "remark")
REVIEWED = ("visit_needed", "no_technical_solution", "already_attended", "plant_fault")
"""Outcomes of step 4 that carry the probable cause beside what they need."""


def register() -> None:
    acts.add_act(Act("readings", _("Anotar lecturas"), rules.can_note_readings, ReadingsForm, _note_readings,
                     leads=_("mide y juzga los factores; el caso no se mueve"), many=False, keeps=True,
                     is_first=True))  # fmt: skip
    acts.add_act(Act("contact", _("Anotar contacto"), rules.can_note_contact, ContactForm, _note_contact,
                     leads=_("el cliente sabe de la solución (15.1)"), many=False, keeps=True))  # fmt: skip
    for outcome in REVIEWED:
        move = move_for(State.TECHNICAL_REVIEW, outcome)
        assert move is not None
        acts.do_move_with(State.TECHNICAL_REVIEW, outcome, form=cause_form(move.needs), do=_with_cause(outcome))
    for state in (State.TECHNICAL_REVIEW, State.SCHEDULE_VISIT):
        acts.do_move_with(state, "remote_fix", form=RemoteFixForm, do=_fix_remotely, keeps=True)
    acts.do_move_with(State.SOLUTION_MONITORING, "stable", form=StableForm, do=_give_as_stable, warning=stable_warning)
    add_section(readings_section)


def stable_warning(case: Case) -> str:
    """What is missing before the solution can be given as stable; empty when nothing is."""
    said = []
    clock = stabilities_of([case], now()).get(case.pk)
    if clock is not None and not clock.is_reached:
        sentence = gettext(
            "Faltan {missing} horas estables de las {needed} que pide el plazo. "
            "Si la da por estable antes, escriba por qué."
        )
        said.append(sentence.format(missing=clock.missing, needed=clock.needed))
    if lacking_contact([case]):
        said.append(gettext("Falta anotar el contacto con el cliente por la solución remota."))
    return " ".join(said)


def _written(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: given[name] for name in WRITTEN if given.get(name)}


def _with_cause(outcome: str) -> acts.Doing:
    def do(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Any:
        return actions.move_with_cause(
            cases=cases, outcome=outcome, written=_written(given), cause=given.get("cause"), actor=actor, at=at
        )

    return do


def _fix_remotely(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Any:
    return actions.fix_remotely(
        cases=cases, solution=given["solution"], written=_written(given), cause=given.get("cause"), actor=actor, at=at
    )


def _give_as_stable(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Any:
    return actions.give_as_stable(cases=cases, written=_written(given), actor=actor, at=at)


def _note_readings(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Any:
    names = ("entries", "moment", "measured_at", "product", "cause", "remark")
    return actions.note_readings(
        case=cases[0], **{name: given[name] for name in names}, optical_class=given.get("optical_class", ""),
        actor=actor, at=at,
    )  # fmt: skip


def _note_contact(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Any:
    return actions.note_contact(case=cases[0], **given, actor=actor, at=at)
