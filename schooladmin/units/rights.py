"""Who may look at units and at the people in them."""

from schooladmin.units.enums import Role
from schooladmin.units.permissions import Right

_ABOVE = frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR})

RIGHTS: dict[str, Right] = {
    # What a unit is called and who stands above it is known to everybody who works there or above.
    "units.unit.read": Right(own=frozenset(Role), above=frozenset(Role)),
    "units.people.read": Right(
        own=frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.ADMIN}) | _ABOVE, above=_ABOVE
    ),
}
