from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "reitera.retention"
    label = "retention"

    def ready(self) -> None:
        from reitera.retention import registration  # noqa: F401
