"""What the batch desk adds to the application: rights, a line of the menu, and a kind of job."""

from django.utils.translation import gettext_lazy as _

from procedures.batch import rendering
from procedures.batch.permissions import LISTS, RIGHTS
from schooladmin.units import permissions
from schooladmin.units.navigation import MenuEntry, register_menu


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    permissions.register(RIGHTS)
    register_menu(
        MenuEntry(
            22,
            _("Trả theo danh sách"),
            "award",
            "procedures.batch.list",
            LISTS,
            under="procedures.request.list",
        )
    )
    rendering.register()
