"""Addresses of the indicator: `/indicadores/`."""

from django.urls import path

from reitera.indicators import views

app_name = "indicators"

urlpatterns = [
    path("indicadores/", views.indicator, name="indicator"),
    path("indicadores/indicador.csv", views.indicator_csv, name="indicator_csv"),
    path("indicadores/bajas/", views.cancellations, name="cancellations"),
    path("indicadores/bajas.csv", views.cancellations_csv, name="cancellations_csv"),
    path("indicadores/<str:month>/cerrar/", views.close, name="close"),
    path("indicadores/<str:month>/observacion/", views.remark, name="remark"),
]
