"""What step 9 adds to the case page and the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases import rules
from reitera.cases.acts import Act, add_act, do_move_with
from reitera.cases.catalogue import CALL_RESULT, RETENTION
from reitera.cases.catalogue.families import need
from reitera.cases.models import Case
from reitera.cases.page import add_section
from reitera.core.visibility import Viewer
from reitera.procedure.steps import State
from reitera.retention import actions
from reitera.retention.forms import AgreementForm, CallForm, ExecutionForm, LeavingForm
from reitera.retention.models import Agreement
from reitera.retention.sections import contact_section
from reitera.staff.models import User


def _can_contact(viewer: Viewer, case: Case) -> bool:
    return case.state == State.RETENTION_CONTACT and rules.waits_for(viewer, case)


def _note_call(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Case:
    return actions.note_call(case=cases[0], actor=actor, at=at, **given)


def _note_agreement(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Agreement:
    facts = {name: given[name] for name in AgreementForm.FACTS}
    return actions.note_agreement(
        case=cases[0], kind=given["kind"], agreed_on=given["agreed_on"], replaces=given["replaces"],
        remark=given["remark"], facts=facts, actor=actor, at=at,
    )  # fmt: skip


def _execute(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Case:
    told = {name: words for name, words in given.items() if name != "executed_on"}
    return actions.execute_agreement(case=cases[0], executed_on=given["executed_on"], given=told, actor=actor, at=at)


def _let_go(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Case:
    told = {name: words for name, words in given.items() if name != "why"}
    return actions.let_customer_go(case=cases[0], why=given["why"], given=told, actor=actor, at=at)


def _what_is_missing(case: Case) -> str:
    missing = not case.agreements.open().exists()
    return gettext("Falta anotar el acuerdo.") if missing else ""


add_act(Act(
    "note_call", _("Anotar llamada"), _can_contact, CallForm, _note_call,
    leads=_("sigue aquí; el último intento sin contacto lo pasa solo"), many=False, keeps=True, is_first=True,
))  # fmt: skip
add_act(Act(
    "note_agreement", _("Anotar acuerdo"), _can_contact, AgreementForm, _note_agreement,
    leads=_("sigue aquí, por ejecutar hasta la fecha acordada"), many=False, keeps=True, is_first=True,
))  # fmt: skip
do_move_with(
    State.RETENTION_CONTACT, "agreement_executed", form=ExecutionForm, do=_execute, many=False, keeps=True,
    warning=_what_is_missing,
)  # fmt: skip
do_move_with(
    State.RETENTION_CONTACT, "customer_cancels", form=LeavingForm, do=_let_go, many=False, keeps=True,
    asks_once=_("El caso se concluirá como baja del cliente. Esto no se puede deshacer."),
)  # fmt: skip
add_section(contact_section)
need(
    CALL_RESULT, _("en fidelización no habría otro para anotar que se habló con el cliente"),
    is_contact=True, only_for_surveys=False,
)  # fmt: skip
need(
    CALL_RESULT, _("no habría otro que cuente como intento fallido, y a quien no contesta se lo llamaría sin fin"),
    is_contact=False, only_for_surveys=False,
)  # fmt: skip
need(RETENTION, _("es el único motivo de baja, y sin uno no se concluye el caso de quien se va"), is_leaving=True)
