"""The Party organ's pages of locks: what is locked, opening it for a school, taking that back, another closing day."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports.actions.exceptions import GRANT, grant_exception, revoke_exception
from reports.actions.rounds import CLOSING, move_closing_day
from reports.forms import ClosingForm, ExceptionForm, quarter_or
from reports.lock import lock_for
from reports.queries import any_report, any_round, quarters_known
from reports.queries.locks import closing_page, exceptions_of, lock_page
from schooladmin.core.errors import Refusal
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import name_on


@require_safe
@login_required
def locks(request: HttpRequest) -> HttpResponse:
    """What is open, closing and locked in a quarter, and the corrections that wait for a decision."""
    scope = scope_from(request)
    scope.require_anywhere("reports.locks")
    known = quarters_known(scope, scope.at)
    code = request.GET.get("quarter")
    quarter = quarter_or(code, scope.at) if code else next((q for q in known if q.calendar.end <= scope.at), known[0])
    return render(request, "reports/locks.html", {"page": lock_page(scope, quarter), "quarters": known})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def exception_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed quarter for one school until a day."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, GRANT, pk=pk)
    form = ExceptionForm(request.POST or None, initial={"mutation_id": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            grant_exception(actor=scope, report_id=report.pk, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            messages.success(request, _("Đã mở khóa cho trường."))
            return redirect("reports.exception.grant", pk=report.pk)
    context = {
        "form": form,
        "report": report,
        "name": name_on(report.unit_id, scope.at).name,
        "lock": lock_for(report, scope.at),
        "exceptions": exceptions_of(report),
        "today": scope.at,
    }
    return render(request, "reports/exception_form.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def exception_revoke(request: HttpRequest, pk: int, exception_id: int) -> HttpResponse:
    """Take an exception back."""
    scope = scope_from(request)
    report = fetch(any_report(), scope, GRANT, pk=pk)
    revoke_exception(actor=scope, report_id=report.pk, exception_id=exception_id, at=timezone.now())
    messages.success(request, _("Đã thu hồi việc mở khóa."))
    return redirect("reports.exception.grant", pk=report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def closing_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the closing day of an open quarter, and see what was moved before."""
    scope = scope_from(request)
    row = fetch(any_round(), scope, CLOSING, pk=pk)
    initial = {"closes_on": row.closes_on, "seen": row.closes_on, "mutation_id": uuid.uuid4()}
    form = ClosingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            moved = move_closing_day(actor=scope, round_id=row.pk, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
        else:
            if moved.closes_on is None:
                messages.success(request, _("Kỳ này từ nay không khóa. Các trường liên quan đã được báo."))
            else:
                messages.success(
                    request,
                    _("Kỳ này khóa sau ngày %(day)s. Các trường liên quan đã được báo.")
                    % {"day": f"{moved.closes_on:%d/%m/%Y}"},
                )
            return redirect("reports.round.closing", pk=row.pk)
    page = closing_page(row)
    is_closed = row.closes_on is not None and row.closes_on < scope.at
    context = {"form": form, "page": page, "is_closed": is_closed}
    return render(request, "reports/closing_form.html", context, status=422 if form.errors else 200)
