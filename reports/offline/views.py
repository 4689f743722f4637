"""What a device needs to go on with a report without a network: the worker that keeps its page, and the rules."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from reports.offline.pack import rule_pack
from reports.queries import any_report
from schooladmin.core.worker import worker_response
from schooladmin.units.access import fetch, scope_from


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the pages of reports; it holds no data and is asked for without a login."""
    return worker_response(
        "js/report-sw.js",
        ("js/report-sw.js",),
        {"root": reverse("reports.list"), "files": settings.STATIC_URL, "rules": "/rules/"},
    )


@require_safe
@login_required
@never_cache
def rules(request: HttpRequest, pk: int) -> JsonResponse:
    """The rules by which a device checks the texts of this report while there is no network."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, "reports.report.edit", pk=pk)
    return JsonResponse(rule_pack(report, scope.at), json_dumps_params={"ensure_ascii": False})
