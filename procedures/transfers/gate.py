"""A request of a shared transfer is decided through the transfer, never past the other school.

``procedures.actions.work.begin`` asks for every door.
"""

from django.utils.translation import gettext as _

from procedures.models import Request, TransferSide
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.rules import FOLLOWS, may_follow
from schooladmin.core.errors import Refusal

_GUARDED = frozenset(verb for _side, verb in FOLLOWS)


def follow_the_transfer(request: Request, verb: str) -> None:
    """Raise Refusal for a step that must be taken on the transfer, where both schools see it."""
    if verb not in _GUARDED:
        return
    side = TransferSide.objects.filter(request=request, is_latest=True).select_related("transfer").first()
    if side is None or may_follow(SideRole(side.role), verb, TransferState(side.transfer.state)):
        return
    raise Refusal(
        _("Hồ sơ này là một phần của hồ sơ chuyển trường chung hai trường. Hãy mở mục «Chuyển trường» và làm ở đó."),
        code="part-of-transfer",
    )
