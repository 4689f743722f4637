"""Paper for the day on which even the computers are off: pads, keying slips in, numbers to decide about."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procedures.intake_forms import day_of
from procedures.models import ProcedureVersion, Request
from procedures.offline.keying import AlreadyKeyed, code_of, key_paper, printed_number, void_number
from procedures.offline.numbers import held_by, undecided_for
from procedures.offline.pad_paper import pad_document
from procedures.offline.pads import any_pad, pads_for, reserve_pad, slips_of
from procedures.offline.paper_forms import PadForm, PaperChoice, PaperForm, VoidForm
from procedures.offline.permissions import DEVICES, PADS, RESERVE, VOID
from procedures.offline.rendering import key_of, request_pad
from procedures.papers.addresses import base_url
from procedures.papers.page import print_page
from procedures.queries.catalogue import version_on, versions_on
from procedures.queries.requests import requests_for
from procedures.rules.transitions import ACCEPT
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.documents.downloads import file_response
from schooladmin.documents.queries import current_file, current_files
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope

# Pads ----------------------------------------------------------------------------------------------------------------


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
            _blame(form, refusal)
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


# Keying in -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def key(request: HttpRequest) -> HttpResponse:
    """First the number and the procedure, then the form of that procedure; afterwards the next slip."""
    scope = scope_from(request)
    scope.require_anywhere(ACCEPT)
    units = choices_for(scope, ACCEPT)
    if request.method == "POST":
        return _key(request, scope, units)
    versions = list(versions_on(scope.at))
    choice = PaperChoice(
        request.GET if "procedure" in request.GET else None,
        units=units,
        versions=versions,
        initial={"code": request.GET.get("code", ""), "unit": request.GET.get("unit") or units[0][0]},
    )
    if not choice.is_bound:
        done = requests_for(scope).filter(pk=_number(request.GET.get("done"))).first()
        return _key_page(request, {"choice": choice, "done": done})
    if not choice.is_valid():
        return _key_page(request, {"choice": choice}, status=422)
    data = choice.cleaned_data
    try:
        printed = printed_number(data["unit"], data["code"])
        if printed.request is not None:
            raise AlreadyKeyed(printed.request)
    except Refusal as refusal:
        return _refused(request, choice, refusal, {"choice": choice})
    version = next(row for row in versions if row.procedure.code == data["procedure"])
    due = printed.entry.printed_due if printed.entry else None
    form = PaperForm(
        version=version,
        units=units,
        initial={"mutation_id": uuid4(), "unit": data["unit"], "code": printed.code, "due": due},
    )
    return _key_page(request, _form_context(form, version))


def _key(request: HttpRequest, scope: Scope, units: list[tuple[int, str]]) -> HttpResponse:
    code = request.GET.get("procedure", "")
    day = day_of(request.POST)
    version, none_then = _version(code, day or scope.at, scope.at)
    form = PaperForm(request.POST, version=version, units=units)
    if none_then is not None:
        form.add_error("received_at", str(none_then.message))
    if form.is_valid():
        data = form.cleaned_data
        try:
            accepted = key_paper(
                actor=scope,
                unit_id=data["unit"],
                code=data["code"],
                application=form.application(),
                printed_due=data["due"],
                at=timezone.now(),
                mutation_id=data["mutation_id"],
                despite_void=data["despite_void"],
            )
            return redirect(f"{reverse('procedures.pad.key')}?{urlencode({'done': accepted.pk})}")
        except Refusal as refusal:
            return _refused(request, form, refusal, _form_context(form, version))
    return _key_page(request, _form_context(form, version), status=422)


def _version(code: str, day: date, today: date) -> tuple[ProcedureVersion, Refusal | None]:
    """The version of the day on the slip; where that day has none, today's, so that nothing typed is lost.

    Raises OutOfScope for a procedure that no page offers.
    """
    try:
        return version_on(code, day), None
    except Refusal as refusal:
        none_then = refusal
    try:
        return version_on(code, today), none_then
    except Refusal as unknown:
        raise OutOfScope from unknown


def _form_context(form: PaperForm, version: ProcedureVersion) -> dict[str, Any]:
    ticked = {str(value) for value in form["components"].value() or ()}
    papers = [(paper, str(paper.pk) in ticked) for paper in version.components.all()]
    return {"form": form, "version": version, "papers": papers}


def _refused(request: HttpRequest, form: Any, refusal: Refusal, context: dict[str, Any]) -> HttpResponse:
    """Say no beside the field. What was keyed already is no fault of the person: the page links to it."""
    if isinstance(refusal, AlreadyKeyed):
        return _key_page(request, {**context, "already": refusal.request}, status=409)
    _blame(form, refusal)
    return _key_page(request, {**context, "ask_void": refusal.code == "number-void"}, status=422)


def _key_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "procedures/offline/key.html", context, status=status)


# Numbers to decide about ---------------------------------------------------------------------------------------------


@require_safe
@login_required
def undecided(request: HttpRequest) -> HttpResponse:
    """The numbers that families hold on paper and that are in no register yet, with what can be done about each."""
    scope = scope_from(request)
    scope.require_anywhere(DEVICES)
    found = Paginator(undecided_for(scope), 50).get_page(request.GET.get("page"))
    context = {
        "page": found,
        "rows": [
            {
                "entry": entry,
                "code": code_of(entry),
                "may_key": scope.may(ACCEPT, entry.unit_id),
                "may_void": scope.may(VOID, entry.unit_id),
            }
            for entry in found
        ],
    }
    return render(request, "procedures/offline/undecided.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def void(request: HttpRequest) -> HttpResponse:
    """Declare a number void, with the reason that the register book will say."""
    scope = scope_from(request)
    scope.require_anywhere(VOID)
    units = choices_for(scope, VOID)
    if request.method != "POST":
        initial = {"code": request.GET.get("code", ""), "unit": request.GET.get("unit") or units[0][0]}
        return render(request, "procedures/offline/void.html", {"form": VoidForm(units=units, initial=initial)})
    form = VoidForm(request.POST, units=units)
    already: Request | None = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            entry = void_number(
                actor=scope, unit_id=data["unit"], code=data["code"], reason=data["reason"], at=timezone.now()
            )
            messages.success(request, _("Đã khai hủy số %(code)s.") % {"code": code_of(entry)})
            return redirect("procedures.offline.undecided")
        except AlreadyKeyed as keyed:
            already = keyed.request
            _blame(form, keyed)
        except Refusal as refusal:
            _blame(form, refusal)
    return render(request, "procedures/offline/void.html", {"form": form, "already": already}, status=422)


def _blame(form: Any, refusal: Refusal) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 15 else 0
