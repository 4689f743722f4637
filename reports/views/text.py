"""Writing in the workspace: parts of a text, reasons, and the last look before submitting."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.actions.explanations import explain
from reports.actions.paragraphs import Place, Saved, write
from reports.enums import Verdict
from reports.forms import PartForm
from reports.models import Report
from reports.views.workspace import fetched, workspace_page
from reports.workspace.page import workspace_of
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import VIETNAM
from schooladmin.units.access import scope_from

EDIT = "reports.report.edit"


def _back(report: Report, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('reports.report.read', args=[report.pk])}#{anchor}")


@require_POST
@login_required
def edit_narrative(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Save one part of a field's text. With htmx only that field comes back; a device that saves gets JSON."""
    report = fetched(request, pk, EDIT)
    name = str(request.POST.get("part", "typed"))
    try:
        saved = _write(request, report, key, name)
    except Refusal as refusal:
        said = "conflict" if isinstance(refusal, Stale) else "error"
        return _not_saved(request, report, key, name, said, str(refusal.message))
    note = _("Chữ dán từ Word đã được lấy vào; định dạng thì bỏ.") if saved.was_pasted else ""
    if request.headers.get("X-Autosave"):
        at = f"{saved.paragraph.updated_at.astimezone(VIETNAM):%H:%M}"
        words = _("Đã lưu lúc %(at)s.") % {"at": at}
        return JsonResponse({"state": "saved", "version": saved.paragraph.version, "words": f"{words} {note}".strip()})
    if request.headers.get("HX-Request"):
        return _field(request, report, key, name, note=note or _("Đã lưu."))
    messages.success(request, f"{_('Đã lưu.')} {note}".strip())
    return _back(report, f"field-{key}")


def _write(request: HttpRequest, report: Report, key: str, name: str) -> Saved:
    form = PartForm(request.POST)
    if not form.is_valid():
        found = [str(message) for message in form.errors.get("text", ())]
        raise Refusal(
            " ".join(found) or _("Mẫu gửi lên thiếu dữ liệu. Hãy tải lại trang rồi thử lại."), code="form", field="text"
        )
    verdict = form.cleaned_data["verdict"]
    return write(
        actor=scope_from(request),
        report_id=report.pk,
        field_key=key,
        place=Place.parse(name),
        text=form.cleaned_data["text"],
        expected_version=form.cleaned_data["version"],
        verdict=Verdict(verdict) if verdict else None,
        mutation_id=form.cleaned_data["mutation_id"],
        at=timezone.now(),
    )


def _not_saved(request: HttpRequest, report: Report, key: str, name: str, said: str, words: str) -> HttpResponse:
    """What was typed is put back, with the stored text beside it; a device gets both as JSON and keeps its own."""
    text = str(request.POST.get("text", ""))
    if request.headers.get("X-Autosave"):
        workspace = workspace_of(scope_from(request), report)
        panel = workspace.panel(key)
        part = next((part for part in panel.all_parts if part.name == name), None) if panel else None
        stored = {"stored": part.text, "version": part.item.version} if part else {}
        return JsonResponse({"state": said, "words": words, **stored}, status=409 if said == "conflict" else 422)
    told = {said: words, "typed": text}
    if request.headers.get("HX-Request"):
        return _field(request, report, key, name, **told)
    workspace = workspace_of(scope_from(request), report)
    panel = workspace.panel(key)
    if panel is None:
        raise OutOfScope
    workspace = workspace.replaced(panel.answered(name, **told))
    return workspace_page(request, report, status=409 if said == "conflict" else 422, workspace=workspace)


def _field(request: HttpRequest, report: Report, key: str, name: str, **told: str) -> HttpResponse:
    """One field with what there is to say about one of its parts."""
    workspace = workspace_of(scope_from(request), report)
    panel = workspace.panel(key)
    if panel is None:
        raise OutOfScope
    context = {
        "report": report,
        "workspace": workspace,
        "panel": panel.answered(name, **told),
        "mutation": uuid.uuid4,
        "is_update": True,
    }
    return render(request, "reports/_field.html", context)


@require_POST
@login_required
def give_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason for a blank field or a figure: one tap, or words."""
    key = str(request.POST.get("key", ""))

    def give(report: Report) -> str:
        explain(
            actor=scope_from(request),
            report_id=report.pk,
            key=key,
            reason_code=str(request.POST.get("reason_code", "")),
            text=str(request.POST.get("text", "")),
            at=timezone.now(),
        )
        return _("Đã ghi lý do.")

    return _done(request, fetched(request, pk, EDIT), give, f"ask-{key}")


def _done(request: HttpRequest, report: Report, act: Callable[[Report], str], anchor: str) -> HttpResponse:
    """Back to the place on the page; a refusal shows the page with its words."""
    try:
        words = act(report)
    except Refusal as refusal:
        return workspace_page(request, report, status=422, page_error=str(refusal.message))
    messages.success(request, words)
    return _back(report, anchor)


@require_safe
@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The last look: findings by gravity, what has changed, one button."""
    report = fetched(request, pk, EDIT)
    if report.is_submitted:
        return redirect("reports.report.read", pk=report.pk)
    context: dict[str, Any] = {"report": report, "workspace": workspace_of(scope_from(request), report)}
    return render(request, "reports/review.html", context)
