"""The consolidated report of an office: looked at, asked for as a file, made final."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from reports.consolidated.actions import issue_consolidated
from reports.consolidated.offices import ISSUE, PAPER, Office, file_of, final_of, offices_for, sums_now
from reports.consolidated.rendering import document_of, page_url, request_consolidated, stamped_final
from reports.queries import quarters_known
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response
from schooladmin.documents.offers import being_made, kind_asked
from schooladmin.documents.writers.html import render_html
from schooladmin.units.access import scope_from
from schooladmin.units.scope import Scope


class IssueForm(forms.Form):
    """What the head confirms when the paper is made final."""

    with_missing = forms.BooleanField(required=False)


def _asked(request: HttpRequest, scope: Scope, verb: str) -> tuple[Office, Quarter]:
    """The office and quarter of an address: the first office and the last quarter that ended unless it names others.

    Raises Forbidden (403) without the right anywhere, OutOfScope (404) for an office that is not the actor's.
    """
    scope.require_anywhere(verb)
    data = request.POST if request.method == "POST" else request.GET
    offices = offices_for(scope, verb)
    code = data.get("unit", "")
    office = next((found for found in offices if not code or found.code == code), None)
    if office is None:
        raise OutOfScope
    try:
        return office, Quarter.parse(data.get("quarter", ""))
    except ValueError as unreadable:
        if request.method == "POST":  # nothing is made final, or written, of a quarter that nobody named
            raise Refusal(_("Hãy chọn quý."), code="quarter-missing") from unreadable
    known = quarters_known(scope, scope.at)
    return office, next((quarter for quarter in known if quarter.calendar.end <= scope.at), known[0])


@require_safe
@login_required
@never_cache
@xframe_options_sameorigin
def preview(request: HttpRequest) -> HttpResponse:
    """The paper as it was made final; before that, or with ``draft``, what it would say now."""
    scope = scope_from(request)
    office, quarter = _asked(request, scope, PAPER)
    final = None if request.GET.get("draft") else final_of(scope, office, quarter)
    if final is None:
        document, profile = document_of(sums_now(scope, office, quarter), draft=True)
    else:
        document, profile = stamped_final(office, quarter, final, base_url(request))
    return HttpResponse(render_html(document, profile, for_print=False))


@require_safe
@login_required
def paper_file(request: HttpRequest) -> HttpResponseBase:
    """The file of the final paper that was made last, or with ``draft`` of a draft; its Word file where asked for."""
    scope = scope_from(request)
    office, quarter = _asked(request, scope, PAPER)
    kind = kind_asked(request.GET)
    found = file_of(scope, office, quarter, kind, draft=bool(request.GET.get("draft")))
    if found is None:
        messages.info(request, _("%(file)s của báo cáo tổng hợp chưa có. Hãy tạo ở trang này.") % {"file": kind.label})
        return redirect(page_url(office, quarter))
    return file_response(found, inline=request.GET.get("view") == "1")


@require_POST
@login_required
def render_paper(request: HttpRequest) -> HttpResponse:
    """Ask for a file of the final paper, or of a draft while it is not final or where ``draft`` asks for one."""
    scope = scope_from(request)
    office, quarter = _asked(request, scope, PAPER)
    kind = kind_asked(request.POST)
    final = None if request.POST.get("draft") else final_of(scope, office, quarter)
    job = request_consolidated(
        actor=scope, office=office, quarter=quarter, final=final, at=timezone.now(), file=kind, base=base_url(request)
    )
    messages.info(request, being_made(kind))
    return redirect("jobs.job.read", job.pk)


@require_POST
@login_required
def issue(request: HttpRequest) -> HttpResponse:
    """Make the paper final: its sums are frozen, it gets its code and number, and its PDF is made."""
    scope = scope_from(request)
    office, quarter = _asked(request, scope, ISSUE)
    form = IssueForm(request.POST)
    form.is_valid()
    before = final_of(scope, office, quarter)
    try:
        final = issue_consolidated(
            actor=scope,
            office=office,
            quarter=quarter,
            with_missing=form.cleaned_data["with_missing"],
            at=timezone.now(),
            base=base_url(request),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect(f"{page_url(office, quarter)}#paper")
    if before is not None and before.pk == final.pk:
        messages.info(request, _("Số liệu không đổi từ lần ban hành trước nên bản ấy vẫn giữ nguyên."))
    else:
        messages.success(
            request, _("Đã ban hành báo cáo tổng hợp, bản %(number)s. Đang tạo PDF.") % {"number": final.number}
        )
    return redirect(f"{page_url(office, quarter)}#paper")
