"""Logging the value of an indicator for a quarter, one at a time or many pasted at once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reform.enums import IndicatorKind, IndicatorSource
from reform.models import DigitalSystem, Indicator, IndicatorValue
from reform.queries.indicators import asked_of, measure_of, systems_in
from reform.rules.indicators import Measure, measure_faults, measure_text
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import Quarter, local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_VERB = "reform.indicator.log"
_FIELDS = ("numerator", "denominator", "number", "yes", "score", "text")


@dataclass(frozen=True)
class Entry:
    """A value to log: ``version`` is the one on the screen, 0 when there was none; ``system`` for values per system."""

    indicator_id: int
    value: Measure
    version: int = 0
    system_id: int | None = None
    happened_on: date | None = None


@transaction.atomic
def log_value(
    *,
    actor: Scope,
    unit_id: int,
    quarter: Quarter,
    entry: Entry,
    at: datetime,
    mutation_id: uuid.UUID | None = None,
) -> IndicatorValue:
    """Log or correct a value of the quarter. The same ``mutation_id`` again, or the same value, changes nothing.

    Raises Refusal with the field at fault, Stale when somebody saved another value in the meantime.
    """
    actor.require(_VERB, unit_id)
    mutation_id = mutation_id or uuid.uuid4()
    # One at a time in a unit: two people filling the same empty field must not both think that they were first.
    Unit.objects.select_for_update().get(pk=unit_id)
    sent = IndicatorValue.objects.filter(unit_id=unit_id, mutation_id=mutation_id).first()
    if sent is not None:
        return sent
    indicator = _asked(unit_id, quarter, entry.indicator_id)
    system = _system(actor, unit_id, quarter, indicator, entry.system_id)
    for fault in measure_faults(IndicatorKind(indicator.kind), entry.value):
        raise fault
    day = _day(quarter, entry.happened_on, local_date(at))
    rows = IndicatorValue.objects.select_for_update(of=("self",)).filter(unit_id=unit_id, quarter=quarter.code)
    row = rows.filter(indicator=indicator, system=system).first()
    old = measure_of(row) if row else None
    if old == entry.value and row is not None and (entry.happened_on is None or row.happened_on == day):
        return row
    if (row.version if row else 0) != entry.version:
        raise Stale(
            _("Có người vừa ghi chỉ tiêu này: %(value)s. Hãy xem lại rồi lưu.")
            % {"value": measure_text(old, indicator.measure) or "—"},
            code="value-stale",
            field="value",
        )
    if row is None:
        row = IndicatorValue(unit_id=unit_id, indicator=indicator, system=system, quarter=quarter.code, version=0)
    for name in _FIELDS:
        setattr(row, name, getattr(entry.value, name))
    row.happened_on, row.mutation_id = day, mutation_id
    row.version += 1
    row.saved_by_label, row.saved_at = actor.label, at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as lost:
        raise Stale(
            _("Có người vừa ghi chỉ tiêu này. Hãy xem lại rồi lưu."), code="value-stale", field="value"
        ) from lost
    changes = {
        "quarter": [None, quarter.code],
        "value": [measure_text(old, indicator.measure) or None, measure_text(entry.value, indicator.measure)],
    }
    label = f"{indicator.code} {system}" if system else indicator.code
    record(actor=actor, unit_id=unit_id, verb=_VERB, at=at, thing=row, label=label, changes=changes)
    actor.require_inside(unit_id)
    return row


@transaction.atomic
def log_values(
    *, actor: Scope, unit_id: int, quarter: Quarter, entries: Sequence[Entry], mutation_id: uuid.UUID, at: datetime
) -> int:
    """Log what a pasted block holds, all of it or nothing; return how many rows it had."""
    for place, entry in enumerate(entries):
        log_value(
            actor=actor,
            unit_id=unit_id,
            quarter=quarter,
            entry=entry,
            at=at,
            mutation_id=uuid.uuid5(mutation_id, str(place)),
        )
    return len(entries)


def _asked(unit_id: int, quarter: Quarter, indicator_id: int) -> Indicator:
    """The indicator, asked of this unit in the quarter and typed. Raises OutOfScope, Refusal."""
    indicator = next((row.indicator for row in asked_of(unit_id, quarter) if row.indicator_id == indicator_id), None)
    if indicator is None:
        raise OutOfScope
    if indicator.source == IndicatorSource.COMPUTED:
        raise Refusal(_("Chỉ tiêu này do máy đếm từ sổ, không ghi tay được."), code="value-computed", field="value")
    return indicator


def _system(
    actor: Scope, unit_id: int, quarter: Quarter, indicator: Indicator, system_id: int | None
) -> DigitalSystem | None:
    if not indicator.per_system:
        if system_id is not None:
            raise OutOfScope
        return None
    row = systems_in(actor, unit_id, quarter).filter(pk=system_id or 0).first()
    if row is None:
        raise Refusal(_("Hãy chọn hệ thống đang dùng trong quý."), code="system-missing", field="value")
    return row


def _day(quarter: Quarter, day: date | None, today: date) -> date:
    """The day of the value: given, or today, or the last day of a quarter that has passed."""
    period = quarter.calendar
    if period.start > today:
        raise Refusal(_("Quý này chưa bắt đầu nên chưa ghi được."), code="quarter-ahead", field="value")
    day = day or min(today, period.end - timedelta(days=1))
    if day not in period or day > today:
        raise Refusal(
            _("Ngày của số liệu phải nằm trong %(quarter)s và không sau hôm nay.") % {"quarter": quarter.short_label},
            code="day-outside",
            field="happened_on",
        )
    return day
