"""Role × verb of the reports."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

_READERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.PARTY_SECRETARY, Role.AUDITOR})
_WRITERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.PARTY_SECRETARY})
_SIGNERS = frozenset({Role.PRINCIPAL, Role.PARTY_SECRETARY})
_ORGAN = frozenset({Role.OFFICER, Role.HEAD})
_OFFICERS = frozenset({Role.OFFICER})
_PARTY_ONLY = frozenset({SupervisionKind.PARTY})
_PARTY = frozenset({UnitKind.PARTY_COMMITTEE})
_SUPERVISORS = frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR})
_OFFICES = frozenset(UnitKind) - {UnitKind.SCHOOL, UnitKind.TRAINING_CENTRE}
# The training relation brings no sight of reports; the four others do.
_ABOVE = frozenset(SupervisionKind) - {SupervisionKind.TRAINING}

RIGHTS = {
    "reports.report.read": Right(own=_READERS, above=_SUPERVISORS, kinds=_ABOVE),
    "reports.report.edit": Right(own=_WRITERS),
    "reports.report.submit": Right(own=_SIGNERS),
    # Opening what is closed and deciding on corrections is the Party organ's, which opened the quarter.
    "reports.locks": Right(own=_OFFICERS, at=_PARTY),
    "reports.round.closing": Right(own=_OFFICERS, at=_PARTY),
    "reports.exception.grant": Right(above=_OFFICERS, kinds=_PARTY_ONLY),
    "reports.amendment.propose": Right(own=_SIGNERS),
    "reports.amendment.approve": Right(above=_OFFICERS, kinds=_PARTY_ONLY),
    # The school asks itself; an officer above asks while the report is being written, long before it is sent back.
    "reports.comment.write": Right(own=_WRITERS | {Role.CLERK}, above=_ORGAN, kinds=_ABOVE),
    # Whoever writes or hands in papers may have one checked; the Party organ checks those of the schools below it.
    "reports.paper.check": Right(own=_WRITERS | {Role.CLERK} | _ORGAN, at=_PARTY | {UnitKind.SCHOOL}),
    "reports.board.read": Right(above=_SUPERVISORS, kinds=_ABOVE),
    # The paper of an office over its schools: everybody of the office reads it, its head makes it final.
    "reports.consolidated.paper": Right(own=_SUPERVISORS, at=_OFFICES),
    "reports.consolidated.issue": Right(own=frozenset({Role.HEAD}), at=_OFFICES),
    # Themes are the Party's: an officer of another organ has none.
    "reports.theme.read": Right(own=_ORGAN, at=_PARTY),
    "reports.theme.edit": Right(own=_ORGAN, at=_PARTY),
    "reports.round.open": Right(own=_ORGAN, at=_PARTY),
}

MENU = (
    MenuEntry(50, _("Báo cáo quý"), "journal-text", "reports.list", "reports.report.edit"),
    MenuEntry(51, _("Theo dõi báo cáo"), "list-check", "reports.board.read", "reports.board.read"),
    MenuEntry(53, _("Khóa và đính chính"), "lock", "reports.locks", "reports.locks"),
    MenuEntry(52, _("Chủ đề quý"), "flag", "reports.themes", "reports.theme.read"),
    MenuEntry(54, _("Soát một văn bản"), "clipboard-check", "reports.paper.check", "reports.paper.check"),
)
