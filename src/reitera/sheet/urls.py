"""Addresses of the sheet: `/planilla/`."""

from django.urls import path

from reitera.sheet import edit_views, export_view, own_column_views, row_views, saved_views, views
from reitera.sheet.golive.urls import urlpatterns as golive

app_name = "sheet"

urlpatterns = [
    *golive,
    path("planilla/", views.sheet, name="sheet"),
    path("planilla/vista/<slug:view>/", views.sheet, name="view"),
    path("planilla/vistas/", saved_views.views, name="views"),
    path("planilla/vistas/<int:pk>/", saved_views.saved_view, name="saved_view"),
    path("catalogos/columnas/", own_column_views.own_columns, name="own_columns"),
    path("catalogos/columnas/agregar/", own_column_views.add, name="add_column"),
    path("catalogos/columnas/<int:pk>/", own_column_views.edit, name="edit_column"),
    path("catalogos/columnas/<int:pk>/uso/", own_column_views.switch, name="switch_column"),
    path("planilla/orden/", views.order, name="order"),
    path("planilla/filas/", views.rows, name="rows"),
    path("planilla/celdas/", edit_views.edit, name="edit"),
    path("planilla/celdas/todas/", edit_views.bulk, name="bulk"),
    path("planilla/exportar/", export_view.export, name="export"),
    path("planilla/valores/", views.values, name="values"),
    path("planilla/historia/celda/", row_views.cell_history, name="cell_history"),
    path("planilla/fila/<int:pk>/", row_views.row, name="row"),
    path("planilla/fila/<int:pk>/como-estaba/", row_views.as_was, name="as_was"),
]
