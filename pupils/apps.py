from django.apps import AppConfig


class PupilsConfig(AppConfig):
    name = "pupils"

    def ready(self) -> None:
        from pupils.permissions import RIGHTS
        from schooladmin.units.permissions import register

        register(RIGHTS)
