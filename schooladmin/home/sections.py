"""What the first page tells a person besides the menu.

A source looks at one app through its queries and answers with a section, or with None when there is nothing for
this person. To add one, write the function here (or import it) and name it in ``SOURCES``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.board import board_page
from reports.enums import Standing
from reports.models import Report
from reports.queries import own_reports, standing_of
from schooladmin.calendars.queries import days_between
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Quarter, local_date
from schooladmin.core.templatetags.vi import weekday
from schooladmin.home.due import Entry, Group, due_page
from schooladmin.units.scope import Scope

AHEAD = timedelta(days=21)
ACCEPT = "procedures.request.accept"
# Lines of a group on a page that has other things to say too.
_SHORT = 3


@dataclass(frozen=True)
class Line:
    """One thing to do or to know. ``state`` colours its mark: open, wait, late, done or quiet."""

    text: str
    url: str = ""
    note: str = ""
    state: str = ""
    icon: str = ""


@dataclass(frozen=True)
class LineGroup:
    """Lines under a heading of their own; ``more`` others are in the list at ``more_url``, as ``more_label`` says."""

    title: str
    count: int
    lines: tuple[Line, ...]
    more: int
    more_url: str
    more_label: str


@dataclass(frozen=True)
class Section:
    """A panel of the first page; ``more_url`` opens the whole list."""

    title: str
    lines: tuple[Line, ...]
    more_url: str = ""
    more_label: str = ""
    groups: tuple[LineGroup, ...] = ()


Source = Callable[[Scope, datetime], Section | None]


def days_ahead(scope: Scope, now: datetime) -> Section | None:
    """Days off and make-up days of the next three weeks: they move every promised date."""
    if not scope.may_anywhere("calendars.day.read"):
        return None
    today = local_date(now)
    lines = tuple(
        Line(
            text=f"{weekday(row.date)} {row.date:%d/%m/%Y}",
            note=localized(row, "name"),
            state="open" if row.kind == "MAKE_UP_WORK" else "quiet",
            icon="calendar3",
        )
        for row in days_between(today, today + AHEAD)
    )
    if not lines:
        return None
    return Section(_("Ngày nghỉ và làm bù sắp tới"), lines, reverse("calendars.day.list"), _("Xem lịch cả năm"))


def counter(scope: Scope, now: datetime) -> Section | None:
    """What the counter owes: the groups of the clerk's own page, the first of each, and the numbers of the others."""
    if not scope.may_anywhere(ACCEPT):
        return None
    page = due_page(scope, most=_SHORT)
    groups = tuple(
        LineGroup(
            title=group.title,
            count=group.count,
            lines=tuple(_due_line(group, entry) for entry in group.entries),
            more=group.more,
            more_url=group.more_url,
            more_label=group.more_label,
        )
        for group in page.groups
    )
    lines = () if groups else (Line(text=_("Không có hồ sơ nào đang chờ."), icon="check-circle"),)
    return Section(_("Hồ sơ cần giải quyết"), lines, reverse(ACCEPT), _("Tiếp nhận hồ sơ mới"), groups)


def _due_line(group: Group, entry: Entry) -> Line:
    return Line(
        text=_("%(code)s · %(pupil)s") % {"code": entry.code, "pupil": entry.pupil},
        url=entry.url,
        note=entry.promise,
        state=group.look,
        icon=group.icon,
    )


def own_quarters(scope: Scope, now: datetime) -> Section | None:
    """The reports that the person's school still owes."""
    if not scope.may_anywhere("reports.report.edit"):
        return None
    lines = tuple(
        Line(
            text=_("Đề cương %(quarter)s") % {"quarter": report.period.short_label},
            url=reverse("reports.report.read", args=[report.pk]),
            note=(_("quá hạn từ %(day)s") if _is_late(report, scope) else _("hạn nộp %(day)s"))
            % {"day": f"{report.round.due_on:%d/%m/%Y}"},
            state="late" if _is_late(report, scope) else "open",
            icon="exclamation-triangle" if _is_late(report, scope) else "journal-text",
        )
        for report in own_reports(scope).filter(submitted_at__isnull=True)[:4]
    )
    if not lines:
        return None
    return Section(_("Báo cáo chưa nộp"), lines, reverse("reports.list"), _("Tất cả báo cáo"))


def _is_late(report: Report, scope: Scope) -> bool:
    return standing_of(report, 0, scope.at) is Standing.LATE


def oversight(scope: Scope, now: datetime) -> Section | None:
    """How many schools have handed in the last quarter that ended."""
    if not scope.may_anywhere("reports.board.read"):
        return None
    quarter = Quarter.of(scope.at).previous()
    page = board_page(scope, quarter)
    if not page.lines:
        return None
    waiting = [line for line in page.lines if line.row.report is not None and not line.row.report.is_submitted]
    lines = [
        Line(
            text=line.row.name,
            url=reverse("reports.report.read", args=[line.row.report.pk]) if line.row.report else "",
            note=str(line.row.standing.label),
            state=line.tone,
            icon=line.icon,
        )
        for line in waiting[:6]
    ]
    summary = _("%(done)s/%(all)s trường đã nộp %(quarter)s") % {
        "done": page.submitted,
        "all": page.total,
        "quarter": quarter.short_label,
    }
    board_url = f"{reverse('reports.board.read')}?quarter={quarter.code}"
    return Section(
        _("Báo cáo của các trường"),
        (Line(text=summary, url=board_url, icon="list-check"), *lines),
        board_url,
        _("Mở bảng theo dõi"),
    )


SOURCES: tuple[Source, ...] = (counter, own_quarters, oversight, days_ahead)


def sections_for(scope: Scope, now: datetime) -> list[Section]:
    """The sections that have something to say to this person, in order."""
    answers = (source(scope, now) for source in SOURCES)
    return [section for section in answers if section is not None]
