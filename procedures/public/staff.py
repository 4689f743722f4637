"""Pages with a login around the public ones: the tablet, what applicants said, the switch of the hall's screen."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from procedures.enums import Score
from procedures.public.actions import open_lobby, rate_at_counter, revoke_lobby
from procedures.public.forms import RatingForm
from procedures.public.permissions import LOBBY, RATE, RATINGS
from procedures.public.screens import Screen, screens_for
from procedures.queries.ratings import Counts, comments_for, rated_schools, rating_counts, reads_comments
from procedures.queries.requests import any_request
from procedures.statistics.forms import PeriodForm
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter
from schooladmin.core.public import base_url
from schooladmin.documents.qr import qr_svg
from schooladmin.documents.tree import QrCode
from schooladmin.units.access import fetch, scope_from

_PER_PAGE = 50


@require_POST
@login_required
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk turned the tablet round; the applicant tapped."""
    scope = scope_from(request)
    row = fetch(any_request(), scope, RATE, pk=pk)
    form = RatingForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.fault())
    else:
        try:
            rate_at_counter(actor=scope, request_id=row.pk, score=form.cleaned_data["score"], at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.message))
        else:
            messages.success(request, _("Đã ghi ý kiến của người nộp. Xin cảm ơn ông, bà."))
    return redirect("procedures.request.read", pk=pk)


@require_safe
@login_required
def ratings(request: HttpRequest) -> HttpResponse:
    """Counts per school; in the own school also what people wrote."""
    scope = scope_from(request)
    scope.require_anywhere(RATINGS)
    schools = list(rated_schools(scope))
    units = [(unit.code, str(getattr(unit, "name", None) or unit.code)) for unit in schools]
    form = PeriodForm(request.GET, units=units, today=scope.at)
    asked = form.cleaned_data["unit"] if form.is_valid() else ""
    try:
        period = form.wanted() if form.is_valid() else Quarter.of(scope.at).calendar
    except Refusal as refusal:
        form.add_error("period", str(refusal.message))
        period = Quarter.of(scope.at).calendar
    shown = [unit for unit in schools if not asked or unit.code == asked]
    ids = [unit.pk for unit in shown]
    counts = rating_counts(scope, ids, period)
    total = sum(counts.values(), Counts())
    score = request.GET.get("score", "")
    wanted = Score(int(score)) if score in {str(value) for value in Score.values} else None
    sees_comments = reads_comments(scope)
    # Who reads comments has a school or two; who sees many schools turns the pages of the schools.
    listed = comments_for(scope, ids, period, wanted) if sees_comments else shown
    page = Paginator(listed, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "period": period,
        "last_day": period.end - timedelta(days=1),
        "page": page,
        "rows": [(unit, counts[unit.pk], _share(counts[unit.pk])) for unit in (shown if sees_comments else page)],
        "total": total,
        "share": _share(total),
        "scores": [(str(value), label) for value, label in reversed(Score.choices)],
        "score": score,
        "sees_comments": sees_comments,
    }
    return render(request, "procedures/public/ratings.html", context)


def _share(counts: Counts) -> float | None:
    """The satisfied in a hundred; None where nobody said anything."""
    return 100 * counts.satisfied / counts.total if counts.total else None


@require_safe
@login_required
def lobby(request: HttpRequest) -> HttpResponse:
    scope = scope_from(request)
    scope.require_anywhere(LOBBY)
    return render(
        request, "procedures/public/lobby.html", {"screens": [_shown(request, row) for row in screens_for(scope)]}
    )


def _shown(request: HttpRequest, screen: Screen) -> dict[str, Any]:
    base = base_url(request)
    lookup = base + reverse("public.lookup", args=[screen.code])
    address = base + reverse("public.lobby", args=[screen.token]) if screen.token else ""
    return {
        "screen": screen,
        "address": address,
        "address_qr": _qr(address, _("Mở màn hình sảnh")) if address else "",
        "lookup": lookup,
        "lookup_qr": _qr(lookup, _("Tra cứu hồ sơ")),
    }


def _qr(address: str, caption: str) -> SafeString:
    return qr_svg(QrCode(address, caption=caption, size_mm=36))


@require_POST
@login_required
def open_screen(request: HttpRequest, unit_id: int) -> HttpResponse:
    open_lobby(actor=scope_from(request), unit_id=unit_id, at=timezone.now())
    messages.success(request, _("Đã bật màn hình. Hãy mở địa chỉ dưới đây trên màn hình ở sảnh."))
    return redirect("procedures.lobby")


@require_POST
@login_required
def revoke_screen(request: HttpRequest, unit_id: int) -> HttpResponse:
    revoke_lobby(actor=scope_from(request), unit_id=unit_id, at=timezone.now())
    messages.success(request, _("Đã tắt màn hình. Địa chỉ cũ không mở được nữa."))
    return redirect("procedures.lobby")
