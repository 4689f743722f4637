"""One list: handing out by scan or tap, closing, carrying the rest on, and the signed sheet that comes back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from procedures.batch import lists, present, queries
from procedures.batch.forms import CarryForm, ScanForm, TakerForm, UndoForm
from procedures.batch.handing import default_taker, hand_over_line, may_undo, undo_line
from procedures.batch.permissions import ATTACH, CARRY, CLOSE, HAND_OVER, READ, REOPEN, UNDO
from procedures.batch.present import Said
from procedures.batch.rendering import key_of
from procedures.batch.rules import resembles_line_code
from procedures.enums import BatchState
from procedures.models import Batch, BatchLine
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.documents.offers import office_files
from schooladmin.documents.queries import current_file
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import short_names
from schooladmin.units.scope import Scope

# Sent by the page's script: the answer is the part of the page that changes.
_LIVE = "X-Live"


@require_safe
@login_required
@never_cache
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, with the box for the scanner; ``?q=`` looks for a name.

    ``?line=`` opens the form for another taker of a line, ``?undo=`` the one for a slip.
    """
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, READ, pk=pk)
    return _page(request, scope, batch)


@require_POST
@login_required
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A scan, a tap, or the form of another taker. A name in the box looks for it and hands nothing over."""
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, HAND_OVER, pk=pk)
    typed = request.POST.get("code", "").strip()[:100]
    line_key = request.POST.get("line", "")
    form = TakerForm(request.POST) if "name" in request.POST else None
    if not line_key and typed and not resembles_line_code(typed):
        return _answer(request, scope, batch, None, text=typed)
    row: BatchLine | None = None
    try:
        row = _line(scope, batch, line_key, typed)
        if form is not None and not form.is_valid():
            return _page(request, scope, batch, taker=(row, form), status=422)
        handed = hand_over_line(
            actor=scope,
            line_id=row.pk,
            at=timezone.now(),
            taker=form.taker() if form else None,
            note=form.cleaned_data["note"] if form else "",
        )
    except Refusal as refusal:
        if form is not None and row is not None:
            field = {"applicant_phone": "phone", "applicant_name": "name"}.get(refusal.field or "")
            form.add_error(field, str(refusal.message))
            return _page(request, scope, batch, taker=(row, form), status=422)
        return _answer(request, scope, batch, present.refused(row, refusal))
    return _answer(request, scope, batch, present.handed_words(handed))


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """A hand-over that was a slip; a missing reason keeps its form open."""
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, UNDO, pk=pk)
    row = _line_of(batch, request.POST.get("line", ""))
    if row is None:
        messages.warning(request, _("Hãy chọn dòng cần hoàn tác."))
        return redirect("procedures.batch.read", pk)
    form = UndoForm(request.POST)
    if form.is_valid():
        try:
            undo_line(actor=scope, line_id=row.pk, at=timezone.now(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            said = _("%(name)s: đã hoàn tác, dòng này trả lại được.") % {"name": row.pupil.full_name}
            messages.success(request, said)
            return redirect("procedures.batch.read", pk)
    return _page(request, scope, batch, slip=(row, form), status=422)


def _line_of(batch: Batch, key: str) -> BatchLine | None:
    """The line that a key from outside names; None without one. Raises OutOfScope for one of another list."""
    if not key:
        return None
    row = queries.line_in(batch, int(key)) if key.isdecimal() and len(key) <= 18 else None
    if row is None:
        raise OutOfScope
    return row


def _line(scope: Scope, batch: Batch, key: str, typed: str) -> BatchLine:
    return _line_of(batch, key) or queries.scanned_line(scope, batch, typed)


def _answer(request: HttpRequest, scope: Scope, batch: Batch, said: Said | None, text: str = "") -> HttpResponse:
    """The changed part for the page's script; without it the page again, with the words on top."""
    if request.headers.get(_LIVE):
        return render(request, "procedures/batch/_live.html", _live(scope, batch, text, said))
    if said is not None:
        messages.add_message(request, messages.SUCCESS if said.look == "done" else messages.WARNING, said.words)
    address = reverse("procedures.batch.read", args=[batch.pk])
    return redirect(f"{address}?{urlencode({'q': text})}" if text else address)


def _live(scope: Scope, batch: Batch, text: str, said: Said | None = None) -> dict[str, Any]:
    lines, now = queries.lines_of(batch), timezone.now()
    done = sum(line.is_done for line in lines)
    return {
        "batch": batch,
        "text": text,
        "said": said,
        "rows": [
            (
                line,
                default_taker(batch.version, line.row.pupil),
                present.obstacle(batch, line),
                line.standing == queries.Standing.HANDED and may_undo(scope, line.row, now),
            )
            for line in lines
            if present.matches(line, text)
        ],
        "done": done,
        "total": len(lines),
        "rest": len(lines) - done,
        "is_open": batch.state == BatchState.OPEN,
        "may_hand_over": batch.state == BatchState.OPEN and scope.may(HAND_OVER, batch.unit_id),
    }


def _page(
    request: HttpRequest,
    scope: Scope,
    batch: Batch,
    *,
    taker: tuple[BatchLine, TakerForm] | None = None,
    slip: tuple[BatchLine, UndoForm] | None = None,
    scan: ScanForm | None = None,
    carry: CarryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _live(scope, batch, request.GET.get("q", "").strip()[:100])
    asked = request.GET.get("line", "")
    if taker is None and context["may_hand_over"] and asked.isdecimal() and len(asked) <= 18:
        row = queries.line_in(batch, int(asked))
        if row is not None:
            probable = default_taker(batch.version, row.pupil)
            initial = {"name": probable.name, "relation": probable.relation, "phone": probable.phone}
            taker = (row, TakerForm(initial=initial))
    if slip is None:
        asked = request.GET.get("undo", "")
        row = queries.line_in(batch, int(asked)) if asked.isdecimal() and len(asked) <= 18 else None
        slip = (row, UndoForm()) if row is not None and may_undo(scope, row, timezone.now()) else None
    names = short_names(scope, {batch.unit_id})
    carried_to = getattr(batch, "carried_to", None)
    may_carry = context["rest"] > 0 and carried_to is None and scope.may(CARRY, batch.unit_id)
    context |= {
        "unit_name": names.get(batch.unit_id, ""),
        "taker_line": taker[0] if taker else None,
        "form": taker[1] if taker else None,
        "slip_line": slip[0] if slip else None,
        "slip": slip[1] if slip else None,
        "scan": (scan or ScanForm()) if scope.may(ATTACH, batch.unit_id) else None,
        "scan_failed": scan is not None,
        "scans": list(queries.scans_of(batch)),
        "file": current_file(scope, key_of(batch.pk)),
        "office": office_files(scope, [key_of(batch.pk)]).get(key_of(batch.pk), []),
        "may_close": context["is_open"] and scope.may(CLOSE, batch.unit_id),
        "may_reopen": not context["is_open"] and carried_to is None and scope.may(REOPEN, batch.unit_id),
        "carried_to": carried_to,
        "carry": (carry or CarryForm(initial={"mutation_id": uuid.uuid4(), "title": present.carried_title(batch)}))
        if may_carry
        else None,
        "carry_failed": carry is not None,
    }
    return render(request, "procedures/batch/read.html", context, status=status)


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, CLOSE, pk=pk)
    try:
        lists.close_batch(actor=scope, batch_id=pk, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    else:
        rest = queries.progress_of([batch])[0].rest
        messages.success(
            request,
            ngettext(
                "Đã đóng danh sách, còn %(n)s người chưa nhận.", "Đã đóng danh sách, còn %(n)s người chưa nhận.", rest
            )
            % {"n": rest},
        )
    return redirect("procedures.batch.read", pk)


@require_POST
@login_required
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    fetch(queries.all_batches(), scope, REOPEN, pk=pk)
    try:
        lists.reopen_batch(actor=scope, batch_id=pk, at=timezone.now())
        messages.success(request, _("Đã mở lại danh sách."))
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("procedures.batch.read", pk)


@require_POST
@login_required
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who have not come, in a list of their own."""
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, CARRY, pk=pk)
    form = CarryForm(request.POST)
    if form.is_valid():
        try:
            data = form.cleaned_data
            later = lists.carry_batch(
                actor=scope, batch_id=pk, title=data["title"], at=timezone.now(), mutation_id=data["mutation_id"]
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        else:
            messages.success(request, _("Đã chuyển phần còn lại sang danh sách «%(title)s».") % {"title": later.title})
            return redirect("procedures.batch.read", later.pk)
    return _page(request, scope, batch, carry=form, status=422)


@require_POST
@login_required
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed sheet comes back as a file."""
    scope = scope_from(request)
    batch = fetch(queries.all_batches(), scope, ATTACH, pk=pk)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            scan = lists.attach_scan(actor=scope, batch_id=pk, upload=form.cleaned_data["upload"], at=timezone.now())
        except Refusal as refusal:
            form.add_error("upload", str(refusal.message))
        else:
            messages.success(request, _("Đã lưu bản quét «%(name)s».") % {"name": scan.evidence.name})
            return redirect("procedures.batch.read", pk)
    return _page(request, scope, batch, scan=form, status=422)
