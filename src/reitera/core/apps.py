from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "reitera.core"
    label = "core"
