"""The school's own pages: the list of quarters and the workspace of one."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from reports.actions.commitments import promise, take_back
from reports.actions.submission import submit_report
from reports.actions.workspace import set_document
from reports.forms import CommitmentForm, DocumentForm
from reports.models import Report
from reports.month.queries.figures import offices_watching
from reports.outline import outline
from reports.queries import any_report, reports_for
from reports.rendering import content_of, issue_of, latest_rendering, request_rendering
from reports.workspace.page import workspace_of
from schooladmin.core.errors import Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.offers import kind_asked, office_files
from schooladmin.documents.queries import current_file, profile_for
from schooladmin.documents.tree import Kind
from schooladmin.documents.writers.html import render_html
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import name_on, short_names


def fetched(request: HttpRequest, pk: int, verb: str = "reports.report.read") -> Report:
    """The report of an address, for those who hold ``verb``."""
    return fetch(any_report(), scope_from(request), verb, pk=pk)


@require_safe
@login_required
def report_list(request: HttpRequest) -> HttpResponse:
    """The quarters of the person's own school, or of every school below."""
    scope = scope_from(request)
    scope.require_anywhere("reports.report.read")
    page = Paginator(reports_for(scope), 50).get_page(request.GET.get("page"))
    names = short_names(scope, {report.unit_id for report in page})
    context = {
        "page": page,
        "rows": [(report, names.get(report.unit_id, "")) for report in page],
        "has_many_units": len(names) > 1,
        "today": scope.at,
    }
    return render(request, "reports/list.html", context)


@require_safe
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The workspace while the report is written; the frozen report afterwards."""
    report = fetched(request, pk)
    return workspace_page(request, report)


def workspace_page(request: HttpRequest, report: Report, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The workspace with the forms that were refused put back as they were typed."""
    workspace = forms.pop("workspace", None) or workspace_of(scope_from(request), report)
    context = {
        "report": report,
        "workspace": workspace,
        "mutation": uuid.uuid4,
        "watching": () if report.is_submitted else offices_watching(report.unit_id, scope_from(request).at),
        "may_meet": scope_from(request).may("reports.meeting.read", report.unit_id),
        "document_form": forms.pop("document_form", None) or DocumentForm.of(report),
        "commitment_form": forms.pop("commitment_form", None) or CommitmentForm(initial={"mutation_id": uuid.uuid4()}),
        **forms,
    }
    answer = render(request, "reports/report.html", context, status=status)
    if workspace.can_edit:
        answer.headers["X-Keep-Offline"] = _whose(request)
    return answer


def _whose(request: HttpRequest) -> str:
    """By which a device tells the pages of one person from those of the next, without their name."""
    return salted_hmac("reports.offline", str(request.user.pk)).hexdigest()[:16]


@require_POST
@login_required
def edit_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the date and the signer."""
    report = fetched(request, pk, "reports.report.edit")
    form = DocumentForm.of(report, request.POST)
    if form.is_valid():
        try:
            set_document(
                actor=scope_from(request),
                report_id=report.pk,
                document_date=form.cleaned_data["document_date"],
                reporter_name=form.cleaned_data["reporter_name"],
                reporter_title=form.cleaned_data["reporter_title"],
                expected_version=form.cleaned_data["version"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu."))
            return redirect(f"{reverse('reports.report.read', args=[report.pk])}#document")
    return workspace_page(request, report, status=422, document_form=form)


@require_POST
@login_required
def commitment_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a task for the time ahead."""
    report = fetched(request, pk, "reports.report.edit")
    form = CommitmentForm(request.POST)
    if form.is_valid():
        try:
            promise(actor=scope_from(request), report_id=report.pk, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            return redirect(f"{reverse('reports.report.read', args=[report.pk])}#commitments")
    return workspace_page(request, report, status=422, commitment_form=form)


@require_POST
@login_required
def commitment_remove(request: HttpRequest, pk: int, commitment_id: int) -> HttpResponse:
    """Take a task back while the report is still being written."""
    report = fetched(request, pk, "reports.report.edit")
    take_back(actor=scope_from(request), report_id=report.pk, commitment_id=commitment_id, at=timezone.now())
    return redirect(f"{reverse('reports.report.read', args=[report.pk])}#commitments")


@require_POST
@login_required
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the report and show its receipt."""
    report = fetched(request, pk, "reports.report.submit")
    try:
        done = submit_report(actor=scope_from(request), report_id=report.pk, at=timezone.now(), base=base_url(request))
    except Refusal as refusal:
        return workspace_page(request, fetched(request, pk), status=409, submit_error=str(refusal.message))
    messages.success(request, _("Đã nộp báo cáo. Mã nhận: %(code)s.") % {"code": done.receipt_code})
    return redirect("reports.report.receipt", pk=report.pk)


@require_safe
@login_required
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a submitted report and how far its PDF is: light, for it is the answer to «Nộp»."""
    report = fetched(request, pk)
    if not report.is_submitted:
        return redirect("reports.report.read", pk=report.pk)
    scope = scope_from(request)
    context = {
        "report": report,
        "unit_name": name_on(report.unit_id, scope.at).name,
        "file": current_file(scope, report.source_key),
        "office": office_files(scope, [report.source_key]).get(report.source_key, []),
        "issue": issue_of(report),
        "job": latest_rendering(scope, report),
        "may_meet": scope.may("reports.meeting.read", report.unit_id),
    }
    return render(request, "reports/receipt.html", context)


@require_safe
@login_required
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it will be printed, from the same tree as the PDF."""
    report = fetched(request, pk)
    content = content_of(report, scope_from(request).at)
    document = outline(content, draft=not report.is_submitted)
    if report.is_submitted:
        document = stamped(document, issue_of(report), base_url(request))
    return HttpResponse(render_html(document, profile_for(Kind.OUTLINE, content.document_date), for_print=False))


@require_safe
@login_required
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF of a submitted report, or its Word file where the address asks for it."""
    report = fetched(request, pk)
    kind = kind_asked(request.GET)
    file = current_file(scope_from(request), report.source_key, kind)
    if file is None:
        raise Refusal(
            _("%(file)s của báo cáo này chưa có. Hãy mở báo cáo và bấm «Tạo %(file)s».") % {"file": kind.label},
            code="report-without-file",
        )
    return file_response(file, inline=request.GET.get("view") == "1")


@require_POST
@login_required
def render_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the PDF again, after a failure or when the file was lost; or for the Word file."""
    report = fetched(request, pk)
    if not report.is_submitted:
        raise Refusal(_("Báo cáo chưa nộp thì chưa tạo PDF; hãy dùng «Xem trước»."), code="report-not-submitted")
    job = request_rendering(
        actor=scope_from(request),
        report=report,
        at=timezone.now(),
        file=kind_asked(request.POST),
        base=base_url(request),
    )
    return redirect("jobs.job.read", job.pk)
