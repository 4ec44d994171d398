"""The events of a case on its page: who did what, when, what was written with it, and where the case went.

What was done is said by the sentences of each package (`core.sentences`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case, step_label
from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.sentences import Told, tell
from reitera.procedure.steps import HANDOVERS, Handover
from reitera.staff.models import OperationsCentre

WRITTEN: dict[str, str | Promise] = {
    "file": _("Archivo"),
    "reason": _("Motivo"),
    "incident": _("Incidente"),
    "order": _("Orden"),
    "plan": _("Plan"),
    "remark": _("Observación"),
}
"""What people wrote with an act, by the name it is kept under."""


@dataclass(frozen=True)
class Line:
    """One event on the page. `by_product` ones are quieter; `text` is safe HTML."""

    at: datetime
    step: str
    text: SafeString
    by_product: bool
    is_comment: bool


def shows_written(**labels: str | Promise) -> None:
    """Show what people wrote with an act under these names of `given`, each with its label before it."""
    WRITTEN.update(labels)


def history_of(case: Case) -> list[tuple[date, list[Line]]]:
    """All events of the case, the latest first, by day. Two queries."""
    events = Event.objects.filter(case_id=case.pk).select_related("actor", "personal").order_by("-pk")
    return by_day(lines_of(events))


def lines_of(events: Iterable[Event]) -> list[Line]:
    """The events as lines, in the given order; as many queries for one as for forty."""
    centres = dict(OperationsCentre.objects.values_list("pk", "name"))
    return [_line_of(told, centres) for told in tell(events)]


def _line_of(told: Told, centres: Mapping[int, str]) -> Line:
    event = told.event
    who = str(event.actor) if event.actor else gettext("El sistema")
    text = format_html("<b>{}</b> {}{}", who, told.sentence, _where_to(event, centres))
    for extra in (_handed_over(event), *_written(event)):
        text = format_html("{} {}", text, extra)
    return Line(event.at, event.step, text, event.actor_id is None, event.kind == "case.commented")


def by_day(lines: list[Line]) -> list[tuple[date, list[Line]]]:
    grouped = groupby(lines, key=lambda line: line.at.astimezone(local_zone()).date())
    return [(day, list(of_day)) for day, of_day in grouped]


def _where_to(event: Event, centres: Mapping[int, str]) -> SafeString:
    """ ". El caso pasó a 15 · Monitorear solución." where it moved; just the full stop where it did not."""
    before, after = event.before or {}, event.after or {}
    if event.kind == "case.transferred":
        name = centres.get(after.get("operations_centre_id", 0), "")
        return format_html(": <b>{}</b>.", name)
    state = after.get("state")
    if not state or not before or before.get("state") == state:
        return format_html("{}", "." if event.kind != "case.commented" else ":")
    return format_html(gettext(". El caso pasó a <b>{}</b>."), step_label(state))


def _handed_over(event: Event) -> SafeString:
    logged = (event.after or {}).get("logged") or ()
    said = ", ".join(f"{number} · {gettext(HANDOVERS[Handover(number)])}" for number in logged)
    return format_html('<span class="t3">{}.</span>', said) if said else SafeString("")


def _written(event: Event) -> list[SafeString]:
    personal = getattr(event, "personal", None)
    written = (personal.after if personal else None) or {}
    if event.kind == "case.commented":
        return [format_html("«{}»", written.get("remark", ""))]
    return [
        format_html('<span class="t2">{}: «{}».</span>', WRITTEN[name], words)
        for name, words in written.items()
        if name in WRITTEN and words
    ]


def last_acts(case: Case, count: int = 5) -> list[Line]:
    """The latest events of the case, for the preview."""
    events: Any = Event.objects.filter(case_id=case.pk).select_related("actor", "personal").order_by("-pk")[:count]
    return lines_of(events)


def done_steps(case: Case) -> dict[str, int]:
    """How often each numbered step of the procedure was done in the case, the hand-overs included."""
    counts: dict[str, int] = {}
    for step, after in Event.objects.filter(case_id=case.pk, kind="case.moved").values_list("step", "after"):
        for number in (step, *((after or {}).get("logged") or ())):
            counts[number] = counts.get(number, 0) + 1
    return counts
