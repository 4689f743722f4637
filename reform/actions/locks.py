"""Taking the row of a result for a change."""

from django.utils.translation import gettext as _

from reform.enums import ResultState
from reform.models import Result
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.units.scope import Scope


def locked(actor: Scope, result_id: int, verb: str) -> Result:
    """Return the result locked for a change. Raises OutOfScope, Forbidden, and Refusal when it is withdrawn."""
    rows = Result.objects.select_for_update(of=("self",)).select_related("area", "sub_item")
    result = rows.filter(pk=result_id, unit__in=actor.units()).first()
    if result is None:
        raise OutOfScope
    actor.require(verb, result.unit_id)
    if result.state == ResultState.WITHDRAWN:
        raise Refusal(
            _("Kết quả này đã được rút nên không sửa được nữa. Nếu cần, hãy ghi một kết quả mới."),
            code="result-withdrawn",
        )
    return result
