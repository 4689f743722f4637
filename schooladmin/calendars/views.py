"""The calendar of record, and the working-day calculator."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schooladmin.calendars import pages, queries
from schooladmin.calendars.explain import reason_in_words
from schooladmin.calendars.forms import TermForm
from schooladmin.calendars.rules import CalendarGapError, Term, add_working_days
from schooladmin.units.access import scope_from


@require_safe
@login_required
def year(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A year at a glance and the list of its special days; the present year unless one is asked for."""
    scope = scope_from(request)
    scope.require_anywhere("calendars.day.read")
    number = number or scope.at.year
    known = {row.year: row for row in queries.years()}
    if number not in known:
        raise Http404
    rows = {row.date: row for row in queries.days_of(number)}
    context = {
        "year": known[number],
        "years": sorted(known),
        "next_year": max(known) + 1,
        "months": pages.months(number, rows, scope.at),
        "legend": pages.legend(),
        "days": rows.values(),
        "may_edit": scope.may_anywhere("calendars.day.edit"),
        "form": TermForm(),
    }
    return render(request, "calendars/year.html", context)


@require_safe
@login_required
def term(request: HttpRequest) -> HttpResponse:
    """From a day, so many working days: the due date, and every day of the way with its reason."""
    scope = scope_from(request)
    scope.require_anywhere("calendars.day.read")
    form = TermForm(request.GET if request.GET else None)
    answer = _term(form, form.cleaned_data["start"], form.cleaned_data["add"]) if form.is_valid() else None
    steps = [(day, reason_in_words(day)) for day in answer.days] if answer else []
    return render(request, "calendars/term.html", {"form": form, "answer": answer, "steps": steps})


def _term(form: TermForm, start: date, add: int) -> Term | None:
    try:
        return add_working_days(queries.work_calendar(), start, add)
    except CalendarGapError as gap:
        form.add_error(None, str(queries.gap_refusal(gap).message))
        return None
