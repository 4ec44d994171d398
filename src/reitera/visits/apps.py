from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "reitera.visits"
    label = "visits"

    def ready(self) -> None:
        from reitera.visits import registration

        registration.register()
