"""Addresses of the diagnosis."""

app_name = "diagnosis"

urlpatterns: list[object] = []
