"""Corrections of a submitted report: the school proposes, the Party organ decides."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions.amendments import (
    APPROVE,
    PROPOSE,
    approve_amendment,
    places_of,
    propose_amendment,
    refuse_amendment,
)
from reports.forms import AmendmentForm, RefusalForm
from reports.models import Report
from reports.queries import any_report
from reports.rendering import content_of, papers_of
from schooladmin.core.errors import Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.tree import Regime
from schooladmin.evidence.queries import evidence_in
from schooladmin.units.access import fetch, scope_from


def _regime(request: HttpRequest, report: Report) -> Regime:
    """The paper that the address names; the Party's when it names none that the report has."""
    return Regime.STATE if request.GET.get("paper") == "state" and Regime.STATE in papers_of(report) else Regime.PARTY


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def amendment_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is wrong, write what is right and why."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, PROPOSE, pk=pk)
    if not report.is_submitted:
        raise Refusal(_("Báo cáo chưa nộp thì sửa thẳng trong báo cáo."), code="report-not-submitted")
    regime = _regime(request, report)
    places = places_of(report, regime)
    chosen = next((place for place in places if place.key == request.GET.get("key")), None)
    evidence = evidence_in(scope, report.unit_id)
    form = AmendmentForm(
        request.POST or None,
        places=places,
        keeps_chips=content_of(report, report.document_date, regime).keeps_chips,
        evidence=evidence,
        initial={
            "mutation_id": uuid.uuid4(),
            "key": chosen.key if chosen else "",
            "new": chosen.value if chosen else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            propose_amendment(actor=scope, report_id=report.pk, regime=regime, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã gửi đề nghị đính chính. Văn bản chỉ đổi khi cấp ủy duyệt."))
            return redirect("reports.report.read", pk=report.pk)
    context = {
        "form": form,
        "report": report,
        "chosen": chosen,
        "is_state": regime is Regime.STATE,
        "has_state": Regime.STATE in papers_of(report),
    }
    return render(request, "reports/amendment_form.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def amendment_approve(request: HttpRequest, pk: int, amendment_id: int) -> HttpResponse:
    """Approve: the papers are frozen anew and rendered again."""
    report = fetch(any_report(), scope_from(request), APPROVE, pk=pk)
    approve_amendment(
        actor=scope_from(request),
        report_id=report.pk,
        amendment_id=amendment_id,
        at=timezone.now(),
        base=base_url(request),
    )
    messages.success(request, _("Đã duyệt đính chính. Văn bản đang được tạo lại, số cũ và số mới đều được giữ."))
    return redirect("reports.report.read", pk=report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def amendment_refuse(request: HttpRequest, pk: int, amendment_id: int) -> HttpResponse:
    """Refuse with a reason."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, APPROVE, pk=pk)
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_amendment(
                actor=scope,
                report_id=report.pk,
                amendment_id=amendment_id,
                reason=form.cleaned_data["refusal"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã trả lời trường: không duyệt đính chính."))
            return redirect("reports.report.read", pk=report.pk)
    context = {"form": form, "report": report}
    return render(request, "reports/refusal_form.html", context, status=422 if form.errors else 200)
