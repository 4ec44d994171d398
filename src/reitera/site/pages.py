"""Addresses of the frame itself: home, search, preferences."""

from django.urls import path

from reitera.site import parameters, views

urlpatterns = [
    path("", views.home, name="home"),
    path("buscar/", views.search, name="search"),
    path("preferencias/", views.preferences, name="preferences"),
    path("administracion/parametros/", parameters.parameters, name="parameters"),
]
