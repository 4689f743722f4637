from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"

    def ready(self) -> None:
        from procedures.permissions import RIGHTS
        from schooladmin.units import permissions

        permissions.register(RIGHTS)
