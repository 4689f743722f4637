"""Pages of the register: read only."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schooladmin.core.periods import local_date
from schooladmin.legal.forms import RegisterFilter
from schooladmin.legal.queries import find, register
from schooladmin.legal.rules import holds_on
from schooladmin.units.access import scope_from


@require_safe
@login_required
def document_list(request: HttpRequest) -> HttpResponse:
    """The acts, searched without tone marks and narrowed to those in force on a day."""
    scope_from(request).require_anywhere("legal.document.read")
    form = RegisterFilter(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("on")
    rows = find(form.cleaned_data.get("q") or "")
    if day:
        rows = rows.valid_on(day)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    shown_on = day or local_date(timezone.now())
    acts = [(row, holds_on(row.valid_from, row.valid_to, shown_on)) for row in page]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "acts": acts, "query": query.urlencode(), "shown_on": shown_on}
    return render(request, "legal/document_list.html", context)


@require_safe
@login_required
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One act with what it replaced and what replaced it."""
    scope_from(request).require_anywhere("legal.document.read")
    document = register().filter(pk=pk).first()
    if document is None:
        raise Http404
    today = local_date(timezone.now())
    context = {
        "document": document,
        "is_in_force": holds_on(document.valid_from, document.valid_to, today),
        "replaces": document.replaces.order_by("issued_on"),
        "today": today,
    }
    return render(request, "legal/document_detail.html", context)
