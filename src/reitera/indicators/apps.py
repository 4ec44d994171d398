from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "reitera.indicators"
    label = "indicators"
