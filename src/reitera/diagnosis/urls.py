"""Addresses of the diagnosis."""

from django.urls import path

from reitera.diagnosis import views

app_name = "diagnosis"

urlpatterns = [
    path("sin-solucion/", views.unsolved, name="unsolved"),
    path("sin-solucion/csv/", views.unsolved_csv, name="unsolved_csv"),
    path("catalogos/factores/", views.factors, name="factors"),
    path("catalogos/factores/<slug:code>/", views.factor, name="factor"),
    path("catalogos/factores/<slug:code>/uso/", views.switch_factor, name="switch_factor"),
    path("lecturas/importar/", views.import_readings, name="import"),
    path("lecturas/importar/<int:pk>/", views.file, name="file"),
    path("lecturas/importar/<int:pk>/rechazos/", views.file_rejects, name="file_rejects"),
    path("lecturas/importar/<int:pk>/aplicar/", views.apply_file, name="apply_file"),
    path("lecturas/importar/<int:pk>/descartar/", views.discard_file, name="discard_file"),
]
