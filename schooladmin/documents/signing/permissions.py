"""Who checks signatures, keeps signed copies, and says which authorities are trusted."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

CHECK = "documents.signature.check"
ADD_COPY = "documents.signed.add"
SEAL_COPY = "documents.signed.seal"
READ_ANCHORS = "documents.anchor.read"
ADD_ANCHOR = "documents.anchor.add"
END_ANCHOR = "documents.anchor.end"

_OFFICE = frozenset(
    {Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.PARTY_SECRETARY, Role.OFFICER, Role.HEAD},
)
_SYSTEM = Right(own=frozenset({Role.ADMIN}))

RIGHTS: dict[str, Right] = {
    CHECK: Right(own=_OFFICE | {Role.AUDITOR, Role.ADMIN}),
    ADD_COPY: Right(own=_OFFICE),
    SEAL_COPY: Right(own=_OFFICE),
    READ_ANCHORS: _SYSTEM,
    ADD_ANCHOR: _SYSTEM,
    END_ANCHOR: _SYSTEM,
}

MENU = (MenuEntry(72, _("Chữ ký số"), "shield-check", CHECK, CHECK, also=("documents.anchor.list",)),)
