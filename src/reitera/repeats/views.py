"""Pages of the cycles: the list of cycles, one cycle's list, its left-out reports, its revisions, issued documents."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reitera.core.clock import monday_of, now
from reitera.core.errors import NotFound
from reitera.core.visibility import require_sight
from reitera.repeats import actions, lists
from reitera.repeats.export import csv_lines
from reitera.repeats.filters import ListFilter
from reitera.repeats.forms import IssueForm, RunCycleForm
from reitera.repeats.models import Cycle, CycleEntry, CycleRun, IssuedDocument, LeftOutReport
from reitera.staff.models import User
from reitera.staff.rules import require_role

CYCLES_A_PAGE = 26


@require_GET
def cycles(request: HttpRequest) -> HttpResponse:
    """Every week looked at, the latest first."""
    require_sight(request.user, CycleEntry)
    page = Paginator(Cycle.objects.all(), CYCLES_A_PAGE).get_page(request.GET.get("pagina"))
    context = {"page": page, "lines": lists.cycle_lines(page, request.user), "form": RunCycleForm()}
    return render(request, "repeats/cycles.html", context | _rights(request))


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Run the asked week by hand; it waits when its days are not all imported and no reason is given."""
    require_role(cast(User, request.user), *actions.RUNNERS)
    form = RunCycleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("No se corrió ningún ciclo: elija una semana de la lista."))
        return redirect("repeats:cycles")
    week, reason = form.cleaned_data["week"], form.cleaned_data["force_reason"]
    before = _last_revision(week)
    cycle = actions.run_cycle(week=week, actor=cast(User, request.user), at=now(), force_reason=reason)
    _tell_how_it_went(request, cycle, before)
    return redirect(_address(cycle))


def _last_revision(week: Any) -> int:
    run = CycleRun.objects.filter(cycle__week_start=monday_of(week)).order_by("-revision").first()
    return run.revision if run else 0


def _tell_how_it_went(request: HttpRequest, cycle: Cycle, before: int) -> None:
    run = cycle.latest_run
    if run is None:
        messages.warning(request, _("El ciclo {cycle} espera: faltan días por importar.").format(cycle=cycle))
    elif run.revision == before:
        messages.info(request, _("Nada cambió desde la última vez: el ciclo {cycle} queda igual.").format(cycle=cycle))
    else:
        sentence = _("El ciclo {cycle} corrió; esta es la revisión {revision}.")
        messages.success(request, sentence.format(cycle=cycle, revision=run.revision))


@require_GET
def cycle(request: HttpRequest, year: int, week: int) -> HttpResponse:
    """A cycle's list, or what it waits for."""
    require_sight(request.user, CycleEntry)
    this = lists.get_cycle(year, week)
    run = lists.get_run(this, request.GET.get("revision"))
    context = {"cycle": this, "run": run, **_neighbours(this), **_rights(request)}
    if run is None:
        form = RunCycleForm(initial={"week": this.week_start.isoformat()})
        return render(request, "repeats/waiting.html", context | {"form": form})
    return render(request, "repeats/cycle.html", context | _list_of(request, run))


def _list_of(request: HttpRequest, run: CycleRun) -> dict[str, Any]:
    view = ListFilter.from_address(request.GET)
    matrix = lists.matrix_of(run, view.rule, request.user)
    entries = view.ordered(view.narrow(lists.with_details(lists.places_of(run, request.user))))
    page = Paginator(entries, lists.PAGE_SIZE).get_page(request.GET.get("pagina"))
    situations = lists.situations_of(run, view.rule, request.user)
    return {
        "view": view,
        "matrix": matrix,
        "page": page,
        "groups": lists.groups_of(page, view, matrix),
        "situations": situations,
        "situation_words": lists.situations_in_words(situations),
        "centres": lists.centre_choices(matrix),
        "segments": lists.segment_choices(matrix),
        "left_out": lists.left_out_in_words(lists.left_out_counts(run, request.user)),
        "span": lists.span_of(run, view.rule),
        "window_days": lists.window_days(run, view.rule),
        "documents": IssuedDocument.objects.visible_to(request.user).filter(run=run),
        "revisions": run.cycle.runs.count(),
        "opened": _opened_place(request, run),
        "issue_form": IssueForm(),
    }


def _opened_place(request: HttpRequest, run: CycleRun) -> dict[str, Any]:
    asked = request.GET.get("abrir", "")
    if not asked.isdigit():
        return {}
    entry = lists.with_details(lists.places_of(run, request.user)).filter(pk=asked).first()
    return lists.place_details(entry, request.user) if entry else {}


@require_GET
def place(request: HttpRequest, year: int, week: int, pk: int) -> HttpResponse:
    """One place of a list: why it is there, with the customer's reports. A panel for htmx, else a page."""
    require_sight(request.user, CycleEntry)
    this = lists.get_cycle(year, week)
    entries = lists.with_details(CycleEntry.objects.visible_to(request.user).filter(run__cycle=this))
    entry = entries.filter(pk=pk).first()
    if entry is None:
        raise NotFound(what=_("ese lugar de la lista"))
    fragment = request.headers.get("HX-Request")
    template = "repeats/place_panel.html" if fragment else "repeats/place.html"
    return render(request, template, {"cycle": this, "opened": lists.place_details(entry, request.user)})


@require_GET
def cycle_csv(request: HttpRequest, year: int, week: int) -> StreamingHttpResponse:
    """The view as a file: same rows, same order."""
    require_sight(request.user, CycleEntry)
    run = lists.get_run(lists.get_cycle(year, week), request.GET.get("revision"))
    view = ListFilter.from_address(request.GET)
    entries = lists.places_of(run, request.user) if run else CycleEntry.objects.none()
    lines = csv_lines(view.ordered(view.narrow(lists.with_details(entries))))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.rule}-{year}-{week:02}.csv"'
    return response


@require_GET
def left_out(request: HttpRequest, year: int, week: int) -> HttpResponse:
    """The reports that did not count, and why."""
    require_sight(request.user, LeftOutReport)
    this = lists.get_cycle(year, week)
    run = lists.get_run(this, request.GET.get("revision"))
    reason = request.GET.get("motivo", "")
    rows = LeftOutReport.objects.visible_to(request.user).filter(run=run)
    rows = rows.filter(reason=reason) if reason in LeftOutReport.Reason.values else rows
    rows = rows.select_related("fault_report__customer", "fault_report__product", "fault_report__operations_centre")
    page = Paginator(rows.order_by("fault_report__reported_at", "pk"), lists.PAGE_SIZE).get_page(
        request.GET.get("pagina")
    )
    counts = lists.left_out_counts(run, request.user) if run else []
    context = {"cycle": this, "run": run, "page": page, "reasons": counts, "reason": reason}
    return render(request, "repeats/left_out.html", context | _rights(request))


@require_GET
def changes(request: HttpRequest, year: int, week: int) -> HttpResponse:
    """What the shown revision changed against the one before it."""
    require_sight(request.user, CycleEntry)
    this = lists.get_cycle(year, week)
    run = lists.get_run(this, request.GET.get("revision"))
    view = ListFilter.from_address(request.GET)
    before = this.runs.filter(revision=run.revision - 1).first() if run else None
    found = lists.changes_between(before, run, view.rule, request.user) if before and run else None
    revisions = this.runs.select_related("ran_by").order_by("-revision")
    context = {"cycle": this, "run": run, "view": view, "changes": found, "revisions": revisions}
    return render(request, "repeats/changes.html", context)


@require_POST
def issue(request: HttpRequest, year: int, week: int) -> HttpResponse:
    """Number a Reporte Casos reiterados with the filter of the address and a remark."""
    require_role(cast(User, request.user), *actions.RUNNERS)
    this = lists.get_cycle(year, week)
    form, view = IssueForm(request.POST), ListFilter.from_address(request.GET)
    back = f"{_address(this)}?{request.GET.urlencode()}"
    if not form.is_valid():
        messages.error(request, _("No se emitió: la observación tiene un límite de 500 letras. Acórtela."))
        return redirect(back)
    run, person = actions.latest_run_of(this), cast(User, request.user)
    remark = form.cleaned_data["remark"]
    document = actions.issue_reiterated_report(run=run, filters=view.as_saved(), remark=remark, actor=person, at=now())
    messages.success(request, _("Se emitió el {document}. Está en Documentos.").format(document=document))
    return redirect(back)


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """Every issued document, the latest first."""
    require_sight(request.user, IssuedDocument)
    rows = IssuedDocument.objects.visible_to(request.user).select_related("run__cycle", "prepared_by")
    kind = request.GET.get("tipo", "")
    rows = rows.filter(kind=kind) if kind in IssuedDocument.Kind.values else rows
    page = Paginator(rows, lists.PAGE_SIZE).get_page(request.GET.get("pagina"))
    return render(request, "repeats/documents.html", {"page": page, "kind": kind, "kinds": IssuedDocument.Kind.choices})


def _address(cycle: Cycle) -> str:
    year, week = cycle.week_start.isocalendar()[:2]
    return reverse("repeats:cycle", kwargs={"year": year, "week": week})


def _neighbours(cycle: Cycle) -> dict[str, str | Cycle | None]:
    """The cycles of the weeks before and after. One query."""
    around = {other.week_start: other for other in Cycle.objects.filter(week_start__in=lists.weeks_beside(cycle))}
    before, after = (around.get(week) for week in lists.weeks_beside(cycle))
    return {"before": before, "before_url": _address(before) if before else "", "after": after,
            "after_url": _address(after) if after else ""}  # fmt: skip


def _rights(request: HttpRequest) -> dict[str, bool]:
    user = cast(User, request.user)
    return {"can_run": user.has_role(*actions.RUNNERS), "sees_all": lists.sees_all_centres(user)}
