"""The officer's pages: where every school stands, one PDF or all of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.archive import archive_of
from reports.board import board_page
from reports.forms import quarter_or
from reports.month.queries.figures import unsigned_reports
from reports.queries import quarters_known, submitted_reports
from schooladmin.core.errors import Refusal
from schooladmin.documents.batches.permissions import CREATE
from schooladmin.documents.downloads import zip_response
from schooladmin.notices.outbox.permissions import COLLECT
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
    page = board_page(scope, quarter)
    unsigned = unsigned_reports(scope, [line.row.report.pk for line in page.lines if line.row.report is not None])
    context = {
        "page": page,
        "quarters": known,
        "unsigned": unsigned,
        "may_batch": scope.may_anywhere(CREATE),
        "may_write": scope.may_anywhere(COLLECT),
    }
    return render(request, "reports/board.html", context)


@require_safe
@login_required
def download_all(request: HttpRequest) -> HttpResponseBase:
    """All PDFs of the quarter as one archive."""
    scope = scope_from(request)
    scope.require_anywhere("reports.board.read")
    quarter = quarter_or(request.GET.get("quarter"), scope.at)
    found = archive_of(scope, board_page(scope, quarter), list(submitted_reports(scope, quarter)))
    if not found.files:
        raise Refusal(
            _("Chưa có PDF nào của %(quarter)s để tải.") % {"quarter": quarter.short_label}, code="nothing-to-download"
        )
    return zip_response(found.files, f"Bao-cao_{quarter.code}.zip", notes={found.index_name: found.index})
