from django.apps import AppConfig


class FaultsConfig(AppConfig):
    name = "reitera.faults"
    label = "faults"
