"""Changes of the calendar of record, with their entry in the trail of the changer's own unit."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from schooladmin.audit.actions import record
from schooladmin.calendars import actions as calendar
from schooladmin.calendars.enums import DayKind, DayState
from schooladmin.calendars.models import CalendarDay, CalendarYear
from schooladmin.calendars.queries import calendar_revision
from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope

LAST_PROPOSED = 2100  # the lunar years that proposals are computed from end here


@transaction.atomic
def enter_day(
    *,
    actor: Scope,
    day: date,
    kind: DayKind,
    name: str,
    basis: str,
    state: DayState,
    revision: int,
    at: datetime,
    name_en: str = "",
    is_new: bool = False,
) -> CalendarDay:
    """Enter or correct a day. ``revision`` is that of the calendar which the actor looked at.

    Sent twice it changes nothing the second time; Stale when somebody else changed the calendar in between. With
    ``is_new`` a day that is there already is not written over.
    """
    unit_id = _office(actor)
    before = CalendarDay.objects.select_for_update().filter(date=day).first()
    wanted = {
        "kind": kind.value,
        "name": tidy(name),
        "name_en": tidy(name_en),
        "basis": tidy(basis),
        "state": state.value,
    }
    if before is not None and _content(before) == wanted:
        return before
    if before is not None and is_new:
        raise Refusal(
            _("Ngày này đã có trong lịch: %(name)s. Hãy mở ngày đó để sửa.") % {"name": before.name},
            code="day-known",
            field="date",
        )
    _check_fresh(revision)
    row = calendar.set_day(day=day, kind=kind, name=name, name_en=name_en, basis=basis, state=state, at=at)
    old = _content(before) if before else {}
    changes = {field: [old.get(field), value] for field, value in wanted.items() if old.get(field) != value}
    _record(actor, unit_id, "calendars.day.edit" if before else "calendars.day.add", at, row, changes)
    return row


@transaction.atomic
def take_out_day(*, actor: Scope, day: date, revision: int, at: datetime) -> None:
    """Take a day out of the calendar. Raises Refusal when it is not there (any more)."""
    unit_id = _office(actor)
    row = CalendarDay.objects.select_for_update().filter(date=day).first()
    if row is None:
        raise Refusal(_("Ngày này không có trong lịch."), code="day-unknown", field="date")
    _check_fresh(revision)
    calendar.remove_day(day=day, at=at)
    changes = {field: [value, None] for field, value in _content(row).items()}
    _record(actor, unit_id, "calendars.day.remove", at, row, changes)


@transaction.atomic
def open_year(*, actor: Scope, year: int, at: datetime) -> int:
    """Enter the proposals for the year after the last one; return how many days. Doing it again changes nothing."""
    unit_id = _office(actor)
    known = set(CalendarYear.objects.values_list("year", flat=True))
    if year in known:
        return 0
    if year > LAST_PROPOSED or (known and year != max(known) + 1):
        raise Refusal(_("Lịch được mở lần lượt từng năm một."), code="year-not-next")
    added = calendar.seed_years(first=year, last=year, at=at)
    opened = CalendarYear.objects.get(pk=year)
    record(
        actor=actor,
        unit_id=unit_id,
        verb="calendars.year.open",
        at=at,
        thing=opened,
        label=str(year),
        changes={"days": [0, added]},
    )
    return added


def _office(actor: Scope) -> int:
    """The unit in whose trail a change of the calendar stands: the first in which the actor administers."""
    unit = actor.units_for("calendars.day.edit").order_by("pk").first()
    if unit is None:
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    return unit.pk


def _check_fresh(revision: int) -> None:
    if revision != calendar_revision():
        raise Stale(
            _("Lịch vừa được người khác sửa. Hãy xem lại lịch rồi nhập lại; chưa có gì bị thay đổi."),
            code="calendar-changed",
        )


def _content(row: CalendarDay) -> dict[str, Any]:
    return {"kind": row.kind, "name": row.name, "name_en": row.name_en, "basis": row.basis, "state": row.state}


def _record(
    actor: Scope, unit_id: int, verb: str, at: datetime, row: CalendarDay, changes: dict[str, list[Any]]
) -> None:
    record(
        actor=actor,
        unit_id=unit_id,
        verb=verb,
        at=at,
        thing=row,
        label=f"{row.date:%d/%m/%Y} {row.name}",
        changes=changes,
    )
