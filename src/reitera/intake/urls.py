"""Addresses of imports: `/importaciones/`."""

from django.urls import path

from reitera.intake import views

app_name = "intake"
ONE = "importaciones/<int:pk>/"

urlpatterns = [
    path("importaciones/", views.imports, name="imports"),
    path("importaciones/nueva/", views.upload, name="upload"),
    path(ONE, views.review, name="review"),
    path(f"{ONE}columnas/", views.columns, name="columns"),
    path(f"{ONE}aplicar/", views.apply, name="apply"),
    path(f"{ONE}descartar/", views.discard, name="discard"),
    path(f"{ONE}progreso/", views.progress, name="progress"),
    path(f"{ONE}rechazados.csv", views.rejects, name="rejects"),
]
