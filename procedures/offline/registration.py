"""What the intake without a network adds to the application: rights, a line of the menu, and a kind of job."""

from django.utils.translation import gettext_lazy as _

from procedures.offline import rendering
from procedures.offline.permissions import DEVICES, RIGHTS
from schooladmin.units import permissions
from schooladmin.units.navigation import MenuEntry, register_menu


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    permissions.register(RIGHTS)
    register_menu(
        MenuEntry(
            29, _("Tiếp nhận khi mất mạng"), "inbox", "procedures.device.list", DEVICES, under="procedures.request.list"
        )
    )
    rendering.register()
