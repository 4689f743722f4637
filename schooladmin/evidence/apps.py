from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "schooladmin.evidence"
    label = "evidence"
    verbose_name = "Minh chứng"

    def ready(self) -> None:
        from schooladmin.evidence.permissions import MENU, RIGHTS
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register

        register(RIGHTS)
        register_menu(*MENU)
