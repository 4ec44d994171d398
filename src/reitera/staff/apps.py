from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "reitera.staff"
    label = "staff"
