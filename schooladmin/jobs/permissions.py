"""Who sees the background jobs of a unit, and who may let a failed one try again."""

from schooladmin.units.enums import Role
from schooladmin.units.permissions import Right

_OFFICE = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.PARTY_SECRETARY})
_ABOVE = frozenset({Role.OFFICER, Role.HEAD})
_WATCH = frozenset({Role.AUDITOR, Role.ADMIN})

RIGHTS: dict[str, Right] = {
    "jobs.job.read": Right(own=_OFFICE | _ABOVE | _WATCH, above=_ABOVE | {Role.AUDITOR}),
    "jobs.job.retry": Right(own=_OFFICE | _ABOVE | {Role.ADMIN}, above=_ABOVE),
}
