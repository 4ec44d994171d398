"""Pages of mass outages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reitera.core.clock import now
from reitera.faults.actions import record_outage, set_outage_end
from reitera.faults.forms import EndForm, OutageForm
from reitera.faults.models import MassOutage
from reitera.faults.queries import with_counts
from reitera.faults.rules import OUTAGE_READERS, OUTAGE_WRITERS
from reitera.staff.requests import Request
from reitera.staff.rules import require_role

PAGE_SIZE = 30


def outages(request: Request) -> HttpResponse:
    """Every mass outage with the products below it and the reports it explains; and the form that records one."""
    require_role(request.user, *(OUTAGE_WRITERS if request.method == "POST" else OUTAGE_READERS))
    form = OutageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = record_outage(**form.cleaned_data, actor=request.user, at=now())
        messages.success(request, _("Se anotó la falla masiva {number}.").format(number=made.number))
        return redirect("faults:outages")
    page = Paginator(with_counts(MassOutage.objects.all()), PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {"page": page, "form": form, "can_write": request.user.has_role(*OUTAGE_WRITERS)}
    return render(request, "faults/outages.html", context, status=422 if form.errors else 200)


@require_POST
def outage_end(request: Request, pk: int) -> HttpResponse:
    """Say when it ended; blank means that it goes on after all."""
    require_role(request.user, *OUTAGE_WRITERS)
    outage, form = get_object_or_404(MassOutage, pk=pk), EndForm(request.POST)
    if form.is_valid():
        set_outage_end(outage=outage, ends_at=form.cleaned_data["ends_at"], actor=request.user, at=now())
    else:
        messages.error(request, _("No se cambió: la fecha de fin no se puede leer."))
    return redirect("faults:outages")
