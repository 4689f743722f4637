"""Who collects letters to the units below, reads them before they leave, and sends them."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

LIST = "notices.outbox.list"
READ = "notices.outbox.read"
COLLECT = "notices.outbox.collect"
EDIT = "notices.outbox.edit"
DROP = "notices.outbox.drop"
SEND = "notices.outbox.send"
DISCARD = "notices.outbox.discard"
ADDRESS = "notices.address.edit"
ABOUT = "notices.outbox.about"  # whom an office may write to: every unit below it

_OFFICES = frozenset(UnitKind) - {UnitKind.SCHOOL}
_SENDERS = Right(own=frozenset({Role.OFFICER, Role.HEAD}), at=_OFFICES)
_READERS = Right(own=frozenset({Role.OFFICER, Role.HEAD, Role.AUDITOR}), at=_OFFICES)

RIGHTS: dict[str, Right] = {
    LIST: _READERS,
    READ: _READERS,
    COLLECT: _SENDERS,
    EDIT: _SENDERS,
    DROP: _SENDERS,
    SEND: _SENDERS,
    DISCARD: _SENDERS,
    ABOUT: Right(above=frozenset({Role.OFFICER, Role.HEAD})),
}

MENU = (MenuEntry(74, _("Hộp thư đi"), "send", LIST, LIST),)
