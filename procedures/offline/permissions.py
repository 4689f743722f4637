"""Who holds the verbs of the intake without a network. Taking in itself keeps its own right."""

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.permissions import Right

DEVICES = "procedures.device.list"
REGISTER = "procedures.device.register"
REVOKE = "procedures.device.revoke"
# Trust a revoked device again: for the leaders, so that a finder alone does not get it back.
READMIT = "procedures.device.readmit"
# Print a pad of slips with numbers of its own, and declare a printed number void.
PADS = "procedures.pad.list"
RESERVE = "procedures.pad.reserve"
VOID = "procedures.number.void"

_SCHOOLS = frozenset({UnitKind.SCHOOL})
_COUNTER = frozenset({Role.CLERK, Role.PRINCIPAL, Role.DEPUTY})
_WRITES = Right(own=frozenset({Role.CLERK, Role.PRINCIPAL}), at=_SCHOOLS)

RIGHTS: dict[str, Right] = {
    DEVICES: Right(own=_COUNTER, at=_SCHOOLS),
    REGISTER: _WRITES,
    REVOKE: _WRITES,
    READMIT: Right(own=frozenset({Role.PRINCIPAL, Role.DEPUTY}), at=_SCHOOLS),
    PADS: Right(own=_COUNTER, at=_SCHOOLS),
    RESERVE: _WRITES,
    VOID: _WRITES,
}
