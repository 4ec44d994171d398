from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "reitera.quality"
    label = "quality"

    def ready(self) -> None:
        from reitera.quality import registration  # noqa: F401
