"""Who holds the verbs of the intake without a network. Taking in itself keeps its own right."""

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.permissions import Right

DEVICES = "procedures.device.list"
REGISTER = "procedures.device.register"
REVOKE = "procedures.device.revoke"

_SCHOOLS = frozenset({UnitKind.SCHOOL})
_COUNTER = frozenset({Role.CLERK, Role.PRINCIPAL, Role.DEPUTY})
_WRITES = Right(own=frozenset({Role.CLERK, Role.PRINCIPAL}), at=_SCHOOLS)

RIGHTS: dict[str, Right] = {
    DEVICES: Right(own=_COUNTER, at=_SCHOOLS),
    REGISTER: _WRITES,
    REVOKE: _WRITES,
}
