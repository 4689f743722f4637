"""Recording who handed in the essay, when, and how it was judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from schooladmin.audit import actions as audit
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.units.scope import Scope, opened
from training.actions.sheet import Sheet, SheetRefusal, check_version, open_sheet, read_sheet
from training.enums import ATTENDED, EssayResult, Scale
from training.models import Attendance, TrainingClass
from training.rules import essay_state, result_of, score_fits

FIELDS = ("essay_state", "essay_submitted_on", "essay_score", "essay_result")


@dataclass(frozen=True)
class EssayRow:
    """One line: the day it was handed in (None: not yet), and a score, or on the pass/fail scale a result."""

    person_id: int
    submitted_on: date | None = None
    score: Decimal | None = None
    result: EssayResult = EssayResult.PENDING


@transaction.atomic
def record_essays(
    *,
    actor: Scope,
    class_id: int,
    school_id: int,
    rows: Sequence[EssayRow],
    at: datetime,
    version: int | None = None,
) -> int:
    """Record a school's essays and return how many lines changed. All rows are saved or none.

    On a scale with scores the result follows from the class's pass mark and ``result`` is not asked. ``version`` is
    ``ClassSchool.essay_version`` as shown to the writer. Raises OutOfScope, Forbidden, Refusal «no-essay» when the
    class set none, Stale, SheetRefusal. Side effect: an audit entry of the school, when lines changed.
    """
    row, place = open_sheet(actor, class_id, school_id)
    actor.require("training.essay.grade", row.unit_id)
    if not row.has_essay:
        raise Refusal(_("Lớp này không có bài thu hoạch."), code="no-essay")
    check_version(version, place.essay_version)
    sheet = read_sheet(actor, row, place)
    wrong = {line.person_id: problem for line in rows if (problem := _problem(sheet, line, local_date(at)))}
    if wrong:
        raise SheetRefusal(wrong)
    changes = _write(actor, sheet, rows)
    if changes:
        place.essay_version += 1
        place.save(update_fields=["essay_version"])
        audit.record(
            actor=actor,
            unit_id=school_id,
            verb="training.essay.grade",
            at=at,
            thing=place,
            label=row.title,
            changes=changes,
        )
    actor.require_inside(school_id)
    return len(changes)


def _problem(sheet: Sheet, line: EssayRow, today: date) -> Refusal | None:
    recorded = sheet.recorded.get(line.person_id)
    if recorded is None or recorded.status not in ATTENDED:
        return Refusal(
            _("Người này không dự lớp nên không có bài thu hoạch."), code="did-not-attend", field="submitted_on"
        )
    judged = line.score is not None or line.result != EssayResult.PENDING
    if line.submitted_on is None:
        if judged:
            return Refusal(_("Hãy ghi ngày nộp trước khi ghi kết quả."), code="not-handed-in", field="submitted_on")
        return None
    if line.submitted_on > today:
        return Refusal(_("Ngày nộp ở tương lai."), code="handed-in-later", field="submitted_on")
    if line.submitted_on < local_date(sheet.training_class.starts_at):
        return Refusal(_("Ngày nộp trước ngày học."), code="handed-in-before", field="submitted_on")
    if line.score is not None and not score_fits(Scale(sheet.training_class.scale), line.score):
        return Refusal(_("Điểm không có trong thang kết quả của lớp."), code="score-off-scale", field="score")
    return None


def _write(actor: Scope, sheet: Sheet, rows: Sequence[EssayRow]) -> dict[str, Any]:
    changed = []
    changes: dict[str, Any] = {}
    for line in rows:
        entry = sheet.recorded[line.person_id]
        old = _line(entry)
        entry.essay_submitted_on = line.submitted_on
        entry.essay_state = essay_state(line.submitted_on, sheet.training_class.essay_due)
        entry.essay_score = line.score
        entry.essay_result = _result(sheet.training_class, line)
        if _line(entry) != old:
            changed.append(entry)
            changes[str(line.person_id)] = [old, _line(entry)]
    with opened(actor):
        Attendance.objects.bulk_update(changed, FIELDS)
    return changes


def _result(row: TrainingClass, line: EssayRow) -> EssayResult:
    return line.result if row.pass_mark is None else result_of(line.score, row.pass_mark)


def _line(entry: Attendance) -> list[Any]:
    day, score = entry.essay_submitted_on, entry.essay_score
    # 7.5 and 7.50 are the same score: without this a sheet saved unchanged would count as changed.
    shown = None if score is None else f"{score.normalize():f}"
    return [day.isoformat() if day else None, str(entry.essay_state), shown, str(entry.essay_result)]
