"""Pages of the visits; acts on them are done where all acts are, on their cases."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reitera.cases import rules as case_rules
from reitera.core.clock import today
from reitera.core.exports import csv_response
from reitera.core.visibility import require_sight
from reitera.staff.requests import Request
from reitera.visits.agenda import AgendaFilter, agenda_of, visits_asked
from reitera.visits.models import Visit


@require_GET
def agenda(request: Request) -> HttpResponse:
    """Visits by day and technician, and the cases without a date."""
    require_sight(request.user, Visit)
    asked = AgendaFilter.from_address(request.GET)
    context = {"agenda": agenda_of(request.user, asked, request.GET.get("pagina")), "asked": asked}
    return render(request, "visits/agenda.html", context)


@require_GET
def agenda_csv(request: Request) -> StreamingHttpResponse:
    """The same visits as a list to keep."""
    require_sight(request.user, Visit)
    titles = [
        _("Caso"), _("Cliente"), _("Teléfono"), _("Dirección"), _("Centro"), _("Empieza"), _("Termina"), _("Técnico"),
        _("Quién lidera"), _("Prioridad"), _("Orden del día"), _("Estado"),
    ]  # fmt: skip
    shows_contact = case_rules.needs_contact(request.user.viewer)
    visits = visits_asked(request.user, AgendaFilter.from_address(request.GET))
    return csv_response(f"agenda-{today():%Y-%m-%d}", titles, (_row(visit, shows_contact) for visit in visits))


def _row(visit: Visit, shows_contact: bool) -> list[object]:
    customer = visit.case.customer
    contact = [customer.phone, customer.address] if shows_contact else ["", ""]
    return [
        visit.case.number, customer.name, *contact, str(visit.case.operations_centre or ""), visit.starts_at,
        visit.ends_at, str(visit.technician), visit.get_pairing_display(), visit.priority, visit.day_order,
        visit.get_status_display(),
    ]  # fmt: skip
