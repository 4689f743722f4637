"""Who may do what in the reform register."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

_LEADERS = frozenset({Role.PRINCIPAL, Role.DEPUTY})
_READ = Right(
    own=_LEADERS | {Role.CLERK, Role.PARTY_SECRETARY, Role.AUDITOR},
    above=frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR}),
    kinds=frozenset(
        {
            SupervisionKind.ADMINISTRATIVE,
            SupervisionKind.PROFESSIONAL,
            SupervisionKind.DATA_REPORTING,
            SupervisionKind.PARTY,
        }
    ),
)
_WRITE = Right(own=_LEADERS)

_EVERYBODY_READS = Right(own=_READ.own | {Role.TEACHER}, above=_READ.above, kinds=_READ.kinds)
_OFFICE = _LEADERS | {Role.CLERK}

RIGHTS: dict[str, Right] = {
    "reform.result.read": _READ,
    "reform.result.log": _WRITE,
    "reform.result.edit": _WRITE,
    "reform.result.withdraw": _WRITE,
    "reform.result.attach": _WRITE,
    "reform.result.detach": _WRITE,
    "reform.commitment.read": _READ,
    "reform.commitment.edit": Right(own=_LEADERS | {Role.PARTY_SECRETARY}),
    "reform.indicator.read": _EVERYBODY_READS,
    "reform.indicator.log": Right(own=_OFFICE | {Role.TEACHER}),
    # An office asks for indicators of its own; what the product ships is nobody's to change here.
    "reform.indicator.define": Right(own=frozenset({Role.OFFICER, Role.HEAD})),
    "reform.system.read": _EVERYBODY_READS,
    "reform.system.edit": Right(own=_OFFICE),
    "reform.inspection.read": _READ,
    "reform.inspection.edit": Right(own=_OFFICE),
}

MENU = (
    MenuEntry(38, _("Nhật ký quý"), "journal-text", "reform.indicator.log", "reform.indicator.read"),
    MenuEntry(40, _("Kết quả cải cách"), "list-check", "reform.result.list", "reform.result.read"),
)
