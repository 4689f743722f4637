"""Pages of batches: the list, asking for one, its progress, and its archive."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schooladmin.core.errors import Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.batches.actions import cancel_batch, make_batch, retry_batch
from schooladmin.documents.batches.forms import BatchForm
from schooladmin.documents.batches.models import Batch, ItemState
from schooladmin.documents.batches.permissions import CANCEL, CREATE, DOWNLOAD, LIST, READ, RETRY
from schooladmin.documents.batches.queries import (
    any_batch,
    batches_for,
    contents_of,
    found_items,
    progress_of,
    sources_for,
)
from schooladmin.documents.batches.registry import paper_sources
from schooladmin.documents.batches.rules import INDEX, LACKING, index_of, lacking_of
from schooladmin.documents.downloads import archive_response
from schooladmin.documents.issuing.permissions import READ as READ_ISSUE
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for, name_on, short_names
from schooladmin.units.scope import Scope

_PAGE = 50
_LOOKS = {
    ItemState.QUEUED: ("quiet", "hourglass-split"),
    ItemState.RUNNING: ("open", "arrow-repeat"),
    ItemState.DONE: ("done", "check-circle"),
    ItemState.FAILED: ("late", "x-circle"),
    ItemState.SKIPPED: ("wait", "pause-circle"),
    ItemState.MISSING: ("wait", "exclamation-triangle"),
}


@require_safe
@login_required
def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches of the person's units, the newest first."""
    scope = scope_from(request)
    scope.require_anywhere(LIST)
    page = Paginator(batches_for(scope), _PAGE).get_page(request.GET.get("page"))
    names = short_names(scope, {row.unit_id for row in page})
    context = {
        "page": page,
        "rows": [(row, names.get(row.unit_id, ""), _paper_words(row)) for row in page],
        "may_create": scope.may_anywhere(CREATE),
    }
    return render(request, "documents/batches/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_create(request: HttpRequest) -> HttpResponse:
    """Ask for all papers of a quarter at once."""
    scope = scope_from(request)
    scope.require_anywhere(CREATE)
    asked = {name: request.GET[name] for name in ("quarter", "unit") if name in request.GET}
    form = BatchForm(
        request.POST if request.method == "POST" else None,
        units=choices_for(scope, CREATE),
        sources=sources_for(scope),
        today=scope.at,
        initial=asked,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = make_batch(
                actor=scope,
                unit_id=data["unit"],
                quarter=data["quarter"],
                sources=data["sources"],
                files=data["kinds"],
                mutation_id=data["mutation_id"],
                base=base_url(request),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            return redirect("documents.batch.read", batch.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "documents/batches/form.html", {"form": form}, status=status)


@require_safe
@login_required
def batch_read(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: how far it is, and each paper with what became of it."""
    scope = scope_from(request)
    batch = fetch(any_batch(), scope, READ, pk=pk)
    state = request.GET.get("state", "")
    page = Paginator(found_items(scope, batch, state), _PAGE).get_page(request.GET.get("page"))
    names = short_names(scope, {item.unit_id for item in page})
    context = _context(scope, batch) | {
        "page": page,
        "rows": [
            (item, names.get(item.unit_id, ""), *_LOOKS[ItemState(item.state)], scope.may(READ_ISSUE, item.unit_id))
            for item in page
        ],
        "states": ItemState.choices,
        "state": state,
        "unit_name": name_on(batch.unit_id, scope.at).name,
        "papers": _paper_words(batch),
        "show_unit": any(item.unit_id != batch.unit_id for item in page),
    }
    return render(request, "documents/batches/batch.html", context)


@require_safe
@login_required
def batch_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes. When all is done the whole page is asked for again."""
    scope = scope_from(request)
    batch = fetch(any_batch(), scope, READ, pk=pk)
    if not request.headers.get("HX-Request"):
        return redirect("documents.batch.read", pk)
    response = render(request, "documents/batches/_progress.html", _context(scope, batch))
    response["Cache-Control"] = "no-store"
    if not batch.is_open:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@login_required
def batch_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin nothing more; pressing twice does it once."""
    scope = scope_from(request)
    fetch(any_batch(), scope, CANCEL, pk=pk)
    try:
        cancel_batch(actor=scope, batch_id=pk, at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
    else:
        messages.success(request, _("Đã dừng. Văn bản đang tạo dở sẽ được tạo xong; văn bản đã có vẫn tải được."))
    return redirect("documents.batch.read", pk)


@require_POST
@login_required
def batch_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try everything that is not there again, or the one item that the form names."""
    scope = scope_from(request)
    fetch(any_batch(), scope, RETRY, pk=pk)
    item = request.POST.get("item", "")
    try:
        retry_batch(actor=scope, batch_id=pk, item_id=int(item) if item.isdecimal() else None, at=timezone.now())
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
    else:
        messages.success(request, _("Đang tạo lại."))
    return redirect("documents.batch.read", pk)


@require_safe
@login_required
def batch_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is there as one archive, with an index and a list of what is missing: Vietnamese, as papers are."""
    scope = scope_from(request)
    batch = fetch(any_batch(), scope, DOWNLOAD, pk=pk)
    with override("vi"):
        contents = contents_of(scope, batch)
        notes = {INDEX: index_of(contents.lines), LACKING: lacking_of(contents.lacks)}
    if not contents.lines:
        messages.info(request, _("Chưa có văn bản nào để tải."))
        return redirect("documents.batch.read", pk)
    entries = ((line.path, line.name) for line in contents.lines)
    unit = name_on(batch.unit_id, scope.at)
    return archive_response(entries, f"Bo-van-ban_{unit.short_name}_{batch.quarter}.zip", notes=notes)


def _context(scope: Scope, batch: Batch) -> dict[str, Any]:
    progress = progress_of(scope, batch)
    again = progress.again + progress.missing
    return {
        "batch": batch,
        "progress": progress,
        "may_cancel": batch.is_open and batch.cancelled_at is None and scope.may(CANCEL, batch.unit_id),
        "may_retry": not batch.is_open and bool(again) and scope.may(RETRY, batch.unit_id),
        "may_mend": scope.may(RETRY, batch.unit_id),
        "may_download": progress.done > 0 and scope.may(DOWNLOAD, batch.unit_id),
    }


def _paper_words(batch: Batch) -> list[str]:
    """The papers that were asked for, by their labels."""
    return [str(source.label) for source in paper_sources() if source.code in batch.sources]
