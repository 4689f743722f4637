"""Pages of evidence: the list, adding a file, and the download behind the scope."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from schooladmin.core.errors import Refusal
from schooladmin.core.text import fold
from schooladmin.evidence.actions import store_evidence
from schooladmin.evidence.forms import EvidenceForm
from schooladmin.evidence.queries import all_evidence, evidence_for
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for, short_names


@require_safe
@login_required
def file_list(request: HttpRequest) -> HttpResponse:
    """The files of the units that the person may read, newest first."""
    scope = scope_from(request)
    scope.require_anywhere("evidence.file.read")
    text = request.GET.get("q", "").strip()
    rows = evidence_for(scope)
    if text:
        rows = rows.filter(search_text__contains=fold(text))
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    names = short_names(scope, {row.unit_id for row in page})
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "files": [(row, names.get(row.unit_id, "")) for row in page],
        "text": text,
        "query": query.urlencode(),
        "show_unit": len(names) > 1,
        "may_add": scope.may_anywhere("evidence.file.add"),
    }
    return render(request, "evidence/file_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def file_add(request: HttpRequest) -> HttpResponse:
    """Add one file. The same bytes twice are one row."""
    scope = scope_from(request)
    scope.require_anywhere("evidence.file.add")
    form = EvidenceForm(request.POST or None, request.FILES or None, units=choices_for(scope, "evidence.file.add"))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            evidence = store_evidence(
                actor=scope, unit_id=data["unit"], upload=data["upload"], title=data["title"], at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã lưu minh chứng «%(name)s».") % {"name": evidence})
            return redirect("evidence.file.list")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evidence/file_form.html", {"form": form}, status=status)


@require_safe
@login_required
def file_read(request: HttpRequest, public_id: str) -> FileResponse:
    """Hand the file over as a download: never shown inside a page of this site."""
    scope = scope_from(request)
    evidence = fetch(all_evidence(), scope, "evidence.file.read", public_id=public_id)
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError as missing:
        raise Refusal(
            _("Tệp này không còn trên máy chủ. Hãy báo người quản trị để khôi phục từ bản sao lưu."),
            code="evidence-bytes-missing",
        ) from missing
    response = FileResponse(content, as_attachment=True, filename=evidence.name, content_type=evidence.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
