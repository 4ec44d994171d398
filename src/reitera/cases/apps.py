from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "reitera.cases"
    label = "cases"
