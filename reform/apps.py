from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "reform"

    def ready(self) -> None:
        from reform import facts, proofs
        from reform.permissions import MENU, RIGHTS
        from schooladmin.units.figures import register_figures
        from schooladmin.units.navigation import register_menu
        from schooladmin.units.permissions import register

        register(RIGHTS)
        proofs.register()
        register_figures("reform", facts.own_figures)
        register_menu(*MENU)
