"""Planning a Party meeting, taking attendance, writing down what was said, and closing the minutes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from reports.enums import MeetingState, Presence
from reports.meeting.permissions import EDIT
from reports.meeting.queries import called_to, latest_before, members_of, opinion_in, opinions_of
from reports.meeting.questions import Question
from reports.models import Meeting, MeetingMember, MeetingQuestion, Opinion, Report
from reports.models.meeting import QUESTIONS
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc, tidy
from schooladmin.units.scope import Scope

MAX_WORDS = 5_000  # characters of one opinion; a page is about 2,500
MAX_DECISION = 10_000
MAX_MEMBERS = 200
_NAME, _TITLE, _REASON = 100, 100, 200


@dataclass(frozen=True)
class Plan:
    """When, where, who leads and writes, and what is discussed."""

    starts_at: datetime
    place: str
    chair: str
    secretary: str
    questions: Sequence[Question]


@dataclass(frozen=True)
class Tick:
    """Whether somebody came, and why not."""

    is_present: bool
    reason: str = ""


@transaction.atomic
def plan_meeting(*, actor: Scope, report_id: int, plan: Plan, expected_version: int, at: datetime) -> Meeting:
    """Plan the meeting on a report, or change its plan. Who is called comes from the meeting before or the staff list.

    Sent twice it is one meeting. Raises Refusal for another number of questions than three, Stale when somebody
    changed the plan since it was shown (``expected_version`` 0: there was none).
    """
    report = _report(actor, report_id)
    questions = [Question(row.code, tidy(row.text)) for row in plan.questions if tidy(row.text)]
    if len(questions) != QUESTIONS:
        raise Refusal(
            _("Hãy chọn đúng %(count)s câu hỏi thảo luận (đang chọn %(chosen)s).")
            % {"count": QUESTIONS, "chosen": len(questions)},
            code="meeting-questions",
            field="questions",
        )
    for field in ("place", "chair", "secretary"):
        if not tidy(getattr(plan, field)):
            raise Refusal(_("Hãy điền mục này."), code=f"meeting-{field}-empty", field=field)
    meeting = Meeting.objects.select_for_update().filter(report=report).first()
    if meeting is not None:
        _must_be_open(meeting)
    if _is_as_planned(meeting, plan, questions):
        assert meeting is not None
        return meeting
    if (meeting.lock_version if meeting else 0) != expected_version:
        raise Stale(_("Có người vừa sửa kế hoạch cuộc họp này. Hãy xem lại rồi lưu."), code="meeting-stale")
    changes = _plan_changes(meeting, plan, questions)
    if "questions" in changes:  # the trail is read by more people than the papers of the cell
        changes["questions"] = ["", [row.code for row in questions]]
    meeting = _write_plan(actor, report, meeting, plan, at)
    MeetingQuestion.objects.filter(meeting=meeting).delete()
    MeetingQuestion.objects.bulk_create(
        MeetingQuestion(unit_id=meeting.unit_id, meeting=meeting, order=order, code=row.code, text=row.text)
        for order, row in enumerate(questions, start=1)
    )
    _record(actor, "reports.meeting.plan", meeting, at, changes)
    return meeting


def _is_as_planned(meeting: Meeting | None, plan: Plan, questions: Sequence[Question]) -> bool:
    return meeting is not None and not _plan_changes(meeting, plan, questions)


def _plan_changes(meeting: Meeting | None, plan: Plan, questions: Sequence[Question]) -> dict[str, list[Any]]:
    """What the plan changes, for the trail: empty when it says what is stored."""
    new: dict[str, Any] = {
        "starts_at": plan.starts_at.isoformat(),
        "place": tidy(plan.place),
        "chair": tidy(plan.chair),
        "secretary": tidy(plan.secretary),
        "questions": [row.text for row in questions],
    }
    old: dict[str, Any] = {}
    if meeting is not None:
        rows = MeetingQuestion.objects.filter(meeting=meeting).order_by("order")
        old = {
            "starts_at": meeting.starts_at.astimezone(plan.starts_at.tzinfo).isoformat(),
            "place": meeting.place,
            "chair": meeting.chair,
            "secretary": meeting.secretary,
            "questions": list(rows.values_list("text", flat=True)),
        }
    return {field: [old.get(field), value] for field, value in new.items() if old.get(field) != value}


def _write_plan(actor: Scope, report: Report, meeting: Meeting | None, plan: Plan, at: datetime) -> Meeting:
    is_new = meeting is None
    if meeting is None:
        meeting = Meeting(
            unit_id=report.unit_id, report=report, lock_version=0, created_at=at, created_by_label=actor.label
        )
    meeting.starts_at, meeting.place = plan.starts_at, plan.place
    meeting.chair, meeting.secretary = plan.chair, plan.secretary
    meeting.lock_version += 1
    meeting.save()
    if is_new:
        called = called_to(report, latest_before(actor, report), local_date(at))
        MeetingMember.objects.bulk_create(
            MeetingMember.of(meeting, row.name, row.title, row.person_id) for row in called[:MAX_MEMBERS]
        )
    return meeting


@transaction.atomic
def add_members(*, actor: Scope, report_id: int, names: str, at: datetime) -> int:
    """Call somebody to the meeting: one name a line, «Name - title» if there is a title; return how many are new.

    Who is on the list already stays once, however it is sent. The next meeting remembers them.
    """
    meeting = _open_meeting(actor, report_id)
    known = {(row.name, row.title) for row in members_of(meeting)}
    rows = []
    for line in names.splitlines():
        name, _dash, title = (tidy(part) for part in line.partition(" - "))
        if not name or (name, title) in known:
            continue
        if len(name) > _NAME or len(title) > _TITLE:
            raise Refusal(
                _("Dòng «%(line)s…» quá dài. Mỗi dòng chỉ ghi họ tên và chức vụ.") % {"line": line[:40]},
                code="member-too-long",
                field="names",
            )
        known.add((name, title))
        rows.append(MeetingMember.of(meeting, name, title))
    if not rows:
        raise Refusal(
            _("Chưa có tên nào mới. Ghi mỗi người một dòng, ví dụ: Nguyễn Văn An - Giáo viên."),
            code="members-none",
            field="names",
        )
    if len(known) > MAX_MEMBERS:
        raise Refusal(
            _("Danh sách tối đa %(most)s người.") % {"most": MAX_MEMBERS}, code="members-too-many", field="names"
        )
    MeetingMember.objects.bulk_create(rows)
    _record(actor, "reports.meeting.members", meeting, at, {"added": ["", [row.name for row in rows]]})
    return len(rows)


@transaction.atomic
def take_attendance(
    *, actor: Scope, report_id: int, ticks: Mapping[int, Tick], remove: int | None = None, at: datetime
) -> Meeting:
    """Write down who came: one call for the whole list. ``remove`` takes one name off the list (not of the cell).

    Names that ``ticks`` does not mention stay as they are. The meeting counts as held from now on.
    """
    meeting = _open_meeting(actor, report_id)
    rows = {row.pk: row for row in members_of(meeting)}
    changed = []
    for pk, tick in ticks.items():
        row = rows.get(pk)
        if row is None or pk == remove:
            continue
        presence = Presence.PRESENT if tick.is_present else Presence.ABSENT
        reason = "" if tick.is_present else tidy(tick.reason)[:_REASON]
        if (row.presence, row.reason) != (presence, reason):
            row.presence, row.reason = presence, reason
            changed.append(row)
    MeetingMember.objects.bulk_update(changed, ["presence", "reason"])
    changes: dict[str, list[Any]] = {}
    if changed:
        present = sum(row.presence == Presence.PRESENT for row in rows.values())
        changes["present"] = ["", present]
    gone = rows.get(remove) if remove is not None else None
    if gone is not None:
        changes["removed"] = [gone.name, ""]
        gone.delete()
    if meeting.state == MeetingState.PLANNED and remove is None and ticks:
        meeting.state = MeetingState.HELD
        meeting.save(update_fields=["state"])
        changes["state"] = [MeetingState.PLANNED.value, MeetingState.HELD.value]
    if changes:
        _record(actor, "reports.meeting.attendance", meeting, at, changes)
    return meeting


@transaction.atomic
def add_opinion(*, actor: Scope, report_id: int, who: str, words: str, mutation_id: uuid.UUID, at: datetime) -> Opinion:
    """Write down what somebody said. Sent twice with one ``mutation_id`` it is kept once."""
    meeting = _open_meeting(actor, report_id)
    known = opinions_of(meeting).filter(mutation_id=mutation_id).first()
    if known is not None:
        return known
    who, words = tidy(who), nfc(words.replace("\r\n", "\n")).strip()
    if not who:
        raise Refusal(_("Hãy ghi tên người phát biểu."), code="opinion-nobody", field="who")
    if not words:
        raise Refusal(_("Hãy ghi ý kiến."), code="opinion-empty", field="words")
    if len(words) > MAX_WORDS:
        raise Refusal(
            _("Ý kiến dài %(length)s ký tự, tối đa %(most)s. Hãy tách thành nhiều ý kiến.")
            % {"length": len(words), "most": MAX_WORDS},
            code="opinion-too-long",
            field="words",
        )
    latest = opinions_of(meeting).aggregate(latest=Max("order"))["latest"] or 0
    row = Opinion(
        unit_id=meeting.unit_id,
        meeting=meeting,
        order=latest + 1,
        who=who,
        words=words,
        mutation_id=mutation_id,
        created_at=at,
        created_by_label=actor.label,
    )
    row.save(force_insert=True)
    # The trail is read by more people than the minutes: it says that somebody spoke, not what.
    _record(actor, "reports.meeting.opinion", meeting, at, {"opinion": ["", row.order]})
    return row


@transaction.atomic
def remove_opinion(*, actor: Scope, report_id: int, opinion_id: int, at: datetime) -> None:
    """Take back an opinion that was written down wrongly, while the minutes are open."""
    meeting = _open_meeting(actor, report_id)
    row = opinion_in(meeting, opinion_id)
    _record(actor, "reports.meeting.opinion.remove", meeting, at, {"opinion": [row.order, ""]})
    row.delete()


@transaction.atomic
def close_minutes(*, actor: Scope, report_id: int, ends_at: datetime, decision: str, at: datetime) -> Meeting:
    """Write the conclusion and close the minutes: nothing of the meeting changes afterwards.

    Raises Refusal before the attendance was taken, without a conclusion, or when the meeting would end before it
    begins. Closing closed minutes again with the same words does nothing.
    """
    report = _report(actor, report_id)
    meeting = Meeting.objects.select_for_update().filter(report=report).first()
    decision = nfc(decision.replace("\r\n", "\n")).strip()
    if meeting is not None and meeting.is_minuted and meeting.decision == decision:
        return meeting
    meeting = _open_meeting(actor, report_id)
    if meeting.state != MeetingState.HELD:
        raise Refusal(_("Hãy điểm danh trước khi lập biên bản."), code="meeting-not-held")
    if not decision:
        raise Refusal(_("Hãy ghi kết luận của cuộc họp."), code="decision-empty", field="decision")
    if len(decision) > MAX_DECISION:
        raise Refusal(
            _("Kết luận quá dài (tối đa %(most)s ký tự).") % {"most": MAX_DECISION},
            code="decision-too-long",
            field="decision",
        )
    if ends_at <= meeting.starts_at:
        raise Refusal(_("Giờ kết thúc phải sau giờ bắt đầu."), code="meeting-ends-early", field="ends_at")
    meeting.decision, meeting.ends_at, meeting.state = decision, ends_at, MeetingState.MINUTED
    meeting.lock_version += 1
    meeting.save(update_fields=["decision", "ends_at", "state", "lock_version"])
    _record(
        actor,
        "reports.meeting.close",
        meeting,
        at,
        {"state": [MeetingState.HELD.value, MeetingState.MINUTED.value]},
    )
    return meeting


def _report(actor: Scope, report_id: int) -> Report:
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if report is None:
        raise OutOfScope
    actor.require(EDIT, report.unit_id)
    return report


def _open_meeting(actor: Scope, report_id: int) -> Meeting:
    """Lock the meeting on a report while it may be written. Raises Refusal before it is planned and once minuted."""
    report = _report(actor, report_id)
    meeting = Meeting.objects.select_for_update().filter(report=report).first()
    if meeting is None:
        raise Refusal(_("Cuộc họp này chưa được chuẩn bị. Hãy chọn ngày và câu hỏi trước."), code="meeting-unplanned")
    _must_be_open(meeting)
    return meeting


def _must_be_open(meeting: Meeting) -> None:
    if meeting.is_minuted:
        raise Refusal(_("Biên bản đã lập xong nên cuộc họp này không sửa được nữa."), code="meeting-minuted")


def _record(actor: Scope, verb: str, meeting: Meeting, at: datetime, changes: Mapping[str, Any]) -> None:
    record(actor=actor, unit_id=meeting.unit_id, verb=verb, at=at, thing=meeting, changes=dict(changes))
    actor.require_inside(meeting.unit_id)
