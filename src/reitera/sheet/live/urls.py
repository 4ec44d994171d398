"""The address of presence; the stream's own is answered before Django (`route.py`)."""

from django.urls import path

from reitera.sheet.live import views

app_name = "live"

urlpatterns = [path("en-vivo/presencia/", views.be_present, name="presence")]
