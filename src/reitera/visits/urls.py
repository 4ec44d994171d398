"""Addresses of the visits: `/agenda/`."""

from django.urls import path

from reitera.visits import views

app_name = "visits"

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/visitas.csv", views.agenda_csv, name="agenda_csv"),
]
