from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "reitera.customers"
    label = "customers"
