"""Checks on demand: of one field while it is typed, and of a paper that somebody brings."""

from itertools import groupby
from operator import attrgetter

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions.paragraphs import MAX_TEXT
from reports.checking.engine import findings
from reports.checking.findings import Finding
from reports.checking.forms import PaperForm
from reports.checking.knowledge import findings_in_field, knowledge_for
from reports.checking.paper import Paper
from reports.enums import Severity
from reports.queries import any_report, fields_of
from reports.writing import LIMITATIONS
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for

MOST_SHOWN = 300  # a page of more helps nobody; the file holds them all


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def paper_check(request: HttpRequest) -> HttpResponse:
    """Check a paper that somebody brings. Nothing of it is stored: to check again, its text comes with the form."""
    scope = scope_from(request)
    scope.require_anywhere("reports.paper.check")
    # A paper is compared with what its school reported earlier: whose reports may be read, whose papers may be checked.
    units, now = choices_for(scope, "reports.report.read"), Quarter.of(scope.at)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperForm(*given, initial={"quarter": now.code}, units=units, quarter=now)
    if not form.is_valid():
        return render(request, "reports/check.html", {"form": form}, status=422 if form.errors else 200)
    said = form.cleaned_data
    try:
        unit = scope.units_for("reports.report.read").get(pk=said["unit"])
        found = findings(Paper.of(said["lines"]), knowledge_for(scope, unit, said["quarter"]))
    except Refusal as refusal:
        form.add_error("quarter", str(refusal.message))
        return render(request, "reports/check.html", {"form": form}, status=422)
    if request.POST.get("output") == "json":
        return _as_file(unit.code, said["quarter"], found)
    text = "\n".join(said["lines"])
    same = {"unit": unit.pk, "quarter": said["quarter"].code, "text": text}
    again = PaperForm(initial=same, units=units, quarter=now)
    context = {
        "form": again,
        "is_checked": True,
        "unit_name": dict(units)[unit.pk],
        "quarter": said["quarter"],
        "counts": [(gravity, sum(one.severity == gravity for one in found)) for gravity in Severity],
        "total": len(found),
        "most_shown": MOST_SHOWN,
        "rows": _by_line(found[:MOST_SHOWN]),
        "checked_on": scope.at,
    }
    template = "reports/check_print.html" if request.POST.get("output") == "print" else "reports/check.html"
    return render(request, template, context)


def _by_line(found: tuple[Finding, ...]) -> list[tuple[str, list[Finding]]]:
    """What is said of the whole paper, then line by line as the paper runs."""
    in_order = sorted(found, key=attrgetter("line"))
    return [(group[0].where, group) for _line, rows in groupby(in_order, attrgetter("line")) if (group := list(rows))]


def _as_file(code: str, quarter: Quarter, found: tuple[Finding, ...]) -> HttpResponse:
    told = {"unit": code, "period": quarter.code, "findings": [finding.to_json() for finding in found]}
    name = f"soat-van-ban_{code}_{quarter.code}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)


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
