"""The officer's pages: where every school stands, one PDF or all of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.board import board_page
from reports.forms import quarter_or
from reports.queries import quarters_known, submitted_reports
from schooladmin.core.errors import Refusal
from schooladmin.documents.downloads import zip_response
from schooladmin.documents.queries import current_files
from schooladmin.units.access import scope_from


@require_safe
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Every school below the officer, with its state in the chosen quarter."""
    scope = scope_from(request)
    scope.require_anywhere("reports.board.read")
    known = quarters_known(scope, scope.at)
    code = request.GET.get("quarter")
    quarter = quarter_or(code, scope.at) if code else next((q for q in known if q.calendar.end <= scope.at), known[0])
    return render(request, "reports/board.html", {"page": board_page(scope, quarter), "quarters": known})


@require_safe
@login_required
def download_all(request: HttpRequest) -> HttpResponseBase:
    """All PDFs of the quarter as one archive."""
    scope = scope_from(request)
    scope.require_anywhere("reports.board.read")
    quarter = quarter_or(request.GET.get("quarter"), scope.at)
    reports = list(submitted_reports(scope, quarter))
    found = current_files(scope, [report.source_key for report in reports])
    files = [found[report.source_key] for report in reports if report.source_key in found]
    if not files:
        raise Refusal(
            _("Chưa có PDF nào của %(quarter)s để tải.") % {"quarter": quarter.short_label}, code="nothing-to-download"
        )
    return zip_response(files, f"De-cuong_{quarter.code}.zip")
