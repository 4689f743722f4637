"""What online requests add to the application: rights and a line of the menu."""

from django.utils.translation import gettext_lazy as _

from procedures.online.permissions import LIST, RIGHTS
from schooladmin.units import permissions
from schooladmin.units.navigation import MenuEntry, register_menu


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    permissions.register(RIGHTS)
    register_menu(MenuEntry(22, _("Hồ sơ trực tuyến"), "upload", "procedures.submission.list", LIST))
