"""Who may do what with evidence."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

_OFFICE = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.PARTY_SECRETARY})

RIGHTS: dict[str, Right] = {
    "evidence.file.read": Right(
        own=_OFFICE | {Role.AUDITOR},
        above=frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR}),
        kinds=frozenset(
            {
                SupervisionKind.ADMINISTRATIVE,
                SupervisionKind.PROFESSIONAL,
                SupervisionKind.DATA_REPORTING,
                SupervisionKind.PARTY,
            }
        ),
    ),
    "evidence.file.add": Right(own=_OFFICE),
}

MENU = (MenuEntry(70, _("Minh chứng"), "paperclip", "evidence.file.list", "evidence.file.read"),)
