"""Addresses of the cases."""

from django.urls import path

from reitera.cases import reconciliation_views, views
from reitera.cases.catalogue import views as catalogue

app_name = "cases"

urlpatterns = [
    path("bandeja/", views.inbox, name="inbox"),
    path("mapa/", views.process_map, name="map"),
    path("conciliacion/", reconciliation_views.reconciliation, name="reconciliation"),
    path("conciliacion.csv", reconciliation_views.reconciliation_csv, name="reconciliation_csv"),
    path("catalogos/codigos/<slug:family>/", catalogue.catalogue, name="catalogue"),
    path("catalogos/codigos/<slug:family>/agregar/", catalogue.add, name="add_item"),
    path("catalogos/codigos/<slug:family>/<slug:code>/", catalogue.edit, name="edit_item"),
    path("catalogos/codigos/<slug:family>/<slug:code>/uso/", catalogue.switch, name="switch_item"),
    path("casos/abrir/", views.open_case, name="open"),
    path("casos/deshacer/", views.take_back, name="take_back"),
    path("casos/acto/<slug:code>/", views.act, name="act"),
    path("casos/<str:number>/", views.case, name="case"),
    path("casos/<str:number>/adjuntar/", views.attach_file, name="attach"),
    path("casos/<str:number>/adjunto/<int:pk>/", views.attachment, name="attachment"),
    path("casos/<str:number>/comentar/", views.comment, name="comment"),
]
