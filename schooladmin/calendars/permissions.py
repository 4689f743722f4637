"""Who may read and who may change the calendar of record, which is one for the whole installation."""

from schooladmin.units.enums import Role
from schooladmin.units.permissions import Right

_CHANGES = Right(own=frozenset({Role.ADMIN}))

RIGHTS: dict[str, Right] = {
    "calendars.day.read": Right(own=frozenset(Role), above=frozenset(Role)),
    "calendars.day.add": _CHANGES,
    "calendars.day.edit": _CHANGES,
    "calendars.day.remove": _CHANGES,
    "calendars.year.open": _CHANGES,
}
