from django.apps import AppConfig


class SheetConfig(AppConfig):
    name = "reitera.sheet"
    label = "sheet"
