"""Pages of the desk: the decider's cards, giving a file on, assignments to sign, and one step on many requests."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procedures.desk import delegating, handing
from procedures.desk.bulk import Done, do_many, parse
from procedures.desk.forms import CardForm, DelegationForm, HandOverForm
from procedures.desk.permissions import (
    BULK,
    DECISIONS,
    DELEGATE,
    DELEGATIONS,
    HAND_OVER,
    PREPARE,
    REVOKE,
    SEND_BACK,
    TAKE,
)
from procedures.desk.present import card_of, day_words
from procedures.desk.printing import PRINTABLE, print_many
from procedures.desk.queries import colleagues, waiting_for
from procedures.models import Delegation, HandOver, Request
from procedures.queries.delegations import any_delegation, delegations_for, desks_on
from procedures.queries.requests import any_request
from procedures.rules.transitions import RETURN, SOLVE
from schooladmin.calendars.queries import work_calendar
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for, short_names
from schooladmin.units.scope import Scope

_CARDS = 20


# The decider's cards --------------------------------------------------------------------------------------------------


@require_safe
@login_required
@never_cache
def decisions(request: HttpRequest) -> HttpResponse:
    """«Chờ thầy, cô quyết định»: a card for each request that waits for this person."""
    scope = scope_from(request)
    scope.require_anywhere(DECISIONS)
    return _cards(request, scope)


@require_POST
@login_required
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap decides; the next card stands first then. A race that was lost is said, and nothing is overwritten."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, SOLVE, pk=pk)
    form = CardForm(request.POST)
    if not form.is_valid():
        return _cards(request, scope, status=422)
    try:
        handing.agree_request(
            actor=scope, request_id=pk, at=timezone.now(), seen_version=form.cleaned_data["lock_version"]
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return redirect("procedures.decision.list")
    messages.success(request, _("Đã đồng ý hồ sơ %(code)s, %(name)s.") % {"code": row.code, "name": row.pupil_name})
    return redirect("procedures.decision.list")


@require_POST
@login_required
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the counter with a note; without one the card stays open and asks for it."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, SEND_BACK, pk=pk)
    form = CardForm(request.POST)
    if not form.is_valid():
        return _cards(request, scope, (pk, form), status=422)
    try:
        given = handing.send_back_request(actor=scope, request_id=pk, at=timezone.now(), note=form.cleaned_data["note"])
    except Stale as stale:
        messages.warning(request, str(stale.message))
        return redirect("procedures.decision.list")
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return _cards(request, scope, (pk, form), status=422)
    messages.success(
        request, _("Đã trả hồ sơ %(code)s lại cho %(name)s.") % {"code": row.code, "name": given.taker_label}
    )
    return redirect("procedures.decision.list")


def _cards(
    request: HttpRequest, scope: Scope, answered: tuple[int, CardForm] | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    page = Paginator(waiting_for(scope, at), _CARDS).get_page(request.GET.get("page"))
    units = scope.own_unit_ids
    desks = desks_on(units, at)
    unit_names = short_names(scope, set(units)) if len(units) > 1 else {}
    calendar = work_calendar()
    cards = []
    for row in page:
        card = card_of(row, desks[row.unit_id], scope, calendar, unit_names.get(row.unit_id, ""))
        typed = answered[1] if answered and answered[0] == row.pk else None
        initial = {"lock_version": row.lock_version}
        cards.append((card, typed or CardForm(initial=initial, auto_id=f"card-{row.pk}-%s")))
    context = {"page": page, "cards": cards, "away": [desk.absence for desk in desks.values() if desk.absence]}
    return render(request, "procedures/desk/decisions.html", context, status=status)


# Giving a file on -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the colleague who gets the file."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, HAND_OVER, pk=pk)
    people = colleagues(scope, row.unit_id, scope.at)
    form = HandOverForm(*([request.POST] if request.method == "POST" else []), people=people)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = handing.hand_over_request(
                    actor=scope,
                    request_id=pk,
                    taker_id=form.cleaned_data["taker"],
                    at=timezone.now(),
                    note=form.cleaned_data["note"],
                )
                messages.success(request, _given_words(row, given))
                return redirect("procedures.request.read", pk=pk)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    return render(request, "procedures/desk/hand_over.html", {"row": row, "form": form}, status=status)


def _given_words(row: Request, given: HandOver) -> str:
    return _("Đã giao hồ sơ %(code)s cho %(name)s.") % {"code": row.code, "name": given.taker_label}


def _press(verb: str, action: Callable[..., HandOver], words: Callable[[Request, HandOver], str]) -> Any:
    """A button on the page of a request that asks nothing."""

    @require_POST
    @login_required
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        scope = scope_from(request)
        row = fetch(any_request(), scope, verb, pk=pk)
        try:
            messages.success(request, words(row, action(actor=scope, request_id=pk, at=timezone.now())))
        except Refusal as refusal:
            messages.warning(request, str(refusal.message))
        return redirect("procedures.request.read", pk=pk)

    return view


prepare = _press(
    PREPARE,
    handing.prepare_request,
    lambda row, given: (
        _("Đã trình hồ sơ %(code)s, %(name)s quyết định.") % {"code": row.code, "name": given.taker_label}
    ),
)
take = _press(TAKE, handing.take_request, lambda row, given: _("Đã nhận hồ sơ %(code)s.") % {"code": row.code})


# Assignments to sign for the principal --------------------------------------------------------------------------------


@require_safe
@login_required
def delegations(request: HttpRequest) -> HttpResponse:
    """Who signs for the principal, now and before; who may write sees the form."""
    scope = scope_from(request)
    scope.require_anywhere(DELEGATIONS)
    return _delegations(request, scope)


@require_POST
@login_required
def delegation_create(request: HttpRequest, unit_id: int) -> HttpResponse:
    scope = scope_from(request)
    if not scope.units().filter(pk=unit_id).exists():
        raise OutOfScope
    scope.require(DELEGATE, unit_id)
    form = _delegation_form(scope, unit_id, request.POST)
    if not form.is_valid():
        return _delegations(request, scope, (unit_id, form), status=422)
    try:
        row = delegating.delegate(
            actor=scope,
            unit_id=unit_id,
            assignment=form.assignment(),
            at=timezone.now(),
            mutation_id=form.cleaned_data["mutation_id"],
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return _delegations(request, scope, (unit_id, form), status=422)
    messages.success(
        request,
        _("Đã ghi phân công: %(deputy)s ký thay %(principal)s.")
        % {"deputy": row.deputy.full_name, "principal": row.principal.full_name},
    )
    return redirect("procedures.delegation.list")


@require_POST
@login_required
def delegation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    fetch(any_delegation(), scope, REVOKE, pk=pk)
    try:
        row = delegating.revoke(actor=scope, delegation_id=pk, at=timezone.now())
        messages.success(
            request, _("Từ lúc này %(name)s không ký thay theo phân công đó nữa.") % {"name": row.deputy.full_name}
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("procedures.delegation.list")


def _delegation_form(scope: Scope, unit_id: int, *data: Any) -> DelegationForm:
    desk = desks_on([unit_id], timezone.now())[unit_id]
    return DelegationForm(*data, heads=desk.heads, deputies=desk.deputies, today=scope.at)


def _delegations(
    request: HttpRequest, scope: Scope, answered: tuple[int, DelegationForm] | None = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    page = Paginator(delegations_for(scope, DELEGATIONS), 50).get_page(request.GET.get("page"))
    forms = []
    for unit_id, name in choices_for(scope, DELEGATE):
        is_this = answered is not None and answered[0] == unit_id
        form = answered[1] if answered is not None and is_this else _delegation_form(scope, unit_id)
        forms.append((unit_id, name, form, is_this))
    context = {
        "page": page,
        "rows": [(row, _standing(row, at), day_words(row), scope.may(REVOKE, row.unit_id)) for row in page],
        "forms": forms,
        "many_units": len(scope.own_unit_ids) > 1,
    }
    return render(request, "procedures/desk/delegations.html", context, status=status)


def _standing(row: Delegation, at: Any) -> str:
    """How an assignment stands at a moment, as the template's word."""
    today = local_date(at)
    if row.revoked_at is not None:
        return "revoked"
    if row.valid_from > today:
        return "coming"
    return "holds" if row.holds_on(today) else "over"


# One step on many -----------------------------------------------------------------------------------------------------


@require_POST
@login_required
def bulk(request: HttpRequest) -> HttpResponse:
    """The step chosen in the list on every ticked request, with a line for each."""
    scope = scope_from(request)
    scope.require_anywhere(BULK)
    action = request.POST.get("action", "")
    ticked = request.POST.getlist("page_pick" if "all" in request.POST else "pick")
    context: dict[str, Any] = {"action": action}
    try:
        picks = parse(ticked)
        if action in PRINTABLE:
            return print_many(request, scope, action, [pick.request_id for pick in picks])
        verb = {"solve": SOLVE, "return": RETURN, "hand_over": HAND_OVER}.get(action)
        if verb is None:
            raise Refusal(_("Hãy chọn việc cần làm."), code="no-action")
        taker = request.POST.get("taker", "")
        if verb == HAND_OVER and not (taker.isdecimal() and len(taker) <= 18):
            raise Refusal(_("Hãy chọn người nhận hồ sơ."), code="no-taker")
        outcomes = do_many(
            actor=scope,
            verb=verb,
            picks=picks,
            at=timezone.now(),
            taker_id=int(taker) if verb == HAND_OVER else None,
            note=request.POST.get("note", "")[:1000],
        )
    except Refusal as refusal:
        context["refused"] = str(refusal.message)
        return render(request, "procedures/desk/bulk.html", context, status=422)
    context["outcomes"] = outcomes
    context["counts"] = {done.name.lower(): sum(row.done is done for row in outcomes) for done in Done}
    return render(request, "procedures/desk/bulk.html", context)
