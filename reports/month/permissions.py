"""Who looks at a school's month, and who says when schools are reminded and what is seen after the due day."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

READ, CONFIRM, SNOOZE = "reports.month.read", "reports.month.confirm", "reports.reminder.snooze"
OFFICE, SET_DAYS, SET_CUTOFF = "reports.reminder.read", "reports.reminder.set", "reports.cutoff.set"

_SCHOOL = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.PARTY_SECRETARY})
_ORGAN = frozenset({Role.OFFICER, Role.HEAD})
_ORGANS = frozenset(UnitKind) - {UnitKind.SCHOOL}

RIGHTS = {
    READ: Right(own=_SCHOOL, at=frozenset({UnitKind.SCHOOL})),
    CONFIRM: Right(own=_SCHOOL, at=frozenset({UnitKind.SCHOOL})),
    SNOOZE: Right(own=_SCHOOL, at=frozenset({UnitKind.SCHOOL})),
    OFFICE: Right(own=_ORGAN, at=_ORGANS),
    # Who opens the quarter says when schools are reminded of it.
    SET_DAYS: Right(own=_ORGAN, at=frozenset({UnitKind.PARTY_COMMITTEE})),
    SET_CUTOFF: Right(own=_ORGAN, at=_ORGANS),
}

MENU = (
    MenuEntry(49, _("Tháng này"), "calendar3", "reports.month.read", READ),
    MenuEntry(53, _("Nhắc nộp, số liệu"), "bell", "reports.reminder.read", OFFICE),
)
