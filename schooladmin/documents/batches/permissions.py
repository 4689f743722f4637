"""Who has papers made in batches and takes them away. Which papers somebody finds there is each paper's own right."""

from django.utils.translation import gettext_lazy as _

from schooladmin.units.enums import Role
from schooladmin.units.navigation import MenuEntry
from schooladmin.units.permissions import Right

LIST = "documents.batch.list"
READ = "documents.batch.read"
CREATE = "documents.batch.create"
CANCEL = "documents.batch.cancel"
RETRY = "documents.batch.retry"
DOWNLOAD = "documents.batch.download"

_OFFICE = frozenset(
    {Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.PARTY_SECRETARY, Role.OFFICER, Role.HEAD},
)
_READERS = Right(own=_OFFICE | {Role.AUDITOR})
_MAKERS = Right(own=_OFFICE)

RIGHTS: dict[str, Right] = {
    LIST: _READERS,
    READ: _READERS,
    DOWNLOAD: _READERS,
    CREATE: _MAKERS,
    CANCEL: _MAKERS,
    RETRY: _MAKERS,
}

MENU = (MenuEntry(73, _("Bộ văn bản"), "file-earmark-zip", LIST, LIST),)
