from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "schooladmin.calendars"
    label = "calendars"
    verbose_name = "Lịch làm việc"

    def ready(self) -> None:
        from schooladmin.calendars.permissions import RIGHTS
        from schooladmin.units import navigation, permissions

        permissions.register(RIGHTS)
        navigation.register_menu(
            navigation.MenuEntry(84, _("Lịch làm việc"), "calendar3", "calendars.day.list", "calendars.day.read")
        )
