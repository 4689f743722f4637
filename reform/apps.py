from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "reform"

    def ready(self) -> None:
        from reform.permissions import MENU, RIGHTS
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register

        register(RIGHTS)
        register_menu(*MENU)
