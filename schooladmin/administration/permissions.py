"""Who manages the people of a unit: its principal and administrator, and those who lead the unit above it."""

from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.permissions import Right

# The commune's chairman appoints and dismisses principals (Circular 15/2025/TT-BGDĐT), so the administrative line
# reaches down: somebody must be able to name the first principal of a school, or the next one.
_MANAGES = Right(
    own=frozenset({Role.PRINCIPAL, Role.HEAD, Role.ADMIN}),
    above=frozenset({Role.HEAD, Role.ADMIN}),
    kinds=frozenset({SupervisionKind.ADMINISTRATIVE}),
)

RIGHTS: dict[str, Right] = {
    "staffing.member.read": _MANAGES,
    "staffing.member.add": _MANAGES,
    "staffing.member.end": _MANAGES,
    "staffing.member.reset_password": _MANAGES,
}
