from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "reitera.notices"
    label = "notices"
