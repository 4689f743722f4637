"""Receiving a request: choose the procedure, fill one page."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from procedures.actions.intake import accept_request
from procedures.enums import Route, TermStage
from procedures.explain import explanation
from procedures.forms import IntakeForm, PromiseForm
from procedures.models import ProcedureVersion
from procedures.queries.catalogue import promise_for, version_on, versions_on
from procedures.rules.transitions import ACCEPT
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.units.access import scope_from
from schooladmin.units.queries import choices_for


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accept(request: HttpRequest) -> HttpResponse:
    """Without a procedure: choose one. With it: the form, and on POST the request or the form with its errors."""
    scope = scope_from(request)
    scope.require_anywhere(ACCEPT)
    code = request.GET.get("procedure", "")
    if not code:
        return render(request, "procedures/request_choose.html", {"versions": versions_on(scope.at)})
    units = choices_for(scope, ACCEPT)
    now = timezone.localtime().replace(second=0, microsecond=0)
    if request.method != "POST":
        version = version_on(code, scope.at)
        form = IntakeForm(version=version, units=units, initial={"mutation_id": uuid4(), "received_at": now})
        return _page(request, form)
    version, none_then = _version_then(code, _day_of(request.POST), scope.at)
    form = IntakeForm(request.POST, version=version, units=units)
    if none_then is not None:
        form.add_error("received_at", str(none_then.message))
    if not form.is_valid():
        return _page(request, form, status=422)
    if "preview" in request.POST:
        return _page(request, form)
    try:
        accepted = accept_request(
            actor=scope,
            unit_id=form.cleaned_data["unit"],
            application=form.application(),
            at=timezone.now(),
            mutation_id=form.cleaned_data["mutation_id"],
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return _page(request, form, status=422)
    messages.success(
        request,
        _("Đã tiếp nhận hồ sơ %(code)s, hẹn trả ngày %(due)s.")
        % {"code": accepted.code, "due": f"{accepted.due_on:%d/%m/%Y}"},
    )
    return redirect("procedures.request.read", pk=accepted.pk)


@require_safe
@login_required
def promise(request: HttpRequest) -> HttpResponse:
    """The promise of a half-filled form, live: what htmx puts beside the fields."""
    scope = scope_from(request)
    scope.require_anywhere(ACCEPT)
    form = PromiseForm(request.GET)
    received_at = form.cleaned_data["received_at"] if form.is_valid() else timezone.now()
    try:
        version = version_on(request.GET.get("procedure", ""), local_date(received_at))
        answer = _promise(version, request.GET.get("route", ""), received_at)
    except Refusal as refusal:
        answer = {"promised": None, "no_promise": refusal.message}
    return render(request, "procedures/_promise.html", answer)


def _page(request: HttpRequest, form: IntakeForm, status: int = 200) -> HttpResponse:
    received_at = form.cleaned_data.get("received_at") if form.is_bound else form.initial["received_at"]
    route = form.cleaned_data.get("route") if form.is_bound else ""
    ticked = {str(value) for value in form["components"].value() or ()}
    context = {
        "form": form,
        "version": form.version,
        "papers": [(paper, str(paper.pk) in ticked) for paper in form.version.components.all()],
        "placement": next((row for row in form.version.terms.all() if row.stage == TermStage.PLACEMENT), None),
        **_promise(form.version, route or "", received_at or timezone.now()),
    }
    return render(request, "procedures/request_accept.html", context, status=status)


def _promise(version: ProcedureVersion, route: str, received_at: datetime) -> dict[str, Any]:
    """The promise in words, or why there is none yet."""
    chosen = Route(route) if route in Route.values else None
    try:
        promised = promise_for(version, chosen, received_at, (), work_calendar())
    except Refusal as refusal:
        return {"promised": None, "no_promise": refusal.message}
    return {"promised": promised, "promise_words": explanation(promised)}


def _version_then(code: str, day: date | None, today: date) -> tuple[ProcedureVersion, Refusal | None]:
    """The version of the day of reception; where that day has none, today's, so that nothing typed is lost."""
    try:
        return version_on(code, day or today), None
    except Refusal as refusal:
        return version_on(code, today), refusal


def _day_of(posted: Any) -> date | None:
    """The day of reception in a sent form: it decides the version; None when it cannot be read."""
    form = PromiseForm(posted)
    form.is_valid()
    moment = form.cleaned_data.get("received_at")
    return local_date(moment) if moment else None
