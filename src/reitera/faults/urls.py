"""Addresses of mass outages: `/fallas-masivas/`."""

from django.urls import path

from reitera.faults import views

app_name = "faults"

urlpatterns = [
    path("fallas-masivas/", views.outages, name="outages"),
    path("fallas-masivas/<int:pk>/fin/", views.outage_end, name="outage_end"),
]
