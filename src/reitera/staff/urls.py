"""Addresses of the administration: people, their roles, operations centres."""

from django.urls import path
from django.views.decorators.http import require_GET
from django.views.generic import RedirectView

from reitera.staff import administration as views

app_name = "staff"
PERSON = "administracion/personas/<int:pk>/"
CENTRE = "administracion/centros/<int:pk>/"

urlpatterns = [
    path("administracion/", require_GET(RedirectView.as_view(pattern_name="staff:people")), name="administration"),
    path("administracion/personas/", views.people, name="people"),
    path(PERSON, views.person, name="person"),
    path(f"{PERSON}roles/", views.give, name="give_role"),
    path(f"{PERSON}roles/<int:assignment>/terminar/", views.end, name="end_role"),
    path(f"{PERSON}suplente/", views.substitute, name="substitute"),
    path(f"{PERSON}activo/", views.switch_person, name="switch_person"),
    path(f"{PERSON}clave/", views.new_temporary_password, name="temporary_password"),
    path("administracion/centros/", views.centres, name="centres"),
    path(f"{CENTRE}nombres/", views.alias, name="alias"),
    path(f"{CENTRE}activo/", views.switch_centre, name="switch_centre"),
]
