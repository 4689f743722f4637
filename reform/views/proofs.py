"""Adding proof to a result and taking it off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reform import actions
from reform.forms import refuse
from reform.queries import all_results
from reform.views.common import posted_with_file
from reform.views.results import attach_form, result_page
from schooladmin.core.errors import Refusal
from schooladmin.units.access import fetch, scope_from


@require_POST
@login_required
def result_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Link a new file or files that are there."""
    scope = scope_from(request)
    result = fetch(all_results(), scope, "reform.result.attach", pk=pk)
    data, fault = posted_with_file(request, scope, result.unit_id)
    form = attach_form(scope, result, data)
    if form.is_valid() and fault is None:
        chosen = [int(evidence) for evidence in form.cleaned_data.get("evidence", [])]
        if not chosen:
            fault = Refusal(_("Hãy chọn một tệp."), code="evidence-required", field="upload")
        else:
            try:
                actions.attach_evidence(actor=scope, result_id=pk, evidence_ids=chosen, at=timezone.now())
            except Refusal as refusal:
                fault = refusal
            else:
                messages.success(request, _("Đã thêm minh chứng."))
                return redirect("reform.result.read", pk=pk)
    if fault is not None:
        refuse(form, fault)
    return result_page(request, scope, result, form, status=422)


@require_POST
@login_required
def result_detach(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a file off a result; the file stays among the unit's evidence."""
    scope = scope_from(request)
    result = fetch(all_results(), scope, "reform.result.detach", pk=pk)
    actions.detach_evidence(actor=scope, result_id=result.pk, evidence_id=evidence_pk, at=timezone.now())
    messages.success(request, _("Đã gỡ minh chứng khỏi kết quả. Tệp vẫn còn trong danh sách minh chứng."))
    return redirect("reform.result.read", pk=pk)
