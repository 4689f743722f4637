"""Checks on demand: of one field while it is typed, and of a paper that somebody brings."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.actions.paragraphs import MAX_TEXT
from reports.checking.knowledge import findings_in_field
from reports.queries import any_report, fields_of
from reports.writing import LIMITATIONS
from schooladmin.core.errors import OutOfScope
from schooladmin.units.access import fetch, scope_from


@require_POST
@login_required
def field_check(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What is to be mended in a field's text as it stands in the box; nothing is saved.

    For htmx while somebody types. Without JavaScript the same is shown as soon as the text is saved.
    """
    scope = scope_from(request)
    report = fetch(any_report(), scope, "reports.report.edit", pk=pk)
    if key not in {LIMITATIONS, *(field.key for field in fields_of(report.round.template_id))}:
        raise OutOfScope
    text = request.POST.get("text", "")
    if len(text) > MAX_TEXT:
        error = _("Đoạn này dài hơn 20.000 ký tự nên không lưu được. Hãy rút gọn hoặc chia sang mục khác.")
        return render(request, "reports/_field_findings.html", {"key": key, "error": error})
    found = findings_in_field(report, key, text, scope.at)
    return render(request, "reports/_field_findings.html", {"key": key, "findings": found})
