"""The list of classes, the list of people behind a figure, and how both are narrowed by the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from schooladmin.core.errors import OutOfScope
from schooladmin.core.periods import Period, Quarter, local_date
from schooladmin.core.text import roman
from schooladmin.units.access import scope_from
from schooladmin.units.queries import short_names
from schooladmin.units.scope import Scope
from training.enums import HELD, ClassState
from training.queries import READ, READ_LIST, SHOWN, behind_figure, class_rows, classes_for, filtered, years_for

PAGE_SIZE = 50
ALL_HELD = "held"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for. Anything that cannot be read is taken as not asked."""

    text: str
    year: str
    quarter: str
    state: str
    show: str
    unit_id: int | None
    period: Period | None
    by_days: bool

    @property
    def states(self) -> Sequence[str]:
        if self.state == ALL_HELD:
            return HELD
        return [self.state] if self.state in ClassState.values else []


def wanted_from(request: HttpRequest) -> Wanted:
    """Days («from», «to», both in) come from the figures of a report; year and quarter from the form of the list."""
    get = request.GET
    year, quarter = get.get("year", ""), get.get("quarter", "")
    days = _days(get.get("from", ""), get.get("to", ""))
    unit = get.get("unit", "")
    return Wanted(
        text=get.get("q", "").strip()[:100],
        year=year,
        quarter=quarter,
        state=get.get("state", ""),
        show=get.get("show", "registered"),
        unit_id=int(unit) if unit.isdecimal() and len(unit) < 19 else None,
        period=days or _calendar(year, quarter),
        by_days=days is not None,
    )


@require_safe
@login_required
def classes(request: HttpRequest) -> HttpResponse:
    """Classes that the person may read, latest first."""
    scope = scope_from(request)
    scope.require_anywhere(READ)
    wanted = wanted_from(request)
    names = _unit_name(scope, wanted.unit_id)
    rows = filtered(
        classes_for(scope), text=wanted.text, period=wanted.period, states=wanted.states, school_id=wanted.unit_id
    )
    page = _page(request, rows.prefetch_related("organisers"))
    context = {
        **_context(request, wanted, page),
        "rows": class_rows(scope, list(page.object_list)),
        "years": years_for(scope),
        "quarters": [(str(number), roman(number)) for number in range(1, 5)],
        "states": [*ClassState.choices, (ALL_HELD, _("Đã học (mọi lớp)"))],
        "unit_name": names,
        "may_create": scope.may_anywhere("training.class.create"),
        "is_narrowed": bool(wanted.text or wanted.period or wanted.states or wanted.unit_id),
    }
    return render(request, "training/classes.html", context)


@require_safe
@login_required
def attendances(request: HttpRequest) -> HttpResponse:
    """The people behind a figure: of one school, in classes held in a period."""
    scope = scope_from(request)
    scope.require_anywhere(READ_LIST)
    wanted = wanted_from(request)
    name = _unit_name(scope, wanted.unit_id)
    if wanted.unit_id is not None:
        scope.require(READ_LIST, wanted.unit_id)
    show = wanted.show if wanted.show in SHOWN else "registered"
    rows = behind_figure(scope, show=show, period=wanted.period, unit_id=wanted.unit_id)
    page = _page(request, rows)
    units = {row.unit_id for row in page.object_list}
    context = {
        **_context(request, wanted, page),
        "unit_name": name,
        "unit_names": short_names(scope, units),
        "show": show,
        "shown": [
            ("registered", _("Có trong danh sách")),
            ("present", _("Có mặt")),
            ("partial", _("Dự một phần")),
            ("essays_due", _("Phải nộp bài thu hoạch")),
            ("essays_submitted", _("Đã nộp bài thu hoạch")),
            ("essays_pending", _("Bài thu hoạch chờ kết quả")),
            ("essays_passed", _("Bài thu hoạch đạt")),
        ],
    }
    return render(request, "training/attendances.html", context)


def _context(request: HttpRequest, wanted: Wanted, page: Page[Any]) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    last = wanted.period.end - timedelta(days=1) if wanted.period else None
    return {"wanted": wanted, "last_day": last, "page": page, "query": query.urlencode()}


def _page(request: HttpRequest, rows: Any) -> Page[Any]:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def _unit_name(scope: Scope, unit_id: int | None) -> str:
    """The name of the school that the list is narrowed to; 404 for one outside the actor's reach."""
    if unit_id is None:
        return ""
    names = short_names(scope, {unit_id})
    if unit_id not in names:
        raise OutOfScope
    return names[unit_id]


def _days(first: str, last: str) -> Period | None:
    try:
        return Period(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    except (ValueError, OverflowError):
        return None


def _calendar(year: str, quarter: str) -> Period | None:
    """A calendar quarter or year; a quarter without a year is one of this year."""
    if not year and quarter:
        year = str(local_date(timezone.now()).year)
    try:
        if quarter:
            return Quarter.parse(f"{year}-Q{quarter}").calendar
        return Period(Quarter(int(year), 1).calendar.start, Quarter(int(year), 4).calendar.end)
    except ValueError:
        return None
