"""Addresses of the notices."""

from django.urls import path

from reitera.notices import views

app_name = "notices"

urlpatterns = [
    path("avisos/", views.notices, name="notices"),
    path("avisos/leer/", views.read_all, name="read_all"),
    path("avisos/canal/", views.channel, name="channel"),
    path("avisos/<int:pk>/", views.open_notice, name="open"),
]
