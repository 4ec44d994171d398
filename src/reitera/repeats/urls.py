"""Addresses of the cycles: `/ciclos/2026-47/`."""

from django.urls import path

from reitera.repeats import downloads, views

app_name = "repeats"
CYCLE = "ciclos/<int:year>-<int:week>/"

urlpatterns = [
    path("ciclos/", views.cycles, name="cycles"),
    path("ciclos/correr/", views.run, name="run"),
    path(CYCLE, views.cycle, name="cycle"),
    path(f"{CYCLE}lista.csv", views.cycle_csv, name="cycle_csv"),
    path(f"{CYCLE}fuera/", views.left_out, name="left_out"),
    path(f"{CYCLE}cambios/", views.changes, name="changes"),
    path(f"{CYCLE}lugar/<int:pk>/", views.place, name="place"),
    path(f"{CYCLE}emitir/", views.issue, name="issue"),
    path("documentos/", views.documents, name="documents"),
    path("documentos/<int:pk>.xlsx", downloads.document_xlsx, name="document_xlsx"),
    path(f"{CYCLE}<slug:rule>.xlsx", downloads.list_xlsx, name="list_xlsx"),
]
