"""What the public face adds to the application: rights and lines of the menu."""

from django.utils.translation import gettext_lazy as _

from procedures.public.permissions import LOBBY, RATINGS, RIGHTS
from schooladmin.units import permissions
from schooladmin.units.navigation import MenuEntry, register_menu


def register() -> None:
    """Called once from ``AppConfig.ready``."""
    permissions.register(RIGHTS)
    register_menu(
        MenuEntry(
            26,
            _("Mức độ hài lòng"),
            "chat-left-text",
            "procedures.rating.list",
            RATINGS,
            under="procedures.statistics.read",
        ),
        MenuEntry(
            27,
            _("Màn hình sảnh, mã QR"),
            "globe",
            "procedures.lobby",
            LOBBY,
            under="procedures.request.list",
        ),
    )
