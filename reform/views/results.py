"""Pages of one result: log, read, edit, withdraw."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reform import actions
from reform.forms import AttachForm, LogForm, ResultForm, WithdrawForm, refuse
from reform.models import Result
from reform.queries import all_results, areas_on, points_on, warnings_of
from reform.rules import figure_text
from reform.views.common import named, other_units, own_unit, posted_with_file
from reform.views.history import events
from schooladmin.audit.queries import history_of
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import Quarter, local_date
from schooladmin.evidence.queries import evidence_in
from schooladmin.legal.queries import NotInForce, citations_not_in_force, resolve
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_CONTENT = ("area", "sub_item", "happened_on", "text", "figure", "figure_unit", "citations")
_RECENT_FILES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def result_log(request: HttpRequest) -> HttpResponse:
    """Log a result. A file that came with a faulty form is kept and stays chosen."""
    scope, at = scope_from(request), timezone.now()
    unit = own_unit(scope, (request.POST or request.GET).get("unit", ""), "reform.result.log")
    if request.method != "POST":
        initial = {"happened_on": local_date(at), "unit": unit.code, "area": request.GET.get("area", "")}
        return _log_page(request, scope, unit, _log_form(scope, unit, local_date(at), initial=initial))
    data, fault = posted_with_file(request, scope, unit.pk)
    form = _log_form(scope, unit, local_date(at), data)
    if form.is_valid() and fault is None:
        try:
            result = actions.log_result(
                actor=scope,
                unit_id=unit.pk,
                at=at,
                mutation_id=form.cleaned_data["mutation_id"],
                evidence_ids=[int(pk) for pk in form.cleaned_data.get("evidence", [])],
                **{name: form.cleaned_data[name] for name in _CONTENT},
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã ghi kết quả."))
            return redirect("reform.result.read", pk=result.pk)
    if fault is not None:
        refuse(form, fault)
    return _log_page(request, scope, unit, form, status=422)


def _log_form(scope: Scope, unit: Unit, today: date, data: Any = None, **options: Any) -> LogForm:
    chosen = [int(pk) for pk in data.getlist("evidence") if pk.isdecimal()] if data is not None else []
    files = list(evidence_in(scope, unit.pk)[:_RECENT_FILES])
    older = set(chosen) - {file.pk for file in files}
    files += list(evidence_in(scope, unit.pk, older)) if older else []
    areas, points = _catalogue(data, today)
    return LogForm(data, today=today, areas=areas, points=points, files=files, **options)


def _catalogue(data: Any, today: date) -> tuple[Any, Any]:
    """The areas and points of the day that was typed, so that an old result gets the names of its time."""
    try:
        day = date.fromisoformat(data.get("happened_on", "")) if data is not None else today
    except ValueError:
        day = today
    areas = areas_on(min(day, today))
    return (areas, points_on(min(day, today))) if areas else (areas_on(today), points_on(today))


def _log_page(request: HttpRequest, scope: Scope, unit: Unit, form: LogForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "unit": named(scope, unit.pk),
        "others": other_units(scope, unit, "reform.result.log"),
        "warnings": _typed_warnings(form),
    }
    return render(request, "reform/result_log.html", context, status=status)


def _typed_warnings(form: ResultForm) -> list[NotInForce]:
    """Acts that were typed and were not in force on the typed day: a warning, never an error."""
    data = getattr(form, "cleaned_data", {})
    if not data.get("citations") or not data.get("happened_on"):
        return []
    return citations_not_in_force(resolve(data["citations"]).documents, data["happened_on"])


@require_safe
@login_required
def result_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One result with its acts, proof and history."""
    scope = scope_from(request)
    result = fetch(all_results(), scope, "reform.result.read", pk=pk)
    return result_page(request, scope, result)


def result_page(
    request: HttpRequest, scope: Scope, result: Result, attach: AttachForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a result; ``attach`` is the form that came back with an error, if one did."""
    areas = areas_on(result.happened_on)
    reasons = {warning.document.pk: warning.reason for warning in warnings_of(result)}
    proofs = [link.evidence for link in result.proofs.select_related("evidence")]
    is_active = result.state == "active"
    may = {
        name: is_active and scope.may(f"reform.result.{name}", result.unit_id)
        for name in ("edit", "withdraw", "attach", "detach")
    }
    if may["attach"] and attach is None:
        attach = attach_form(scope, result)
    context = {
        "result": result,
        "unit": named(scope, result.unit_id),
        "area": next((row for row in areas if row.area_id == result.area_id), None),
        "quarter": Quarter.of(result.happened_on),
        "figure": figure_text(result.figure, result.figure_unit),
        "citations": [(row.document, reasons.get(row.document_id, "")) for row in result.citations.all()],
        "proofs": proofs,
        "may": may,
        "may_read_files": scope.may("evidence.file.read", result.unit_id),
        "attach": attach if may["attach"] else None,
        "events": events(history_of(scope, result), areas),
    }
    return render(request, "reform/result_detail.html", context, status=status)


def attach_form(scope: Scope, result: Result, data: Any = None) -> AttachForm:
    """The form for more proof, offering recent files of the unit that are not linked yet."""
    linked = result.proofs.values("evidence_id")
    files = list(evidence_in(scope, result.unit_id).exclude(pk__in=linked)[:_RECENT_FILES])
    if data is not None:
        chosen = {int(pk) for pk in data.getlist("evidence") if pk.isdecimal()} - {file.pk for file in files}
        files += list(evidence_in(scope, result.unit_id, chosen)) if chosen else []
    return AttachForm(data, files=files)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def result_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a result. When somebody else saved meanwhile, both texts are shown and nothing is lost."""
    scope, at = scope_from(request), timezone.now()
    result = fetch(all_results(), scope, "reform.result.edit", pk=pk)
    if result.state != "active" and request.method != "POST":  # a typed text comes back with the refusal instead
        raise Refusal(_("Kết quả này đã được rút nên không sửa được nữa."), code="result-withdrawn")
    today = local_date(at)
    if request.method != "POST":
        areas, points = areas_on(result.happened_on), points_on(result.happened_on)
        form = ResultForm(initial=_initial(result), today=today, areas=areas, points=points)
        return _edit_page(request, result, form, warnings=warnings_of(result))
    areas, points = _catalogue(request.POST, today)
    form = ResultForm(request.POST, today=today, areas=areas, points=points)
    current = None
    if form.is_valid():
        try:
            actions.edit_result(
                actor=scope,
                result_id=pk,
                version=form.cleaned_data["version"] or 0,
                at=at,
                **{name: form.cleaned_data[name] for name in _CONTENT},
            )
        except Stale as stale:
            refuse(form, stale)
            current = fetch(all_results(), scope, "reform.result.edit", pk=pk)
            data = request.POST.copy()
            data["version"] = str(current.version)  # the next save is a choice made with both texts in view
            form.data = data
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã lưu. Nội dung cũ vẫn có trong lịch sử."))
            return redirect("reform.result.read", pk=pk)
    return _edit_page(request, result, form, warnings=_typed_warnings(form), current=current, status=422)


def _edit_page(
    request: HttpRequest,
    result: Result,
    form: ResultForm,
    *,
    warnings: list[NotInForce],
    current: Result | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"result": result, "form": form, "warnings": warnings, "current": current}
    if current is not None:
        context["current_figure"] = figure_text(current.figure, current.figure_unit)
        context["current_citations"] = [row.document.number for row in current.citations.all()]
    return render(request, "reform/result_edit.html", context, status=status)


def _initial(result: Result) -> dict[str, Any]:
    return {
        "version": result.version,
        "area": result.area.code,
        "sub_item": result.sub_item.code if result.sub_item else "",
        "happened_on": result.happened_on,
        "text": result.text,
        "figure": None if result.figure is None else f"{result.figure.normalize():f}",
        "figure_unit": result.figure_unit,
        "citations": "\n".join(row.document.number for row in result.citations.all()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def result_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a result out of the counts, with a reason."""
    scope = scope_from(request)
    result = fetch(all_results(), scope, "reform.result.withdraw", pk=pk)
    if result.state != "active":
        raise Refusal(_("Kết quả này đã được rút."), code="result-withdrawn")
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_result(actor=scope, result_id=pk, reason=form.cleaned_data["reason"], at=timezone.now())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã rút kết quả. Kết quả này không còn được tính."))
            return redirect("reform.result.read", pk=pk)
    status = 422 if form.errors else 200
    return render(request, "reform/result_withdraw.html", {"result": result, "form": form}, status=status)
