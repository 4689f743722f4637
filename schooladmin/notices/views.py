"""The page of a person's own notices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from schooladmin.notices.actions import mark_read
from schooladmin.notices.enums import Level
from schooladmin.notices.models import Notice
from schooladmin.notices.queries import notices_for
from schooladmin.units.access import scope_from
from schooladmin.units.queries import short_names

PAGE_SIZE = 50
_LOOK = {
    Level.INFO: ("open", "info-circle"),
    Level.SOON: ("wait", "clock-history"),
    Level.URGENT: ("late", "exclamation-triangle"),
}


@require_safe
@login_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """The own open notices; everybody who has logged in may look, and sees nobody else's."""
    scope = scope_from(request)
    page = Paginator(notices_for(scope), PAGE_SIZE).get_page(request.GET.get("page"))
    units = {notice.unit_id for notice in page}
    names = short_names(scope, units) if len(scope.own_unit_ids) > 1 or units - scope.own_unit_ids else {}
    context = {"page": page, "rows": [(row, *_look(row), names.get(row.unit_id, "")) for row in page]}
    return render(request, "notices/list.html", context)


def _look(notice: Notice) -> tuple[str, str]:
    return _LOOK[Level(notice.level)]


@require_POST
@login_required
def mark_one(request: HttpRequest, pk: int) -> HttpResponse:
    """The person has read this one: back to the list, where the next unread one stands first."""
    mark_read(actor=scope_from(request), notice_id=pk, at=timezone.now())
    return redirect("notices.notice.list")


@require_POST
@login_required
def mark_all(request: HttpRequest) -> HttpResponse:
    """The person has read all of them."""
    count = mark_read(actor=scope_from(request), notice_id=None, at=timezone.now())
    if count:
        said = ngettext("Đã đánh dấu đọc %(count)s thông báo.", "Đã đánh dấu đọc %(count)s thông báo.", count)
        messages.success(request, said % {"count": count})
    return redirect("notices.notice.list")
