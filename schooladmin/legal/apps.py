from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "schooladmin.legal"
    label = "legal"
    verbose_name = "Văn bản pháp luật"

    def ready(self) -> None:
        from schooladmin.legal.permissions import MENU, RIGHTS
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register

        register(RIGHTS)
        register_menu(*MENU)
