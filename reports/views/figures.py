"""The page of one figure: where it comes from, and the value by hand that may stand in its place."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.actions.explanations import put_by_hand, take_count_again
from reports.figure_page import EDIT, FigurePage, figure_page
from reports.forms import OverrideForm
from reports.models import Report
from reports.views.workspace import fetched, workspace_page
from schooladmin.core.errors import Refusal
from schooladmin.units.access import scope_from


@require_safe
@login_required
def figure(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What the figure says, how it is counted, and what lies behind it."""
    report = fetched(request, pk)
    page = figure_page(scope_from(request), report, key)
    if page is None:
        raise Http404
    return _shown(request, report, page)


def _shown(
    request: HttpRequest, report: Report, page: FigurePage, form: OverrideForm | None = None, error: str = ""
) -> HttpResponse:
    is_swap = bool(request.headers.get("HX-Request"))
    context: dict[str, Any] = {
        "report": report,
        "page": page,
        "form": form or OverrideForm.of(page.line.key, page.override),
        "page_error": error,
        "is_swap": is_swap,
    }
    # htmx swaps answers of 200 only; what is wrong stands beside the field.
    is_wrong = bool(error or (form and form.errors)) and not is_swap
    return render(request, "reports/figure.html", context, status=422 if is_wrong else 200)


@require_POST
@login_required
def override(request: HttpRequest, pk: int) -> HttpResponse:
    """A value by hand with its reason; ``again`` takes the register's count again."""
    report = fetched(request, pk, EDIT)
    form = OverrideForm.of(str(request.POST.get("key", "")), None, request.POST)
    is_removal = bool(request.POST.get("again"))
    try:
        words = _removed(request, report) if is_removal else _put(request, report, form)
    except Refusal as refusal:
        page = figure_page(scope_from(request), report, form.data.get("key", ""))
        words = str(refusal.message)
        if page is None:
            return workspace_page(request, report, status=422, page_error=words)
        if is_removal:
            return _shown(request, report, page, error=words)
        if refusal.code != "form":
            form.add_error(refusal.field if refusal.field in form.fields else None, words)
        return _shown(request, report, page, _seen_anew(form, page, refusal.code))
    messages.success(request, words)
    if request.headers.get("HX-Request"):
        # Sums, sentences and the chart follow from the figure: the whole page is asked for again.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("reports.figure.read", report.pk, form.data["key"])


def _put(request: HttpRequest, report: Report, form: OverrideForm) -> str:
    if not form.is_valid():
        raise Refusal(" ".join(str(e) for found in form.errors.values() for e in found), code="form")
    typed = form.cleaned_data
    put_by_hand(
        actor=scope_from(request),
        report_id=report.pk,
        key=typed["key"],
        value=typed["value"],
        reason=typed["reason"],
        expected_version=typed["version"],
        at=timezone.now(),
    )
    return _("Đã ghi số nhập tay cùng lý do; báo cáo in rõ đây là số nhập tay.")


def _removed(request: HttpRequest, report: Report) -> str:
    version = str(request.POST.get("version", ""))
    take_count_again(
        actor=scope_from(request),
        report_id=report.pk,
        key=str(request.POST.get("key", "")),
        expected_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        at=timezone.now(),
    )
    return _("Lấy lại số đếm từ sổ.")


def _seen_anew(form: OverrideForm, page: FigurePage, code: str) -> OverrideForm:
    """After a lost race the page shows the other's value: what is sent next was written in sight of it."""
    if code == "override-stale":
        form.data = {**dict(form.data.items()), "version": page.override.version if page.override else 0}
    return form
