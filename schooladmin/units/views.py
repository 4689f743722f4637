"""Pages about units: the list, and one unit with its history."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schooladmin.units import pages
from schooladmin.units.access import scope_from
from schooladmin.units.enums import UnitKind

PAGE_SIZE = 50


@require_safe
@login_required
def unit_list(request: HttpRequest) -> HttpResponse:
    """The units that the person may know of, with a search without tone marks."""
    scope = scope_from(request)
    scope.require_anywhere("units.unit.read")
    text, kind = request.GET.get("q", "")[:100], request.GET.get("kind", "")
    ended = request.GET.get("ended") == "1"
    rows = pages.units_for(scope, text=text, kind=kind, ended=ended)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "text": text,
        "kind": kind,
        "ended": ended,
        "kinds": UnitKind.choices,
    }
    return render(request, "units/list.html", context)


@require_safe
@login_required
def unit_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: names by date, those above and below, succession, and the people of today for those who may."""
    scope = scope_from(request)
    unit = pages.unit_for(scope, "units.unit.read", code)
    sees_people = scope.may("units.people.read", unit.pk)
    context = {
        "page": pages.unit_page(unit, scope.at),
        "sees_people": sees_people,
        "people": pages.colleagues(unit, scope.at) if sees_people else [],
        "below": Paginator(pages.below(scope, unit), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "units/detail.html", context)
