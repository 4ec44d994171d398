"""Addresses of go-live day, within those of the sheet."""

from django.urls import path

from reitera.sheet.golive import views

ONE = "planilla/importar/<int:pk>/"

urlpatterns = [
    path("planilla/importar/", views.old_sheets, name="old_sheets"),
    path(ONE, views.old_sheet, name="old_sheet"),
    path(f"{ONE}columnas/", views.choose_columns, name="choose_columns"),
    path(f"{ONE}aplicar/", views.apply_sheet, name="apply_sheet"),
    path(f"{ONE}descartar/", views.discard_sheet, name="discard_sheet"),
    path(f"{ONE}filas/<int:number>/", views.set_row, name="set_row"),
    path(f"{ONE}por-corregir.csv", views.mend_sheet, name="mend_sheet"),
]
