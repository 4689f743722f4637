"""What the desk adds to the application: rights and lines of the menu."""

from django.utils.translation import gettext_lazy as _

from procedures.desk.permissions import DECISIONS, DELEGATIONS, RIGHTS
from schooladmin.units import permissions
from schooladmin.units.navigation import MenuEntry, register_menu


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    permissions.register(RIGHTS)
    register_menu(
        MenuEntry(15, _("Chờ quyết định"), "check-circle", "procedures.decision.list", DECISIONS),
        MenuEntry(
            28,
            _("Phân công ký thay"),
            "people",
            "procedures.delegation.list",
            DELEGATIONS,
            under="procedures.request.list",
        ),
    )
