"""Making, changing and closing a class."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from schooladmin.audit import actions as audit
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import VIETNAM
from schooladmin.units.scope import Scope, opened
from training.actions.checks import check_plan, check_reach
from training.actions.sheet import open_class
from training.enums import HANDED_IN, ClassState, EssayResult, EssayState
from training.models import Attendance, ClassOrganiser, ClassPart, ClassSchool, TrainingClass
from training.plan import ClassPlan
from training.proofs import settle_class
from training.rules import length_minutes

FIELDS = (
    "title", "starts_at", "ends_at", "mode", "platform", "place", "speaker_name", "speaker_title", "hours",
    "essay_topic", "essay_due", "scale", "pass_mark", "basis",
)  # fmt: skip


def create_class(*, actor: Scope, unit_id: int, mutation_id: UUID, plan: ClassPlan, at: datetime) -> TrainingClass:
    """Enter a class that ``unit_id`` keeps. Sent twice with the same ``mutation_id``, it is one class.

    Side effects: the class with its organisers, parts and schools; an audit entry of the owning unit.
    """
    actor.require("training.class.create", unit_id)
    made = TrainingClass.objects.filter(unit_id=unit_id, mutation_id=mutation_id)
    if before := made.first():
        return before
    check_plan(plan)
    check_reach(actor, plan)
    try:
        return _create(actor, unit_id, mutation_id, plan, at)
    except IntegrityError:
        # The other half of a double click was quicker; anything else is an error and stays one.
        if before := made.first():
            return before
        raise


@transaction.atomic
def _create(actor: Scope, unit_id: int, mutation_id: UUID, plan: ClassPlan, at: datetime) -> TrainingClass:
    row = TrainingClass.objects.create(
        unit_id=unit_id, mutation_id=mutation_id, **{name: getattr(plan, name) for name in FIELDS}
    )
    _write_children(row, plan)
    ClassSchool.objects.bulk_create(
        [
            ClassSchool(unit_id=unit_id, training_class=row, school_id=place.school_id, quota=place.quota)
            for place in plan.schools
        ]
    )
    audit.record(
        actor=actor,
        unit_id=unit_id,
        verb="training.class.create",
        at=at,
        thing=row,
        changes={name: [None, _plain(getattr(row, name))] for name in FIELDS},
    )
    actor.require_inside(unit_id)
    return row


@transaction.atomic
def edit_class(
    *, actor: Scope, class_id: int, plan: ClassPlan, at: datetime, version: int | None = None
) -> TrainingClass:
    """Replace what was entered about a class. ``version`` is the one that the editor saw: Stale when it moved on.

    Schools outside the actor's reach stay as they are. Refuses what would contradict recorded attendance: a school
    with people, times shorter than somebody's minutes, another scale after results, no topic after essays.
    A new due day decides anew which essays were late.
    """
    row = open_class(class_id)
    actor.require("training.class.edit", row.unit_id)
    if version is not None and version != row.version:
        raise Stale(
            _(
                "Có người vừa sửa lớp này. Những gì thầy, cô gõ vẫn còn bên dưới: "
                "hãy so với bản đang lưu, rồi lưu lại nếu vẫn muốn thay."
            ),
            code="class-changed",
        )
    check_plan(plan)
    check_reach(actor, plan)
    _check_against_records(row, plan)
    changes = {
        name: [_plain(getattr(row, name)), _plain(getattr(plan, name))]
        for name in FIELDS
        if _plain(getattr(row, name)) != _plain(getattr(plan, name))
    }
    for name in FIELDS:
        setattr(row, name, getattr(plan, name))
    row.version += 1
    row.save(update_fields=[*FIELDS, "version", "search_text"])
    changes |= _replace_children(row, plan)
    changes |= _change_schools(actor, row, plan)
    if "essay_due" in changes:
        _decide_late_anew(row)
    audit.record(actor=actor, unit_id=row.unit_id, verb="training.class.edit", at=at, thing=row, changes=changes)
    actor.require_inside(row.unit_id)
    return row


@transaction.atomic
def close_class(*, actor: Scope, class_id: int, at: datetime) -> TrainingClass:
    """Close a class: its sheets change no more. Refuses before the end of the class, and a second time."""
    row = open_class(class_id)
    actor.require("training.class.close", row.unit_id)
    if at < row.ends_at:
        raise Refusal(_("Lớp chưa học xong nên chưa kết thúc được."), code="class-not-over")
    before, row.state = row.state, ClassState.CLOSED
    row.save(update_fields=["state"])
    TrainingClass.objects.filter(pk=row.pk).update(version=F("version") + 1)
    audit.record(
        actor=actor,
        unit_id=row.unit_id,
        verb="training.class.close",
        at=at,
        thing=row,
        changes={"state": [str(before), str(row.state)]},
    )
    settle_class(row)
    actor.require_inside(row.unit_id)
    return row


def _write_children(row: TrainingClass, plan: ClassPlan) -> None:
    owner = {"unit_id": row.unit_id, "training_class": row}
    ClassOrganiser.objects.bulk_create(
        [
            ClassOrganiser(**owner, order=number, name=organiser.name, organ_id=organiser.organ_id)
            for number, organiser in enumerate(plan.organisers, 1)
        ]
    )
    ClassPart.objects.bulk_create(
        [
            ClassPart(**owner, order=number, title=part.title, minutes=part.minutes)
            for number, part in enumerate(plan.parts, 1)
        ]
    )


def _replace_children(row: TrainingClass, plan: ClassPlan) -> dict[str, Any]:
    def written() -> dict[str, list[Any]]:
        return {
            "organisers": list(row.organisers.values_list("name", flat=True)),
            "parts": [f"{part.title} ({part.minutes})" for part in ClassPart.objects.filter(training_class=row)],
        }

    before = written()
    row.organisers.all().delete()
    row.parts.all().delete()
    _write_children(row, plan)
    after = written()
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _change_schools(actor: Scope, row: TrainingClass, plan: ClassPlan) -> dict[str, Any]:
    """Bring the list of schools in line with the plan, as far as the actor reaches."""
    wanted = {place.school_id: place.quota for place in plan.schools}
    stored = {
        place.school_id: place
        for place in ClassSchool.objects.filter(training_class=row, school__in=actor.units()).select_related("school")
    }
    gone = [place for school_id, place in stored.items() if school_id not in wanted]
    with opened(actor):
        people = Attendance.objects.filter(training_class=row, unit_id__in=[place.school_id for place in gone])
        if people.exists():
            raise Refusal(
                _("Trường đã ghi điểm danh thì không bỏ khỏi lớp được. Hãy xóa danh sách của trường trước."),
                code="school-has-people",
                field="schools",
            )
    before = {place.school.code: place.quota for place in stored.values()}
    ClassSchool.objects.filter(pk__in=[place.pk for place in gone]).delete()
    kept = [place for school_id, place in stored.items() if school_id in wanted]
    for place in kept:
        place.quota = wanted[place.school_id]
    ClassSchool.objects.bulk_update(kept, ["quota"])
    ClassSchool.objects.bulk_create(
        [
            ClassSchool(unit_id=row.unit_id, training_class=row, school_id=school_id, quota=quota)
            for school_id, quota in wanted.items()
            if school_id not in stored
        ]
    )
    now = ClassSchool.objects.filter(training_class=row, school__in=actor.units())
    after = dict(now.values_list("school__code", "quota"))
    return {} if before == after else {"schools": [before, after]}


def _check_against_records(row: TrainingClass, plan: ClassPlan) -> None:
    # All schools' rows count, also of those that the actor no longer reaches: only yes or no leaves this function.
    rows = Attendance._base_manager.filter(training_class=row)
    essays = rows.filter(essay_state__in=HANDED_IN)
    if not plan.essay_topic.strip() and essays.exists():
        raise Refusal(
            _("Đã có bài thu hoạch được nộp nên không bỏ chủ đề được."), code="essays-exist", field="essay_topic"
        )
    same_scale = (plan.scale, plan.pass_mark) == (row.scale, row.pass_mark)
    if not same_scale and essays.exclude(essay_result=EssayResult.PENDING).exists():
        raise Refusal(_("Đã có bài được chấm nên không đổi thang kết quả được."), code="results-exist", field="scale")
    if rows.filter(minutes__gt=length_minutes(plan.starts_at, plan.ends_at)).exists():
        raise Refusal(
            _("Đã có người được ghi dự nhiều phút hơn thời gian mới của lớp. Hãy sửa điểm danh trước."),
            code="shorter-than-recorded",
            field="ends_at",
        )


def _decide_late_anew(row: TrainingClass) -> None:
    essays = Attendance._base_manager.filter(training_class=row, essay_submitted_on__isnull=False)
    essays.update(essay_state=EssayState.SUBMITTED)
    if row.essay_due is not None:
        essays.filter(essay_submitted_on__gt=row.essay_due).update(essay_state=EssayState.LATE)


def _plain(value: object) -> str | None:
    """A value as the trail keeps it."""
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
