"""What a person finds first: what waits for them, the last cycle, the last imports, or who has the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reitera.cases.inbox import Waiting, count_waiting
from reitera.core import clock
from reitera.core.visibility import viewer_of
from reitera.intake.models import Import
from reitera.intake.queries import uncovered_days
from reitera.procedure.roles import Role
from reitera.repeats.actions import RUNNERS
from reitera.repeats.lists import Matrix, get_run, matrix_of, situations_in_words, situations_of
from reitera.repeats.models import Cycle, CycleEntry, CycleRun
from reitera.staff.words import holders_in_words

IMPORTS_SHOWN = 5
WAITING_SHOWN = 4


@dataclass(frozen=True)
class ToDo:
    """Something that waits: a sentence, what it is for, and the one button that leads there."""

    icon: str
    title: str
    detail: str
    url: str
    button: str


@dataclass(frozen=True)
class LastCycle:
    """The cycle of the last whole week as the person sees it; without a run while it waits."""

    cycle: Cycle
    run: CycleRun | None
    matrix: Matrix = field(default_factory=Matrix)
    situations: str = ""


@dataclass(frozen=True)
class Home:
    has_role: bool
    sees_cycles: bool
    waiting: int
    to_do: list[ToDo]
    last_week: date
    last: LastCycle | None
    imports: list[Import] | None
    who_has_the_work: str


def home_of(person: Any) -> Home:
    """Everything of the page, in a fixed number of queries."""
    viewer = viewer_of(person)
    last_week = clock.monday_of(clock.today()) - timedelta(days=7)
    sees_cycles = CycleEntry.scope.admits(viewer)
    runs_cycles = viewer.holds(*RUNNERS)
    waiting = count_waiting(person)
    imports = Import.objects.visible_to(person).select_related("uploaded_by")[:IMPORTS_SHOWN]
    return Home(
        has_role=bool(viewer.roles),
        sees_cycles=sees_cycles,
        waiting=waiting.every,
        to_do=[*_waiting_cases(waiting), *(_weekly(person, last_week) if runs_cycles else [])],
        last_week=last_week,
        last=_last_cycle(last_week, person) if sees_cycles else None,
        imports=list(imports) if Import.scope.admits(viewer) else None,
        who_has_the_work="" if runs_cycles else holders_in_words(Role.MANAGER_ANALYST),
    )


def _waiting_cases(waiting: Waiting) -> list[ToDo]:
    if not waiting.every:
        return []
    title = ngettext("{n} caso le espera", "{n} casos le esperan", waiting.every).format(n=waiting.every)
    late = ngettext("{n} está vencido.", "{n} están vencidos.", waiting.late).format(n=waiting.late)
    return [
        ToDo(
            icon="inbox",
            title=title,
            detail=late if waiting.late else _("Ninguno está vencido."),
            url=reverse("cases:inbox"),
            button=_("Abrir mi bandeja"),
        )
    ]


def _weekly(person: Any, last_week: date) -> list[ToDo]:
    return [*_imports_to_review(person), *_waiting_cycles(), *_uncovered_week(last_week)]


def _imports_to_review(person: Any) -> list[ToDo]:
    unfinished = Import.objects.visible_to(person).filter(status__in=[Import.Status.READY, Import.Status.UPLOADED])
    return [
        ToDo(
            icon="database-import",
            title=_("{file} espera su revisión").format(file=received.file_name),
            detail=_("{kind}; todavía no entró nada").format(kind=received.get_kind_display()),
            url=reverse("intake:review", kwargs={"pk": received.pk}),
            button=_("Revisar"),
        )
        for received in unfinished[:WAITING_SHOWN]
    ]


def _waiting_cycles() -> list[ToDo]:
    waiting = Cycle.objects.filter(state=Cycle.State.WAITING)[:WAITING_SHOWN]
    return [
        ToDo(
            icon="hourglass",
            title=_("El ciclo {cycle} espera").format(cycle=cycle),
            detail=_missing_in_words(cycle.missing),
            url=_address_of(cycle.week_start),
            button=_("Ver qué falta"),
        )
        for cycle in waiting
    ]


def _uncovered_week(last_week: date) -> list[ToDo]:
    """Last week has no cycle yet: say what it lacks, or that it can run."""
    if Cycle.objects.filter(week_start=last_week).exists():
        return []
    missing = uncovered_days("fault_reports", last_week, last_week + timedelta(days=6))
    detail = _missing_in_words(missing) if missing else _("Sus siete días están importados.")
    title = _("La semana del {first} al {last} no tiene ciclo").format(
        first=f"{last_week:%d/%m}", last=f"{last_week + timedelta(days=6):%d/%m}"
    )
    url, button = (reverse("intake:upload"), _("Importar reportes")) if missing else (
        reverse("repeats:cycles"), _("Correr ciclo"),
    )  # fmt: skip
    return [ToDo(icon="repeat", title=title, detail=detail, url=url, button=button)]


def _missing_in_words(days: list[date]) -> str:
    listed = ", ".join(f"{day:%d/%m}" for day in days)
    return ngettext("Falta importar el {days}.", "Falta importar {days}.", len(days)).format(days=listed)


def _last_cycle(last_week: date, person: Any) -> LastCycle | None:
    """The cycle of the last whole week; before it runs, the latest that did."""
    cycle = Cycle.objects.filter(Q(week_start=last_week) | Q(state=Cycle.State.DONE)).first()
    if cycle is None:
        return None
    run, rule = get_run(cycle), CycleEntry.Rule.TOP10
    if run is None:
        return LastCycle(cycle, None)
    situations = situations_in_words(situations_of(run, rule, person))
    return LastCycle(cycle, run, matrix_of(run, rule, person), situations)


def _address_of(week_start: date) -> str:
    year, week = week_start.isocalendar()[:2]
    return reverse("repeats:cycle", kwargs={"year": year, "week": week})
