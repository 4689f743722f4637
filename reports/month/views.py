"""The two-minute month of a school, the days of an office, and the figures of all schools."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reports.forms import quarter_or
from reports.models import Report
from reports.month.actions.looks import confirm_month
from reports.month.actions.office import set_cutoff as enter_cutoff
from reports.month.actions.office import set_days as enter_days
from reports.month.actions.reminders import snooze as fall_silent
from reports.month.forms import CutoffForm, DaysForm, SnoozeForm
from reports.month.permissions import CONFIRM, OFFICE, READ, SET_CUTOFF, SET_DAYS, SNOOZE
from reports.month.queries.figures import figure_table
from reports.month.queries.looks import month_page
from reports.month.queries.office import office_page
from reports.month.queries.reminders import rules_on
from reports.month.rules import FIGURES, missing_in, office_text, school_text
from reports.month.sheets import UNSIGNED, coverage, mark_of, workbook_of
from reports.queries import any_report
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import disposition
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.models import Unit
from schooladmin.units.queries import choices_for, with_names
from schooladmin.units.scope import Scope

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _school(scope: Scope, verb: str, code: str) -> Unit:
    """The school of the address, or the first of the actor's: 403 without the right anywhere, 404 for another's."""
    scope.require_anywhere(verb)
    rows = with_names(scope.units_for(verb), scope.at)
    unit = rows.filter(code=code).first() if code else rows.first()
    if unit is None:
        raise OutOfScope
    return unit


@require_safe
@login_required
@never_cache
def read(request: HttpRequest) -> HttpResponse:
    """This month of the school: four figures, what is missing, one button."""
    scope = scope_from(request)
    return _month(request, _school(scope, READ, request.GET.get("unit", "")))


def _month(request: HttpRequest, unit: Unit, *, status: int = 200, form: SnoozeForm | None = None) -> HttpResponse:
    scope = scope_from(request)
    page = month_page(scope, unit, str(getattr(unit, "name", None) or unit.code))
    text = ""
    if page.report is not None and page.content is not None and not page.report.is_submitted:
        address = base_url(request) + reverse("reports.report.read", args=[page.report.pk])
        missing = missing_in(page.content)
        text = school_text(page.report.period.label, page.report.round.due_on, missing, address)
    context = {
        "page": page,
        "report": page.report,
        "chat": text,
        "snooze_form": form or SnoozeForm(scope.at),
        "today": scope.at,
        "schools": [
            (row.code, str(getattr(row, "name", None) or row.code))
            for row in with_names(scope.units_for(READ).exclude(pk=unit.pk), scope.at)
        ],
    }
    return render(request, "reports/month/month.html", context, status=status)


@require_POST
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """The month was looked at."""
    scope = scope_from(request)
    unit = _school(scope, CONFIRM, str(request.POST.get("unit", "")))
    confirm_month(actor=scope, unit_id=unit.pk, at=timezone.now())
    messages.success(request, _("Đã xem tháng này. Tháng sau hệ thống nhắc lại."))
    return redirect(f"{reverse('reports.month.read')}?{urlencode({'unit': unit.code})}")


@require_POST
@login_required
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Be left alone about a report until a day."""
    scope = scope_from(request)
    report: Report = fetch(any_report(), scope, SNOOZE, pk=pk)
    form = SnoozeForm(scope.at, request.POST)
    if form.is_valid():
        try:
            row = fall_silent(actor=scope, report_id=report.pk, until=form.cleaned_data["until"], at=timezone.now())
        except Refusal as refusal:
            form.add_error("until", str(refusal.message))
        else:
            day = f"{row.until:%d/%m/%Y}"
            messages.success(request, _("Từ nay đến ngày %(day)s không nhắc báo cáo này nữa.") % {"day": day})
            return redirect(f"{reverse('reports.month.read')}?{urlencode({'unit': report.unit.code})}")
    return _month(request, _school(scope, READ, report.unit.code), status=422, form=form)


@require_safe
@login_required
@never_cache
def office(request: HttpRequest) -> HttpResponse:
    """Who has not handed in, the text for the chat group, and the office's own days."""
    scope_from(request).require_anywhere(OFFICE)
    return _office(request)


def _office(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    scope = scope_from(request)
    code = request.GET.get("quarter")
    page = office_page(scope, quarter_or(code, scope.at) if code else None)
    text = ""
    if page.due_on is not None:
        address = base_url(request) + reverse("reports.list")
        text = office_text(page.quarter.label, page.due_on, scope.at, page.late_names, address)
    organs = choices_for(scope, SET_DAYS)
    rule = next(iter(rules_on([pk for pk, _name in organs], scope.at).values()), None)
    days = {"offsets": ", ".join(map(str, rule.offsets)), "month_day": rule.month_day} if rule else {}
    context = {
        "page": page,
        "chat": text,
        "days_form": forms.get("days_form") or (DaysForm(organs, scope.at, **days) if organs else None),
        "cutoff_form": forms.get("cutoff_form") or CutoffForm(choices_for(scope, SET_CUTOFF), scope.at),
        "today": scope.at,
    }
    return render(request, "reports/month/office.html", context, status=status)


@require_POST
@login_required
def set_days(request: HttpRequest) -> HttpResponse:
    """Enter the days of reminders."""
    scope = scope_from(request)
    scope.require_anywhere(SET_DAYS)
    form = DaysForm(choices_for(scope, SET_DAYS), scope.at, request.POST)
    return _set(request, form, enter_days, _("Đã ghi ngày nhắc từ ngày %(day)s."), "days_form")


@require_POST
@login_required
def set_cutoff(request: HttpRequest) -> HttpResponse:
    """Say whether unsigned figures are seen after the due day."""
    scope = scope_from(request)
    scope.require_anywhere(SET_CUTOFF)
    form = CutoffForm(choices_for(scope, SET_CUTOFF), scope.at, request.POST)
    return _set(request, form, enter_cutoff, _("Đã ghi, có hiệu lực từ ngày %(day)s."), "cutoff_form")


def _set(request: HttpRequest, form: Any, action: Any, said: str, name: str) -> HttpResponse:
    """Save what one of the office's forms says, or show it again as it was typed."""
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            row = action(actor=scope_from(request), organ_id=values.pop("organ"), at=timezone.now(), **values)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, said % {"day": f"{row.valid_from:%d/%m/%Y}"})
            return redirect("reports.reminder.read")
    return _office(request, status=422, **{name: form})


@require_safe
@login_required
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of every school below, each with its mark, and how honest the sum is."""
    scope = scope_from(request)
    scope.require_anywhere("reports.board.read")
    table = figure_table(scope, quarter_or(request.GET.get("quarter"), scope.at))
    labels = [label for _key, label in FIGURES]
    context = {
        "table": table,
        "rows": [
            (row, mark_of(row), list(zip(labels, row.values or [None] * len(labels), strict=True)))
            for row in table.rows
        ],
        "labels": labels,
        "total": list(zip(labels, table.total, strict=False)),
        "coverage": coverage(table),
        "unsigned": UNSIGNED,
    }
    return render(request, "reports/month/figures.html", context)


@require_safe
@login_required
def figures_download(request: HttpRequest) -> HttpResponse:
    """The same table as a workbook."""
    scope = scope_from(request)
    scope.require_anywhere("reports.board.read")
    table = figure_table(scope, quarter_or(request.GET.get("quarter"), scope.at))
    answer = HttpResponse(workbook_of(table), content_type=_XLSX)
    answer["Content-Disposition"] = disposition(f"So-lieu_{table.quarter.code}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer
