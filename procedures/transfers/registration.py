"""What transfers add to the application: rights, the job that archives letters, and lines of the menu."""

from django.utils.translation import gettext_lazy as _

from procedures.transfers import archive
from procedures.transfers.permissions import LIST, ON_THE_WAY, RIGHTS, RULES_SET
from schooladmin.units import permissions
from schooladmin.units.navigation import MenuEntry, register_menu


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    permissions.register(RIGHTS)
    archive.register()
    register_menu(
        MenuEntry(22, _("Chuyển trường"), "send", "procedures.transfer.list", LIST),
        MenuEntry(
            23,
            _("Trên đường"),
            "hourglass-split",
            "procedures.transfer.on_the_way",
            ON_THE_WAY,
            under="procedures.transfer.list",
        ),
        MenuEntry(85, _("Ngày nhắc chuyển trường"), "bell", "procedures.transfer.rules", RULES_SET),
    )
