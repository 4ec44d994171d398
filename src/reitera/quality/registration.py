"""What steps 11 to 13 add to the case page and the inbox, and who may not check quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reitera.cases import rules
from reitera.cases.acts import Act, add_act, do_move_with, hide_moves
from reitera.cases.catalogue import CALL_RESULT, DISSATISFACTION
from reitera.cases.catalogue.families import need
from reitera.cases.models import Case
from reitera.cases.page import add_section
from reitera.cases.queries import never_own_work
from reitera.core.visibility import Viewer
from reitera.procedure.steps import State
from reitera.quality import actions
from reitera.quality.forms import CausesForm, CheckCallForm, InformForm, SurveyForm, answers_of
from reitera.quality.models import CustomerInformed, Dissatisfaction, Questionnaire, Survey
from reitera.quality.rules import has_done_work, is_own_work, somebody_else_can_check
from reitera.quality.sections import quality_section
from reitera.quality.survey import CONTACTED, WANTS_TO_LEAVE
from reitera.staff.models import User


def _has_at(state: State) -> Any:
    def allowed(viewer: Viewer, case: Case) -> bool:
        return case.state == state and rules.waits_for(viewer, case)

    return allowed


def _is_of_others(viewer: Viewer, case: Case) -> bool:
    return not has_done_work(case, viewer.user_id)


def _survey(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Survey:
    answers = answers_of(dict(given), Questionnaire.in_force())
    return actions.record_survey(case=cases[0], answers=answers, plan=given.get("plan", ""), actor=actor, at=at)


def _note_call(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Case:
    return actions.note_check_call(case=cases[0], actor=actor, at=at, **given)


def _identify(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Dissatisfaction:
    told = {**given, "is_technical": given["is_technical"] == "yes"}
    return actions.identify_causes(case=cases[0], actor=actor, at=at, **told)


def _inform(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> CustomerInformed:
    return actions.inform_customer(case=cases[0], actor=actor, at=at, **given)


# The answers decide the move: nobody presses it.
hide_moves(State.QUALITY_CHECK, "satisfied", "dissatisfied", "wants_to_leave")
hide_moves(State.DISSATISFACTION, "technical", "not_technical")
add_act(Act(
    "survey", _("Hacer encuesta"), _has_at(State.QUALITY_CHECK), SurveyForm, _survey,
    leads=_("satisfecho concluye; si no, pasa a 12; quien quiere irse, a 6"), fits=_is_of_others, many=False,
    keeps=True, is_first=True,
))  # fmt: skip
add_act(Act(
    "note_check_call", _("Anotar intento"), _has_at(State.QUALITY_CHECK), CheckCallForm, _note_call,
    leads=_("sigue aquí; el último intento sin contacto lo concluye solo"), fits=_is_of_others, many=False,
    keeps=True, is_first=True,
))  # fmt: skip
add_act(Act(
    "identify_causes", _("Anotar causas"), _has_at(State.DISSATISFACTION), CausesForm, _identify,
    leads=_("técnicas: pasa a 13 · Informar al cliente; otras: vuelve a 6"), many=False, keeps=True, is_first=True,
))  # fmt: skip
do_move_with(State.INFORM_CUSTOMER, "informed", form=InformForm, do=_inform, many=False, keeps=True)
never_own_work(State.QUALITY_CHECK, is_of=lambda person: Q(is_own_work(person)), somebody_else=somebody_else_can_check)
add_section(quality_section)
need(
    CALL_RESULT,
    _("con él se anota la llamada de cada encuesta contestada"),
    CONTACTED,
    is_contact=True,
    asks_time=False,
)
need(DISSATISFACTION, _("con él se anota en la encuesta que el cliente quiere darse de baja"), WANTS_TO_LEAVE)
