"""The page of the sheet: download, fill in elsewhere, hand back, look, write; and the blank form to print."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reports.content import ReportContent
from reports.gather import gather
from reports.models import Report
from reports.sheets.actions import write_lines
from reports.sheets.blank import blank_form
from reports.sheets.forms import SheetForm, WriteForm
from reports.sheets.rows import Asked, Filled, asked_of, lines_of, packed, unpacked
from reports.sheets.workbook import filled_in, workbook
from reports.views.workspace import fetched
from schooladmin.core.errors import Refusal
from schooladmin.documents.page import print_page
from schooladmin.documents.queries import profile_for
from schooladmin.documents.tree import Kind, Regime
from schooladmin.units.access import scope_from

_EDIT = "reports.report.edit"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(request: HttpRequest, report: Report, regime: Regime = Regime.PARTY) -> tuple[ReportContent, Asked]:
    scope = scope_from(request)
    content = gather(report, scope.at, regime)
    return content, asked_of(scope, report, content)


def _page(request: HttpRequest, report: Report, status: int = 200, **more: Any) -> HttpResponse:
    context = {"report": report, "form": SheetForm(), **more}
    return render(request, "reports/sheet.html", context, status=status)


@require_safe
@login_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What can be done outside the system, and how it comes back."""
    return _page(request, fetched(request, pk, _EDIT))


@require_safe
@login_required
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook with what stands now."""
    report = fetched(request, pk, _EDIT)
    content, asked = _asked(request, report)
    return _file(workbook(report, content, asked), f"Bieu-mau_{content.unit_code}_{report.quarter}.xlsx")


def _file(book: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(book, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a filled workbook: every fault of every row at once; nothing is written."""
    report = fetched(request, pk, _EDIT)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            filled = filled_in(report, form.cleaned_data["upload"])
        except Refusal as refusal:
            form.add_error("upload", str(refusal.message))
        else:
            return _checked(request, report, filled)
    return _page(request, report, 422, form=form)


def _checked(request: HttpRequest, report: Report, filled: list[Filled], error: str = "") -> HttpResponse:
    content, asked = _asked(request, report)
    lines = lines_of(asked, filled, content)
    context = {
        "wrong": [line for line in lines if line.faults],
        "changed": [line for line in lines if line.is_new],
        "same": sum(1 for line in lines if line.is_same),
        "checked": True,
        "write_form": WriteForm(initial={"rows": packed(report, filled)}),
        "write_error": error,
    }
    return _page(request, report, 422 if error else 200, **context)


def _sent(request: HttpRequest, report: Report) -> tuple[WriteForm, list[Filled]]:
    form = WriteForm(request.POST)
    form.is_valid()
    return form, unpacked(report, str(form.cleaned_data.get("rows", "")))


@require_POST
@login_required
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook as it was sent, wrong cells red, with a column of reasons."""
    report = fetched(request, pk, _EDIT)
    try:
        _form, filled = _sent(request, report)
    except Refusal as refusal:
        return _page(request, report, 422, page_error=str(refusal.message))
    content, asked = _asked(request, report)
    lines = {line.filled.key: line for line in lines_of(asked, filled, content)}
    book = workbook(report, content, asked, lines)
    return _file(book, f"Bieu-mau_{content.unit_code}_{report.quarter}_loi.xlsx")


@require_POST
@login_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the rows that were checked; the wrong ones stay out only if the person said so."""
    report = fetched(request, pk, _EDIT)
    try:
        form, filled = _sent(request, report)
    except Refusal as refusal:
        return _page(request, report, 422, page_error=str(refusal.message))
    content, asked = _asked(request, report)
    lines = lines_of(asked, filled, content)
    try:
        left = write_lines(
            actor=scope_from(request),
            report=report,
            asked=asked,
            lines=lines,
            partial=form.cleaned_data["partial"],
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _checked(request, report, filled, str(refusal.message))
    refused = {line.filled.key for line in left}
    done = sum(1 for line in lines if line.is_new and line.filled.key not in refused)
    said = ngettext("Đã ghi %(count)s dòng vào báo cáo.", "Đã ghi %(count)s dòng vào báo cáo.", done) % {"count": done}
    if left:
        error = _("%(said)s Còn %(left)s dòng chưa ghi được, nêu ở dưới.") % {"said": said, "left": len(left)}
        return _page(request, report, 200, wrong=left, page_error=error)
    messages.success(request, said)
    return redirect("reports.report.read", pk=report.pk)


@require_safe
@login_required
@never_cache
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """The blank form, which prints at once."""
    report = fetched(request, pk, _EDIT)
    # An inner paper of the school: below its administrative organ, not below the Party's.
    content, asked = _asked(request, report, Regime.STATE)
    document = blank_form(content, asked)
    return print_page(
        document, profile_for(Kind.BLANK_REPORT, content.document_date), reverse("reports.report.read", args=[pk])
    )
