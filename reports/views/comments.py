"""Asking and answering beside a figure, a field or a paragraph of a report."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.actions.comments import WRITE, answer, comment, reopen, resolve
from reports.forms import CommentForm
from reports.models import Comment, Report
from reports.talk import Talk
from reports.views.workspace import fetched, workspace_page
from reports.workspace.page import workspace_of
from schooladmin.core.errors import Refusal
from schooladmin.units.access import scope_from


@require_POST
@login_required
def comment_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about a figure, a field or a paragraph."""
    report = fetched(request, pk, WRITE)

    def ask() -> tuple[Comment, str]:
        form = CommentForm(request.POST)
        if not form.is_valid():
            raise Refusal(" ".join(str(e) for found in form.errors.values() for e in found), code="form")
        row = comment(actor=scope_from(request), report_id=report.pk, at=timezone.now(), **form.cleaned_data)
        return row, _("Đã gửi ý kiến.")

    return _done(request, report, ask)


@require_POST
@login_required
def comment_answer(request: HttpRequest, pk: int, comment_id: int) -> HttpResponse:
    """Answer a comment, close it, or open it again."""
    report = fetched(request, pk, WRITE)
    scope, at = scope_from(request), timezone.now()

    def tell() -> tuple[Comment, str]:
        if request.POST.get("done"):
            return resolve(actor=scope, report_id=report.pk, comment_id=comment_id, at=at), _("Đã xong ý kiến này.")
        if request.POST.get("again"):
            return reopen(actor=scope, report_id=report.pk, comment_id=comment_id, at=at), _("Đã mở lại ý kiến này.")
        text = str(request.POST.get("text", ""))
        return answer(actor=scope, report_id=report.pk, comment_id=comment_id, text=text, at=at), _("Đã trả lời.")

    return _done(request, report, tell, comment_id)


def _done(
    request: HttpRequest, report: Report, act: Callable[[], tuple[Comment, str]], comment_id: int = 0
) -> HttpResponse:
    """With htmx the talk alone comes back, open; what was refused stands in its box again."""
    told: dict[str, object] = {"anchor": str(request.POST.get("anchor", "")), "comment": comment_id}
    is_update = bool(request.headers.get("HX-Request"))
    try:
        row, words = act()
    except Refusal as refusal:
        told |= {"error": str(refusal.message), "text": str(request.POST.get("text", ""))}
        if not is_update:
            return workspace_page(request, report, status=422, told=told, page_error=str(refusal.message))
    else:
        told |= {"anchor": row.anchor, "note": words}
        if not is_update:
            messages.success(request, words)
            return redirect(f"{reverse('reports.report.read', args=[report.pk])}#comment-{row.pk}")
    workspace = workspace_of(scope_from(request), report)
    anchor = str(told["anchor"])
    context = {
        "report": report,
        "workspace": workspace,
        "talk": workspace.talk(anchor) or Talk(anchor),
        "told": told,
        "mutation": uuid.uuid4,
        "is_update": True,
    }
    return render(request, "reports/_talk_update.html", context)
