"""The days after which transfers are spoken of: dated rows, one set for the whole installation."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.models import TransferRule
from procedures.transfers.permissions import RULES_REMOVE, RULES_SET
from schooladmin.audit.actions import record
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope

MOST_DAYS = 30  # working days: beyond six weeks nobody would call it a reminder


@transaction.atomic
def set_rule(
    *, actor: Scope, valid_from: date, alert_after: int, place_after: int, basis: str, at: datetime
) -> TransferRule:
    """Enter the days that hold from ``valid_from`` on; a row of the same day is corrected. Sent twice it is one row.

    Raises Refusal for a day that is over (what was reminded by then stays explained by its row), for a number of
    working days outside 1 to 30, and without a basis. The trail stands in the unit that the actor administers.
    """
    unit_id = _office(actor, RULES_SET)
    if valid_from < local_date(at):
        raise Refusal(_("Chỉ ghi được từ hôm nay trở đi."), code="rule-in-the-past", field="valid_from")
    for field, days in (("alert_after", alert_after), ("place_after", place_after)):
        if not 1 <= days <= MOST_DAYS:
            raise Refusal(
                _("Số ngày làm việc từ 1 đến %(most)s.") % {"most": MOST_DAYS}, code="rule-days-odd", field=field
            )
    if not tidy(basis):
        raise Refusal(_("Hãy ghi căn cứ: số và ngày của văn bản."), code="rule-without-basis", field="basis")
    wanted: dict[str, Any] = {"alert_after": alert_after, "place_after": place_after, "basis": tidy(basis)}
    row, is_new = TransferRule.objects.select_for_update().get_or_create(valid_from=valid_from, defaults=wanted)
    before = {} if is_new else _content(row)
    changes = {field: [before.get(field), value] for field, value in wanted.items() if before.get(field) != value}
    if not changes:
        return row
    for field, value in wanted.items():
        setattr(row, field, value)
    row.save(update_fields=list(wanted))
    _record(actor, unit_id, RULES_SET, at, row, changes)
    return row


@transaction.atomic
def remove_rule(*, actor: Scope, rule_id: int, at: datetime) -> None:
    """Take out a row that has not begun. Raises OutOfScope for one that is gone and Refusal for one that has begun."""
    unit_id = _office(actor, RULES_REMOVE)
    row = TransferRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise OutOfScope
    if row.valid_from <= local_date(at):
        raise Refusal(_("Dòng này đã có hiệu lực nên không bỏ được. Hãy ghi dòng mới."), code="rule-begun")
    _record(actor, unit_id, RULES_REMOVE, at, row, {field: [value, None] for field, value in _content(row).items()})
    row.delete()


def _office(actor: Scope, verb: str) -> int:
    """The unit in whose trail the change stands: the first in which the actor administers."""
    unit = actor.units_for(verb).order_by("pk").first()
    if unit is None:
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    return unit.pk


def _content(row: TransferRule) -> dict[str, Any]:
    return {"alert_after": row.alert_after, "place_after": row.place_after, "basis": row.basis}


def _record(
    actor: Scope, unit_id: int, verb: str, at: datetime, row: TransferRule, changes: dict[str, list[Any]]
) -> None:
    record(
        actor=actor, unit_id=unit_id, verb=verb, at=at, thing=row, label=f"{row.valid_from:%d/%m/%Y}", changes=changes
    )
