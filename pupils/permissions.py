"""Who holds which verb of the register. Nobody above the school does: those above need figures, not names."""

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.permissions import Right

_KEEPERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK})
_SCHOOL = frozenset({UnitKind.SCHOOL})

READ = "pupils.pupil.read"
ADD = "pupils.pupil.add"
EDIT = "pupils.pupil.edit"
REVEAL = "pupils.pupil.reveal"
LEAVE = "pupils.pupil.leave"
RETURN = "pupils.pupil.return"

RIGHTS: dict[str, Right] = {
    READ: Right(own=_KEEPERS | {Role.AUDITOR}, at=_SCHOOL),
    **{verb: Right(own=_KEEPERS, at=_SCHOOL) for verb in (ADD, EDIT, REVEAL, LEAVE, RETURN)},
}
