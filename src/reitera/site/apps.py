from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SiteConfig(AppConfig):
    name = "reitera.site"
    label = "site"

    def ready(self) -> None:
        """Consumers of events are in `tasks` modules: they are known in every process, whoever commits."""
        autodiscover_modules("tasks")
