"""Addresses of customers: the list and the one page that shows everything of a customer."""

from django.urls import path

from reitera.site import customers

app_name = "customers"

urlpatterns = [
    path("clientes/", customers.customer_list, name="customers"),
    path("clientes/<path:code>/unir/", customers.merge, name="merge"),
    path("clientes/<path:code>/", customers.customer, name="customer"),
]
