"""Documents and lists as workbooks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reitera.core.errors import NotFound
from reitera.core.visibility import require_sight
from reitera.repeats import lists
from reitera.repeats.documents import workbook_of
from reitera.repeats.models import CycleEntry, IssuedDocument

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def document_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """An issued document, made again from its frozen run."""
    require_sight(request.user, IssuedDocument)
    rows = IssuedDocument.objects.visible_to(request.user).select_related("run__cycle", "prepared_by")
    document = rows.filter(pk=pk).first()
    if document is None:
        raise NotFound(what=_("ese documento"))
    return _attached(document, request)


@require_GET
def list_xlsx(request: HttpRequest, year: int, week: int, rule: str) -> HttpResponse:
    """The weekly report of a cycle for whoever sees a part of its list: a centre gets its own rows."""
    require_sight(request.user, CycleEntry)
    run = lists.get_run(lists.get_cycle(year, week), request.GET.get("revision"))
    kind = rule.replace("-", "")
    document = run and run.documents.filter(kind=kind).exclude(kind="reiterated").first()
    if not document:
        raise NotFound(what=_("ese reporte"))
    return _attached(document, request)


def _attached(document: IssuedDocument, request: HttpRequest) -> HttpResponse:
    response = HttpResponse(workbook_of(document, request.user), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{slugify(str(document).replace("/", "-"))}.xlsx"'
    return response
