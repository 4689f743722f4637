"""Straight to a request: by its code, typed or scanned, or by the QR code of its receipt."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from procedures.queries.finding import find_by_code
from procedures.rules.transitions import READ
from schooladmin.units.access import scope_from

_LONGEST = 300  # the address in a QR code is the longest that a scanner types


@require_safe
@login_required
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """To the request itself; a name goes on to the list; a wrong or unknown code is said at once, with what to do."""
    scope = scope_from(request)
    scope.require_anywhere(READ)
    typed = request.GET.get("q", "").strip()[:_LONGEST]
    if not typed:
        return render(request, "procedures/request_find.html", {"typed": "", "answer": ""})
    finding = find_by_code(scope, typed)
    if finding.request is not None:
        return redirect("procedures.request.read", pk=finding.request.pk)
    if not finding.is_code:
        return redirect(f"{reverse('procedures.request.list')}?{urlencode({'q': typed[:100]})}")
    if finding.misread:
        answer, status = _("Mã gõ sai một ký tự. Hãy so lại với mã trên giấy tiếp nhận rồi gõ lại."), 422
    else:
        answer, status = (
            _("Không có hồ sơ nào mang mã này trong sổ. Hãy kiểm tra giấy tiếp nhận có phải của trường không."),
            404,
        )
    return render(request, "procedures/request_find.html", {"typed": typed, "answer": answer}, status=status)
