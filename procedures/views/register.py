"""The list of requests."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procedures.forms import FilterForm
from procedures.present import Lines
from procedures.queries.catalogue import named_versions
from procedures.queries.handovers import held_by
from procedures.queries.requests import desk, find, for_lines
from procedures.rules.transitions import ACCEPT, READ
from schooladmin.calendars.queries import calendar_when_asked
from schooladmin.core.i18n import localized
from schooladmin.units.access import scope_from
from schooladmin.units.queries import with_names

_PAGE = 50


@require_safe
@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """The register with its filters; the address of a list is what a figure's link opens."""
    scope = scope_from(request)
    scope.require_anywhere(READ)
    units = {
        unit.pk: (unit.code, str(getattr(unit, "name", None) or unit.code))
        for unit in with_names(scope.units_for(READ), scope.at)
    }
    versions = list(named_versions())
    procedures = list({row.procedure_id: row.procedure for row in versions}.values())
    form = FilterForm(request.GET, procedures=procedures, units=list(units.values()), today=scope.at)
    page, rows = None, []
    if form.is_valid():
        found_rows = find(scope, form.wanted())
        if "mine" in request.GET:
            found_rows = found_rows.filter(held_by(scope))
        page = Paginator(for_lines(found_rows), _PAGE).get_page(request.GET.get("page"))
        lines = Lines(
            scope.at,
            calendar_when_asked(),
            procedures={row.pk: localized(row.procedure, "name") for row in versions},
            units={pk: name for pk, (_code, name) in units.items()},
        )
        rows = [lines.of(found) for found in page]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "desk": desk(scope),
        "many_units": len(units) > 1,
        "mine": "mine" in request.GET,
        "may_accept": scope.may_anywhere(ACCEPT),
        "filtered": any(value for key, value in request.GET.items() if key not in ("page", "order")),
    }
    return render(request, "procedures/request_list.html", context, status=200 if form.is_valid() else 422)
