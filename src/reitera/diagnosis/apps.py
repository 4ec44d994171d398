from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "reitera.diagnosis"
    label = "diagnosis"

    def ready(self) -> None:
        from reitera.diagnosis import registration

        registration.register()
