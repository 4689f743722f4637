"""Who may read the trail."""

from schooladmin.units.enums import Role
from schooladmin.units.permissions import Right

RIGHTS: dict[str, Right] = {
    "audit.entry.read": Right(
        own=frozenset({Role.PRINCIPAL, Role.ADMIN, Role.AUDITOR, Role.HEAD}),
        above=frozenset({Role.HEAD, Role.AUDITOR}),
    ),
}
