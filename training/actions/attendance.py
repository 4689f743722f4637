"""Recording who of a school was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from schooladmin.audit import actions as audit
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.units.scope import Scope, opened
from training.actions.sheet import Sheet, SheetRefusal, check_version, open_sheet, read_sheet
from training.enums import ATTENDED, AttendanceStatus, ClassState, EssayState
from training.models import Attendance
from training.queries import may_record
from training.rules import length_minutes


@dataclass(frozen=True)
class AttendanceRow:
    """One line of the sheet; ``status`` None takes the person off the list."""

    person_id: int
    status: AttendanceStatus | None
    minutes: int | None = None
    note: str = ""


@transaction.atomic
def record_attendance(
    *,
    actor: Scope,
    class_id: int,
    school_id: int,
    rows: Sequence[AttendanceRow],
    at: datetime,
    version: int | None = None,
) -> int:
    """Record a school's attendance and return how many lines changed. All rows are saved or none.

    People who are not in ``rows`` stay as they are. ``version`` is ``ClassSchool.attendance_version`` as shown to
    the writer (None: not asked). Raises OutOfScope, Forbidden, Stale, SheetRefusal with a reason per row.
    Side effects: a planned class becomes open once it has begun; an audit entry of the school, when lines changed.
    """
    row, place = open_sheet(actor, class_id, school_id)
    if not may_record(actor, row, school_id):
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    check_version(version, place.attendance_version)
    sheet = read_sheet(actor, row, place)
    _check_rows(sheet, rows, at)
    changes = _write(actor, sheet, rows)
    if changes:
        place.attendance_version += 1
        place.save(update_fields=["attendance_version"])
        audit.record(
            actor=actor,
            unit_id=school_id,
            verb="training.attendance.record",
            at=at,
            thing=place,
            label=row.title,
            changes=changes,
        )
    if row.state == ClassState.PLANNED and at >= row.starts_at and rows:
        row.state = ClassState.OPEN
        row.save(update_fields=["state"])
    actor.require_inside(school_id)
    return len(changes)


def _check_rows(sheet: Sheet, rows: Sequence[AttendanceRow], at: datetime) -> None:
    wrong: dict[int, Refusal] = {}
    seen: set[int] = set()
    elsewhere = _recorded_elsewhere(sheet, rows)
    for row in rows:
        problem = _problem(sheet, row, at)
        if row.person_id in elsewhere:
            problem = Refusal(_("Người này đã được một trường khác ghi trong lớp này."), code="recorded-elsewhere")
        if row.person_id in seen:
            problem = Refusal(_("Người này được ghi hai lần."), code="person-twice")
        seen.add(row.person_id)
        if problem is not None:
            wrong[row.person_id] = problem
    if wrong:
        raise SheetRefusal(wrong)


def _recorded_elsewhere(sheet: Sheet, rows: Sequence[AttendanceRow]) -> frozenset[int]:
    """People of two schools whom the other school has recorded: one person takes part once.

    Looks past the belt, because the other school may lie outside it; nothing but this fact is told.
    """
    found = Attendance._base_manager.filter(
        training_class=sheet.training_class, person_id__in=[row.person_id for row in rows if row.status]
    )
    return frozenset(found.exclude(unit_id=sheet.place.school_id).values_list("person_id", flat=True))


def _problem(sheet: Sheet, row: AttendanceRow, at: datetime) -> Refusal | None:
    """What is wrong with a line, if anything."""
    recorded = sheet.recorded.get(row.person_id)
    if recorded is None and row.person_id not in sheet.people:
        return Refusal(_("Người này không thuộc trường vào ngày học."), code="not-a-member", field="status")
    has_essay = recorded is not None and recorded.essay_state != EssayState.NONE
    if has_essay and row.status not in ATTENDED:
        return Refusal(
            _("Người này đã nộp bài thu hoạch. Hãy xóa ngày nộp bài trước khi ghi vắng."),
            code="has-essay",
            field="status",
        )
    if row.status in (*ATTENDED, AttendanceStatus.ABSENT) and at < sheet.training_class.starts_at:
        return Refusal(_("Lớp chưa bắt đầu: mới ghi được «Vắng có phép»."), code="class-not-begun", field="status")
    return _minutes_problem(sheet, row)


def _minutes_problem(sheet: Sheet, row: AttendanceRow) -> Refusal | None:
    if row.minutes is None:
        return None
    length = length_minutes(sheet.training_class.starts_at, sheet.training_class.ends_at)
    if row.status not in ATTENDED:
        return Refusal(_("Người vắng thì không ghi số phút."), code="minutes-of-absent", field="minutes")
    if row.minutes <= 0:
        return Refusal(_("Số phút phải lớn hơn 0."), code="minutes-absurd", field="minutes")
    if row.minutes > length:
        return Refusal(
            _("Lớp chỉ kéo dài %(length)s phút.") % {"length": length}, code="minutes-too-many", field="minutes"
        )
    return None


def _write(actor: Scope, sheet: Sheet, rows: Sequence[AttendanceRow]) -> dict[str, Any]:
    """Save the lines that differ and return what changed, by person."""
    new: list[Attendance] = []
    changed: list[Attendance] = []
    gone: list[int] = []
    changes: dict[str, Any] = {}
    for row in rows:
        stored = sheet.recorded.get(row.person_id)
        old = _line(stored)
        if row.status is None:
            if stored is not None:
                gone.append(stored.pk)
                changes[str(row.person_id)] = [old, None]
            continue
        entry = stored or Attendance(
            unit_id=sheet.place.school_id, training_class=sheet.training_class, person_id=row.person_id
        )
        entry.status, entry.minutes, entry.note = row.status, row.minutes, row.note.strip()
        if _line(entry) == old:
            continue
        (changed if stored else new).append(entry)
        changes[str(row.person_id)] = [old, _line(entry)]
    with opened(actor):
        Attendance.objects.filter(pk__in=gone).delete()
        Attendance.objects.bulk_create(new)
        Attendance.objects.bulk_update(changed, ["status", "minutes", "note"])
    return changes


def _line(entry: Attendance | None) -> list[Any] | None:
    return None if entry is None else [str(entry.status), entry.minutes, entry.note]
