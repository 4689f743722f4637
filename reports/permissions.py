"""Role × verb of the reports."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

_READERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.PARTY_SECRETARY, Role.AUDITOR})
_WRITERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.PARTY_SECRETARY})
_SIGNERS = frozenset({Role.PRINCIPAL, Role.PARTY_SECRETARY})
_ORGAN = frozenset({Role.OFFICER, Role.HEAD})
_PARTY = frozenset({UnitKind.PARTY_COMMITTEE})
_SUPERVISORS = frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR})
# The training relation brings no sight of reports; the four others do.
_ABOVE = frozenset(SupervisionKind) - {SupervisionKind.TRAINING}

RIGHTS = {
    "reports.report.read": Right(own=_READERS, above=_SUPERVISORS, kinds=_ABOVE),
    "reports.report.edit": Right(own=_WRITERS),
    "reports.report.submit": Right(own=_SIGNERS),
    "reports.board.read": Right(above=_SUPERVISORS, kinds=_ABOVE),
    # Themes are the Party's: an officer of another organ has none.
    "reports.theme.read": Right(own=_ORGAN, at=_PARTY),
    "reports.theme.edit": Right(own=_ORGAN, at=_PARTY),
    "reports.round.open": Right(own=_ORGAN, at=_PARTY),
}

MENU = (
    MenuEntry(50, _("Báo cáo quý"), "journal-text", "reports.list", "reports.report.edit"),
    MenuEntry(51, _("Theo dõi báo cáo"), "list-check", "reports.board.read", "reports.board.read"),
    MenuEntry(52, _("Chủ đề quý"), "flag", "reports.themes", "reports.theme.read"),
)
