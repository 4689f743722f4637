"""Who holds the verbs of transfers. Names stay with the two schools; those above see who is on the way by initials."""

from procedures.transfers.rules import COUNTER, MOVES
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.permissions import Right

READ = "procedures.transfer.read"
LIST = "procedures.transfer.list"
ON_THE_WAY = "procedures.transfer.on_the_way"
PLACES = "procedures.transfer.places"
LETTER = "procedures.transfer.letter"
RULES = "procedures.transfer.rules"
RULES_SET = "procedures.transfer.rules.set"
RULES_REMOVE = "procedures.transfer.rules.remove"

_SCHOOL = frozenset({UnitKind.SCHOOL})
_ABOVE = frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR})
_READERS = COUNTER | {Role.AUDITOR}

RIGHTS: dict[str, Right] = {
    READ: Right(own=_READERS, at=_SCHOOL),
    LIST: Right(own=_READERS, at=_SCHOOL),
    ON_THE_WAY: Right(
        own=_READERS,
        above=_ABOVE,
        kinds=frozenset({SupervisionKind.ADMINISTRATIVE, SupervisionKind.PROFESSIONAL}),
    ),
    PLACES: Right(own=COUNTER, at=_SCHOOL),
    LETTER: Right(own=COUNTER, at=_SCHOOL),
    # The days are one set for all schools, administered like the calendar.
    RULES: Right(own=_READERS | _ABOVE | {Role.ADMIN}),
    RULES_SET: Right(own=frozenset({Role.ADMIN})),
    RULES_REMOVE: Right(own=frozenset({Role.ADMIN})),
    **{verb: Right(own=move.roles, at=_SCHOOL) for verb, move in MOVES.items()},
}
