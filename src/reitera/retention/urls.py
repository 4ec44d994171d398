"""Addresses of the calls to keep customers."""

from django.urls import path

from reitera.retention import views

app_name = "retention"

urlpatterns = [path("fidelizacion/", views.calls, name="calls")]
