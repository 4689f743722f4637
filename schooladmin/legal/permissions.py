"""Who may do what with the register of acts."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

RIGHTS: dict[str, Right] = {
    "legal.document.read": Right(own=frozenset(Role)),
}

MENU = (MenuEntry(80, _("Văn bản pháp luật"), "book", "legal.document.list", "legal.document.read"),)
