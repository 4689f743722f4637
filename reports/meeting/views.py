"""The pages of the Party meeting: the plan, the attendance, the opinions and the minutes."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.meeting import actions
from reports.meeting.forms import MinutesForm, NamesForm, OpinionForm, PlanForm, ticks_of
from reports.meeting.papers import Paper
from reports.meeting.permissions import EDIT, READ
from reports.meeting.queries import files_of_meeting, meeting_of, meeting_page
from reports.meeting.rendering import marked, paper_of, request_minutes, request_pack
from reports.models import Meeting, Report
from reports.queries import any_report
from reports.rendering import content_of
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response, zip_response
from schooladmin.documents.offers import kind_asked
from schooladmin.documents.writers.html import render_html
from schooladmin.units.access import fetch, scope_from


def _report(request: HttpRequest, pk: int, verb: str) -> Report:
    return fetch(any_report(), scope_from(request), verb, pk=pk)


def _meeting(request: HttpRequest, report: Report) -> Meeting:
    meeting = meeting_of(scope_from(request), report)
    if meeting is None:
        raise Refusal(_("Cuộc họp này chưa được chuẩn bị. Hãy chọn ngày và câu hỏi trước."), code="meeting-unplanned")
    return meeting


@require_safe
@login_required
@never_cache
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting on a report: what is planned, who came, what was said, and its papers."""
    return _page(request, _report(request, pk, READ))


def _page(request: HttpRequest, report: Report, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with the form that was refused put back as it was typed."""
    scope = scope_from(request)
    page = meeting_page(scope, report)
    meeting = page.meeting
    context = {
        "report": report,
        "page": page,
        "meeting": meeting,
        "plan_form": forms.get("plan_form") or (PlanForm(page, scope.at) if page.can_edit else None),
        "opinion_form": forms.get("opinion_form") or OpinionForm(initial={"mutation_id": uuid.uuid4()}),
        "minutes_form": forms.get("minutes_form") or MinutesForm.at(timezone.now(), meeting),
    }
    return render(request, "reports/meeting/meeting.html", context, status=status)


@require_POST
@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the plan; with the button of the pack, ask for its papers too."""
    report = _report(request, pk, EDIT)
    scope = scope_from(request)
    form = PlanForm(meeting_page(scope, report), scope.at, request.POST)
    if not form.is_valid():
        return _page(request, report, status=422, plan_form=form)
    try:
        meeting = actions.plan_meeting(
            actor=scope,
            report_id=report.pk,
            plan=form.plan(),
            expected_version=form.cleaned_data["version"],
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return _page(request, report, status=409 if isinstance(refusal, Stale) else 422, plan_form=form)
    if "pack" in request.POST:
        job = request_pack(actor=scope, meeting=meeting, at=timezone.now())
        return redirect("jobs.job.read", job.pk)
    messages.success(request, _("Đã lưu kế hoạch cuộc họp."))
    return redirect("reports.meeting.read", report.pk)


@require_safe
@login_required
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int, paper: str) -> HttpResponse:
    """A paper as it will be printed; the reading version is made to be read from the screen too."""
    report = _report(request, pk, READ)
    meeting = _meeting(request, report)
    asked = _paper(paper)
    document, profile = paper_of(asked, meeting, content_of(report, scope_from(request).at))
    shown, _issue = marked(asked, meeting, document, base_url(request))
    return HttpResponse(render_html(shown, profile, for_print=False))


def _paper(name: str) -> Paper:
    try:
        return Paper(name)
    except ValueError as unknown:
        raise OutOfScope from unknown


@require_safe
@login_required
def download(request: HttpRequest, pk: int, paper: str) -> HttpResponseBase:
    """The PDF of one paper, or its Word file where the address asks for it."""
    report = _report(request, pk, READ)
    file = files_of_meeting(scope_from(request), _meeting(request, report), kind_asked(request.GET)).get(_paper(paper))
    if file is None:
        raise Refusal(_("Tệp này chưa có. Hãy bấm «Tạo gói» ở trang cuộc họp."), code="paper-without-file")
    return file_response(file, inline=request.GET.get("view") == "1")


@require_safe
@login_required
def download_pack(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Outline, reading version, attendance sheet and frame of the minutes as one archive."""
    report = _report(request, pk, READ)
    meeting = _meeting(request, report)
    found = files_of_meeting(scope_from(request), meeting, kind_asked(request.GET))
    files = [found[paper] for paper in Paper if paper in found]
    if not files:
        raise Refusal(_("Gói chưa có tệp nào. Hãy bấm «Tạo gói» ở trang cuộc họp."), code="pack-without-files")
    return zip_response(files, f"Sinh-hoat-chi-bo_{report.unit.code}_{report.quarter}.zip")


@require_POST
@login_required
def render_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again for the pack, or for the minutes of a closed meeting."""
    report = _report(request, pk, EDIT)
    meeting = _meeting(request, report)
    scope, kind = scope_from(request), kind_asked(request.POST)
    if meeting.is_minuted:
        job = request_minutes(actor=scope, meeting=meeting, at=timezone.now(), file=kind, base=base_url(request))
    else:
        job = request_pack(actor=scope, meeting=meeting, at=timezone.now(), file=kind)
    return redirect("jobs.job.read", job.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The list with a tick for everybody who came: one form for all."""
    report = _report(request, pk, EDIT)
    scope = scope_from(request)
    _meeting(request, report)
    page = meeting_page(scope, report)
    if request.method == "POST":
        remove = str(request.POST.get("remove", ""))
        try:
            actions.take_attendance(
                actor=scope,
                report_id=report.pk,
                ticks=ticks_of(request.POST, iter(page.members)),
                remove=int(remove) if remove.isdecimal() else None,
                at=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
            return redirect("reports.meeting.read", report.pk)
        if remove:
            return redirect("reports.meeting.attendance", report.pk)
        messages.success(request, _("Đã lưu điểm danh."))
        return redirect("reports.meeting.read", report.pk)
    return _sheet(request, report, NamesForm())


def _sheet(request: HttpRequest, report: Report, form: NamesForm, status: int = 200) -> HttpResponse:
    page = meeting_page(scope_from(request), report)
    context = {"report": report, "page": page, "meeting": page.meeting, "form": form}
    return render(request, "reports/meeting/attendance.html", context, status=status)


@require_POST
@login_required
def add_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Add names to the list; the next meeting remembers them."""
    report = _report(request, pk, EDIT)
    form = NamesForm(request.POST)
    if form.is_valid():
        try:
            count = actions.add_members(
                actor=scope_from(request), report_id=report.pk, names=form.cleaned_data["names"], at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            said = ngettext("Đã thêm %(count)s người.", "Đã thêm %(count)s người.", count)
            messages.success(request, said % {"count": count})
            return redirect("reports.meeting.attendance", report.pk)
    return _sheet(request, report, form, 422)


@require_POST
@login_required
def add_opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an opinion and stand ready for the next one."""
    report = _report(request, pk, EDIT)
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            actions.add_opinion(actor=scope_from(request), report_id=report.pk, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            return redirect(f"{reverse('reports.meeting.read', args=[report.pk])}#opinions")
    return _page(request, report, status=422, opinion_form=form)


@require_POST
@login_required
def remove_opinion(request: HttpRequest, pk: int, opinion_id: int) -> HttpResponse:
    """Take back an opinion that was written down wrongly."""
    report = _report(request, pk, EDIT)
    try:
        actions.remove_opinion(actor=scope_from(request), report_id=report.pk, opinion_id=opinion_id, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(f"{reverse('reports.meeting.read', args=[report.pk])}#opinions")


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the minutes with the conclusion and ask for their PDF."""
    report = _report(request, pk, EDIT)
    meeting = _meeting(request, report)
    form = MinutesForm(request.POST)
    scope = scope_from(request)
    if form.is_valid():
        try:
            meeting = actions.close_minutes(
                actor=scope,
                report_id=report.pk,
                ends_at=form.end_of(meeting.starts_at),
                decision=form.cleaned_data["decision"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            job = request_minutes(
                actor=scope, meeting=_meeting(request, report), at=timezone.now(), base=base_url(request)
            )
            return redirect("jobs.job.read", job.pk)
    return _page(request, report, status=422, minutes_form=form)
