"""Receiving a request on one screen: find the pupil, choose the procedure, look at the papers, accept.

Each step is an address of its own, so that the screen works as plain pages; with JavaScript the steps are swapped into
the same screen and everything is done from the keyboard (static/js/intake.js).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from procedures.actions.intake import MaybeDuplicate
from procedures.enums import Route, State, TermStage
from procedures.explain import explain_days, explanation, from_json
from procedures.intake_forms import IntakeForm, PromiseForm, PupilChoice, day_of
from procedures.models import ProcedureVersion, Request
from procedures.present import Row, status_of
from procedures.queries.catalogue import promise_for, version_on, versions_on
from procedures.queries.duplicates import duplicates_of
from procedures.queries.requests import any_request, events_of, stops_of
from procedures.rules.transitions import ACCEPT, READ
from procedures.transfers.actions import accept_with_transfer
from pupils.models import Pupil
from pupils.queries import pupil_of, search
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope

_SCREEN, _FOUND = "intake-screen", "found"  # what htmx may ask to have swapped
Units = Sequence[tuple[int, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    """The screen at the step that the address names; on POST the request, or the form with its errors."""
    scope = scope_from(request)
    scope.require_anywhere(ACCEPT)
    units = choices_for(scope, ACCEPT)
    code = request.GET.get("procedure", "")
    if request.method == "POST" and code:
        return _receive(request, scope, units, code)
    choice = _choice(request.GET, units)
    pupil = _pupil(scope, units, choice["pupil"])
    context: dict[str, Any] = {"units": units, "choice": choice, "pupil": pupil}
    if code:
        version = version_on(code, scope.at)
        initial = {
            "mutation_id": uuid4(),
            "unit": pupil.unit_id if pupil else choice["unit"],
            "received_at": timezone.localtime().replace(second=0, microsecond=0),
            "pupil_name": _as_name(choice["name"]),
        }
        form = IntakeForm(version=version, units=units, pupil=pupil, initial=initial)
        return _screen(request, scope, {**context, **_form_context(form, scope)})
    if pupil or choice["hand"]:
        about = {"pupil": pupil.pk} if pupil else {"hand": 1, "name": choice["name"], "unit": choice["unit"]}
        versions = [(f"?{urlencode({**about, 'procedure': row.procedure.code})}", row) for row in versions_on(scope.at)]
        return _screen(request, scope, {**context, "versions": versions})
    found = search(scope, choice["unit"], choice["q"]) if choice["q"] else []
    by_hand = urlencode({"hand": 1, "name": choice["q"], "unit": choice["unit"]})
    return _screen(request, scope, {**context, "found": found, "by_hand": f"?{by_hand}"})


def _receive(request: HttpRequest, scope: Scope, units: Units, code: str) -> HttpResponse:
    pupil = _pupil(scope, units, _choice(request.POST, units)["pupil"])
    version, none_then = _version_then(code, request.POST, scope)
    form = IntakeForm(request.POST, version=version, units=units, pupil=pupil)
    others: list[Request] = []
    if none_then is not None:
        form.add_error("received_at", str(none_then.message))
    if form.is_valid() and "preview" not in request.POST:
        try:
            accepted = accept_with_transfer(
                actor=scope,
                unit_id=form.cleaned_data["unit"],
                application=form.application(),
                other_unit_id=form.cleaned_data.get("network_school"),
                at=timezone.now(),
                mutation_id=form.cleaned_data["mutation_id"],
            )
            return redirect("procedures.request.accepted", pk=accepted.pk)
        except MaybeDuplicate as maybe:
            others = maybe.others
            form.add_error("confirmed_duplicate", str(maybe.message))
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    context = {"units": units, "choice": {}, "pupil": pupil, **_form_context(form, scope, others)}
    return _screen(request, scope, context, status=200 if form.is_valid() else 422)


@require_safe
@login_required
@never_cache
def accepted(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt on the screen: code, promise and why, what to print, and the next person."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, READ, pk=pk)
    reckoning = next((event for event in reversed(list(events_of(row))) if event.days), None)
    context = {
        "row": row,
        "status": status_of(row, scope.at, work_calendar()),
        "is_paused": row.state == State.PAUSED,
        "is_returned": row.state == State.RETURNED,
        "stops": [stop for stop in stops_of(row) if stop.ended_at is None],
        "why": explain_days(row.due_on, from_json(reckoning.days)) if reckoning else "",
        "may_accept": scope.may(ACCEPT, row.unit_id),
    }
    return render(request, "procedures/request_accepted.html", context)


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


def _choice(query: Any, units: Units) -> dict[str, Any]:
    """What the address says; what cannot be read counts as not said, and the first school is the person's own."""
    form = PupilChoice(query, units=units)
    form.is_valid()
    read = {name: form.cleaned_data.get(name) for name in form.fields}
    return {**read, "unit": read["unit"] or units[0][0], "q": read["q"] or "", "name": read["name"] or ""}


def _pupil(scope: Scope, units: Units, pk: int | None) -> Pupil | None:
    if pk is None:
        return None
    pupil = pupil_of(scope, pk)
    if pupil.unit_id not in dict(units):
        raise Http404
    return pupil


def _as_name(typed: str) -> str:
    """What was searched as the beginning of a name: with capitals if it has none; a class or a date is no name."""
    if any(char.isdigit() for char in typed):
        return ""
    return typed.title() if typed == typed.lower() else typed


def _screen(request: HttpRequest, scope: Scope, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page, or the part of it that htmx swaps."""
    templates = {_SCREEN: "procedures/_intake_screen.html", _FOUND: "procedures/_intake_found.html"}
    template = templates.get(request.headers.get("HX-Target", ""), "procedures/request_accept.html")
    return render(request, template, context, status=status)


def _form_context(form: IntakeForm, scope: Scope, others: Sequence[Request] = ()) -> dict[str, Any]:
    received_at = form.cleaned_data.get("received_at") if form.is_bound else form.initial["received_at"]
    route = form.cleaned_data.get("route") if form.is_bound else ""
    ticked = {str(value) for value in form["components"].value() or ()}
    others = others or _duplicates(form, scope)
    calendar = work_calendar() if others else None
    return {
        "form": form,
        "version": form.version,
        "papers": [(paper, str(paper.pk) in ticked) for paper in form.version.components.all()],
        "placement": next((row for row in form.version.terms.all() if row.stage == TermStage.PLACEMENT), None),
        "others": [Row(row, status_of(row, scope.at, calendar)) for row in others] if calendar else [],
        **_promise(form.version, route or "", received_at or timezone.now()),
    }


def _duplicates(form: IntakeForm, scope: Scope) -> list[Request]:
    """What is there already for a pupil of the register: known before anything is typed."""
    pupil = form.chosen
    if pupil is None:
        return []
    return duplicates_of(
        scope,
        unit_id=pupil.unit_id,
        procedure=form.version.procedure.code,
        pupil_id=pupil.pk,
        pupil_name=pupil.full_name,
        birth_date=pupil.birth_date,
        at=timezone.now(),
    )


def _promise(version: ProcedureVersion, route: str, received_at: datetime) -> dict[str, Any]:
    """The promise in words, or why there is none yet."""
    chosen = Route(route) if route in Route.values else None
    try:
        promised = promise_for(version, chosen, received_at, (), work_calendar())
    except Refusal as refusal:
        return {"promised": None, "no_promise": refusal.message}
    return {"promised": promised, "promise_words": explanation(promised)}


def _version_then(code: str, posted: Any, scope: Scope) -> tuple[ProcedureVersion, Refusal | None]:
    """The version of the day of reception; where that day has none, today's, so that nothing typed is lost."""
    try:
        return version_on(code, day_of(posted) or scope.at), None
    except Refusal as refusal:
        return version_on(code, scope.at), refusal
