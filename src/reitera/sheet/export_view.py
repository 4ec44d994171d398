"""A view taken away as a file."""

from __future__ import annotations

from django.views.decorators.http import require_GET

from reitera.core.clock import now, today
from reitera.core.exports import MadeFile
from reitera.sheet.exporting import FORMATS, export_file, exported_columns
from reitera.sheet.listing import ids_in_order
from reitera.sheet.refusals import UnsoundRequest
from reitera.sheet.views import asked_of
from reitera.staff.requests import Request


@require_GET
def export(request: Request) -> MadeFile:
    """Rows, order and columns of a view: `?q=&columns=case,due&format=xlsx`."""
    query, columns = asked_of(request)
    keys = [key for key in request.GET.get("columns", "").split(",") if key]
    shown, file_format = exported_columns(keys, columns, query.group), request.GET.get("format", FORMATS[0])
    if not shown or file_format not in FORMATS:
        raise UnsoundRequest(what="columns, format")
    ids = ids_in_order(request.user, query, columns)
    file = export_file(ids, shown, query, file_format=file_format, actor=request.user, at=now())
    return MadeFile(file, as_attachment=True, filename=f"planilla-{today()}.{file_format}")
