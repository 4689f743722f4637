"""Whether a plan for a class makes sense, and stays within its maker's reach."""

from decimal import Decimal

from django.utils.translation import gettext as _

from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import fold, tidy
from schooladmin.units.enums import UnitKind
from schooladmin.units.scope import Scope
from training.plan import ClassPlan
from training.rules import LONGEST_SPAN, length_minutes, pass_mark_fits

MOST_HOURS = Decimal("999.9")


def check_plan(plan: ClassPlan) -> None:
    """Refuse a plan that contradicts itself."""
    if not tidy(plan.title):
        raise Refusal(_("Hãy nhập tên lớp."), code="title-empty", field="title")
    _check_times(plan)
    _check_mode(plan)
    _check_programme(plan)
    _check_essay(plan)
    if not plan.organisers or not all(tidy(row.name) for row in plan.organisers):
        raise Refusal(_("Hãy nhập ít nhất một đơn vị tổ chức."), code="no-organiser", field="organisers")
    if len({fold(row.name) for row in plan.organisers}) < len(plan.organisers):
        raise Refusal(_("Một đơn vị tổ chức được ghi hai lần."), code="organiser-twice", field="organisers")
    _check_schools(plan)


def check_reach(actor: Scope, plan: ClassPlan) -> None:
    """Refuse schools and linked organs that the actor has no business with."""
    wanted = {row.school_id for row in plan.schools}
    if actor.units().filter(pk__in=wanted, kind=UnitKind.SCHOOL).count() < len(wanted):
        raise Refusal(
            _("Có trường không thuộc phạm vi của thầy, cô. Hãy chọn lại trường."),
            code="school-outside",
            field="schools",
        )
    organs = {row.organ_id for row in plan.organisers if row.organ_id is not None}
    if actor.units().filter(pk__in=organs).count() < len(organs):
        raise Refusal(
            _("Đơn vị tổ chức được chọn không thuộc phạm vi của thầy, cô."), code="organ-outside", field="organisers"
        )


def _check_times(plan: ClassPlan) -> None:
    if plan.ends_at <= plan.starts_at:
        raise Refusal(_("Giờ kết thúc phải sau giờ bắt đầu."), code="ends-before-start", field="ends_at")
    if plan.ends_at - plan.starts_at > LONGEST_SPAN:
        raise Refusal(
            _("Lớp kéo dài quá %(days)s ngày. Hãy xem lại ngày tháng.") % {"days": LONGEST_SPAN.days},
            code="too-long",
            field="ends_at",
        )


def _check_mode(plan: ClassPlan) -> None:
    if plan.mode.needs_place and not tidy(plan.place):
        raise Refusal(_("Lớp học trực tiếp cần có địa điểm."), code="no-place", field="place")
    if plan.mode.needs_platform and not tidy(plan.platform):
        raise Refusal(_("Lớp học trực tuyến cần có tên nền tảng, ví dụ Zoom."), code="no-platform", field="platform")


def _check_programme(plan: ClassPlan) -> None:
    if plan.hours is not None and not 0 < plan.hours <= MOST_HOURS:
        raise Refusal(_("Số tiết phải lớn hơn 0 và dưới 1000."), code="hours-absurd", field="hours")
    if any(not tidy(part.title) or part.minutes <= 0 for part in plan.parts):
        raise Refusal(
            _("Mỗi phần của chương trình cần có tên và số phút lớn hơn 0."), code="part-incomplete", field="parts"
        )
    length = length_minutes(plan.starts_at, plan.ends_at)
    total = sum(part.minutes for part in plan.parts)
    if total > length:
        raise Refusal(
            _("Các phần cộng lại %(total)s phút, dài hơn cả lớp (%(length)s phút).")
            % {"total": total, "length": length},
            code="parts-too-long",
            field="parts",
        )


def _check_essay(plan: ClassPlan) -> None:
    if plan.essay_due is not None and not plan.essay_topic.strip():
        raise Refusal(_("Có hạn nộp thì cần có chủ đề bài thu hoạch."), code="due-without-topic", field="essay_topic")
    if plan.essay_due is not None and plan.essay_due < local_date(plan.ends_at):
        raise Refusal(
            _("Hạn nộp bài thu hoạch phải từ ngày học cuối cùng trở đi."), code="due-before-class", field="essay_due"
        )
    if not pass_mark_fits(plan.scale, plan.pass_mark):
        raise Refusal(
            _(
                "Mức đạt không hợp với thang kết quả: thang 10 cần số lớn hơn 0 và không quá 10; "
                "bốn mức cần 2 (Đạt), 3 (Khá) hoặc 4 (Tốt); Đạt / Chưa đạt thì để trống."
            ),
            code="pass-mark-off-scale",
            field="pass_mark",
        )


def _check_schools(plan: ClassPlan) -> None:
    if not plan.schools:
        raise Refusal(_("Hãy chọn ít nhất một trường tham gia."), code="no-school", field="schools")
    if len({row.school_id for row in plan.schools}) < len(plan.schools):
        raise Refusal(_("Một trường được chọn hai lần."), code="school-twice", field="schools")
    if any(row.quota is not None and row.quota <= 0 for row in plan.schools):
        raise Refusal(_("Số người được phân bổ phải lớn hơn 0."), code="quota-absurd", field="schools")
