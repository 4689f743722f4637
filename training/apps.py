from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"

    def ready(self) -> None:
        from schooladmin.units import permissions
        from schooladmin.units.navigation import MenuEntry, register_menu
        from training.permissions import RIGHTS

        permissions.register(RIGHTS)
        register_menu(MenuEntry(30, _("Bồi dưỡng"), "mortarboard", "training.classes", "training.class.read"))
