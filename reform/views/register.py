"""The list of results of one unit in a quarter, and the board of units for those above them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reform.facts import facts_for_units
from reform.forms import RegisterFilter
from reform.models import AreaVersion, Result
from reform.queries import Narrowing, area_counts, areas_of, first_day_with_results, listing, warnings_of
from reform.rules import figure_text, quarter_of
from reform.views.common import named, quarter_from, quarters_back, unit_named
from schooladmin.core.periods import Period, Quarter, local_date
from schooladmin.units.access import scope_from
from schooladmin.units.models import Unit
from schooladmin.units.queries import find_units, with_names
from schooladmin.units.scope import Scope

_READ = "reform.result.read"


@dataclass(frozen=True)
class AreaTile:
    """An area with its count in the period and the address that shows only it."""

    version: AreaVersion
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Card:
    """A result in the list."""

    result: Result
    figure: str
    proof_count: int
    warning_count: int


@require_safe
@login_required
def result_list(request: HttpRequest) -> HttpResponse:
    """Results of one unit; somebody who reads several units chooses one on a board first."""
    scope = scope_from(request)
    scope.require_anywhere(_READ)
    code = request.GET.get("unit", "")
    if code:
        return _register(request, scope, unit_named(scope, code, _READ))
    units = scope.units_for(_READ)
    only = list(units.order_by("code")[:2])
    if len(only) == 1:
        return _register(request, scope, only[0])
    return _board(request, scope)


def _register(request: HttpRequest, scope: Scope, unit: Unit) -> HttpResponse:
    today = local_date(timezone.now())
    period, quarter = period_from(request, today)
    versions = areas_of(period)
    quarters = quarters_back(today, first_day_with_results(scope, unit.pk), quarter)
    form = RegisterFilter(request.GET, quarters=quarters, areas=versions)
    form.is_valid()
    data = form.cleaned_data
    wanted = Narrowing(
        area=data.get("area", ""),
        text=data.get("q", ""),
        state={"withdrawn": "withdrawn", "all": ""}.get(data.get("state", ""), "active"),
        proven=request.GET.get("evidence") == "1",
    )
    page = Paginator(listing(scope, unit.pk, period, versions, wanted), 50).get_page(request.GET.get("page"))
    counts = area_counts(scope, [unit.pk], period)[unit.pk]
    by_id = {version.area_id: version for version in versions}
    shown = {**request.GET.dict(), "quarter": quarter.code, "unit": unit.code}
    context = {
        "unit": named(scope, unit.pk),
        "form": RegisterFilter(initial=shown, quarters=quarters, areas=versions),
        "quarter": quarter,
        "period": period,
        "last_day": period.end - timedelta(days=1),
        "is_custom": period != quarter.calendar,
        "wanted": wanted,
        "is_narrowed": wanted != Narrowing(),
        "tiles": [_tile(request, unit, version, counts, wanted) for version in versions],
        "answered": sum(1 for version in versions if counts.get(version.area.code)),
        "page": page,
        "groups": [
            (by_id.get(area_id), [_card(row) for row in rows])
            for area_id, rows in groupby(page, key=lambda row: row.area_id)
        ],
        "query": _without(request, "page"),
        "may_log": scope.may("reform.result.log", unit.pk),
    }
    return render(request, "reform/result_list.html", context)


def period_from(request: HttpRequest, today: date) -> tuple[Period, Quarter]:
    """The days asked for: exact ones (``from``, ``to``, both inside) when a figure led here, else a quarter."""
    try:
        start = date.fromisoformat(request.GET.get("from", ""))
        period = Period(start, date.fromisoformat(request.GET.get("to", "")) + timedelta(days=1))
    except (ValueError, OverflowError):
        quarter = quarter_from(request.GET.get("quarter", ""), today)
        return quarter.calendar, quarter
    return period, quarter_of(period)


def _tile(
    request: HttpRequest, unit: Unit, version: AreaVersion, counts: dict[str, int], wanted: Narrowing
) -> AreaTile:
    code = version.area.code
    query = request.GET.copy()
    query.pop("page", None)
    query["unit"] = unit.code
    query["area"] = code
    return AreaTile(version, counts.get(code, 0), query.urlencode(), wanted.area == code)


def _card(result: Result) -> Card:
    return Card(
        result=result,
        figure=figure_text(result.figure, result.figure_unit),
        proof_count=int(getattr(result, "proof_count", 0)),
        warning_count=len(warnings_of(result)),
    )


def _board(request: HttpRequest, scope: Scope) -> HttpResponse:
    today = local_date(timezone.now())
    quarter = quarter_from(request.GET.get("quarter", ""), today)
    text = request.GET.get("q", "")
    page = Paginator(with_names(find_units(scope.units_for(_READ), text), today), 50).get_page(request.GET.get("page"))
    facts = facts_for_units(scope, [unit.pk for unit in page], quarter.calendar)
    context = {
        "page": page,
        "rows": [(unit, facts[unit.pk]) for unit in page],
        "quarter": quarter,
        "quarters": quarters_back(today, None, quarter),
        "text": text,
        "query": _without(request, "page"),
    }
    return render(request, "reform/board.html", context)


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()
