from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "reitera.documents"
    label = "documents"
