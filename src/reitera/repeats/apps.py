from django.apps import AppConfig


class RepeatsConfig(AppConfig):
    name = "reitera.repeats"
    label = "repeats"
