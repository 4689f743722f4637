from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "schooladmin.units"
    label = "units"
    verbose_name = "Đơn vị"

    def ready(self) -> None:
        from schooladmin.units import navigation, permissions
        from schooladmin.units.rights import RIGHTS

        permissions.register(RIGHTS)
        navigation.register_menu(
            navigation.MenuEntry(80, _("Đơn vị"), "building", "units.unit.list", "units.unit.read")
        )
