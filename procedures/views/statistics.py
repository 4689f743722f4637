"""The page «Thống kê», its workbook and its PDF."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from procedures.permissions import STATISTICS
from procedures.queries.statistics import (
    Statistics,
    Subject,
    schools_for,
    statistics_of,
    statistics_url,
    subject_for,
)
from procedures.statistics import words
from procedures.statistics.charts import months_chart, on_time_chart
from procedures.statistics.form import GROUPS, Line, Table
from procedures.statistics.forms import PeriodForm
from procedures.statistics.rendering import file_of, fingerprint, office_of, request_rendering, source_key
from procedures.statistics.sheets import file_name, pasteable, workbook_of
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Period
from schooladmin.documents.downloads import disposition, file_response
from schooladmin.documents.enums import CONTENT_TYPES, FileKind
from schooladmin.documents.offers import being_made, kind_asked
from schooladmin.units.access import scope_from
from schooladmin.units.scope import Scope

_SCHOOLS = 50  # lines of the table of schools on a page


@require_safe
@login_required
def statistics(request: HttpRequest) -> HttpResponse:
    """Form 06, the index and the charts of the chosen school and days."""
    scope = scope_from(request)
    form = _form(request, scope)
    if not form.is_valid():
        return render(request, "procedures/statistics.html", {"form": form}, status=422)
    try:
        period = form.wanted()
    except Refusal as refusal:
        form.add_error("period", str(refusal.message))
        return render(request, "procedures/statistics.html", {"form": form}, status=422)
    subject = subject_for(scope, form.cleaned_data["unit"])
    found = statistics_of(scope, subject, period)
    return render(request, "procedures/statistics.html", {"form": form, **_shown(request, scope, found)})


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The workbook of the same figures."""
    scope = scope_from(request)
    subject, period = _asked(request, scope)
    found = statistics_of(scope, subject, period)
    answer = HttpResponse(workbook_of(found), content_type=CONTENT_TYPES[FileKind.XLSX])
    answer["Content-Disposition"] = disposition(file_name(found, "xlsx"))
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@login_required
def print_pdf(request: HttpRequest) -> HttpResponse:
    """Ask for the PDF; the page of the job shows how far it is."""
    scope = scope_from(request)
    subject, period = _asked(request, scope)
    kind = kind_asked(request.POST)
    job = request_rendering(actor=scope, subject=subject, period=period, at=timezone.now(), file=kind)
    messages.info(request, being_made(kind))
    return redirect("jobs.job.read", job.pk)


@require_safe
@login_required
def file(request: HttpRequest) -> HttpResponseBase:
    """The PDF that was made of these figures last."""
    scope = scope_from(request)
    subject, period = _asked(request, scope)
    kind = kind_asked(request.GET)
    found = file_of(scope, subject, period, kind)
    if found is None:
        messages.info(request, _("Chưa có %(file)s của kỳ này. Hãy bấm «Tạo %(file)s».") % {"file": kind.label})
        return redirect(statistics_url(subject.code, period))
    return file_response(found)


def _form(request: HttpRequest, scope: Scope) -> PeriodForm:
    scope.require_anywhere(STATISTICS)
    data = request.POST if request.method == "POST" else request.GET
    units = [(school.code, school.name) for school in schools_for(scope)]
    return PeriodForm(data, units=units, today=scope.at)


def _asked(request: HttpRequest, scope: Scope) -> tuple[Subject, Period]:
    """School and days of an address that people follow and do not type. Raises OutOfScope for one that names none."""
    form = _form(request, scope)
    if not form.is_valid():
        raise OutOfScope
    return subject_for(scope, form.cleaned_data["unit"]), form.wanted()


def _shown(request: HttpRequest, scope: Scope, found: Statistics) -> dict[str, Any]:
    file = file_of(scope, found.subject, found.period)
    total = found.national.total
    schools, page = _page_of_schools(request, found.schools)
    return {
        "found": found,
        "schools": schools,
        "schools_page": page,
        "groups": GROUPS,
        "period_words": words.period_words(found.period),
        "remarks": list(words.remarks(found)),
        "index": [(item, words.percentage(item.percent), words.index_calculation(item)) for item in found.index],
        "on_time": [
            (line, words.percent(line.share), words.calculation(line.share, _("đúng hạn"), _("có kết quả")))
            for line in found.on_time
        ],
        "total": total,
        "total_on_time": words.percent(total.counts.on_time),
        "months_chart": months_chart(found.months),
        "on_time_chart": on_time_chart(found.on_time) if found.on_time else "",
        "pasteable": pasteable(found.national, with_names=False),
        "pasteable_named": pasteable(found.national, with_names=True),
        "query": request.GET.urlencode(),
        "portal_key": "" if found.subject.is_many else source_key(scope, found.subject, found.period),
        "file": file,
        "office": office_of(scope, found.subject, found.period),
        "file_is_old": file is not None and file.snapshot_hash != fingerprint(found),
    }


def _page_of_schools(request: HttpRequest, table: Table | None) -> tuple[Table | None, Page[Line] | None]:
    """The lines of one page with the sum of all schools."""
    if table is None:
        return None, None
    page = Paginator(table.lines, _SCHOOLS).get_page(request.GET.get("page"))
    return replace(table, lines=tuple(page)), page
