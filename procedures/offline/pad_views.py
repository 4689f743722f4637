"""Pads of paper slips for the day on which even the computers are off: their list, their pages, their print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from procedures.offline.numbers import held_by
from procedures.offline.pad_paper import pad_document
from procedures.offline.pads import any_pad, pads_for, reserve_pad, slips_of
from procedures.offline.paper_forms import PadForm, blame
from procedures.offline.permissions import PADS, RESERVE, VOID
from procedures.offline.rendering import key_of, request_pad
from procedures.rules.transitions import ACCEPT
from schooladmin.core.errors import Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import file_response
from schooladmin.documents.page import print_page
from schooladmin.documents.queries import current_file, current_files
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope


@require_safe
@login_required
def pads(request: HttpRequest) -> HttpResponse:
    """The pads that were printed, how many slips of each are settled, and the form for a new one."""
    scope = scope_from(request)
    scope.require_anywhere(PADS)
    return _pads(request, scope)


@require_POST
@login_required
def reserve(request: HttpRequest) -> HttpResponse:
    """Reserve the numbers of a new pad; its own page then prints it."""
    scope = scope_from(request)
    scope.require_anywhere(RESERVE)
    form = PadForm(request.POST, units=choices_for(scope, RESERVE), today=scope.at)
    if form.is_valid():
        data = form.cleaned_data
        try:
            pad = reserve_pad(
                actor=scope,
                unit_id=data["unit"],
                slips=data["slips"],
                year=data["year"],
                at=timezone.now(),
                mutation_id=data["mutation_id"],
            )
            return redirect("procedures.pad.read", pad.pk)
        except Refusal as refusal:
            blame(form, refusal)
    return _pads(request, scope, form, status=422)


def _pads(request: HttpRequest, scope: Scope, form: PadForm | None = None, status: int = 200) -> HttpResponse:
    found = Paginator(pads_for(scope), 50).get_page(request.GET.get("page"))
    held = held_by(list(found))
    units = choices_for(scope, RESERVE)
    context = {
        "page": found,
        "rows": [(pad, held.get(pad.pk, ()), sum(len(row.used) for row in held.get(pad.pk, ()))) for pad in found],
        "form": form or (PadForm(units=units, today=scope.at) if units else None),
        "is_answered": form is not None,
        "many_units": len(scope.own_unit_ids) > 1,
        "may_key": scope.may_anywhere(ACCEPT),
    }
    return render(request, "procedures/offline/pads.html", context, status=status)


@require_safe
@login_required
def read_pad(request: HttpRequest, pk: int) -> HttpResponse:
    """One pad: what became of each slip, and how to print it."""
    scope = scope_from(request)
    pad = fetch(any_pad(), scope, PADS, pk=pk)
    slips = slips_of(pad)
    context = {
        "pad": pad,
        "slips": slips,
        "settled": sum(slip.entry is not None for slip in slips),
        "file": current_files(scope, [key_of(pk)]).get(key_of(pk)),
        "may_key": scope.may(ACCEPT, pad.unit_id),
        "may_void": scope.may(VOID, pad.unit_id),
    }
    return render(request, "procedures/offline/pad.html", context)


@require_safe
@login_required
def print_pad(request: HttpRequest, pk: int) -> HttpResponse:
    """The pad as a page that prints at once."""
    scope = scope_from(request)
    pad = fetch(any_pad(), scope, PADS, pk=pk)
    try:
        document, profile = pad_document(pad, base_url(request), scope.at)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("procedures.pad.read", pk)
    return print_page(document, profile, reverse("procedures.pad.read", args=[pk]))


@require_POST
@login_required
def publish_pad(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the PDF of the pad."""
    scope = scope_from(request)
    pad = fetch(any_pad(), scope, PADS, pk=pk)
    job = request_pad(actor=scope, pad=pad, base=base_url(request), at=timezone.now())
    messages.info(request, _("Đang tạo PDF. Trang này tự cập nhật; xong thì bấm «Mở kết quả»."))
    return redirect("jobs.job.read", job.pk)


@require_safe
@login_required
def pad_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF of the pad that was made last."""
    scope = scope_from(request)
    fetch(any_pad(), scope, PADS, pk=pk)
    found = current_file(scope, key_of(pk))
    if found is None:
        messages.info(request, _("Chưa có tệp PDF. Hãy bấm «PDF lưu trữ» để tạo."))
        return redirect("procedures.pad.read", pk)
    return file_response(found)
