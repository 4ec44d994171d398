"""Customer pages. They show rows of several packages (reports, orders, cycles), so they live where all are seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reitera.cases.rules import needs_contact
from reitera.core.clock import now
from reitera.core.errors import NotFound
from reitera.core.text import fold
from reitera.core.visibility import require_sight
from reitera.customers.actions import merge_customers
from reitera.customers.billing import with_billing
from reitera.customers.models import Cancellation, Customer, Product
from reitera.faults.models import FaultReport, WorkOrder
from reitera.procedure.roles import Role
from reitera.repeats.models import CycleEntry, RepeatParameters
from reitera.site.search import as_written
from reitera.staff.models import OperationsCentre
from reitera.staff.requests import Request

PAGE_SIZE = 50
SHOWN_REPORTS = 100
ORDERS = {"nombre": ("folded", "code"), "facturacion": ("-billing", "folded"), "codigo": ("code",)}
MERGERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)


@require_GET
def customer_list(request: Request) -> HttpResponse:
    """Customers by name, code, phone, contract or report; by centre and kind."""
    require_sight(request.user, Customer)
    rows = _found(request, with_billing(Customer.objects.visible_to(request.user).filter(merged_into=None)))
    order = request.GET.get("orden", "nombre")
    rows = rows.order_by(*ORDERS.get(order, ORDERS["nombre"])).prefetch_related("operations_centres")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("pagina"))
    centres = [(centre.code, centre.name) for centre in OperationsCentre.objects.filter(is_active=True)]
    context = {"page": page, "words": request.GET.get("q", ""), "centres": centres, "kinds": Customer.Kind.choices}
    return render(request, "site/customers.html", context)


def _found(request: Request, rows: QuerySet[Customer]) -> QuerySet[Customer]:
    words = request.GET.get("q", "").strip()
    if words:
        codes = as_written(words)
        contracts = Product.objects.visible_to(request.user).filter(code__in=codes).order_by()
        reports = FaultReport.objects.visible_to(request.user).filter(number__in=codes).order_by()
        named = Customer.objects.filter(folded__contains=fold(words)).order_by()
        # Each by its own index: joined by "or" on the customers themselves, none would be used.
        rows = rows.filter(pk__in=named.values("pk").union(contracts.values("customer"), reports.values("customer")))
    if centre := request.GET.get("centro"):
        through = Customer.operations_centres.through.objects.filter(operationscentre__code=centre)
        rows = rows.filter(pk__in=through.values("customer"))
    if (kind := request.GET.get("tipo")) in Customer.Kind.values:
        rows = rows.filter(kind=kind)
    return rows


@dataclass
class Hidden:
    """How many rows of the customer belong to centres that the reader does not see."""

    reports: int
    products: int


@require_GET
def customer(request: Request, code: str) -> HttpResponse:
    """Everything of one customer that the reader may see; a duplicate's page leads to the one that was kept."""
    shown = _get_customer(request, code)
    if shown.merged_into is not None:
        return redirect("customers:customer", code=shown.merged_into.code)
    reports = FaultReport.objects.visible_to(request.user).filter(customer=shown)
    products = Product.objects.visible_to(request.user).filter(customer=shown)
    latest = list(reports.select_related("product", "operations_centre")[:SHOWN_REPORTS])
    context = {
        "customer": shown,
        "reports": latest,
        "line": _time_line(latest),
        "products": products.select_related("operations_centre"),
        "orders": WorkOrder.objects.visible_to(request.user).filter(customer=shown).select_related("product")[:50],
        "cancellations": Cancellation.objects.visible_to(request.user)
        .filter(product__customer=shown)
        .select_related("product"),
        "places": CycleEntry.objects.visible_to(request.user)
        .filter(customer=shown, rule="top10")
        .select_related("run__cycle")
        .order_by("-run__cycle__week_start", "-run__revision")[:12],
        "duplicates": shown.duplicates.all(),
        "hidden": Hidden(
            FaultReport.objects.filter(customer=shown).count() - reports.count(),
            Product.objects.filter(customer=shown).count() - products.count(),
        ),
        "shows_contact": needs_contact(request.user.viewer),
        "can_merge": request.user.has_role(*MERGERS),
    }
    return render(request, "site/customer.html", context)


def _time_line(reports: list[FaultReport]) -> dict[str, Any] | None:
    """The reports of the last weeks with the window that ends at the last one."""
    counted = [report for report in reports if not report.annulled]
    if not counted:
        return None
    end = counted[0].reported_at
    window_start = end - timedelta(days=RepeatParameters.in_force().window_days)
    start = end - timedelta(days=45)
    moments = [_moment(report, window_start) for report in reversed(reports) if report.reported_at >= start]
    return {"moments": moments, "from": window_start, "to": end, "start": start, "end": end + timedelta(days=1)}


def _moment(report: FaultReport, window_start: datetime) -> tuple[datetime, bool, str]:
    inside = report.reported_at >= window_start and not report.annulled
    return report.reported_at, inside, "out" if report.annulled else "report"


@require_POST
def merge(request: Request, code: str) -> HttpResponse:
    """Join a duplicate to this customer."""
    kept = _get_customer(request, code)
    duplicate = _get_customer(request, request.POST.get("duplicate", "").strip())
    merge_customers(keep=kept, duplicates=[duplicate], actor=request.user, at=now())
    messages.success(request, _("{duplicate} se unió a {kept}.").format(duplicate=duplicate.code, kept=kept))
    return redirect("customers:customer", code=kept.code)


def _get_customer(request: Request, code: str) -> Customer:
    require_sight(request.user, Customer)
    rows = with_billing(Customer.objects.visible_to(request.user)).select_related("merged_into")
    found = rows.filter(code=code).first()
    if found is None:
        raise NotFound(what=_("el cliente «{code}»").format(code=code[:60]))
    return found
