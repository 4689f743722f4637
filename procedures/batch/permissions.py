"""Who holds the verbs of the batch desk. The lists name pupils: nobody above the school reads them."""

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.permissions import Right

LISTS = "procedures.batch.list"
READ = "procedures.batch.read"
CREATE = "procedures.batch.create"
HAND_OVER = "procedures.batch.hand_over"
UNDO = "procedures.batch.undo"
ATTACH = "procedures.batch.attach"
CLOSE = "procedures.batch.close"
REOPEN = "procedures.batch.reopen"
CARRY = "procedures.batch.carry"

_SCHOOLS = frozenset({UnitKind.SCHOOL})
_COUNTER = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK})
_READS = Right(own=_COUNTER | {Role.AUDITOR}, at=_SCHOOLS)
_WORKS = Right(own=_COUNTER, at=_SCHOOLS)

RIGHTS: dict[str, Right] = {
    LISTS: _READS,
    READ: _READS,
    **dict.fromkeys((CREATE, HAND_OVER, UNDO, ATTACH, CLOSE, REOPEN, CARRY), _WORKS),
}
