from django.apps import AppConfig


class SheetConfig(AppConfig):
    name = "reitera.sheet"
    label = "sheet"

    def ready(self) -> None:
        from reitera.sheet import registration

        registration.register()
