"""The counter's list of what is due, as lines of a page: the clerk's first page, and shorter for those who decide."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.batch.permissions import LISTS
from procedures.batch.queries import Progress, unfinished_progress
from procedures.present import status_of
from procedures.queries.due import Due, DueGroup, DueRow, due_list
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import WorkCalendar
from schooladmin.core.i18n import localized
from schooladmin.core.periods import local_date
from schooladmin.core.templatetags.vi import weekday
from schooladmin.units.enums import Role
from schooladmin.units.queries import short_names
from schooladmin.units.scope import Scope

# A school that owes more in one group than this needs the list with its filters.
MOST = 50

_LOOK = {
    Due.LATE: ("late", "exclamation-triangle"),
    Due.TODAY: ("wait", "bell"),
    Due.NEXT_DAY: ("wait", "clock-history"),
    Due.SOON: ("open", "calendar3"),
    Due.WAITING: ("quiet", "pause-circle"),
    Due.TO_RETURN: ("done", "check-circle"),
}
_LISTED = {
    Due.LATE: "state=late&order=due",
    Due.TODAY: "state=open&order=due",
    Due.NEXT_DAY: "state=open&order=due",
    Due.SOON: "state=open&order=due",
    Due.WAITING: "state=paused",
    Due.TO_RETURN: "state=solved",
}


@dataclass(frozen=True)
class Entry:
    """A request in one line, or a list of papers to hand out (``code`` is then how far it is, ``pupil`` its title).

    ``note`` says why it is late, or what it waits for.
    """

    url: str
    code: str
    pupil: str
    pupil_class: str
    procedure: str
    promise: str
    note: str
    unit_name: str


@dataclass(frozen=True)
class Group:
    """A heading with its lines; ``more`` lines stand only in the list at ``more_url``, as ``more_label`` says."""

    key: str
    title: str
    look: str
    icon: str
    count: int
    entries: tuple[Entry, ...]
    more: int
    more_url: str
    more_label: str


@dataclass(frozen=True)
class DuePage:
    """Everything that waits at the counter; ``later`` running requests are due after the groups."""

    groups: tuple[Group, ...]
    later: int


def is_desk_only(scope: Scope) -> bool:
    """Whether the counter is all that the person works at."""
    return scope.roles == {Role.CLERK}


def due_page(scope: Scope, most: int = MOST) -> DuePage:
    """The groups with something in them, with names of the schools when the person serves several."""
    calendar = work_calendar()
    found = due_list(scope, calendar, most)
    units = {row.request.unit_id for group in found.groups for row in group.rows}
    names = short_names(scope, units) if len(scope.own_unit_ids) > 1 else {}
    groups = [_group(group, scope.at, calendar, names) for group in found.groups]
    return DuePage((*groups, *_lists(scope, most)), found.later)


def _lists(scope: Scope, most: int) -> list[Group]:
    """The lists by which papers are still being handed out: a group of its own, or nothing."""
    if not scope.may_anywhere(LISTS):
        return []
    rows, count = unfinished_progress(scope, most)
    if not rows:
        return []
    names = short_names(scope, {row.batch.unit_id for row in rows}) if len(scope.own_unit_ids) > 1 else {}
    more = count - len(rows)
    return [
        Group(
            key="lists",
            title=_("Danh sách chưa trả xong"),
            look="open",
            icon="award",
            count=count,
            entries=tuple(_list_entry(row, names) for row in rows),
            more=more,
            more_url=reverse(LISTS),
            more_label=ngettext("Còn %(n)s danh sách nữa", "Còn %(n)s danh sách nữa", more) % {"n": more},
        )
    ]


def _list_entry(row: Progress, names: dict[int, str]) -> Entry:
    return Entry(
        url=reverse("procedures.batch.read", args=[row.batch.pk]),
        code=f"{row.done}/{row.total}",
        pupil=row.batch.title,
        pupil_class="",
        procedure=localized(row.batch.version.procedure, "name"),
        promise=ngettext("còn %(n)s người chưa nhận", "còn %(n)s người chưa nhận", row.rest) % {"n": row.rest},
        note="",
        unit_name=names.get(row.batch.unit_id, ""),
    )


def _group(group: DueGroup, today: date, calendar: WorkCalendar, names: dict[int, str]) -> Group:
    look, icon = _LOOK[group.due]
    return Group(
        key=group.due.value,
        title=str(group.due.label),
        look=look,
        icon=icon,
        count=group.count,
        entries=tuple(_entry(group.due, row, today, calendar, names) for row in group.rows),
        more=group.more,
        more_url=f"{reverse('procedures.request.list')}?{_LISTED[group.due]}",
        more_label=ngettext("Còn %(n)s hồ sơ nữa trong nhóm này", "Còn %(n)s hồ sơ nữa trong nhóm này", group.more)
        % {"n": group.more},
    )


def _entry(due: Due, row: DueRow, today: date, calendar: WorkCalendar, names: dict[int, str]) -> Entry:
    request = row.request
    return Entry(
        url=reverse("procedures.request.read", args=[request.pk]),
        code=request.code,
        pupil=request.pupil_name,
        pupil_class=request.pupil_class,
        procedure=localized(request.version.procedure, "name"),
        promise=_promise(due, row),
        note=_note(due, row, today, calendar),
        unit_name=names.get(request.unit_id, ""),
    )


def _promise(due: Due, row: DueRow) -> str:
    """The promised day; while the clock stands there is none, so the day since when."""
    if due is Due.WAITING:
        return _("chờ từ %(day)s") % {"day": _day(local_date(row.since))} if row.since else _("tạm dừng")
    return _("hẹn %(day)s") % {"day": _day(row.request.due_on)}


def _note(due: Due, row: DueRow, today: date, calendar: WorkCalendar) -> str:
    request = row.request
    if due is Due.WAITING:
        return _("thiếu: %(what)s") % {"what": " ".join(row.missing.split())} if row.missing else ""
    if due is Due.TO_RETURN:
        assert request.solved_at is not None  # the database says so of every solved request
        return _("có kết quả từ %(day)s") % {"day": _day(local_date(request.solved_at))}
    parts = [status_of(request, today, calendar).lateness]
    if request.due_on > request.original_due:
        parts.append(_("hẹn lần đầu %(day)s") % {"day": f"{request.original_due:%d/%m/%Y}"})
    return " · ".join(part for part in parts if part)


def _day(day: date) -> str:
    return f"{weekday(day)} {day:%d/%m/%Y}"
