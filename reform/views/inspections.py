"""Pages of the inspections that a school received."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reform.actions.inspections import InspectionText, add_inspection, edit_inspection, mend_inspection
from reform.log_forms import InspectionForm, MendForm
from reform.queries.inspections import all_inspections, inspections_for
from reform.views.common import named, other_units, own_unit
from reform.views.register import period_from
from reform.views.systems import form_page, sent
from schooladmin.core.periods import local_date
from schooladmin.units.access import fetch, scope_from

_READ, _EDIT = "reform.inspection.read", "reform.inspection.edit"
_TEXT = ("inspector", "inspected_on", "subject", "conclusion", "to_mend", "mend_by")


@require_safe
@login_required
def inspection_list(request: HttpRequest) -> HttpResponse:
    """The inspections of one unit, newest first; narrowed to the days of a figure when one led here."""
    scope, today = scope_from(request), local_date(timezone.now())
    unit = own_unit(scope, request.GET.get("unit", ""), _READ)
    rows = inspections_for(scope).filter(unit=unit)
    if request.GET.get("from"):
        period, _quarter = period_from(request, today)
        rows = rows.filter(inspected_on__gte=period.start, inspected_on__lt=period.end)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "unit": named(scope, unit.pk),
        "others": other_units(scope, unit, _READ),
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "today": today,
        "may_edit": scope.may(_EDIT, unit.pk),
    }
    return render(request, "reform/inspection_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inspection_add(request: HttpRequest) -> HttpResponse:
    """Write an inspection down."""
    scope, at = scope_from(request), timezone.now()
    unit = own_unit(scope, request.GET.get("unit", ""), _EDIT)
    form = InspectionForm(request.POST or None)
    if request.method == "POST" and sent(
        form,
        lambda data: add_inspection(
            actor=scope, unit_id=unit.pk, text=_text(data), mutation_id=data["mutation_id"], at=at
        ),
    ):
        messages.success(request, _("Đã ghi cuộc kiểm tra."))
        return redirect(_list(unit.code))
    return form_page(request, form, _("Ghi cuộc kiểm tra"), _list(unit.code))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inspection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an inspection."""
    scope, at = scope_from(request), timezone.now()
    row = fetch(all_inspections(), scope, _EDIT, pk=pk)
    initial = {"version": row.version} | {name: getattr(row, name) for name in _TEXT}
    form = InspectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and sent(
        form,
        lambda data: edit_inspection(
            actor=scope, inspection_id=pk, version=data["version"] or 0, text=_text(data), at=at
        ),
        row.version,
    ):
        messages.success(request, _("Đã lưu."))
        return redirect(_list(row.unit.code))
    return form_page(request, form, _("Sửa cuộc kiểm tra"), _list(row.unit.code))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def inspection_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that what was found is mended."""
    scope, at = scope_from(request), timezone.now()
    row = fetch(all_inspections(), scope, _EDIT, pk=pk)
    form = MendForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and sent(
        form,
        lambda data: mend_inspection(
            actor=scope, inspection_id=pk, version=data["version"] or 0, mended_on=data["mended_on"], at=at
        ),
        row.version,
    ):
        messages.success(request, _("Đã ghi khắc phục xong."))
        return redirect(_list(row.unit.code))
    return form_page(request, form, _("Đã khắc phục"), _list(row.unit.code), lead=row.to_mend)


def _text(data: dict[str, Any]) -> InspectionText:
    return InspectionText(**{name: data[name] for name in _TEXT})


def _list(unit_code: str) -> str:
    return f"{reverse('reform.inspection.list')}?{urlencode({'unit': unit_code})}"
