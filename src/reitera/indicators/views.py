"""Pages of the indicator: a month, its cancellations, and what its owner does with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reitera.core.clock import now, today
from reitera.core.errors import BadInput
from reitera.core.exports import csv_response
from reitera.core.visibility import require_sight
from reitera.customers.models import Cancellation
from reitera.indicators import actions, year
from reitera.indicators.breakdown import GROUPINGS
from reitera.indicators.forms import ClosingForm, RemarkForm
from reitera.indicators.indicator import A_YEAR, month_of, months_up_to
from reitera.indicators.lists import CancellationFilter, choices_of, lines_of, titles
from reitera.indicators.months import month_asked, month_called, slug_of
from reitera.indicators.page import page_of
from reitera.indicators.rules import OWNERS, READERS
from reitera.indicators.words import month_name, signed
from reitera.staff.requests import Request
from reitera.staff.rules import require_role

PAGE_SIZE = 50


@require_GET
def indicator(request: Request) -> HttpResponse:
    """The indicator of a month: figure, sign and verdict first."""
    require_role(request.user, *READERS)
    month = month_asked(request.GET.get("mes"), today())
    context = page_of(month, request.GET.get("por", ""), request.user)
    return render(request, "indicators/indicator.html", context)


@require_GET
def indicator_csv(request: Request) -> StreamingHttpResponse:
    """Twelve months that end with the asked one, as a file."""
    require_role(request.user, *READERS)
    month = month_asked(request.GET.get("mes"), today())
    return csv_response(f"indicador-{slug_of(month)}", year.titles(), year.lines_up_to(month, today()))


@require_POST
def close(request: Request, month: str) -> HttpResponse:
    """Freeze a month as the page showed it."""
    require_role(request.user, *OWNERS)
    chosen, form = month_called(month), ClosingForm(request.POST)
    if not form.is_valid():
        raise BadInput()
    closing = actions.close_month(seen=form.seen(chosen), actor=request.user, at=now())
    text = _("Se cerró {month} con {value}.").format(month=month_name(chosen), value=signed(closing.result))
    messages.success(request, text)
    return HttpResponseRedirect(_address(month))


@require_POST
def remark(request: Request, month: str) -> HttpResponse:
    """Keep the action remark on an observed month; one that cannot be kept comes back with what was typed."""
    require_role(request.user, *OWNERS)
    chosen, form = month_called(month), RemarkForm(request.POST)
    if not form.is_valid():
        context = page_of(chosen, "", request.user) | {"form": form}
        return render(request, "indicators/indicator.html", context, status=422)
    given = form.cleaned_data
    actions.write_remark(month=chosen, text=given["text"], seen=given["seen"], actor=request.user, at=now())
    messages.success(request, _("Se guardó la observación de {month}.").format(month=month_name(chosen)))
    return HttpResponseRedirect(_address(month))


@require_GET
def cancellations(request: Request) -> HttpResponse:
    """The cancellations of a month that the person sees."""
    require_sight(request.user, Cancellation)
    asked = CancellationFilter.from_address(request.GET, today())
    page = Paginator(asked.rows(request.user), PAGE_SIZE).get_page(request.GET.get("pagina"))
    chips = [
        (grouping.title, name, choices_of(asked.month, name, request.user), asked.parts.get(name, ""))
        for name, grouping in GROUPINGS.items()
    ]
    context = {
        "page": page,
        "asked": asked,
        "slug": slug_of(asked.month),
        "chips": chips,
        "months": [(slug_of(month), month_name(month)) for month in months_up_to(month_of(today()), A_YEAR)[::-1]],
        "followed": [("con", _("con caso")), ("sin", _("sin caso"))],
        "sees_indicator": request.user.has_role(*READERS),
    }
    return render(request, "indicators/cancellations.html", context)


@require_GET
def cancellations_csv(request: Request) -> StreamingHttpResponse:
    """The view as a file: same rows, same order."""
    require_sight(request.user, Cancellation)
    asked = CancellationFilter.from_address(request.GET, today())
    return csv_response(f"bajas-{slug_of(asked.month)}", titles(), lines_of(asked.rows(request.user)))


def _address(month: str) -> str:
    return f"{reverse('indicators:indicator')}?mes={month}"
