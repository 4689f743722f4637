"""What the unit promised in a quarter: list, add, correct, close."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reform import actions
from reform.enums import CommitmentState
from reform.forms import CloseForm, CommitmentForm, refuse
from reform.log_forms import CarryForm
from reform.models import Commitment
from reform.queries import all_commitments, commitments_for, open_before
from reform.views.common import named, other_units, own_unit, quarter_from, quarters_back
from reform.views.systems import form_page, sent
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import Quarter, local_date
from schooladmin.units.access import fetch, scope_from

_READ, _EDIT = "reform.commitment.read", "reform.commitment.edit"


@require_safe
@login_required
def commitment_list(request: HttpRequest) -> HttpResponse:
    """The commitments of one unit in one quarter."""
    scope, today = scope_from(request), local_date(timezone.now())
    unit = own_unit(scope, request.GET.get("unit", ""), _READ)
    quarter = quarter_from(request.GET.get("quarter", ""), today)
    rows = commitments_for(scope).filter(unit=unit, quarter=quarter.code).order_by("order")
    context = {
        "unit": named(scope, unit.pk),
        "others": other_units(scope, unit, _READ),
        "quarter": quarter,
        "quarters": quarters_back(today, None, quarter),
        "carriable": [
            (old, Quarter.parse(old.quarter))
            for old in open_before(scope, unit.pk, quarter).order_by("quarter", "order")[:20]
        ],
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "query": urlencode({"unit": unit.code, "quarter": quarter.code}),
        "today": today,
        "may_edit": scope.may(_EDIT, unit.pk),
    }
    return render(request, "reform/commitment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def commitment_add(request: HttpRequest) -> HttpResponse:
    """Promise something in a quarter."""
    scope, at = scope_from(request), timezone.now()
    unit = own_unit(scope, request.GET.get("unit", ""), _EDIT)
    quarter = quarter_from(request.GET.get("quarter", ""), local_date(at))
    form = CommitmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_commitment(
                actor=scope,
                unit_id=unit.pk,
                quarter=quarter,
                text=data["text"],
                owner_name=data["owner_name"],
                due_on=data["due_on"],
                mutation_id=data["mutation_id"],
                at=at,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã ghi cam kết."))
            return _back(unit.code, quarter)
    context = {"form": form, "quarter": quarter, "unit": unit}
    return render(request, "reform/commitment_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def commitment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an open commitment; when somebody else saved meanwhile, both versions are shown."""
    scope = scope_from(request)
    row = fetch(all_commitments(), scope, _EDIT, pk=pk)
    if request.method != "POST":  # a typed text comes back with the refusal instead
        _refuse_closed(row)
    quarter = Quarter.parse(row.quarter)
    initial = {"version": row.version, "text": row.text, "owner_name": row.owner_name, "due_on": row.due_on}
    form = CommitmentForm(request.POST or None, initial=initial)
    current = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.edit_commitment(
                actor=scope,
                commitment_id=pk,
                version=data["version"] or 0,
                text=data["text"],
                owner_name=data["owner_name"],
                due_on=data["due_on"],
                at=timezone.now(),
            )
        except Stale as stale:
            refuse(form, stale)
            current = row
            typed = request.POST.copy()
            typed["version"] = str(row.version)
            form.data = typed
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã lưu cam kết."))
            return _back(row.unit.code, quarter)
    context = {"form": form, "quarter": quarter, "unit": row.unit, "commitment": row, "current": current}
    return render(request, "reform/commitment_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def commitment_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a commitment ended."""
    scope = scope_from(request)
    row = fetch(all_commitments(), scope, _EDIT, pk=pk)
    _refuse_closed(row)
    form = CloseForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.close_commitment(
                actor=scope,
                commitment_id=pk,
                version=data["version"],
                state=CommitmentState(data["state"]),
                done_on=data["done_on"],
                reason=data["reason"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Đã đóng cam kết."))
            return _back(row.unit.code, Quarter.parse(row.quarter))
    context = {"form": form, "commitment": row, "quarter": Quarter.parse(row.quarter)}
    return render(request, "reform/commitment_close.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def commitment_carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an open promise in the present quarter, or in the one after its own."""
    scope, at = scope_from(request), timezone.now()
    row = fetch(all_commitments(), scope, _EDIT, pk=pk)
    into = max(Quarter.parse(row.quarter).next(), Quarter.of(local_date(at)))
    form = CarryForm(request.POST or None, initial={"version": row.version})
    if request.method != "POST":
        _refuse_closed(row)
    elif sent(
        form,
        lambda data: actions.carry_commitment(
            actor=scope,
            commitment_id=pk,
            version=data["version"] or 0,
            quarter=into,
            reason=data["reason"],
            due_on=data["due_on"],
            at=at,
        ),
        row.version,
    ):
        messages.success(request, _("Đã chuyển cam kết sang %(quarter)s.") % {"quarter": into.short_label})
        return _back(row.unit.code, into)
    back = f"{reverse('reform.commitment.list')}?{urlencode({'unit': row.unit.code, 'quarter': into.code})}"
    title = _("Chuyển cam kết sang %(quarter)s") % {"quarter": into.short_label}
    return form_page(request, form, title, back, lead=row.text)


def _refuse_closed(row: Commitment) -> None:
    if row.state != CommitmentState.OPEN:
        raise Refusal(_("Cam kết này đã được đóng."), code="commitment-closed")


def _back(unit_code: str, quarter: Quarter) -> HttpResponseRedirect:
    query = urlencode({"unit": unit_code, "quarter": quarter.code})
    return redirect(f"{reverse('reform.commitment.list')}?{query}")
