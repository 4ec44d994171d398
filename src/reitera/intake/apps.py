from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "reitera.intake"
    label = "intake"
