"""Addresses of the cases."""

from django.urls import path

from reitera.cases import reconciliation_views, views

app_name = "cases"

urlpatterns = [
    path("bandeja/", views.inbox, name="inbox"),
    path("mapa/", views.process_map, name="map"),
    path("conciliacion/", reconciliation_views.reconciliation, name="reconciliation"),
    path("conciliacion.csv", reconciliation_views.reconciliation_csv, name="reconciliation_csv"),
    path("casos/abrir/", views.open_case, name="open"),
    path("casos/deshacer/", views.take_back, name="take_back"),
    path("casos/acto/<slug:code>/", views.act, name="act"),
    path("casos/<str:number>/", views.case, name="case"),
    path("casos/<str:number>/adjuntar/", views.attach_file, name="attach"),
    path("casos/<str:number>/adjunto/<int:pk>/", views.attachment, name="attachment"),
    path("casos/<str:number>/comentar/", views.comment, name="comment"),
]
