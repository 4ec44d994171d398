"""The acts a person can do on a case now: one list for the case page, the inbox and its bar for many.

The moves of the procedure are here by themselves. A package that does the work of a step registers its own form and
action for a move (`do_move_with`), or an act beside the moves (`add_act`); this module knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases import actions, rules
from reitera.cases.contacts import correct_contact
from reitera.cases.forms import ActForm, AssignForm, ContactForm, PlanForm, ReasonForm, TransferForm, needs_form
from reitera.cases.models import Case, step_label
from reitera.cases.refusals import NoSuchMove
from reitera.core.visibility import Viewer
from reitera.customers.actions import Contact
from reitera.procedure.moves import MOVES, Move, moves_from
from reitera.procedure.steps import HANDOVERS, RESULTS, State
from reitera.staff.models import User

RESERVED_KEYS = frozenset("jkxf?c")
"""Letters that already mean something on every page."""


Doing = Callable[[Sequence[Case], Mapping[str, Any], User, datetime], Any]
"""How an act is done: `do(cases, given, actor, at)`, with what its form cleaned."""


@dataclass(frozen=True)
class Act:
    """One thing a person may do: its name, when, what is asked for, and how it is done.

    `leads` says in words where it leads; `warning` what is still missing for it. `asks_once` is the sentence that is
    confirmed before what cannot be taken back. With `many` it may be done on several cases at once; with `keeps` it
    leaves rows of its own and cannot be undone from its message. `allowed` is asked for every row of a list and makes
    no query; `fits` says, where one case is shown, whether the person has a use for the act now.
    """

    code: str
    label: str | Promise
    allowed: Callable[[Viewer, Case], bool]
    form: type[ActForm]
    do: Doing
    leads: str | Promise = ""
    move: Move | None = None
    warning: Callable[[Case], str] | None = None
    fits: Callable[[Viewer, Case], bool] | None = None
    asks_once: str | Promise = ""
    many: bool = True
    keeps: bool = False
    is_first: bool = False

    @property
    def name(self) -> str:
        return gettext(str(self.label))

    @property
    def where_to(self) -> str:
        """ "pasa a 11 · Controlar calidad; informa en la Planilla (16)"."""
        return leads_of(self.move) if self.move else str(self.leads)

    def asks_about(self, cases: Sequence[Case], person: Any) -> bool:
        """Whether something must be written or confirmed before it is done."""
        if self.asks_once or self.form.always_asks:
            return True
        return self.form(cases=cases, person=person).asks


_moves: dict[tuple[State, str], Act | None] = {}
_added: list[Act] = []


def do_move_with(state: State, outcome: str, *, form: type[ActForm], do: Doing, many: bool = True, **more: Any) -> None:
    """Do a move of the table with a form and an action of the package that does the work of the step."""
    move = next(m for m in MOVES if m.origin is state and m.outcome == outcome)
    _moves[state, outcome] = _act_of(move, form=form, do=do, many=many, **more)


def hide_moves(state: State, *outcomes: str) -> None:
    """Moves that follow from an act of the package (the answers of a survey), so that nobody presses them directly."""
    for outcome in outcomes:
        _moves[state, outcome] = None


def add_act(act: Act) -> None:
    """An act beside the moves, before the ones every state has. Registering it again replaces it."""
    _added[:] = [known for known in _added if known.code != act.code] + [act]


def acts_allowed(viewer: Viewer, case: Case) -> list[Act]:
    """What the person can do on the case now: the work of the step, its moves, and what every state allows."""
    every = [*(act for act in _added if act.is_first), *_moves_of(State(case.state))]
    every += [*(act for act in _added if not act.is_first), *GENERAL]
    return [act for act in every if act.allowed(viewer, case)]


def act_called(code: str, viewer: Viewer, case: Case) -> Act:
    """The act by its code, allowed or not: who may not do it is refused by the action, with the reason.

    Raises NoSuchMove when the state of the case knows no such act.
    """
    everywhere = (*GENERAL, CORRECTION)
    for act in [*_added, *_moves_of(State(case.state)), *everywhere]:
        if act.code == code and (act.move is not None or act.allowed(viewer, case) or act in everywhere):
            return act
    raise NoSuchMove(case=case, step=case.step_label)


def keys_of(acts: Sequence[Act]) -> dict[str, str]:
    """A letter for each act."""
    return free_letters({act.code: act.name for act in acts}, taken=RESERVED_KEYS)


def free_letters(names: Mapping[str, str], *, taken: Iterable[str]) -> dict[str, str]:
    """A letter for each name: its first that is free; "" when none is."""
    used, keys = set(taken), dict[str, str]()
    for code, name in names.items():
        letter = next((c for c in name.lower() if c.isascii() and c.isalpha() and c not in used), "")
        keys[code] = letter.upper()
        used.add(letter)
    return keys


def leads_of(move: Move) -> str:
    """Where a move leads, with the hand-overs done on the way."""
    if move.result:
        text = gettext("concluye el caso: {result}").format(result=gettext(RESULTS[move.result]).lower())
    else:
        text = gettext("pasa a {step}").format(step=step_label(move.target))
    return "; ".join([text, *(f"{_lower_first(gettext(HANDOVERS[h]))} ({h})" for h in move.logged)])


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _moves_of(state: State) -> list[Act]:
    pressed = (move for move in moves_from(state) if not move.by_product)
    found = (_moves[state, m.outcome] if (state, m.outcome) in _moves else _plain_act(m) for m in pressed)
    return [act for act in found if act is not None]


def _act_of(move: Move, **fields: Any) -> Act:
    fields.setdefault("allowed", lambda viewer, case: rules.can_do(viewer, case, move))
    return Act(code=move.outcome, label=move.label, move=move, **fields)


@cache
def _plain_act(move: Move) -> Act:
    def do(cases: Sequence[Case], given: Mapping[str, Any], actor: User, at: datetime) -> Sequence[Case]:
        return actions.act(cases=cases, outcome=move.outcome, actor=actor, at=at, given=given)

    return _act_of(move, form=needs_form(move.needs), do=do)


GENERAL = (
    Act(
        "return", _("Devolver"), rules.can_return, ReasonForm,
        lambda cases, given, actor, at: actions.send_back(cases=cases, actor=actor, at=at, **given),
        leads=_("vuelve al paso del que vino, con motivo"),
    ),
    Act(
        "transfer", _("Transferir"), rules.can_transfer, TransferForm,
        lambda cases, given, actor, at: actions.transfer(cases=cases, actor=actor, at=at, **given),
        leads=_("pasa a otro Centro de Operaciones, en el mismo paso"),
    ),
    Act(
        "assign", _("Asignar"), rules.can_assign, AssignForm,
        lambda cases, given, actor, at: actions.assign(cases=cases, actor=actor, at=at, **given),
        leads=_("dice quién lo atiende; los demás también pueden actuar"),
    ),
    Act(
        "plan", _("Escribir plan"), rules.can_write_plan, PlanForm,
        lambda cases, given, actor, at: actions.write_plan(case=cases[0], actor=actor, at=at, **given),
        leads=_("el caso es crítico y solo sigue con un plan escrito"), many=False,
    ),
    Act(
        "without_effect", _("Concluir sin efecto"), rules.can_conclude_without_effect, ReasonForm,
        lambda cases, given, actor, at: actions.conclude_without_effect(cases=cases, actor=actor, at=at, **given),
        leads=_("reportes anulados o cliente duplicado; no se vuelve a abrir"),
    ),
    Act(
        "reopen", _("Reabrir"), rules.can_reopen, ReasonForm,
        lambda cases, given, actor, at: [actions.reopen(case=cases[0], actor=actor, at=at, **given)],
        leads=_("vuelve a 4 · Revisar factores técnicos"), many=False,
    ),
)  # fmt: skip
"""What can be done in many states, whatever their work."""

CORRECTION = Act(
    "contact_data", _("Corregir contacto"), rules.offers_correction, ContactForm,
    lambda cases, given, actor, at: correct_contact(case=cases[0], contact=Contact(**given), actor=actor, at=at),
    leads=_("teléfono, dirección y zona del cliente; el caso no se mueve"), many=False, keeps=True,
)  # fmt: skip
"""Offered beside the phone and not among the acts: it is no work of a step, and also for a centre that only reads."""
