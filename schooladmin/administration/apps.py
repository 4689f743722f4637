from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    """Writes to units and calendars that belong in the trail: those two lie below it and cannot write there."""

    name = "schooladmin.administration"
    label = "administration"

    def ready(self) -> None:
        from schooladmin.administration.permissions import RIGHTS
        from schooladmin.units import navigation, permissions

        permissions.register(RIGHTS)
        navigation.register_menu(
            navigation.MenuEntry(82, _("Người và vai trò"), "people", "staffing.member.list", "staffing.member.read")
        )
