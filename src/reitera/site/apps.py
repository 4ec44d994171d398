from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "reitera.site"
    label = "site"
