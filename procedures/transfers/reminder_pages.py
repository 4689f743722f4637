"""The page on which the days of the reminders are read and entered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from procedures.queries.on_the_way import rule_on, rules
from procedures.transfers.forms import RuleForm
from procedures.transfers.permissions import LIST, RULES, RULES_REMOVE, RULES_SET
from procedures.transfers.reminders import remove_rule, set_rule
from schooladmin.core.errors import Refusal
from schooladmin.units.access import scope_from


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def rule_list(request: HttpRequest) -> HttpResponse:
    """The rows with their basis; who administers enters the next one."""
    scope = scope_from(request)
    scope.require_anywhere(RULES)
    may_set = scope.may_anywhere(RULES_SET)
    now = rule_on(scope.at)
    said = {
        "valid_from": scope.at,
        "alert_after": now.alert_after if now else None,
        "place_after": now.place_after if now else None,
    }
    form = RuleForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST":
        scope.require_anywhere(RULES_SET)
        if form.is_valid():
            try:
                row = set_rule(actor=scope, at=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
            else:
                day = f"{row.valid_from:%d/%m/%Y}"
                messages.success(request, _("Đã ghi số ngày nhắc từ ngày %(day)s.") % {"day": day})
                return redirect("procedures.transfer.rules")
    context = {
        "form": form,
        "rows": [(row, now is not None and row.pk == now.pk, row.valid_from > scope.at) for row in rules()],
        "may_set": may_set,
        "may_remove": scope.may_anywhere(RULES_REMOVE),
        "may_list": scope.may_anywhere(LIST),
    }
    return render(request, "procedures/transfers/rules.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def rule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out a row that has not begun."""
    scope = scope_from(request)
    scope.require_anywhere(RULES_REMOVE)
    try:
        remove_rule(actor=scope, rule_id=pk, at=timezone.now())
        messages.success(request, _("Đã bỏ dòng chưa có hiệu lực."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("procedures.transfer.rules")
