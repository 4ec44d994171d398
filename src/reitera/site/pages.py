"""Addresses of the frame itself: home, search, profile, preferences."""

from django.urls import path

from reitera.site import parameters, profile, views

urlpatterns = [
    path("", views.home, name="home"),
    path("buscar/", views.search, name="search"),
    path("perfil/", profile.profile, name="profile"),
    path("preferencias/", views.preferences, name="preferences"),
    path("administracion/parametros/", parameters.parameters, name="parameters"),
    path("administracion/parametros/feriados/<int:pk>/quitar/", parameters.remove, name="remove_holiday"),
]
