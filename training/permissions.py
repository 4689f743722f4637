"""Who may do what with training classes."""

from schooladmin.units.enums import Role
from schooladmin.units.permissions import Right

_SUPERVISORS = frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR})
_KEEPERS = frozenset({Role.OFFICER, Role.HEAD, Role.PRINCIPAL, Role.DEPUTY})
_SCHOOL_READERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.AUDITOR})

RIGHTS: dict[str, Right] = {
    # The class and its numbers; names of people only with training.attendance.read, one's own row always.
    "training.class.read": Right(
        own=_SCHOOL_READERS | _SUPERVISORS | {Role.PARTY_SECRETARY, Role.TEACHER}, above=_SUPERVISORS
    ),
    "training.class.create": Right(own=_KEEPERS),
    "training.class.edit": Right(own=_KEEPERS),
    "training.class.close": Right(own=_KEEPERS),
    # The list of one school, by name.
    "training.attendance.read": Right(own=_SCHOOL_READERS | _SUPERVISORS, above=_SUPERVISORS),
    # Held for the school that the people belong to, or as officer of the unit that owns the class.
    "training.attendance.record": Right(own=frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.OFFICER})),
    # Held in the unit that owns the class: it certifies, whatever school the people belong to.
    "training.certificate.print": Right(own=_KEEPERS),
    # Held in the unit that owns the class: who sets the topic judges the essays.
    "training.essay.grade": Right(own=_KEEPERS),
}
