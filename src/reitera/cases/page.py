"""What the case page and the preview in the inbox show. Other packages add their part with `add_section`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from reitera.cases import rules
from reitera.cases.acts import CORRECTION, Act, acts_allowed, keys_of
from reitera.cases.history import done_steps, history_of, last_acts
from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.core.clock import local_zone, now
from reitera.core.visibility import role_labels, viewer_of
from reitera.customers.models import Product
from reitera.faults.models import FaultReport, WorkOrder
from reitera.procedure.moves import moves_from
from reitera.procedure.roles import ROLES, Role, stretches
from reitera.procedure.steps import STATES, State
from reitera.repeats.models import RepeatParameters

LOOK_BACK = timedelta(days=30)
SHOWN_REPORTS = 60


@dataclass(frozen=True)
class Section:
    """A part of the case page that another package fills: `context` is given to `template`."""

    template: str
    context: dict[str, Any]


SectionOf = Callable[[Case, Any], Section | None]
_sections: list[SectionOf] = []


def add_section(section: SectionOf) -> SectionOf:
    """Show a part on the case page; it gets the case and the reader, and answers None when it has nothing."""
    if section not in _sections:
        _sections.append(section)
    return section


@dataclass(frozen=True)
class Step:
    """One number of the ruler: how often it was done, whether the case is there, or may go there next."""

    number: str
    done: int
    is_now: bool
    is_next: bool


@dataclass(frozen=True)
class Offer:
    """An act as the page offers it: its key, what is still missing, and whether a form comes before it is done."""

    act: Act
    key: str
    warning: str
    asks: bool


def offers_of(person: Any, case: Case) -> list[Offer]:
    viewer = viewer_of(person)
    acts = [act for act in acts_allowed(viewer, case) if act.fits is None or act.fits(viewer, case)]
    keys = keys_of(acts)
    return [
        Offer(act, keys[act.code], act.warning(case) if act.warning else "", act.asks_about([case], person))
        for act in acts
    ]


def preview_of(case: Case, person: Any) -> dict[str, Any]:
    """Why the case is here, and what can be done, for the panel of the inbox."""
    return {**_head_of(case, person, _reports_of(case, person)), "acts_done": last_acts(case)}


def _head_of(case: Case, person: Any, reports: Sequence[FaultReport]) -> dict[str, Any]:
    """What the panel and the page both show."""
    return {
        "case": case,
        "token": token_of(case),
        "product": _product_of(case, person),
        "offers": offers_of(person, case),
        "line": _line_of(case, reports),
        "why": why_here(case),
        "shows_contact": rules.needs_contact(viewer_of(person)),
        "correction": CORRECTION if rules.offers_correction(viewer_of(person), case) else None,
        "waits_for": role_labels(case.info.roles),
        "is_late": _is_late(case),
    }


def page_of(case: Case, person: Any) -> dict[str, Any]:
    """Everything of the case page."""
    reports = _reports_of(case, person)
    made = [section(case, person) for section in _sections]
    return {
        **_head_of(case, person, reports),
        "reports": reports,
        "products": rows_of_case(Product, case, person)[:20],
        "orders": rows_of_case(WorkOrder, case, person).order_by("-opened_at")[:8],
        "previous": Case.objects.visible_to(person).filter(customer=case.customer_id).exclude(pk=case.pk)[:8],
        "ruler": _ruler(case),
        "history": history_of(case),
        "comments": case.comments.visible_to(person).select_related("author"),
        "can_comment": rules.can_comment(viewer_of(person), case),
        "sections": [section for section in made if section is not None],
        "definitive": _definitive(case),
    }


def why_here(case: Case) -> str:
    """ "4 reportes en 8 d 5 h. La regla pide 2 en 10 días." in one sentence before any table."""
    parameters = RepeatParameters.in_force()
    if case.origin == Case.Origin.HAND:
        return gettext("Abierto a mano: {reason}.").format(reason=case.opening_reason.rstrip("."))
    if case.origin == Case.Origin.SHEET:
        return gettext("Vino de la planilla que se usaba antes: {reason}.").format(reason=case.opening_reason)
    if not (case.first_reported_at and case.last_reported_at):
        return gettext("Sin reportes en la ventana.")
    sentence = gettext("{reports} reportes entre el {first} y el {last}. La regla pide {threshold} en {days} días.")
    return sentence.format(
        reports=case.reports_in_window,
        first=f"{case.first_reported_at.astimezone(local_zone()):%d/%m}",
        last=f"{case.last_reported_at.astimezone(local_zone()):%d/%m}",
        threshold=parameters.threshold,
        days=parameters.window_days,
    )


def rows_of_case(model: Any, case: Case, person: Any) -> Any:
    """Rows of the case's customer that the person sees; the technician of the visit sees those of the case's centre."""
    rows = model.objects.filter(customer=case.customer_id)
    if case.technician_id is not None and case.technician_id == viewer_of(person).user_id:
        return rows.filter(operations_centre=case.operations_centre_id)
    return rows.visible_to(person)


def _is_late(case: Case) -> bool:
    return case.due_at is not None and case.due_at < now()


def _definitive(case: Case) -> dict[str, Any] | None:
    """Until when a new report reopens a concluded case, and whether the fix is definitive already."""
    if case.concluded_at is None or case.result not in ("satisfied", "no_contact"):
        return None
    until = case.concluded_at + timedelta(days=RepeatParameters.in_force().window_days)
    return {"until": until, "is_definitive": until < now()}


def _product_of(case: Case, person: Any) -> Product | None:
    """The product of the latest report, which is the one the case is about."""
    latest = rows_of_case(FaultReport, case, person).filter(product__isnull=False)
    report = latest.select_related("product").first()
    return report.product if report else None


def _reports_of(case: Case, person: Any) -> list[FaultReport]:
    rows = rows_of_case(FaultReport, case, person)
    return list(rows.select_related("product")[:SHOWN_REPORTS])


def _line_of(case: Case, reports: Sequence[FaultReport]) -> dict[str, Any] | None:
    """The time line: the window of the weekly list, every report around it, and the solution."""
    if not (case.first_reported_at and case.last_reported_at):
        return None
    start, end = case.last_reported_at - LOOK_BACK, max(case.latest_report_at or case.last_reported_at, case.opened_at)
    moments: list[tuple[datetime, bool, str]] = [
        (report.reported_at, _inside(case, report), "out" if report.annulled else "report")
        for report in reversed(reports)
        if report.reported_at >= start
    ]
    if case.solved_at:
        moments.append((case.solved_at, False, "visit"))
        end = max(end, case.solved_at)
    return {
        "moments": moments,
        "from": case.first_reported_at,
        "to": case.last_reported_at,
        "start": start,
        "end": end + timedelta(days=1),
    }


def _inside(case: Case, report: FaultReport) -> bool:
    if report.annulled or case.first_reported_at is None or case.last_reported_at is None:
        return False
    return case.first_reported_at <= report.reported_at <= case.last_reported_at


def _ruler(case: Case) -> list[tuple[str, list[Step]]]:
    done = done_steps(case)
    done["1"] = int(case.origin == Case.Origin.CYCLE)
    expected = _expected_next(case)
    return [
        (
            gettext(ROLES[role].short),
            [Step(n, done.get(n, 0), n == case.info.number and case.is_open, n in expected) for n in numbers],
        )
        for role, numbers in stretches()
    ]


def _expected_next(case: Case) -> set[str]:
    """The numbers that the moves from here lead to, with the hand-overs on the way."""
    found: set[str] = set()
    for move in moves_from(State(case.state)):
        if not move.by_product:
            found |= {STATES[move.target].number, *move.logged}
    return found - {""}


def can_open_by_hand(person: Any) -> bool:
    return viewer_of(person).holds(Role.MANAGER_ANALYST)
