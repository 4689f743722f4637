"""When somebody is told, what a report still lacks, and how far it is. Pure: no ORM, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.content import ReportContent
from schooladmin.calendars.rules import WorkCalendar

MOST_OFFSET = 60  # days around the due day: beyond two months nobody would call it a reminder
# After its last reminder a report is spoken of so long, then a quarter that nobody wrote is left alone.
STANDS = timedelta(days=31)


@dataclass(frozen=True)
class Missing:
    """Something that a report lacks: a field by its key, or one of the parts that every report has."""

    key: str
    words: str
    anchor: str


LIMITATIONS, TASKS, SIGNATURE = "limitations", "tasks", "signature"


def reminder_day(due_on: date, offsets: Iterable[int], today: date) -> date | None:
    """The latest of the reminder days that has come; None before the first and long after the last."""
    come = [day for offset in offsets if (day := due_on + timedelta(days=offset)) <= today]
    latest = max(come, default=None)
    return latest if latest is not None and today < latest + STANDS else None


def look_day(month: date, month_day: int, calendar: WorkCalendar) -> date:
    """The day of ``month`` on which schools are told of it: ``month_day``, or the next working day when that is off.

    Raises CalendarGapError where the calendar ends.
    """
    return calendar.next_working(month.replace(day=month_day))


def read_offsets(text: str) -> list[int]:
    """«-10, -3, 0, +1» as numbers in order, each once. Raises ValueError for anything else and for none."""
    found = sorted({int(part) for part in text.replace(";", ",").replace("−", "-").split(",") if part.strip()})
    if not found or any(abs(offset) > MOST_OFFSET for offset in found):
        raise ValueError(text)
    return found


def missing_in(content: ReportContent) -> tuple[Missing, ...]:
    """What a report that was not submitted lacks, in the order of the paper; the signature always."""
    fields = (
        Missing(field.key, field.heading, f"field-{field.key}") for field in content.fields if not field.is_answered
    )
    rest = []
    if not content.limitations:
        rest.append(Missing(LIMITATIONS, "tồn tại, hạn chế và nguyên nhân", "field-limitations"))
    if not content.commitments:
        rest.append(Missing(TASKS, "nhiệm vụ thời gian tới", "commitments"))
    return (*fields, *rest, Missing(SIGNATURE, "ký và nộp", "submit"))


def completeness(content: ReportContent) -> int:
    """How far a draft is, in percent: fields answered, limitations, tasks. Nobody's opinion, only what is there."""
    asked = len(content.fields) + 2
    done = content.answered + bool(content.limitations) + bool(content.commitments)
    return round(100 * done / asked)


# The figures that a managing office sees of every school: key and how the column is headed.
FIGURES: Sequence[tuple[str, str | Promise]] = (
    ("carried", _("Tồn kỳ trước")),
    ("received", _("Tiếp nhận")),
    ("solved_on_time", _("Đúng hạn")),
    ("solved_late", _("Trễ hạn")),
    ("in_progress", _("Đang giải quyết")),
    ("late", _("Đang quá hạn")),
    ("closed", _("Từ chối, rút")),
    ("classes", _("Lớp bồi dưỡng")),
    ("present", _("Lượt người dự")),
    ("results", _("Kết quả cải cách")),
)


def figures_of(content: ReportContent) -> dict[str, int]:
    """The figures of a report by the keys of ``FIGURES``."""
    lines = content.procedures
    return {
        "carried": sum(line.carried_over for line in lines),
        "received": sum(line.received for line in lines),
        "solved_on_time": sum(line.solved_on_time for line in lines),
        "solved_late": sum(line.solved_late for line in lines),
        "in_progress": sum(line.in_progress for line in lines),
        "late": sum(line.in_progress_late for line in lines),
        "closed": sum(line.refused + line.withdrawn for line in lines),
        "classes": len(content.training),
        "present": sum(line.present for line in content.training),
        "results": sum(len(field.results) for field in content.fields),
    }


def school_text(quarter: str, due_on: date, missing: Sequence[Missing], address: str) -> str:
    """What a principal pastes into the chat group of the school. Vietnamese whoever reads the page."""
    lines = [f"Kính gửi thầy, cô: báo cáo {quarter} nộp trước hết ngày {due_on:%d/%m/%Y}. Còn thiếu:"]
    lines += [f"{number}. {row.words}" for number, row in enumerate(missing, start=1)]
    return "\n".join([*lines, f"Ghi tại: {address}", "Trân trọng cảm ơn thầy, cô."])


def office_text(quarter: str, due_on: date, today: date, names: Sequence[str], address: str) -> str:
    """What an officer pastes into the chat group of the principals: who is missing, and where to go."""
    when = f"hạn nộp {due_on:%d/%m/%Y}" if today <= due_on else f"đã quá hạn {due_on:%d/%m/%Y}"
    head = f"Báo cáo {quarter}, {when}. Còn {len(names)} trường chưa nộp:"
    lines = [f"{number}. {name}" for number, name in enumerate(names, start=1)]
    return "\n".join([head, *lines, f"Thầy, cô hiệu trưởng vào nộp tại: {address}", "Trân trọng cảm ơn thầy, cô."])
