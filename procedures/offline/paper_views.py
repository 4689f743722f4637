"""Paper back into the register: keying slips in, and the numbers that somebody has to decide about."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from procedures.intake_forms import day_of
from procedures.models import ProcedureVersion, Request
from procedures.models.offline import DeviceKind
from procedures.offline.keying import AlreadyKeyed, code_of, key_paper, printed_number, void_number
from procedures.offline.numbers import undecided_for
from procedures.offline.paper_forms import PaperChoice, PaperForm, VoidForm, blame
from procedures.offline.permissions import DEVICES, VOID
from procedures.queries.catalogue import version_on, versions_on
from procedures.queries.requests import requests_for
from procedures.rules.transitions import ACCEPT
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.units.access import scope_from
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope

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
    blame(form, refusal)
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
            if entry.device.kind == DeviceKind.PAPER:
                return redirect("procedures.pad.read", entry.device_id)
            return redirect("procedures.offline.undecided")
        except AlreadyKeyed as keyed:
            already = keyed.request
            blame(form, keyed)
        except Refusal as refusal:
            blame(form, refusal)
    return render(request, "procedures/offline/void.html", {"form": form, "already": already}, status=422)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 15 else 0
