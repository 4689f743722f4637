"""The state report beside the Party outline, and the forms of both."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from reports.queries import any_report, templates_with_fields
from reports.rendering import content_of, file_key, issue_of, paper_of, papers_of, request_rendering
from schooladmin.core.errors import Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response
from schooladmin.documents.issuing.marks import stamped
from schooladmin.documents.offers import kind_asked
from schooladmin.documents.queries import current_file, profile_for
from schooladmin.documents.tree import Kind, Regime
from schooladmin.documents.writers.html import render_html
from schooladmin.units.access import fetch, scope_from


@require_safe
@login_required
@xframe_options_sameorigin
def state_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The state report as it will be printed, from the same tree as its PDF."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, "reports.report.read", pk=pk)
    content = content_of(report, scope.at, Regime.STATE)
    document = paper_of(content, Regime.STATE, draft=not report.is_submitted)
    if report.is_submitted:
        document = stamped(document, issue_of(report, Regime.STATE), base_url(request))
    return HttpResponse(render_html(document, profile_for(Kind.STATE_REPORT, content.document_date), for_print=False))


@require_safe
@login_required
def state_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF of the state report of a submitted report, or its Word file where the address asks for it."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, "reports.report.read", pk=pk)
    kind = kind_asked(request.GET)
    file = current_file(scope, file_key(report, Regime.STATE), kind)
    if file is None:
        raise Refusal(
            _("%(file)s của báo cáo nhà nước chưa có. Hãy mở báo cáo và tạo ở đó.") % {"file": kind.label},
            code="paper-without-file",
        )
    return file_response(file, inline=request.GET.get("view") == "1")


@require_POST
@login_required
def state_render(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the PDF of the state report again, after a failure or when the file was lost; or for the Word file."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, "reports.report.read", pk=pk)
    if not report.is_submitted or Regime.STATE not in papers_of(report):
        raise Refusal(_("Báo cáo chưa nộp thì chưa tạo PDF; hãy dùng «Xem trước»."), code="report-not-submitted")
    job = request_rendering(
        actor=scope,
        report=report,
        at=timezone.now(),
        regime=Regime.STATE,
        file=kind_asked(request.POST),
        base=base_url(request),
    )
    return redirect("jobs.job.read", job.pk)


@require_safe
@login_required
def template_list(request: HttpRequest) -> HttpResponse:
    """The forms of the papers, version by version, with their parts and fields and what fills these."""
    scope = scope_from(request)
    scope.require_anywhere("reports.theme.read")
    context = {"templates": templates_with_fields(), "today": scope.at}
    return render(request, "reports/templates.html", context)
