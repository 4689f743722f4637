"""Who sees the Party meeting: its secretary and the principal. What is said there is not the clerk's to read."""

from schooladmin.units.enums import Role
from schooladmin.units.permissions import Right

READ, EDIT = "reports.meeting.read", "reports.meeting.edit"

_CELL = frozenset({Role.PRINCIPAL, Role.PARTY_SECRETARY})

RIGHTS = {READ: Right(own=_CELL), EDIT: Right(own=_CELL)}
