from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "schooladmin.audit"
    label = "audit"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        from schooladmin.audit.permissions import RIGHTS
        from schooladmin.units import navigation, permissions

        permissions.register(RIGHTS)
        navigation.register_menu(
            navigation.MenuEntry(90, _("Nhật ký"), "journal-text", "audit.entry.list", "audit.entry.read")
        )
