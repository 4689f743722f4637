"""Who reads the book of outgoing papers, gives numbers, withdraws papers and keeps the copies that come back."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

LIST = "documents.issue.list"
READ = "documents.issue.read"
NUMBER = "documents.issue.number"
VOID = "documents.number.void"
WITHDRAW = "documents.issue.withdraw"
SERIES = "documents.series.list"
OPEN_SERIES = "documents.series.open"
KEEP = "documents.copy.keep"
VERIFY = "documents.verify.read"

_ABOVE = frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR})
_LEADERS = frozenset({Role.PRINCIPAL, Role.DEPUTY, Role.PARTY_SECRETARY, Role.HEAD})
_OFFICE = _LEADERS | {Role.CLERK, Role.OFFICER}
_READERS = Right(own=_OFFICE | {Role.AUDITOR}, above=_ABOVE)

RIGHTS: dict[str, Right] = {
    LIST: _READERS,
    READ: _READERS,
    SERIES: _READERS,
    NUMBER: Right(own=_OFFICE),
    VOID: Right(own=_OFFICE),
    OPEN_SERIES: Right(own=_OFFICE),
    KEEP: Right(own=_OFFICE),
    WITHDRAW: Right(own=_LEADERS),
    # Everybody, without a login: the code on the paper is the right.
    VERIFY: Right(),
}

MENU = (
    MenuEntry(
        71, _("Sổ văn bản đi"), "journal-text", LIST, LIST, also=("documents.series.list", "documents.copy.keep")
    ),
)
