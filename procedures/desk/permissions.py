"""Who holds the verbs of the desk. Deciding itself keeps the rights of the transitions."""

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.permissions import Right

DECISIONS = "procedures.decision.list"
PREPARE = "procedures.request.prepare"
SEND_BACK = "procedures.request.send_back"
HAND_OVER = "procedures.request.hand_over"
TAKE = "procedures.request.take"
# What only moves the file between people: the request stays in its state.
MOVING = frozenset({PREPARE, SEND_BACK, HAND_OVER, TAKE})
BULK = "procedures.request.bulk"
DELEGATIONS = "procedures.delegation.list"
DELEGATE = "procedures.delegation.create"
REVOKE = "procedures.delegation.revoke"

_COUNTER = frozenset({Role.CLERK, Role.PRINCIPAL, Role.DEPUTY})
_DECIDERS = frozenset({Role.PRINCIPAL, Role.DEPUTY})
_SCHOOLS = frozenset({UnitKind.SCHOOL})
_ASSIGNS = Right(own=frozenset({Role.PRINCIPAL, Role.ADMIN}), at=_SCHOOLS)

RIGHTS: dict[str, Right] = {
    DECISIONS: Right(own=_DECIDERS),
    SEND_BACK: Right(own=_DECIDERS),
    PREPARE: Right(own=_COUNTER),
    HAND_OVER: Right(own=_COUNTER),
    TAKE: Right(own=_COUNTER),
    BULK: Right(own=_COUNTER),
    DELEGATIONS: Right(own=_COUNTER | {Role.ADMIN}, at=_SCHOOLS),
    DELEGATE: _ASSIGNS,
    REVOKE: _ASSIGNS,
}
